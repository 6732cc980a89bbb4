"""Break kliping in every way that is promised against, and count what breaks.

    python -m benchmarks.campaign [--kills N] [--seconds S] [--only PART] [--write]

It prints promise, tried and result, and exits with 1 where a promise did not hold.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
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
    parser.add_argument("--write", action="store_true", help=f"write a file under {RESULTS.name}/")
    given = parser.parse_args()
    begin_again_with_library()
    folder = Path(tempfile.mkdtemp(prefix="kliping-campaign-"))
    size = Size(cases=given.kills, seconds=given.seconds, seed=given.seed)
    began = time.monotonic()
    rows: list[Row] = []
    try:
        scratch = Scratch(folder)
        for name in given.only or PARTS:
            print(f"{name} …", flush=True)
            rows += PARTS[name](scratch, size)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(os.environ["CAMPAIGN_SCRATCH"], ignore_errors=True)
    seconds = time.monotonic() - began
    print("\n".join([heading(seconds), table(rows), "", faults(rows)]))
    if given.write:
        print(f"written to {write(RESULTS, rows, seconds)}")
    return 1 if any(row.findings for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
