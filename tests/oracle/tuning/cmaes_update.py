"""The state of the package cmaes 0.9.1 after generations of given points, for CmaEsTests: /usr/bin/python3 tests/oracle/tuning/cmaes_update.py

Debian's package python3-cmaes, which python3-optuna uses. Points are a Halton sequence around the mean, in order of their losses."""
import cmaes
import numpy


def halton(index, base):
    place, value = 1.0, 0.0
    while index > 0:
        place /= base
        value += place * (index % base)
        index //= base
    return value


strategy = cmaes.CMA(mean=numpy.array([0.5, -0.25]), sigma=0.3, population_size=6)
index = 0
for generation in range(4):
    mean, sigma, points = strategy._mean.copy(), strategy._sigma, []
    for _ in range(6):
        index += 1
        points.append(mean + sigma * numpy.array([2.0 * halton(index, 2) - 1.0, 3.0 * halton(index, 3) - 1.5]))
    points.sort(key=lambda p: p[0] ** 2 + 3.0 * p[1] ** 2)
    strategy.tell([(point, float(rank)) for rank, point in enumerate(points)])
    print(generation, strategy._mean.tolist(), strategy._sigma, (strategy._sigma * numpy.sqrt(numpy.diag(strategy._C))).tolist())
