"""Trajectories of MountainCar-v0 by Gym's formulas, written apart from our C#: python3 tests/oracle/mountaincar.py > tests/oracle/mountaincar.json

Each trajectory is a list of actions (0 left, 1 none, 2 right) and of states [position, velocity], the first state included, up to the goal or
200 steps."""
import json
import math


def step(state, action):
    position, velocity = state
    velocity += (action - 1) * 0.001 + math.cos(3 * position) * (-0.0025)
    velocity = max(-0.07, min(0.07, velocity))
    position = max(-1.2, min(0.6, position + velocity))
    if position == -1.2 and velocity < 0:
        velocity = 0.0
    return [position, velocity]


def run(start, policy):
    states, actions = [start], []
    while states[-1][0] < 0.5 and len(actions) < 200:
        actions.append(policy(states[-1], len(actions)))
        states.append(step(states[-1], actions[-1]))
    return {"actions": actions, "states": states, "reached": states[-1][0] >= 0.5}


def swing(state, _):
    return 2 if state[1] >= 0 else 0


print(json.dumps([
    run([-0.5, 0.0], swing),
    run([-0.6, 0.0], swing),
    run([-0.4, 0.0], lambda s, i: 2),  # too weak: not reached
    run([-1.1, -0.06], lambda s, i: 0),  # against the wall
    run([-0.45, 0.0], lambda s, i: [0, 1, 2, 2, 1][i % 5]),
]))
