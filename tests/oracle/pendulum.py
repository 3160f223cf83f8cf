"""Trajectories of Pendulum-v1 by Gymnasium's formulas, written apart from our C#: python3 tests/oracle/pendulum.py > tests/oracle/pendulum.json

Each trajectory is a list of torques and of [angle, speed] states, the first state included, with the reward of every step. Torques are exact in single precision."""
import json
import math

MAX_SPEED, DT, G, M, L = 8.0, 0.05, 10.0, 1.0, 1.0


def angle_normalize(x):
    return ((x + math.pi) % (2 * math.pi)) - math.pi


def step(state, u):
    th, thdot = state
    costs = angle_normalize(th) ** 2 + 0.1 * thdot**2 + 0.001 * (u**2)
    newthdot = thdot + (3 * G / (2 * L) * math.sin(th) + 3.0 / (M * L**2) * u) * DT
    newthdot = max(-MAX_SPEED, min(MAX_SPEED, newthdot))
    newth = th + newthdot * DT
    return [newth, newthdot], -costs


def run(start, policy, steps=200):
    states, torques, rewards = [start], [], []
    for i in range(steps):
        torques.append(policy(states[-1], i))
        state, reward = step(states[-1], torques[-1])
        states.append(state)
        rewards.append(reward)
    return {"torques": torques, "states": states, "rewards": rewards}


print(json.dumps([
    run([math.pi, 0.0], lambda s, i: 2.0 if s[1] >= 0 else -2.0),  # gains speed, many turns
    run([0.1, -0.5], lambda s, i: 0.0),
    run([-3.0, 1.0], lambda s, i: [-2.0, -1.25, -0.5, 0.25, 1.0, 1.75][i % 6]),
    run([0.05, 0.0], lambda s, i: max(-2.0, min(2.0, round(64 * (-16 * angle_normalize(s[0]) - 4 * s[1])) / 64))),  # balances
    run([1.0, 7.9], lambda s, i: 2.0),  # at the largest speed
]))
