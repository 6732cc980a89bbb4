"""Count the copies that an archive gives against the pairs judged by eye.

    python -m benchmarks.judged.copies --archive ARCHIVE

ARCHIVE holds FOLDER/news (see README.md). Printed are how many of the pairs in one group are
copies, what is lost, and the pairs that nobody has judged yet.
"""

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path

import kliping

JUDGED = Path(__file__).with_name("copies.tsv")
VERDICTS = ("copy", "passages", "form", "unsure")
Pair = tuple[str, str]


def read_verdicts(path: Path) -> dict[Pair, str]:
    """Return the verdicts by pair of ids, the smaller id first."""
    with path.open(encoding="utf-8") as lines:
        return {
            (row["article"], row["other"]): row["verdict"]
            for row in csv.DictReader(lines, delimiter="\t")
        }


def pairs_of(groups: Iterable[Iterable[str]]) -> set[Pair]:
    """Return all pairs within groups, the smaller id first."""
    return {(a, b) for ids in groups for a, b in combinations(sorted(ids), 2)}


def report(found: set[Pair], verdicts: Mapping[Pair, str]) -> str:
    """Return the figures and the lists, as printed."""
    counts = Counter(verdicts.get(pair, "not judged") for pair in found)
    right, wrong = counts["copy"], counts["passages"] + counts["form"]
    copies = sum(verdict == "copy" for verdict in verdicts.values())
    lines = [
        f"{len(found)} pairs in one group: "
        + ", ".join(f"{counts[kind]} {kind}" for kind in (*VERDICTS, "not judged")),
        f"false of judged: {wrong / max(1, right + wrong):.3f}; "
        f"{right} of {copies} judged copies found",
    ]
    for pair, verdict in sorted(verdicts.items()):
        if verdict == "copy" and pair not in found:
            lines.append(f"lost\t{pair[0]}\t{pair[1]}")
    for pair in sorted(found):
        verdict = verdicts.get(pair, "not judged")
        if verdict != "copy":
            lines.append(f"{verdict}\t{pair[0]}\t{pair[1]}")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--archive", type=Path, required=True)
    options = parser.parse_args()
    with kliping.open(options.archive, read_only=True) as archive:
        groups = archive.copies()
    found = pairs_of([m.article for m in group.members] for group in groups)
    print(report(found, read_verdicts(JUDGED)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
