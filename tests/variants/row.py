"""A row of the table that measure prints: row.py GAME SIMULATIONS SEED EVALUATION.JSON."""
import json
import sys

game, simulations, seed, evaluation = sys.argv[1:]
result = json.load(open(evaluation, encoding="utf-8"))
low, high = result["score_low"], result["score_high"]
print(f"| {game} | {simulations} | {seed} | {result['score']:.3f} | {low:.3f} to {high:.3f} |", flush=True)
