"""Refusals and notices of one source: each reason is told once, with the records it concerns.

Reasons about records are held until the source's end, when it is known how many they concern;
those about the source as a whole are told before its next article.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from kliping.index import Notice, Refusal
from kliping.plugins.sources import shown_name

_SHOWN_PLACES = 5
# Reasons of one kind that are told as they are; the first of the others stands for all of them.
_SHOWN_OF_KIND = 3
_OTHERS = ""


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
    text: str
    places: list[Place] = field(default_factory=list)
    count: int = 0

    def add(self, place: Place) -> None:
        self.count += 1
        if len(self.places) < _SHOWN_PLACES:
            self.places.append(place)

    def describe(self) -> str:
        """Return the reason with how many records it concerns, and the first of them."""
        if self.count == 1:
            record = self.places[0].record
            return f"{record}: {self.text}" if record is not None else self.text
        records = f"{self.count:,} records"
        if len(set(self.places)) == 1:  # all are told at one place, a table's header
            return f"{self.text} ({records})"
        more = self.count - len(self.places)
        places = ", ".join(map(str, self.places)) + (f" and {more:,} more" if more else "")
        return f"{self.text} ({records}: {places})"


class Told:
    """What is told of one source and not yielded yet.

    Attributes:
        anything: whether anything was ever told.
    """

    def __init__(self, source: str) -> None:
        self.anything = False
        self._source = source
        self._whole: dict[tuple[bool, str], None] = {}
        self._kinds: dict[tuple[bool, str], dict[str, _Reason]] = {}

    def refuse(self, place: Place, reason: str, *, kind: str = "") -> None:
        """Tell that a record, or with `WHOLE` the source, was refused.

        Args:
            kind: of several reasons of a kind the first are told as they are, and the others as
                the next of them; "" for a reason that is the same for all its records.
        """
        self._tell(place, reason, kind, refused=True)

    def notice(self, place: Place, reason: str, *, kind: str = "") -> None:
        """Tell something about a record, or with `WHOLE` about the source; `kind` as above."""
        self._tell(place, reason, kind, refused=False)

    def _tell(self, place: Place, reason: str, kind: str, *, refused: bool) -> None:
        self.anything = True
        reason = shown_name(reason)  # names of columns may hold anything
        if place == WHOLE:
            self._whole[refused, reason] = None
            return
        reasons = self._kinds.setdefault((refused, kind or reason), {})
        text = reason if reason in reasons or len(reasons) < _SHOWN_OF_KIND else _OTHERS
        reasons.setdefault(text, _Reason(reason)).add(place)

    def flush_whole(self) -> Iterator[Refusal | Notice]:
        """Yield and forget what was told of the source as a whole."""
        told, self._whole = self._whole, {}
        for refused, reason in told:
            yield self._reading(reason, None, 1, refused=refused)

    def flush(self) -> Iterator[Refusal | Notice]:
        """Yield and forget everything, reasons about records in the order of their first place."""
        yield from self.flush_whole()
        told, self._kinds = self._kinds, {}
        for (refused, _), reasons in told.items():
            for reason in reasons.values():
                line = reason.places[0].line
                yield self._reading(reason.describe(), line, reason.count, refused=refused)

    def _reading(
        self, reason: str, line: int | None, records: int, *, refused: bool
    ) -> Refusal | Notice:
        if refused:
            return Refusal(source=self._source, line=line, reason=reason, records=records)
        return Notice(source=self._source, line=line, reason=reason)
