"""Read the rows of results: what enrichers found in articles, and where they failed.

A row's *recipe* tells which enrichers gave it, by number, each with the fingerprint that decides
its result.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kliping.index.errors import ArchiveDamagedError
from kliping.index.store.contract import EnricherState

from .checksums import row_checksum
from .connections import Row
from .faults import check_order, damage
from .packing import unpack_results
from .schema import PARTS

Fetch = Callable[..., list[Row]]
# Rows that are read at a time where all are read.
_CHUNK = 2_000


class ResultReader:
    """Reads results through a function that executes statements."""

    def __init__(self, path: Path, fetch: Fetch) -> None:
        self._path = path
        self._fetch = fetch
        self._names: dict[int, str] = dict(fetch("SELECT number, name FROM enrichers"))

    def recipes(self) -> dict[int, tuple[dict[int, str], int]]:
        """Return each recipe's fingerprints by enricher number, and how many rows it has."""
        rows = self._fetch("SELECT number, fingerprints, rows FROM recipes")
        return {n: (parse_fingerprints(written), count) for n, written, count in rows}

    def number_of(self, enricher: str) -> int | None:
        """Return an enricher's number, or None where nothing of it was ever stored."""
        return next((n for n, name in self._names.items() if name == enricher), None)

    def of_articles(
        self, ids: Sequence[str], wanted: Collection[str] = ()
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield (article id, parsed results by enricher) of each row of these articles.

        Args:
            wanted: enrichers; rows without results of any of them are passed over. Empty: all.
        """
        within: dict[tuple[int, int], bool] = {}
        marks = ",".join("?" * len(ids))
        sql = (
            "SELECT a.id, r.place, r.recipe, r.failures, r.found, r.checksum FROM articles a "
            f"JOIN results r ON r.place BETWEEN a.number * {PARTS} "
            f"AND a.number * {PARTS} + {PARTS - 1} WHERE a.id IN ({marks})"
        )
        for id, *row in self._fetch(sql, ids):
            if wanted:
                made_by = (row[0] % PARTS, row[1])
                if made_by not in within:
                    within[made_by] = not {*self.enrichers_of(*made_by)}.isdisjoint(wanted)
                if not within[made_by]:
                    continue
            yield id, self._parsed(id, row)

    def of_enricher(self, enricher: str) -> Iterator[Mapping[str, Any]]:
        """Yield the parsed results of one enricher, article by article."""
        number = self.number_of(enricher)
        recipes = [n for n, (prints, _) in self.recipes().items() if number in prints]
        marks = ",".join("?" * len(recipes))
        sql = (
            "SELECT place, recipe, failures, found, checksum FROM results "
            f"WHERE place > ? AND recipe IN ({marks}) ORDER BY place LIMIT {_CHUNK}"
        )
        place = -1
        while rows := self._fetch(sql, (place, *recipes)):
            check_order(self._path, [place, *(row[0] for row in rows)], "results")
            for row in rows:
                place = row[0]
                if (found := self._parsed(None, row).get(enricher)) is not None:
                    yield found

    def failures(self) -> list[tuple[str, str, str]]:
        """Return (article id, enricher, what went wrong) of each failure, by article."""
        sql = (
            "SELECT a.id, r.place, r.failures FROM results r "
            f"JOIN articles a ON a.number = r.place / {PARTS} "
            "WHERE r.failures IS NOT NULL ORDER BY r.place"
        )
        found = [
            (place // PARTS, self._name(int(n)), id, failure)
            for id, place, failures in self._fetch(sql)
            for n, failure in json.loads(failures).items()
        ]
        return [(id, name, failure) for _, name, id, failure in sorted(found)]

    def enricher_states(self) -> list[EnricherState]:
        """Return results, failures and mean time of each enricher, by name."""
        rows: Counter[int] = Counter()
        for prints, count in self.recipes().values():
            rows.update(dict.fromkeys(prints, count))
        failed: Counter[str] = Counter(name for _, name, _ in self.failures())
        times = self._fetch("SELECT name, number, seconds, runs FROM enrichers ORDER BY name")
        return [
            EnricherState(
                name=name,
                results=rows[number] - failed[name],
                failures=failed[name],
                seconds=seconds / max(1, runs),
            )
            for name, number, seconds, runs in times
            if rows[number]
        ]

    def stale_ids(self, enricher: str, fingerprint: str) -> list[str]:
        """Return the ids of articles without a result of the fingerprint, in order of addition."""
        number = self.number_of(enricher)
        current = [
            n
            for n, (prints, _) in self.recipes().items()
            if number is not None and prints.get(number) == fingerprint
        ]
        marks = ",".join("?" * len(current))
        sql = f"SELECT place / {PARTS}, failures FROM results WHERE recipe IN ({marks})"
        done = {
            article
            for article, failures in self._fetch(sql, current)
            if failures is None or str(number) not in json.loads(failures)
        }
        every = self._fetch("SELECT number, id FROM articles ORDER BY number")
        return [id for article, id in every if article not in done]

    def _parsed(self, id: str | None, row: Sequence[Any]) -> dict[str, Any]:
        place, recipe, failures, found, checksum = row
        if row_checksum(place, recipe, failures, found) != checksum:
            if id is None:
                sql = "SELECT id FROM articles WHERE number = ?"
                id = str(next(iter(self._fetch(sql, (place // PARTS,))), ("?",))[0])
            raise self.damage(id, place, recipe)
        return {self._name(int(n)): parts for n, parts in unpack_results(found).items()}

    def _name(self, number: int) -> str:
        if number not in self._names:  # of an enricher that came since
            self._names.update(self._fetch("SELECT number, name FROM enrichers"))
        if number not in self._names:
            raise damage(self._path, f"it has results of an enricher with the number {number}")
        return self._names[number]

    def damage(self, id: str, place: int, recipe: int) -> ArchiveDamagedError:
        """Return the error of a damaged row of an article's results."""
        return result_damage(self._path, id, self.enrichers_of(place, recipe))

    def enrichers_of(self, place: int, recipe: int) -> list[str]:
        """Return the names of the enrichers whose results a row holds, as far as it can tell."""
        if part := place % PARTS:
            numbers: Iterable[int] = [part]
        else:
            numbers = self.recipes().get(recipe, ({}, 0))[0]
        return sorted(self._names.get(n, f"number {n}") for n in numbers)


def result_damage(path: Path, id: str, enrichers: Sequence[str]) -> ArchiveDamagedError:
    """Return the error of damaged results."""
    names = ", ".join(enrichers) or "(unknown)"
    return ArchiveDamagedError(
        f"{path}: article {id!r}: the results of the enrichers {names} are damaged: their checksum "
        "differs; restore the file from a backup, or make them anew with: kliping enrich --all"
    )


def parse_fingerprints(written: str) -> dict[int, str]:
    """Return a recipe's fingerprints by enricher number."""
    return {int(n): fingerprint for n, fingerprint in json.loads(written).items()}
