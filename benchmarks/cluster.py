"""What a cluster costs: the same counts in this process, and on clusters of one and of two workers, in turn.

Run with ``python benchmarks/cluster.py``; the extra ``cluster`` must be installed. It prints Markdown.
"""

import resource
import time
from itertools import product

import numpy as np
from section import table

from boundkit.constructions.gaussian import gaussian_mixture, gaussian_network
from boundkit.crews.cluster import cluster
from boundkit.regions import count

ROUNDS = 2
PROGRAMS = {
    "network 4-60-60-60-1, skeleton": lambda: gaussian_network("4-60-60-60-1"),
    "mixture, 3 inputs, 2 layers of 6 experts 3-12-3, cell walk": lambda: gaussian_mixture(
        np.random.default_rng(0), 3, 6, 12, 2, 1
    ),
}


def measured(program, place, budget):
    """Regions, seconds on the wall, and processor seconds of this process."""
    wall, own = time.perf_counter(), time.process_time()
    found = count(program, jobs=place, budget=budget, memory=8)
    return found.activation_regions, time.perf_counter() - wall, time.process_time() - own


def children():
    """Processor seconds of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main():
    rows = []
    for (name, make), _ in product(PROGRAMS.items(), range(ROUNDS)):
        program = make()
        count(program, budget=0.5)  # what is compiled is compiled
        regions, alone, processor = measured(program, 1, None)
        row = [name, f"{regions:,}", f"{alone:.1f}", f"{processor:.1f}"]
        for workers in (1, 2):
            before = children()
            with cluster("local", workers) as place:
                list(place._client.run(time.process_time).values())
                found, wall, own = measured(program, place, None)
            if found != regions:
                raise SystemExit(f"{name}: {found} regions on {workers} workers, {regions} here")
            spent = own + children() - before
            row += [f"{wall:.1f}", f"{wall * workers / alone:.2f}", f"{spent:.1f}", f"{spent / processor:.2f}"]
        rows.append(row)
        print(row, flush=True)
    heads = ["", "regions", "wall", "processor"]
    for workers in ("1 worker", "2 workers"):
        heads += [f"{workers}: wall", "x workers / alone", "processor", "/ alone"]
    print(table(heads, rows))


if __name__ == "__main__":
    main()
