"""What a cluster costs: the same counts in this process, and on clusters of one and of two workers, in turn.

Run with ``python benchmarks/cluster.py``; the extra ``cluster`` must be installed. It prints Markdown. Processor time
is that of all processes, from when the cluster is there until it has answered: on a machine with other work it says
more than the time on the wall.
"""

import resource
import sys
import time

import numpy as np
from distributed import Client
from section import table

from boundkit.constructions.gaussian import gaussian_mixture, gaussian_network
from boundkit.crews import cluster as module
from boundkit.regions import count

ROUNDS = 1
PROGRAMS = {
    "network 4-44-44-44-1, skeleton": lambda: gaussian_network("4-44-44-44-1"),
    "mixture, 4 inputs, 2 layers of 8 experts, cell walk": lambda: gaussian_mixture(
        np.random.default_rng(0), 4, 8, 20, 2, 2
    ),
}


class Traffic:
    """The sizes of the calls and of the messages of a crew, in bytes, and how many regions came with each."""

    def __init__(self):
        self.calls, self.messages, self.found = [], [], []
        self._submit, self._told = module._ClusterCrew._submit, module.told

    def __enter__(self):
        def submit(crew, number, call):
            self.calls.append(len(call))
            self._submit(crew, number, call)

        def told(message):
            kind, content = self._told(message)
            if kind == module.VALUE:
                self.messages.append(len(message))
                self.found.append(content[0][0])
            return kind, content

        module._ClusterCrew._submit, module.told = submit, told
        return self

    def __exit__(self, *_):
        module._ClusterCrew._submit, module.told = self._submit, self._told

    def __str__(self):
        mean, least = np.mean(self.found), min(self.found)
        return (
            f"{len(self.calls)} tasks of at most {max(self.calls):,} bytes, on the average {np.mean(self.calls):,.0f}; "
            f"answers of {max(self.messages):,} and {np.mean(self.messages):,.0f}; regions of a task from {least:,} to "
            f"{max(self.found):,}, on the average {mean:,.0f}"
        )


def measured(program, place):
    """Regions, and seconds on the wall and of this process's processor."""
    wall, own = time.perf_counter(), time.process_time()
    found = count(program, jobs=place, memory=8)
    return found.activation_regions, time.perf_counter() - wall, time.process_time() - own


def used():
    """Processor seconds of a worker and of its processes that have ended."""
    each = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in each)


def on_workers(client):
    return sum(client.run(used).values())


def main():
    rows = []
    for name, make in PROGRAMS.items():
        if not all(word in name for word in sys.argv[1:]):
            continue
        program = make()
        count(program, budget=0.5)  # what is compiled is compiled
        for _ in range(ROUNDS):
            regions, alone, processor = measured(program, 1)
            row = [name, f"{regions:,}", f"{alone:.1f}", f"{processor:.1f}"]
            for workers in (1, 2):
                with module.cluster("local", workers) as place, Client(place.address, set_as_default=False) as client:
                    before = on_workers(client)
                    with Traffic() as traffic:
                        found, wall, own = measured(program, place)
                    time.sleep(3)  # until the processes have ended
                    spent = own + on_workers(client) - before
                if found != regions:
                    raise SystemExit(f"{name}: {found} regions on {workers} workers, {regions} here")
                row += [f"{wall:.1f}", f"{wall * workers / alone:.2f}", f"{spent:.1f}", f"{spent / processor:.2f}"]
                print(name, workers, traffic, file=sys.stderr, flush=True)
            rows.append(row)
            print(row, file=sys.stderr, flush=True)
    heads = ["", "regions", "wall", "processor"]
    for workers in ("1 worker", "2 workers"):
        heads += [f"{workers}: wall", "times workers / alone", "processor", "/ alone"]
    print(table(heads, rows))


if __name__ == "__main__":
    main()
