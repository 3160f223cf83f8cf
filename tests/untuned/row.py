"""A row of the table that measure prints: row.py GAME FAMILY SEED RESULT.JSON EVALUATION.JSON."""
import json
import sys

game, family, seed, journal, evaluation = sys.argv[1:]
lines = [json.loads(line) for line in open(journal, encoding="utf-8")]
last = lines[-1]
first = next((line for line in lines if any(key.startswith("evaluation/") for key in line)), None)
result = json.load(open(evaluation, encoding="utf-8"))
if "wins" in result:
    agent = f"{100 * result['score']:.1f} % ({result['wins']} won, {result['draws']} drawn, {result['losses']} lost)"
    other = "the opponent"
else:
    random = result["random"]
    error = (result["std"] ** 2 / result["episodes"] + random["std"] ** 2 / random["episodes"]) ** 0.5
    agent = f"{result['mean']:.2f}, {(result['mean'] - random['mean']) / error if error else float('inf'):.1f} standard errors above random"
    other = f"{random['mean']:.2f}"
seconds = f"{first['time_total_s']:.1f} s" if first else "none"
print(f"| {game} | {family} | {seed} | {last['time_total_s']:.0f} | {seconds} | {last['training_steps']:,} | {agent} | {other} |", flush=True)
