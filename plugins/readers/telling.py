"""Refusals and notices of one source: each reason is told once, with the records it concerns.

Reasons about records are held until the source's end, when it is known how many they concern;
those about the source as a whole are told before its next article.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from kliping.index import Notice, Refusal
from kliping.plugins.sources import shown_name

_SHOWN_PLACES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a record is.

    Attributes:
        line: 1-based, or None where the whole source is meant or lines say nothing.
        record: which record of a list it is (`record 3`, `articles[2]`), or None.
    """

    line: int | None = None
    record: str | None = None

    def __str__(self) -> str:
        return self.record if self.record is not None else f"line {self.line}"


WHOLE = Place()


@dataclass(slots=True)
class _Reason:
    places: list[Place] = field(default_factory=list)
    count: int = 0

    def describe(self) -> str:
        """Return how many records a reason concerns, and the first of them."""
        records = f"{self.count:,} records"
        if len(set(self.places)) == 1:  # all are told at one place, a table's header
            return records
        more = self.count - len(self.places)
        places = ", ".join(map(str, self.places))
        return f"{records}: {places} and {more:,} more" if more else f"{records}: {places}"


class Told:
    """What is told of one source and not yielded yet.

    Attributes:
        anything: whether anything was ever told.
    """

    def __init__(self, source: str) -> None:
        self.anything = False
        self._source = source
        self._whole: dict[tuple[bool, str], None] = {}
        self._reasons: dict[tuple[bool, str], _Reason] = {}

    def refuse(self, place: Place, reason: str) -> None:
        """Tell that a record, or with `WHOLE` the source, was refused."""
        self._tell(place, reason, refused=True)

    def notice(self, place: Place, reason: str) -> None:
        """Tell something about a record, or with `WHOLE` about the source."""
        self._tell(place, reason, refused=False)

    def _tell(self, place: Place, reason: str, *, refused: bool) -> None:
        self.anything = True
        reason = shown_name(reason)  # names of columns may hold anything
        if place == WHOLE:
            self._whole[refused, reason] = None
            return
        found = self._reasons.setdefault((refused, reason), _Reason())
        found.count += 1
        if len(found.places) < _SHOWN_PLACES:
            found.places.append(place)

    def flush_whole(self) -> Iterator[Refusal | Notice]:
        """Yield and forget what was told of the source as a whole."""
        told, self._whole = self._whole, {}
        for refused, reason in told:
            yield self._reading(reason, WHOLE, 1, refused=refused)

    def flush(self) -> Iterator[Refusal | Notice]:
        """Yield and forget everything, reasons about records in the order of their first place."""
        yield from self.flush_whole()
        told, self._reasons = self._reasons, {}
        for (refused, reason), found in told.items():
            place = found.places[0]
            if found.count > 1:
                reason = f"{reason} ({found.describe()})"
            elif place.record is not None:
                reason = f"{place.record}: {reason}"
            yield self._reading(reason, place, found.count, refused=refused)

    def _reading(
        self, reason: str, place: Place, records: int, *, refused: bool
    ) -> Refusal | Notice:
        if refused:
            return Refusal(source=self._source, line=place.line, reason=reason, records=records)
        return Notice(source=self._source, line=place.line, reason=reason)
