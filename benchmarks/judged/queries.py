"""Ask the judged queries again, and show whose first three hits are others than when judged.

    python -m benchmarks.judged.queries --archive ARCHIVE

ARCHIVE is made by `kliping index` of FOLDER/news (see README.md). The hits are the default's.
"""

import argparse
import csv
import sys
from collections import Counter
from pathlib import Path

import kliping

QUERIES = Path(__file__).parent / "queries.tsv"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--archive", type=Path, required=True)
    arguments = parser.parse_args()
    verdicts: Counter[str] = Counter()
    with (
        kliping.open(arguments.archive) as archive,
        QUERIES.open(encoding="utf-8") as lines,
    ):
        for row in csv.DictReader(lines, delimiter="\t"):
            found = [hit.id for hit in archive.search(row["query"], limit=3).hits]
            judged = [row["first"], row["second"], row["third"]]
            verdicts[row["verdict"].partition(":")[0] if found == judged else "changed"] += 1
            if found != judged:
                print(f"{row['query']} (was {row['verdict']})")
                for id in found:
                    mark = " " if id in judged else "+"
                    print(f"  {mark} {id} {archive.get(id).title}")
    print(", ".join(f"{verdict} {count}" for verdict, count in verdicts.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
