"""The simulations a second of `muzero analyse` for batches of connect four positions.

    python3 tests/oracle/analyse_speed.py MUZERO RUN [POSITIONS [SIMULATIONS [BATCHES]]]

MUZERO is the program, RUN a run of connect four. Each batch is written at once; its time ends with its last answer. The first batch's
time begins with the program's start.
"""
import json
import subprocess
import sys
import time


def main():
    program, run = sys.argv[1:3]
    positions, simulations, batches = (int(number) for number in (sys.argv[3:] + ["1000", "200", "3"][len(sys.argv) - 3:]))
    start = time.monotonic()
    server = subprocess.Popen([program, "analyse", run], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    for batch in range(batches):
        queries = "".join(query(batch, i, simulations) for i in range(positions)).encode()
        server.stdin.write(queries)
        server.stdin.flush()
        visits = sum(json.loads(server.stdout.readline())["rootInfo"]["visits"] for _ in range(positions))
        assert visits == positions * simulations, visits
        end = time.monotonic()
        what = "from the program's start" if batch == 0 else f"batch {batch + 1}"
        print(f"{positions} positions, {what}: {end - start:.2f} s, {visits / (end - start):,.0f} simulations/s", flush=True)
        start = time.monotonic()
    server.stdin.close()
    server.wait()


def query(batch, i, simulations):
    moves = [i % 7, i // 7 % 7, i // 49 % 7, batch % 7]
    return json.dumps({"id": f"{batch}-{i}", "moves": moves, "simulations": simulations}) + "\n"


if __name__ == "__main__":
    main()
