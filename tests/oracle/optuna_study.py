"""Studies in journal files, by Optuna. The first argument says what to do, the second names the file, the third the study.

read      prints the study
continue  adds trials of every kind to the study, which is made if it is missing, then prints it
append N  asks and tells N trials, then prints the study
"""
import json
import math
import sys
import warnings

warnings.simplefilter("ignore")
import optuna  # noqa: E402

optuna.logging.set_verbosity(optuna.logging.ERROR)


def number(value):
    return value if value is None or math.isfinite(value) else str(value)


def trial_of(trial):
    return {
        "number": trial.number,
        "state": trial.state.name,
        "values": [number(value) for value in trial.values or []],
        "params": trial.params,
        "distributions": {name: repr(distribution) for name, distribution in trial.distributions.items()},
        "intermediate": {str(step): number(value) for step, value in trial.intermediate_values.items()},
        "user_attrs": trial.user_attrs,
        "system_attrs": trial.system_attrs,
        "start": trial.datetime_start and trial.datetime_start.isoformat(timespec="microseconds"),
        "complete": trial.datetime_complete and trial.datetime_complete.isoformat(timespec="microseconds"),
    }


def show(study):
    print(json.dumps({
        "name": study.study_name,
        "directions": [direction.name for direction in study.directions],
        "user_attrs": study.user_attrs,
        "trials": [trial_of(trial) for trial in study.trials],
    }))


def add_every_kind(study):
    study.set_user_attr("from", "Optuna, größer 🎲")
    trial = study.ask()
    trial.suggest_float("x", -5, 5)
    trial.suggest_float("rate", 1e-4, 1e-1, log=True)
    trial.suggest_float("share", 0, 1, step=0.25)
    trial.suggest_int("layers", 1, 8)
    trial.suggest_int("width", 16, 256, log=True)
    trial.suggest_categorical("rule", ["puct", 1, 0.5, True, None])
    trial.report(float("nan"), 1)
    trial.report(0.5, 2)
    trial.set_user_attr("remark", {"list": [1, 2.5, None, "größer"]})
    study.tell(trial, 1.5)
    study.tell(study.ask(), float("inf"))
    study.tell(study.ask(), state=optuna.trial.TrialState.FAIL)
    pruned = study.ask()
    pruned.report(2.0, 7)
    study.tell(pruned, state=optuna.trial.TrialState.PRUNED)
    study.enqueue_trial({"x": 1.25, "rule": None}, user_attrs={"queued": True})
    study.ask({"x": optuna.distributions.FloatDistribution(-5, 5)})
    study.enqueue_trial({"x": 2.5})


def main():
    action, path, name = sys.argv[1:4]
    storage = optuna.storages.JournalStorage(optuna.storages.JournalFileStorage(path))
    if action == "read":
        study = optuna.load_study(study_name=name, storage=storage)
    else:
        study = optuna.create_study(study_name=name, storage=storage, load_if_exists=True)
    if action == "continue":
        add_every_kind(study)
    if action == "append":
        for _ in range(int(sys.argv[4])):
            trial = study.ask()
            study.tell(trial, trial.suggest_float("x", -5, 5))
    show(study)


main()
