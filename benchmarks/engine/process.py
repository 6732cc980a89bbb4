"""Time whole `kliping search` processes beside processes that only import what it needs.

    python benchmarks/engine/process.py ARCHIVE [WORD]

Prints Markdown: the median wall time and the greatest resident memory of each, in turns.
"""

import resource
import statistics
import subprocess
import sys
import time

TURNS = 15
IMPORTS = "import numpy, whoosh.query, click"


def main() -> None:
    archive = sys.argv[1]
    word = sys.argv[2] if len(sys.argv) > 2 else "pasukan"
    search = "from kliping.__main__ import main; main()"
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        f"python -c '{IMPORTS}'": [sys.executable, "-c", IMPORTS],
        f"kliping search {word} --facet person": [
            *(sys.executable, "-c", search, "--archive", archive),
            *("search", word, "--facet", "person"),
        ],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(TURNS):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
            times[name].append((time.perf_counter() - start) * 1e3)
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    base = medians[f"python -c '{IMPORTS}'"]
    print("| process | median (ms) | of the imports |\n| --- | ---: | ---: |")
    for name, median in medians.items():
        print(f"| `{name}` | {median:.0f} | {median / base:.2f} |")
    # Kilobytes on Linux, of the largest child so far: the last kind of command.
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"\nLargest resident memory of a process: {peak / 1024:.0f} MB.")


if __name__ == "__main__":
    main()
