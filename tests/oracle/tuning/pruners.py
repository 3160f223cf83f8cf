"""Decisions of Optuna 3.1.0's pruners on random logs, the reference of PrunerOracleTests:
/usr/bin/python3 tests/oracle/tuning/pruners.py > tests/oracle/tuning/pruners.json

Debian's package python3-optuna. An event is [trial, step, value] for a report, followed by Optuna's decision, or [trial] for the end of a trial that
was not pruned. Values repeat and are sometimes NaN (null)."""
import json
import random
import warnings

import optuna

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
VALUES = [0.0, 0.5, 1.0, 1.0, 1.5, 2.0, 3.0, -1.0, 4.25, 2.5, float("nan")]
CASES = [
    ("median", {"n_startup_trials": 2}, optuna.pruners.MedianPruner),
    ("median", {"n_startup_trials": 1, "n_warmup_steps": 3, "interval_steps": 2, "n_min_trials": 3}, optuna.pruners.MedianPruner),
    ("percentile", {"percentile": 30.0, "n_startup_trials": 3, "interval_steps": 3}, optuna.pruners.PercentilePruner),
    ("successive_halving", {"min_resource": 1, "reduction_factor": 2}, optuna.pruners.SuccessiveHalvingPruner),
    ("successive_halving", {"min_resource": 2, "reduction_factor": 3, "min_early_stopping_rate": 1}, optuna.pruners.SuccessiveHalvingPruner),
    ("successive_halving", {"min_resource": 1, "reduction_factor": 2, "bootstrap_count": 2}, optuna.pruners.SuccessiveHalvingPruner),
    ("successive_halving", {}, optuna.pruners.SuccessiveHalvingPruner),
    ("hyperband", {"max_resource": 27, "reduction_factor": 3}, optuna.pruners.HyperbandPruner),
    ("hyperband", {"min_resource": 2, "reduction_factor": 2}, optuna.pruners.HyperbandPruner),
    ("threshold", {"lower": 0.0, "upper": 2.5, "n_warmup_steps": 4, "interval_steps": 3}, optuna.pruners.ThresholdPruner),
    ("patient", {"patience": 2, "min_delta": 0.5}, lambda **k: optuna.pruners.PatientPruner(None, **k)),
    ("patient", {"patience": 1, "wrapped_pruner": "median"},
     lambda patience, wrapped_pruner: optuna.pruners.PatientPruner(optuna.pruners.MedianPruner(), patience)),
]


def play(pruner, direction, rng):
    study = optuna.create_study(study_name="study", direction=direction, pruner=pruner)
    running, events, asked = [], [], 0
    while asked < 40 or running:
        if asked < 40 and (len(running) < 3 or rng.random() < 0.1):
            running.append([study.ask(), 0])
            asked += 1
        entry = rng.choice(running)
        trial, step = entry
        if step >= 20:
            study.tell(trial, rng.choice(VALUES[:-1]))
            running.remove(entry)
            events.append([trial.number])
            continue
        step = min(20, step + rng.choice([1, 1, 1, 2, 5]))
        value = rng.choice(VALUES)
        trial.report(value, step)
        entry[1] = step
        pruned = bool(trial.should_prune())
        events.append([trial.number, step, None if value != value else value, pruned])
        if pruned:
            study.tell(trial, state=optuna.trial.TrialState.PRUNED)
            running.remove(entry)
    return events


print("[")
for index, (name, config, make) in enumerate(CASES):
    for direction in ("minimize", "maximize"):
        events = play(make(**config), direction, random.Random(index))
        last = index == len(CASES) - 1 and direction == "maximize"
        print(json.dumps({"pruner": name, "config": config, "direction": direction, "events": events}, separators=(",", ":")) + ("" if last else ","))
print("]")
