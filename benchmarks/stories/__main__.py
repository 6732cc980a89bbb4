"""Measure stories against pairs of articles judged by eye.

    python -m benchmarks.stories --archive ARCHIVE

ARCHIVE is made by `kliping index` of FOLDER/news (IndoSum and mrrizal/Document_Classifier, see
README.md). Printed are recall (of the pairs that tell of one event, those in one story) and how
many pairs of two events are in one story, by how far apart the two were published.
"""

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import kliping

PAIRS = Path(__file__).parents[1] / "judged" / "stories.tsv"
KINDS = {"same": "one day", "near": "1 to 3 days", "undated": "one undated"}


def _iter_stories(archive: kliping.Archive) -> Iterator[tuple[str, str]]:
    """Yield each article's id with what it belongs to: its story, its copies, or itself."""
    for id in archive.matching_ids("*"):
        found = archive.enrichments(id)
        for enricher, field in (("stories", "story"), ("copies", "copies")):
            values = found[enricher].values.get(field, ()) if enricher in found else ()
            if values:
                yield id, str(values[0])
                break
        else:
            yield id, id


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--list", action="store_true", help="print the pairs that are wrong")
    arguments = parser.parse_args()
    counted: Counter[tuple[str, str, bool]] = Counter()
    with kliping.open(arguments.archive, create=False) as archive:
        story = dict(_iter_stories(archive))
        with PAIRS.open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                left, right = row["article"], row["other"]
                if left not in story or right not in story:
                    counted["absent", "", False] += 1
                    continue
                together = story[left] == story[right]
                counted[row["days"], row["verdict"], together] += 1
                is_wrong = row["verdict"] == ("two" if together else "one")
                if arguments.list and is_wrong:
                    titles = (archive.get(id).title[:48] for id in (left, right))
                    print(row["days"], row["verdict"], left, right, *titles, sep="\t")
    if counted["absent", "", False]:
        print(f"{counted['absent', '', False]} pairs have an article that the archive has not")
    for kind, name in KINDS.items():
        found, lost = counted[kind, "one", True], counted[kind, "one", False]
        false, apart = counted[kind, "two", True], counted[kind, "two", False]
        print(
            f"{name}: of {found + lost} pairs on one event {found} in one story "
            f"({found / max(1, found + lost):.2f}); of {false + apart} on two events {false}"
        )
    sizes = Counter(Counter(story.values()).values())
    told = sum(count for size, count in sizes.items() if size > 1)
    print(f"{told} stories, {sum(n * c for n, c in sizes.items() if n > 1)} articles in them")
    return 0


if __name__ == "__main__":
    sys.exit(main())
