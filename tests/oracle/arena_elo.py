"""Ratings and sequential tests of an arena, written from their definitions for numpy, as an oracle for MuZero.Arena.

  arena_elo.py ratings FILE [ENTRANT ELO]   reads a journal (arena.jsonl) and prints {"elo": [...], "low": [...], "high": [...]}
  arena_elo.py sprt ELO0 ELO1 N0 N1 N2 N3 N4   prints {"ratio": ..., "lower": ..., "upper": ...} of alpha = beta = 0.05

Ratings: Bradley and Terry by Hunter's minorise-maximise iteration over single games (2004), a draw as half a win of each side. Intervals:
the sandwich of the games' information and of the pairs' scores, by numpy's own pseudo-inverse. Test: the most likely probabilities of the
five scores of a pair under a given mean, by the roots of a polynomial.
"""
import json
import math
import sys

import numpy as np

Z = 1.959964
SCORES = np.array([0.0, 0.25, 0.5, 0.75, 1.0])


def read(path):
    lines = [json.loads(line) for line in open(path, encoding="utf-8")]
    plan, pairs = lines[0], lines[1:]
    return len(plan["entrants"]), plan["pairings"], pairs


def strengths(entrants, pairings, pairs):
    wins = np.zeros((entrants, entrants))
    for pair in pairs:
        i, j = pairings[pair["pairing"]]
        for points in (pair["as_first"], pair["as_second"]):
            wins[i, j] += points
            wins[j, i] += 1.0 - points
    games = wins + wins.T
    gamma = np.ones(entrants)
    for _ in range(200000):
        # Hunter (2004): gamma_i = W_i / sum_j n_ij / (gamma_i + gamma_j).
        weights = (games / (gamma[:, None] + gamma[None, :])).sum(axis=1)
        new = wins.sum(axis=1) / weights
        new /= np.exp(np.log(new).mean())
        change = np.abs(np.log(new) - np.log(gamma)).max()
        gamma = new
        if change < 1e-15:
            break
    return np.log(gamma), games


def covariance(entrants, pairings, pairs, strength, games):
    chance = 1.0 / (1.0 + np.exp(strength[None, :] - strength[:, None]))
    information = -games * chance * (1.0 - chance)
    np.fill_diagonal(information, 0.0)
    np.fill_diagonal(information, -information.sum(axis=1))
    spread = np.zeros((entrants, entrants))
    for number, (i, j) in enumerate(pairings):
        own = [pair for pair in pairs if pair["pairing"] == number]
        if not own:
            continue
        scores = np.array([(pair["as_first"] + pair["as_second"]) / 2.0 for pair in own])
        different = len({(pair["first_moves"], pair["second_moves"]) for pair in own})
        expected = chance[i, j]
        mean_square = ((scores - expected) ** 2).mean()
        variance = (different * mean_square + (0.0 - expected) ** 2 + (1.0 - expected) ** 2) / (different + 2)
        vector = np.zeros(entrants)
        vector[i], vector[j] = 1.0, -1.0
        spread += (2.0 * len(own)) ** 2 * variance / different * np.outer(vector, vector)
    inverse = np.linalg.pinv(information)
    return inverse @ spread @ inverse


def ratings(path, anchor=None):
    entrants, pairings, pairs = read(path)
    strength, games = strengths(entrants, pairings, pairs)
    cov = covariance(entrants, pairings, pairs, strength, games)
    scale = 400.0 / math.log(10.0)
    if anchor is None:
        elo = scale * (strength - strength.mean())
        variance = np.diag(cov)
    else:
        entrant, given = anchor
        elo = given + scale * (strength - strength[entrant])
        variance = np.array([cov[i, i] + cov[entrant, entrant] - 2.0 * cov[i, entrant] for i in range(entrants)])
    half = Z * scale * np.sqrt(np.maximum(variance, 0.0))
    return {"elo": elo.tolist(), "low": (elo - half).tolist(), "high": (elo + half).tolist()}


def most_likely(shares, mean):
    differences = SCORES - mean
    polynomial = np.poly1d([0.0])
    for i in range(5):
        term = np.poly1d([shares[i] * differences[i]])
        for j in range(5):
            if j != i:
                term *= np.poly1d([differences[j], 1.0])
        polynomial += term
    roots = [root.real for root in polynomial.r if abs(root.imag) < 1e-9 and -1.0 / (1.0 - mean) < root.real < 1.0 / mean]
    assert len(roots) == 1, roots
    probabilities = shares / (1.0 + roots[0] * differences)
    assert abs(probabilities.sum() - 1.0) < 1e-9 and abs((probabilities * SCORES).sum() - mean) < 1e-9
    return probabilities


def sprt(elo0, elo1, counts):
    counts = np.array([max(count, 1e-3) for count in counts])
    shares = counts / counts.sum()
    p0, p1 = (most_likely(shares, 1.0 / (1.0 + 10.0 ** (-elo / 400.0))) for elo in (elo0, elo1))
    return {
        "ratio": float((counts * np.log(p1 / p0)).sum()),
        "lower": math.log(0.05 / 0.95),
        "upper": math.log(0.95 / 0.05),
    }


if __name__ == "__main__":
    if sys.argv[1] == "ratings":
        print(json.dumps(ratings(sys.argv[2], (int(sys.argv[3]), float(sys.argv[4])) if len(sys.argv) > 3 else None)))
    else:
        print(json.dumps(sprt(float(sys.argv[2]), float(sys.argv[3]), [float(count) for count in sys.argv[4:9]])))
