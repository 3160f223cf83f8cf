"""Trajectories of CartPole-v1 by Gym's formulas, written apart from our C#: python3 tests/oracle/cartpole.py > tests/oracle/cartpole.json

Each trajectory is a list of actions and of states [x, x_dot, theta, theta_dot], the first state included, up to and with the fall."""
import json
import math

GRAVITY, MASS_CART, MASS_POLE, LENGTH, FORCE, TAU = 9.8, 1.0, 0.1, 0.5, 10.0, 0.02
TOTAL_MASS = MASS_CART + MASS_POLE
POLE_MASS_LENGTH = MASS_POLE * LENGTH
X_LIMIT, THETA_LIMIT = 2.4, 12 * 2 * math.pi / 360


def step(state, action):
    x, x_dot, theta, theta_dot = state
    force = FORCE if action == 1 else -FORCE
    cos, sin = math.cos(theta), math.sin(theta)
    temp = (force + POLE_MASS_LENGTH * theta_dot ** 2 * sin) / TOTAL_MASS
    theta_acc = (GRAVITY * sin - cos * temp) / (LENGTH * (4.0 / 3.0 - MASS_POLE * cos ** 2 / TOTAL_MASS))
    x_acc = temp - POLE_MASS_LENGTH * theta_acc * cos / TOTAL_MASS
    return [x + TAU * x_dot, x_dot + TAU * x_acc, theta + TAU * theta_dot, theta_dot + TAU * theta_acc]


def fell(state):
    return abs(state[0]) > X_LIMIT or abs(state[2]) > THETA_LIMIT


def run(start, policy):
    states, actions = [start], []
    while not fell(states[-1]) and len(actions) < 500:
        actions.append(policy(states[-1], len(actions)))
        states.append(step(states[-1], actions[-1]))
    return {"actions": actions, "states": states, "fell": fell(states[-1])}


print(json.dumps([
    run([0.01, -0.02, 0.03, 0.04], lambda s, i: 1),
    run([-0.04, 0.01, -0.02, -0.03], lambda s, i: i % 2),
    run([0.0, 0.0, 0.0, 0.0], lambda s, i: 1 if s[2] > 0 else 0),
    run([2.2, 0.6, 0.01, 0.04], lambda s, i: 1 if s[2] + s[3] > 0 else 0),  # runs off the track, the pole upright
    run([0.05, -0.05, 0.05, -0.05], lambda s, i: 1 if s[2] + 0.5 * s[3] + 0.05 * s[0] + 0.1 * s[1] > 0 else 0),
]))
