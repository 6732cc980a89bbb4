"""Break kliping in every way that is promised against, and count what breaks.

    python -m benchmarks.campaign [--kills N] [--seconds S] [--only PART] [--beside N] [--write]

It prints promise, tried and result, and exits with 1 where a promise did not hold.
"""

import argparse
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import flips, full, kills, pairs, power, readers, states
from .report import Row, faults, heading, table, write
from .scratch import Scratch, Size
from .watching import begin_again_with_library

PARTS: dict[str, Callable[[Scratch, Size], list[Row]]] = {
    "kills": kills.run_part,
    "power": power.run_part,
    "full": full.run_part,
    "flips": flips.run_part,
    "states": states.run_part,
    "readers": readers.run_part,
    "pairs": pairs.run_part,
}
RESULTS = Path(__file__).resolve().parent.parent / "results"


def main() -> int:
    """Run the parts that were asked for; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.campaign", description=__doc__)
    parser.add_argument("--kills", type=int, default=100, metavar="N", help="cases of each part")
    parser.add_argument("--seconds", type=float, default=20, metavar="S", help="of readers")
    parser.add_argument("--only", choices=PARTS, action="append", metavar="PART")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--beside", type=int, default=1, metavar="N", help="parts at a time")
    parser.add_argument("--rows", type=Path, help=argparse.SUPPRESS)  # of a part run beside others
    parser.add_argument("--write", action="store_true", help=f"write a file under {RESULTS.name}/")
    given = parser.parse_args()
    names = given.only or list(PARTS)
    size = Size(cases=given.kills, seconds=given.seconds, seed=given.seed)
    began = time.monotonic()
    if given.beside > 1 and len(names) > 1:
        rows = _run_beside(names, size, at_a_time=given.beside)
    else:
        begin_again_with_library()
        rows = _run(names, size)
    if given.rows:
        given.rows.write_bytes(pickle.dumps(rows))
        return 0
    seconds = time.monotonic() - began
    print("\n".join([heading(seconds), table(rows), "", faults(rows)]))
    if given.write:
        print(f"written to {write(RESULTS, rows, seconds)}")
    return 1 if any(row.findings for row in rows) else 0


def _run(names: Sequence[str], size: Size) -> list[Row]:
    folder = Path(tempfile.mkdtemp(prefix="kliping-campaign-"))
    rows: list[Row] = []
    try:
        scratch = Scratch(folder)
        for name in names:
            print(f"{name} …", flush=True)
            rows += PARTS[name](scratch, size)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(os.environ["CAMPAIGN_SCRATCH"], ignore_errors=True)
    return rows


def _run_beside(names: Sequence[str], size: Size, *, at_a_time: int) -> list[Row]:
    """Run each part as a program of its own, some at a time; return all rows, in order of parts."""
    with tempfile.TemporaryDirectory(prefix="kliping-campaign-") as folder:

        def run(name: str) -> list[Row]:
            kept = Path(folder, name)
            command = [
                *(sys.executable, "-m", "benchmarks.campaign", "--only", name),
                *("--kills", str(size.cases), "--seconds", str(size.seconds)),
                *("--seed", str(size.seed), "--rows", str(kept)),
            ]
            subprocess.run(command, check=True)
            rows: list[Row] = pickle.loads(kept.read_bytes())
            return rows

        with ThreadPoolExecutor(at_a_time) as pool:
            return [row for rows in pool.map(run, names) for row in rows]


if __name__ == "__main__":
    sys.exit(main())
