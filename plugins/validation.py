"""Check what an enricher gives, where it is given: types, ranges, offsets, names, sizes.

What comes through is safe to store, to index and to show. `check_enrichment` takes Python's own
types only; `normalised` makes them of what counts as one (NumPy's numbers, enumerations, lists).
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields as fields_of
from numbers import Integral, Real
from typing import Any, Final, TypeGuard, TypeVar, get_args

from kliping.index import (
    Addressee,
    Cue,
    Enrichment,
    FieldSpec,
    KlipingError,
    Mention,
    Quotation,
    Record,
    Speaker,
    Via,
)
from kliping.index.records import Act, Provenance, QuotationType, SpeakerKind

from .faults import shown

# Far above what a news article gives (the longest of IndoSum have 300 mentions): a list that is
# longer is a fault of the enricher, and would slow every reader of the article down.
MOST_ENTRIES: Final = 100_000
# Code points of one value. A keyword is a name that a facet lists; a text is at most a book.
LONGEST_KEYWORD: Final = 1_000
LONGEST_TEXT: Final = 4_000_000
# Seconds since 1970 of the first and the last moment that Python's dates can hold.
FIRST_SECOND: Final = -62_135_596_800
LAST_SECOND: Final = 253_402_300_799
# SQLite's whole numbers, and those of most readers of JSON, have 64 bits.
_WHOLE_LIMIT: Final = 2**63

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_CONTROL_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_PROVENANCES: Final = frozenset(get_args(Provenance))
_QUOTATION_TYPES: Final = frozenset(get_args(QuotationType))
_ACTS: Final = frozenset(get_args(Act))
_SPEAKER_KINDS: Final = frozenset(get_args(SpeakerKind))
_RECORDS: Final = (*(Enrichment, Mention, Quotation, Record, Cue, Speaker, Via, Addressee),)

_T = TypeVar("_T")


class BadValueError(KlipingError):
    """A value that breaks the contract.

    Attributes:
        at: the place of the value in what was given: "mentions[2].start".
        expected: what should stand there.
    """

    def __init__(self, at: str, value: object, expected: str) -> None:
        super().__init__(at, value, expected)
        self.at = at
        self.value = value
        self.expected = expected

    def __str__(self) -> str:
        return f"{self.at} = {shown(self.value)}: {self.expected}"

    def under(self, at: str) -> "BadValueError":
        """Return the same fault with its place as seen from above."""
        inner = f".{self.at}" if self.at else ""
        return BadValueError(at + inner, self.value, self.expected)


def check_enrichment(found: object, *, text: str, fields: Sequence[FieldSpec]) -> Enrichment:
    """Return what an enricher found in an article, if it keeps the contract.

    Args:
        text: of the article.
        fields: that the enricher declares.

    Raises:
        BadValueError: something breaks the contract.
    """
    if type(found) is not Enrichment:
        raise BadValueError("the result", found, "expected an Enrichment")
    _check_values(found.values, {field.name: field for field in fields})
    _check_each("mentions", found.mentions, Mention, lambda m: _check_mention(m, text))
    _check_each("quotations", found.quotations, Quotation, lambda q: _check_quotation(q, text))
    _check_each("records", found.records, Record, lambda r: _check_record(r, text))
    return found


def check_value(field: FieldSpec, value: object) -> None:
    """Raise where a value does not suit its field.

    Raises:
        BadValueError: it does not; its place is the field.
    """
    at = f"field {field.name!r}"
    if field.type == "number":
        _check_number(at, value)
    elif field.type == "date":
        if type(value) is not int or not FIRST_SECOND <= value <= LAST_SECOND:
            expected = "expected whole seconds since 1970-01-01T00:00Z, of the years 1 to 9999"
            raise BadValueError(at, value, expected)
    elif field.type == "keyword":
        _check_name(at, value)
    else:
        _check_string(at, value, LONGEST_TEXT, _CONTROL_IN_TEXT)


def check_text(at: str, value: object) -> None:
    """Raise where a value is not a string that can be stored and shown.

    Raises:
        BadValueError: it is not, with the place given.
    """
    _check_string(at, value, LONGEST_TEXT, _CONTROL_IN_TEXT)


def is_text(value: object) -> TypeGuard[str]:
    """Return whether a value is a string that can be stored and shown."""
    try:
        check_text("", value)
    except BadValueError:
        return False
    return True


def normalised(value: object) -> object:
    """Return the value with Python's own types in place of what counts as one of them.

    Whole and real numbers of other classes, subclasses of `str`, `list` for `tuple` and any mapping
    are taken; what else there is stays, and is refused by `check_enrichment`.
    """
    kind = type(value)
    if kind in (str, int, float, bool, type(None)):
        return value
    if kind in _RECORDS:
        record: type[Any] = kind
        return record(**{f.name: normalised(getattr(value, f.name)) for f in fields_of(record)})
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value)
    if isinstance(value, tuple | list) and len(value) <= MOST_ENTRIES:
        return tuple(
            normalised(one) if not isinstance(one, list | Mapping) else one for one in value
        )
    if isinstance(value, Mapping) and len(value) <= MOST_ENTRIES:
        return {
            normalised(key): normalised(one) if not isinstance(one, Mapping) else one
            for key, one in value.items()
        }
    return value


# -- single values -------------------------------------------------------------------------------


def _check_number(at: str, value: object) -> None:
    if type(value) is not float and type(value) is not int:
        raise BadValueError(at, value, "expected a number")
    try:
        finite = math.isfinite(value)
    except OverflowError:
        finite = False
    if not finite:
        raise BadValueError(at, value, "expected a finite number that a float can hold")


def _check_share(at: str, value: object) -> None:
    _check_number(at, value)
    assert isinstance(value, int | float)
    if not 0 <= value <= 1:
        raise BadValueError(at, value, "expected 0 to 1")


def _check_string(
    at: str, value: object, longest: int, control: re.Pattern[str] = _CONTROL
) -> None:
    if type(value) is not str:
        raise BadValueError(at, value, "expected a string")
    if len(value) > longest:
        reason = f"expected at most {longest:,} code points, got {len(value):,}"
        raise BadValueError(at, value, reason)
    if not value.isprintable():
        if _SURROGATE.search(value):
            raise BadValueError(at, value, "expected characters, got a lone surrogate")
        if control.search(value):
            raise BadValueError(at, value, "expected no control characters")


def _check_name(at: str, value: object) -> None:
    # Nearly always so; the rest finds out what is wrong.
    if type(value) is str and value.isprintable() and 0 < len(value.strip()) < LONGEST_KEYWORD:
        return
    _check_string(at, value, LONGEST_KEYWORD)
    assert isinstance(value, str)
    if not value or value.isspace():
        raise BadValueError(at, value, "expected a string that is not empty")


def _check_one_of(at: str, value: object, known: frozenset[str]) -> None:
    if type(value) is not str or value not in known:
        raise BadValueError(at, value, f"expected one of: {', '.join(sorted(known))}")


def _check_scalar(at: str, value: object) -> None:
    if value is None or type(value) is bool:
        return
    if type(value) is str:
        _check_string(at, value, LONGEST_TEXT, _CONTROL_IN_TEXT)
    elif type(value) is int:
        if not -_WHOLE_LIMIT <= value < _WHOLE_LIMIT:
            raise BadValueError(at, value, "expected a whole number of at most 64 bits")
    elif type(value) is float:
        _check_number(at, value)
    else:
        raise BadValueError(at, value, "expected a string, a number, a bool or None")


def _check_span(
    text: str, start: object, end: object, called: str, written: object, *, least: int = 1
) -> None:
    """Check two offsets and the words that are said to stand there.

    Args:
        called: the attribute that holds the words.
        least: code points between the offsets.
    """
    length = len(text)
    for name, offset in (("start", start), ("end", end)):
        if type(offset) is not int or not 0 <= offset <= length:
            expected = f"expected a whole number from 0 to {length:,}, an offset of the text"
            raise BadValueError(name, offset, expected)
    assert isinstance(start, int)
    assert isinstance(end, int)
    if end < start + least:
        raise BadValueError("end", end, f"expected {start + least:,} or more, behind its start")
    if type(written) is not str or written != text[start:end]:
        expected = f"expected text[{start}:{end}], which is {shown(text[start:end])}"
        raise BadValueError(called, written, expected)


# -- the parts of an enrichment ------------------------------------------------------------------


def _check_listed(at: str, given: object) -> None:
    if type(given) is not tuple:
        raise BadValueError(at, given, "expected a tuple")
    if len(given) > MOST_ENTRIES:
        reason = f"expected at most {MOST_ENTRIES:,} entries, got {len(given):,}"
        raise BadValueError(at, given, reason)


def _check_each(at: str, given: object, kind: type[_T], check: Callable[[_T], None]) -> None:
    _check_listed(at, given)
    assert isinstance(given, tuple)
    for number, one in enumerate(given):
        if type(one) is not kind:
            raise BadValueError(f"{at}[{number}]", one, f"expected a {kind.__name__}")
        try:
            check(one)
        except BadValueError as bad:
            raise bad.under(f"{at}[{number}]") from None


def _check_values(given: object, fields: Mapping[str, FieldSpec]) -> None:
    if not isinstance(given, Mapping):
        raise BadValueError("values", given, "expected a mapping of fields to values")
    for name, values in given.items():
        field = fields.get(name) if type(name) is str else None
        if field is None:
            known = ", ".join(sorted(fields)) or "none"
            raise BadValueError("values, a field", name, f"expected one that it declares: {known}")
        at = f"field {field.name!r}"
        _check_listed(at, values)
        for value in values:
            check_value(field, value)
        if len(values) > 1 and not field.multi_valued and len(set(values)) > 1:
            raise BadValueError(at, values, "expected one value: the field is not multi_valued")


def _check_mention(given: Mention, text: str) -> None:
    _check_span(text, given.start, given.end, "text", given.text)
    _check_name("type", given.type)
    _check_name("name", given.name)
    if given.salience is not None:
        _check_share("salience", given.salience)
    if given.provenance is not None:
        _check_one_of("provenance", given.provenance, _PROVENANCES)
    if type(given.counted) is not bool:
        raise BadValueError("counted", given.counted, "expected a bool")


def _check_quotation(given: Quotation, text: str) -> None:
    _check_span(text, given.start, given.end, "text", given.text)
    _check_one_of("type", given.type, _QUOTATION_TYPES)
    _check_one_of("act", given.act, _ACTS)
    _check_share("confidence", given.confidence)
    cue, speaker = given.cue, given.speaker
    if cue is not None:
        _check_each("cue", (cue,), Cue, lambda c: _check_span(text, c.start, c.end, "text", c.text))
    if speaker is not None:
        _check_each("speaker", (speaker,), Speaker, lambda s: _check_speaker(s, text))
    if given.addressee is not None:
        _check_each("addressee", (given.addressee,), Addressee, lambda a: _check_speaker(a, text))
    _check_each("via", given.via, Via, lambda v: _check_via(v, text))
    _check_listed("quoted", given.quoted)
    for number, pair in enumerate(given.quoted):
        if (
            type(pair) is not tuple
            or len(pair) != 2
            or not all(type(offset) is int for offset in pair)
            or not given.start <= pair[0] <= pair[1] <= given.end
        ):
            expected = f"expected two offsets from {given.start:,} to {given.end:,}, in order"
            raise BadValueError(f"quoted[{number}]", pair, expected)


def _check_speaker(given: Speaker | Addressee, text: str) -> None:
    _check_span(text, given.start, given.end, "as_written", given.as_written)
    _check_name("name", given.name)
    _check_one_of("kind", given.kind, _SPEAKER_KINDS)


def _check_via(given: Via, text: str) -> None:
    _check_span(text, given.start, given.end, "as_written", given.as_written)
    _check_name("name", given.name)


def _check_record(given: Record, text: str) -> None:
    _check_name("kind", given.kind)
    _check_span(text, given.start, given.end, "text", given.text, least=0)
    if not isinstance(given.data, Mapping):
        raise BadValueError("data", given.data, "expected a mapping")
    if len(given.data) > MOST_ENTRIES:
        raise BadValueError("data", given.data, f"expected at most {MOST_ENTRIES:,} keys")
    for key, value in given.data.items():
        _check_name("data, a key", key)
        try:
            _check_scalar("", value)
        except BadValueError as bad:
            raise bad.under(f"data[{key!r}]") from None
