"""Start-up of the command line against the bare interpreter, in one run: medians and their ratio."""

import statistics
import subprocess
import sys
import time

RUNS = 15
BOUNDKIT = [sys.executable, "-m", "boundkit.cli"]
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "import sympy": [sys.executable, "-c", "import sympy"],
    "boundkit list": [*BOUNDKIT, "list"],
    "boundkit eval": [*BOUNDKIT, "eval", "wang2025.piece_count", "--claim=upper", "E=8", "L=5"],
}


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for command in COMMANDS.values():
        seconds(command)  # bytecode and the catalogue's index
    for _ in range(RUNS):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    bare = statistics.median(times["python -c pass"])
    print("| command | median, s | against the bare interpreter |\n| --- | --- | --- |")
    for name, listed in times.items():
        print(f"| `{name}` | {statistics.median(listed):.3f} | {statistics.median(listed) / bare:.1f} |")


if __name__ == "__main__":
    main()
