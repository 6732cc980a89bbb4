"""The values of one record's fields, as an article holds them."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache

from kliping.index.cleaning.tables import outlets
from kliping.index.data_files import read_rows, words

from .authors import split_authors
from .field_dates import FieldDates
from .field_text import read_line, read_text
from .telling import Place, Told
from .values import (
    UnfitError,
    is_address,
    is_missing,
    is_own_address,
    kind_of,
    read_list,
    show,
    strings,
    whole,
)

# The value that a note about a date shows: notes that differ in it are of one kind.
_QUOTED = re.compile(r"'[^']*'")
# News services give the beginning of a text alone, and say so in it: `… [+2134 chars]`.
_CUT = re.compile(r"\[\+[\d.,]+ (?:chars|characters|karakter)\]\s*\Z")
_CUT_LENGTH = 60  # code points at the end of a text that are looked at
CUT = "the text is cut off: it ends by saying how much more there is; only this part is searched"

_SECTION_WORD = re.compile(r"^(?:kanal|rubrik|kategori|channel|section)\s*:?\s+")

Plan = Mapping[str, tuple[str, ...]]
Record = Mapping[str, object]


class Fields:
    """The fields of one record; what cannot be one is told and left out.

    Attributes:
        used: field → the key whose value it got.
    """

    def __init__(
        self, record: Record, plan: Plan, place: Place, *, told: Told, dates: FieldDates
    ) -> None:
        """Begin a record.

        Args:
            plan: field → the keys that may hold it, the preferred first.
            dates: reads the date fields of the source.
        """
        self.used: dict[str, str] = {}
        self._told = told
        self._dates = dates
        self._record = record
        self._plan = plan
        self._place = place

    def _values(self, field: str) -> Iterator[tuple[str, object]]:
        for key in self._plan.get(field, ()):
            value = lookup(self._record, key)
            if not is_missing(value):
                yield key, value

    def _leave_out(self, error: UnfitError) -> None:
        self._told.notice(self._place, f"{error}; left out")

    def text(self) -> str:
        """Return the article's text, exactly as given where it is one string without markup.

        Raises:
            UnfitError: there is none, or it is no string of characters.
        """
        unfit: UnfitError | None = None
        for key, value in self._values("text"):
            try:
                if isinstance(value, int | float):
                    raise UnfitError(f"{key} is {kind_of(value)}; expected a string")
                found = read_text("\n".join(strings("text", value, key=key)))
            except UnfitError as error:
                unfit = unfit or error
                continue
            if not is_missing(found.text):
                for note in found.notes:
                    self._told.notice(self._place, note)
                if _CUT.search(found.text[-_CUT_LENGTH:]):
                    self._told.notice(self._place, CUT)
                self.used["text"] = key
                return found.text
        raise unfit or UnfitError(f"no text: {show(self._plan['text'][0])} is empty")

    def id(self) -> str | None:
        """Return the record's own id, or None.

        Raises:
            UnfitError: it is no string or number, or holds a control character.
        """
        for key, value in self._values("id"):
            if isinstance(value, bool | list):
                raise UnfitError(f"id is {value!r:.60}; expected a string or a number")
            for written in strings("id", value, key=key):
                id = whole(written.strip())
                if not id.isprintable():
                    raise UnfitError(f"id {show(id)} holds a control character")
                self.used["id"] = key
                return id
        return None

    def _lines(self, field: str) -> Iterator[str]:
        """Yield the strings of a field as lines, the preferred key's first."""
        for key, value in self._values(field):
            try:
                given = strings(field, value, key=key)
                if len(given) > 1:
                    reason = f"{field} is a list of several; the first is taken"
                    self._told.notice(self._place, reason)
                for written in given:
                    found = read_line(written.strip())
                    for note in found.notes:
                        self._told.notice(self._place, f"{field}: {note}")
                    line = found.text.strip()
                    if not is_missing(line):
                        self.used[field] = key
                        yield line
            except UnfitError as error:
                self._leave_out(error)

    def line(self, field: str) -> str | None:
        """Return a field of one line, the first that the record holds for it, or None."""
        return next(self._lines(field), None)

    def url(self) -> str | None:
        """Return the address. A column that may name the outlet gives only an article's own."""
        shared = self._plan.get("outlet", ())
        for key in self._plan.get("url", ()):
            value = lookup(self._record, key)
            try:
                for written in strings("url", value, key=key):
                    address = written.strip()
                    if key not in shared or is_own_address(address):
                        self.used["url"] = key
                        return address
            except UnfitError as error:
                self._leave_out(error)
        return None

    def outlet(self, section: str | None) -> tuple[str | None, str | None]:
        """Return the outlet by its one name, and a section that stood in its place, or None.

        An address names the outlet that it belongs to, where that is known, and is none itself.
        """
        filed_under = None
        for name in self._lines("outlet"):
            if is_address(name) or "@" in name:
                known = outlets().of_url(name if "//" in name else f"//{name}")
            else:
                known = outlets().named(name)
                if known is None and (_is_section(name) or name == section):
                    filed_under = filed_under or name
                    continue
                if known is None and name.isdecimal():
                    self._leave_out(UnfitError(f"outlet {show(name)} is a number, no name"))
                    continue
                known = known or name.removeprefix("www.")
            if known is not None:
                return known, filed_under
        self.used.pop("outlet", None)
        return None, filed_under

    def published(self) -> datetime | None:
        """Return the first date of the record that is understood."""
        misread: tuple[str, ...] = ()
        for key, value in self._values("published"):
            if isinstance(value, bool):  # WordPress and Django: whether it is published at all
                continue
            try:
                if isinstance(value, list):
                    value = next(iter(strings("published", value, key=key)), None)
                moment, notes = self._dates.read(value)
            except UnfitError as error:
                self._leave_out(error)
                continue
            if moment is not None:
                self.used["published"] = key
                for note in notes:
                    self._told.notice(self._place, note, kind=_QUOTED.sub("", note))
                return moment
            misread = misread or notes
            self.used["published"] = key  # it is told, though it gives no date
        for note in misread:
            reason = f"{note}; the article goes in without a date"
            self._told.notice(self._place, reason, kind=_QUOTED.sub("", note))
        return None

    def authors(self) -> tuple[str, ...]:
        """Return the names of who wrote (`split_authors`).

        Numbers are no names: WordPress gives the number of a user.
        """
        for key, value in self._values("authors"):
            if isinstance(value, int | float):
                continue
            try:
                written = strings("authors", value, key=key)
            except UnfitError as error:
                self._leave_out(error)
                continue
            names = [name for line in written for name in split_authors(read_line(line).text)]
            names = [name for name in names if not is_missing(name)]
            if names:
                self.used["authors"] = key
                return tuple(dict.fromkeys(names))
        return ()

    def language(self) -> str | None:
        """Return the code of the first language that is one."""
        for written in self._lines("language"):
            code = _language_code(written)
            if code is not None:
                return code
            reason = f"language {show(written)}: expected a code such as 'id'; left out"
            self._told.notice(self._place, reason, kind="language")
        return None


def lookup(record: Record, key: str) -> object:
    """Return a record's value; a key with dots that the record does not have is a path."""
    if key in record:
        return record[key]
    found: object = record
    for part in key.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(part)
    return found


def _is_section(name: str) -> bool:
    """Return whether a name is one of a section, as `Politik` or `kanal politik`."""
    return _SECTION_WORD.sub("", name.casefold()) in _sections()


@cache
def _sections() -> frozenset[str]:
    return read_list("sections.txt")


@cache
def _language_codes() -> dict[str, str]:
    codes = {}
    for code, names in read_rows(__package__, "languages.tsv", str, words):
        codes.update(dict.fromkeys(names, code))
    return codes


def _language_code(written: str) -> str | None:
    written = written.casefold().removeprefix("bahasa").strip()
    code = _language_codes().get(written)
    if code is None and re.fullmatch(r"[a-z]{2}(?:[-_].*)?", written):
        code = written[:2]
    return code
