"""From the values of a JSON document, whole or a line each, to articles."""

import json
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any

from kliping.index import Article

from .records import RecordReader
from .shapes import Shapes
from .telling import WHOLE, Place


class JsonRecords:
    """Reads the values of one document, one after another.

    Lists of plain values are the rows of a table, whose first row names the columns.
    """

    def __init__(self, records: RecordReader) -> None:
        self._records = records
        self._header: Sequence[str] = records.options.header
        self._shapes = Shapes(records.columns, self._header)
        self._first = True

    def iter_articles(
        self, value: Any, place: Place, *, stem: str | None = None
    ) -> Iterator[Article]:
        """Yield the articles in a value; what is none is told.

        Args:
            stem: the id where the value is one record that has none.
        """
        first, self._first = self._first, False
        value = _decoded(value)
        if isinstance(value, list) and value and not any(isinstance(v, dict | list) for v in value):
            names = [str(name) for name in value]
            if first and not self._header and "text" in self._records.columns.find(names):
                self._header = names
                return
            if self._header:
                value = dict(zip(self._header, value, strict=False))
            else:
                self._refuse(value, place)
                return
        records = self._shapes.iter_found(value)
        first_two = list(islice(records, 2))
        alone = stem if len(first_two) == 1 else None
        for found in chain(first_two, records):
            at = _inside(place, found.where)
            if isinstance(found.value, dict):
                article = self._records.article(found.value, at, stem=alone, around=found.around)
                if article is not None:
                    yield article
            else:
                self._refuse(found.value, at)

    def _refuse(self, value: Any, place: Place) -> None:
        kind = type(value).__name__
        reason = f"a JSON {kind}; expected an object: {{...}}"
        if isinstance(value, list):
            reason += ", or give the names of the columns with --header NAME,NAME"
        self._records.told.refuse(place, reason)


def _decoded(value: Any) -> Any:
    """Return what JSON inside a string holds: `json.dump(df.to_json(), file)` writes it so."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def why_not_json(message: str, text: str, at: int) -> str:
    """Return what the parser says of a text, with what mends it where that is known."""
    if message.startswith("Expecting property name") and text[at : at + 1] == "'":
        return f"{message} (printed by Python? write it with json.dump)"
    return message


def _inside(place: Place, where: str) -> Place:
    if not where:
        return place
    if place == WHOLE or place.record is None:
        return Place(line=place.line, record=where)
    return Place(line=place.line, record=f"{place.record}: {where}")
