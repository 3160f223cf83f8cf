"""Optuna's importances of the trials of ParameterImportanceTests: /usr/bin/python3 tests/oracle/tuning/importance.py

Debian's packages python3-optuna and python3-sklearn. The trials are a Halton sequence, so that the test makes the same ones."""
import optuna


def halton(index, base):
    place, value = 1.0, 0.0
    while index > 0:
        place /= base
        value += place * (index % base)
        index //= base
    return value


# The test's rate is logarithmic from 1e-4 to 1; Optuna's fANOVA takes no logarithms, so that it gets the exponent.
SPACE = {
    "share": optuna.distributions.FloatDistribution(0.0, 1.0), "rate": optuna.distributions.FloatDistribution(-4.0, 0.0), "layers": optuna.distributions.IntDistribution(1, 8),
    "rule": optuna.distributions.CategoricalDistribution(["u", "v", "w"]), "idle": optuna.distributions.FloatDistribution(-2.0, 2.0)}


def additive(p):
    return 6.0 * p["share"] + p["rate"] + 0.5 * p["layers"] + 1.2 * "uvw".index(p["rule"])


def bowl(p):
    return 4.0 * (p["share"] - 0.3) ** 2 + 0.1 * (p["rate"] + 3.0) ** 2 + (1.0 if p["rule"] == "v" else 0.0) * p["share"]


for name, objective in (("additive", additive), ("bowl", bowl)):
    study = optuna.create_study()
    for i in range(1, 301):
        h = [halton(i, base) for base in (2, 3, 5, 7, 11)]
        params = {"share": h[0], "rate": 4.0 * h[1] - 4.0, "layers": 1 + int(8 * h[2]), "rule": "uvw"[int(3 * h[3])], "idle": 4.0 * h[4] - 2.0}
        study.add_trial(optuna.trial.create_trial(params=params, distributions=SPACE, value=objective(params)))
    runs = [optuna.importance.get_param_importances(study, evaluator=optuna.importance.FanovaImportanceEvaluator(seed=seed)) for seed in range(10)]
    for key in SPACE:
        shares = [run[key] for run in runs]
        print(f"{name} {key}: {sum(shares) / 10:.4f} ({min(shares):.4f} to {max(shares):.4f})")
