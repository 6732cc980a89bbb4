"""Click every facet value of an archive: each finds exactly the articles that it counts.

    python benchmarks/search/facet_values.py ARCHIVE [--query QUERY]

For each value of each facet (of date fields by year, month, week and day): `where` finds its count,
`any_of` finds its count and leaves the field's counts as they are, `exclude` finds the others.
"""

import argparse
import sys
from pathlib import Path

import kliping
from kliping import Archive, SearchOptions

_PERIODS = ("year", "month", "week", "day")


def wrong_values(archive: Archive, query: str, spec: str) -> tuple[int, list[str]]:
    """Return (how many values a facet has, a line for each that finds another number)."""
    every = SearchOptions(facet_values=None)
    results = archive.search(query, limit=0, facets=[spec], options=every)
    name = spec.partition(":")[0]
    wrong = []
    for value in results.facets[name].values:
        one = {name: [value.value]}
        found = [
            archive.search(query, limit=0, options=options).total
            for options in (
                SearchOptions(where=one),
                SearchOptions(any_of=one),
                SearchOptions(exclude=one),
            )
        ]
        if found != [value.count, value.count, results.total - value.count]:
            wrong.append(f"{spec} {value.value!r}: counts {value.count}, finds {found}")
    return len(results.facets[name].values), wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--query", default="*")
    given = parser.parse_args()
    faults = 0
    with kliping.open(given.archive, read_only=True) as archive:
        for field in (f for f in archive.fields() if f.facet):
            periods = [f"{field.name}:{p}" for p in _PERIODS]
            for spec in periods if field.type == "date" else [field.name]:
                values, wrong = wrong_values(archive, given.query, spec)
                faults += len(wrong)
                print(f"{spec}: {values:,} values, {len(wrong)} find another number", flush=True)
                for line in wrong[:10]:
                    print(f"  {line}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
