"""Tables of training runs that are drawn from a law that is known."""

import csv

import numpy as np

TRUTH = {"floor": 1.7, "a": 60.0, "b": 40.0, "beta/d": 0.15}


def drawn_runs(seed, counted="active", runs=24, noise=0.003, ratios=(1, 2, 4, 8, 16), **other):
    """Columns of runs whose loss is that of TRUTH in the active, total, or both kinds of parameters, with noise."""
    random = np.random.default_rng(seed)
    truth = TRUTH | other
    active = 10 ** random.uniform(6, 9.5, runs)
    total = active * random.choice(ratios, runs)
    tokens = active * 10 ** random.uniform(0.5, 3, runs)
    size = {"active": active, "total": total, "between": np.sqrt(active * total)}[counted]
    loss = truth["floor"] + truth["a"] * size ** (-2 * truth["beta/d"]) + truth["b"] * size / tokens
    return {
        "active": active,
        "total": total,
        "tokens": tokens,
        "loss": loss * np.exp(noise * random.standard_normal(runs)),
    }


def write_runs(path, columns):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return path
