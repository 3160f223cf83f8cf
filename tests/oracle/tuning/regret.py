"""Best values that Optuna 3.1.0 finds, the reference of the table of regrets in docs/BENCHMARKS.md:
/usr/bin/python3 tests/oracle/tuning/regret.py > tests/oracle/tuning/regret.json

With the argument ask it prints processor times instead, with fronts
the volumes of two objectives. Debian's package python3-optuna. Each list holds the smallest value after 25, 50 and 100 trials, one entry per seed. The problems are those of
tests/MuZero.Benchmarks/Tuning/TuningProblems.cs, written apart from it."""
import json
import math
import sys
import time

import optuna

SEEDS, TRIALS, MARKS = 30, 100, (25, 50, 100)


def sphere(trial):
    return sum(trial.suggest_float(f"x{i}", -5.0, 5.0) ** 2 for i in range(5))


def branin(trial):
    x, y = trial.suggest_float("x", -5.0, 10.0), trial.suggest_float("y", 0.0, 15.0)
    bowl = y - 5.1 / (4.0 * math.pi ** 2) * x * x + 5.0 / math.pi * x - 6.0
    return bowl ** 2 + 10.0 * (1.0 - 1.0 / (8.0 * math.pi)) * math.cos(x) + 10.0


HARTMANN_A = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
HARTMANN_P = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381]]


def hartmann(trial):
    x = [trial.suggest_float(f"x{i}", 0.0, 1.0) for i in range(6)]
    return -sum(
        height * math.exp(-sum(a * (v - p) ** 2 for a, v, p in zip(row, x, centre)))
        for height, row, centre in zip([1.0, 1.2, 3.0, 3.2], HARTMANN_A, HARTMANN_P))


def mixed(trial):
    loss = {"constant": 0.05, "cosine": 0.0, "step": 0.02}[trial.suggest_categorical("schedule", ["constant", "cosine", "step"])]
    loss += 0.1 * ((trial.suggest_int("batch", 16, 256, step=16) - 96) / 128) ** 2
    learner = trial.suggest_categorical("learner", ["tree", "linear", "network"])
    if learner == "tree":
        depth, leaf = trial.suggest_int("depth", 1, 12), trial.suggest_int("leaf", 1, 64, log=True)
        return loss + 0.3 + 0.01 * (depth - 7) ** 2 + 0.05 * math.log(leaf / 4) ** 2
    if learner == "linear":
        return loss + 0.25 + 0.02 * (math.log10(trial.suggest_float("penalty", 1e-6, 10.0, log=True)) + 2.0) ** 2
    layers, width = trial.suggest_int("layers", 1, 6), trial.suggest_int("width", 8, 512, log=True)
    rate, dropout = trial.suggest_float("rate", 1e-5, 0.1, log=True), trial.suggest_float("dropout", 0.0, 0.8, step=0.1)
    return (loss + 0.1 + 0.03 * (layers - 3) ** 2 + 0.04 * math.log2(width / 128) ** 2
            + 0.15 * (math.log10(rate) + 3.0) ** 2 + 0.5 * (dropout - 0.2) ** 2)


SAMPLERS = {
    "tpe": lambda seed: optuna.samplers.TPESampler(seed=seed),
    "tpe, multivariate and group": lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=True, group=True),
    "random": lambda seed: optuna.samplers.RandomSampler(seed=seed),
    "cmaes": lambda seed: optuna.samplers.CmaEsSampler(seed=seed),
    "nsga2": lambda seed: optuna.samplers.NSGAIISampler(seed=seed),
}


def best(problem, sampler):
    study = optuna.create_study(sampler=sampler)
    study.optimize(problem, n_trials=TRIALS)
    values = [trial.value for trial in study.trials]
    return [min(values[:mark]) for mark in MARKS]


def ask_and_tell(sampler):
    """The milliseconds of processor time of an ask with six parameters and its tell, after 1,000 trials."""
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
    study.optimize(hartmann, n_trials=1000)
    study.sampler = sampler
    start = time.process_time()
    for _ in range(50):
        trial = study.ask()
        study.tell(trial, sum(trial.suggest_float(f"x{i}", 0.0, 1.0) for i in range(6)))
    return (time.process_time() - start) / 50 * 1e3


def volume(sampler, objectives):
    """The volume between the front of 100 trials and the point (3.3, 3.3)."""
    study = optuna.create_study(directions=["minimize", "minimize"], sampler=sampler)
    study.optimize(lambda trial: objectives([trial.suggest_float(f"x{i}", 0.0, 1.0) for i in range(6)]), n_trials=TRIALS)
    front = sorted(tuple(trial.values) for trial in study.best_trials)
    front = [point for point in front if max(point) < 3.3]
    ends = [point[0] for point in front[1:]] + [3.3]
    return sum((end - point[0]) * (3.3 - point[1]) for end, point in zip(ends, front))


def zdt1(x):
    rest = 1.0 + 9.0 * sum(x[1:]) / 5.0
    return x[0], rest * (1.0 - math.sqrt(x[0] / rest))


def spheres(x):
    return 2.0 * sum((v - 0.3) ** 2 for v in x), 2.0 * sum((v - 0.7) ** 2 for v in x)


def fronts():
    for objectives in (zdt1, spheres):
        for name, sampler in SAMPLERS.items():
            if name != "cmaes":
                volumes = sorted(volume(sampler(seed), objectives) for seed in range(20))
                print(f"| {objectives.__name__} | {name} | {volumes[10]:.3f} ({volumes[2]:.3f} to {volumes[-3]:.3f}) |")


def main():
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    import warnings
    warnings.simplefilter("ignore")
    if sys.argv[1:] == ["ask"]:
        print(json.dumps({name: round(ask_and_tell(sampler(0)), 2) for name, sampler in SAMPLERS.items()}))
        return
    if sys.argv[1:] == ["fronts"]:
        fronts()
        return
    runs = {}
    for problem in (sphere, branin, hartmann, mixed):
        for name, sampler in SAMPLERS.items():
            columns = list(zip(*(best(problem, sampler(seed)) for seed in range(SEEDS))))
            runs.setdefault(problem.__name__, {})[name] = {
                str(mark): [float(f"{value:.6g}") for value in column] for mark, column in zip(MARKS, columns)}
    text = json.dumps({"optuna": optuna.__version__, "best": runs})
    print(text.replace('], "', '],\n "').replace('{"25"', '\n {"25"'))


main()
