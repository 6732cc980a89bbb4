"""From a record, the columns of a row or the keys of a JSON object, to an article."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from hashlib import blake2b
from importlib.resources import files

from kliping.index import Article, IdOrigin, Notice, Refusal
from kliping.index.cleaning.tables import outlets
from kliping.plugins import ReadOptions, Source
from kliping.plugins.contracts import READ_FIELDS

from .authors import split_authors
from .columns import Columns
from .field_dates import FieldDates
from .field_text import read_line, read_text
from .telling import WHOLE, Place, Told
from .values import (
    UnfitError,
    is_address,
    is_missing,
    is_own_address,
    kind_of,
    read_list,
    show,
    sound,
    strings,
    whole,
)

_SHOWN_KEYS = 20
_NOTHING: Mapping[str, str] = {}
_COMPOSED = {field: (field,) for field in READ_FIELDS}
# An id of more digits is no count of records.
_LONGEST_COUNT = 12

Plan = Mapping[str, tuple[str, ...]]
Record = Mapping[str, object]


def hash_id(*parts: str) -> str:
    """Return 80 bits of a hash of what a record says, in hex."""
    given = "\0".join(parts).encode("utf-8", "surrogatepass")
    return blake2b(given, digest_size=10).hexdigest()


class RecordReader:
    """Makes articles of the records of one source, and holds what is to be told of them.

    Attributes:
        told: refusals and notices, until `finish` yields them.
        columns: finds the fields among the keys of a record.
        options: as given to the reader.
        dates: reads the date fields of the source.
    """

    def __init__(self, source: Source, options: ReadOptions) -> None:
        """Begin a source."""
        self.options = options
        self.columns = Columns(options.columns)
        self.told = Told(source.name)
        self.dates = FieldDates(options.zone)
        self._source = source
        self._position = 0
        self._articles = 0
        self._counts_from: int | None = None
        self._without_text: dict[tuple[str, ...], str] = {}
        self._usage = _Usage(self.columns)

    def has_text(self, record: Record) -> bool:
        """Return whether a key of the record is one that holds the text."""
        return "text" in self.columns.find(record)

    def article(
        self,
        record: Record,
        place: Place = WHOLE,
        *,
        stem: str | None = None,
        beside: Mapping[str, str] = _NOTHING,
    ) -> Article | None:
        """Return the record's article, or None where it is refused.

        Args:
            record: as parsed; keys that no field has are told at the source's end.
            place: where it is.
            stem: the file's name without suffix where the file holds one article.
            beside: field → its value where the record has none: what stands around the record.
        """
        plan = self.columns.find(record)
        article = self._make(record, plan, place, stem, beside)
        self._usage.see(record, plan)
        return article

    def composed(
        self, record: Record, place: Place = WHOLE, *, stem: str | None = None
    ) -> Article | None:
        """Return the article of a record whose keys are the names of an article's fields."""
        return self._make(record, _COMPOSED, place, stem, _NOTHING)

    def finish(self) -> Iterator[Refusal | Notice]:
        """Yield what is to be told of the source at its end."""
        if self._articles and (reason := self._usage.describe()):
            self.told.notice(WHOLE, reason)
        yield from self.told.flush()

    def _make(
        self,
        record: Record,
        plan: Plan,
        place: Place,
        stem: str | None,
        beside: Mapping[str, str],
    ) -> Article | None:
        self._position += 1
        fields = _Fields(self, record, plan, place)
        try:
            if "text" not in plan:
                raise UnfitError(self._no_text(record, plan))
            text = fields.text()
            given = fields.id() or beside.get("id")
        except UnfitError as error:
            self.told.refuse(place, str(error))
            return None
        title = fields.line("title")
        section = fields.line("section") or beside.get("section")
        outlet, filed_under = fields.outlet(section)
        url = fields.url() or beside.get("url")
        published = fields.published()
        id, origin = self._identify(given, stem, url, title, text, outlet, published)
        self._articles += 1
        return Article(
            id=id,
            id_origin=origin,
            text=text,
            title=title or "",
            outlet=outlet,
            published=published,
            url=url,
            authors=fields.authors(),
            section=section or filed_under,
            language=fields.language(),
            source_path=self._source.name,
            source_position=None if stem is not None else self._position,
        )

    def _no_text(self, record: Record, plan: Plan) -> str:
        keys = tuple(record)
        if keys not in self._without_text:
            names = ", ".join(show(key) for key in keys[:_SHOWN_KEYS]) or "none"
            taken = {key for found in plan.values() for key in found}
            likely = _longest_string(record, taken) or _longest_string(record, set()) or "KEY"
            self._without_text[keys] = (
                f"no text: the record has the keys {names}; name the one that holds the text "
                f"with --map {_quoted(f'text={likely}')}"
            )
        return self._without_text[keys]

    def _identify(
        self,
        given: str | None,
        stem: str | None,
        url: str | None,
        title: str | None,
        text: str,
        outlet: str | None,
        published: datetime | None,
    ) -> tuple[str, IdOrigin]:
        if given is not None:
            return given, self._origin_of(given)
        if stem is not None:
            return stem, "file"
        if url is not None and is_own_address(url):
            return hash_id(url), "url"
        moment = published.isoformat() if published else ""
        return hash_id(title or "", text, url or "", outlet or "", moment), "content"

    def _origin_of(self, id: str) -> IdOrigin:
        """Return "row" while the ids of the source count its records from 0 or 1."""
        counts = id.isdecimal() and len(id) < _LONGEST_COUNT
        offset = int(id) - self._position if counts else None
        if self._position == 1 and offset in (-1, 0):
            self._counts_from = offset
        elif offset != self._counts_from:
            self._counts_from = None
        return "given" if self._counts_from is None else "row"


class _Usage:
    """Which columns of a source became what, and which were left out."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._plans: list[Plan] = []
        self._used: dict[str, str] = {}
        self._keys: dict[str, None] = {}
        self._empty: set[str] = set()
        self._absent = dict(columns.mapped)

    def see(self, record: Record, plan: Plan) -> None:
        """Take the keys of a record in, and which of them have a value."""
        if not any(plan is known for known in self._plans[-8:]):
            self._plans.append(plan)
            for field in [f for f in self._absent if self._columns.mapped_keys(f, tuple(record))]:
                del self._absent[field]
            for key in record:
                if key not in self._keys:
                    self._keys[key] = None
                    self._empty.add(key)
        if self._empty:
            self._empty -= {k for k in self._empty if k in record and not is_missing(record[k])}
        for field, keys in plan.items():
            used = next((k for k in keys if not is_missing(_lookup(record, k))), None)
            if used is not None:
                self._used.setdefault(used if used in record else used.partition(".")[0], field)

    def describe(self) -> str | None:
        """Return which columns became what, where there is anything to be told, else None."""
        left_out = [k for k in self._keys if k not in self._used and k not in self._empty]
        absent = ", ".join(f"{field}={wanted}" for field, wanted in self._absent.items())
        if not left_out and not absent:
            return None
        became = ", ".join(f"{field} from {show(key)}" for key, field in self._used.items())
        parts = [f"read {became}"]
        if left_out:
            names = ", ".join(show(key) for key in left_out[:_SHOWN_KEYS])
            more = len(left_out) - _SHOWN_KEYS
            names += f" and {more} more" if more > 0 else ""
            parts.append(f"left out {names}; to read one, give --map FIELD=COLUMN")
        if absent:
            parts.append(f"no record has the column of --map {absent}")
        return "; ".join(parts)


class _Fields:
    """The fields of one record; what cannot be one is told and left out."""

    def __init__(self, reader: RecordReader, record: Record, plan: Plan, place: Place) -> None:
        self._told = reader.told
        self._dates = reader.dates
        self._record = record
        self._plan = plan
        self._place = place

    def _values(self, field: str) -> Iterator[tuple[str, object]]:
        for key in self._plan.get(field, ()):
            value = _lookup(self._record, key)
            if not is_missing(value):
                yield key, value

    def _leave_out(self, error: UnfitError) -> None:
        self._told.notice(self._place, f"{error}; left out")

    def text(self) -> str:
        """Return the article's text, exactly as given where it is one string without markup.

        Raises:
            UnfitError: there is none, or it is no string of characters.
        """
        for key, value in self._values("text"):
            if isinstance(value, int | float):
                raise UnfitError(f"{key} is {kind_of(value)}; expected a string")
            found = read_text("\n".join(strings("text", value, key=key)))
            if not is_missing(found.text):
                for note in found.notes:
                    self._told.notice(self._place, note)
                return found.text
        raise UnfitError(f"no text: {show(self._plan['text'][0])} is empty")

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
            value = _lookup(self._record, key)
            try:
                for written in strings("url", value, key=key):
                    address = written.strip()
                    if key not in shared or is_own_address(address):
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
                if known is None and (name.casefold() in _sections() or name == section):
                    filed_under = filed_under or name
                    continue
                if known is None and name.isdecimal():
                    self._leave_out(UnfitError(f"outlet {show(name)} is a number, no name"))
                    continue
                known = known or name.removeprefix("www.")
            if known is not None:
                return known, filed_under
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
                for note in notes:
                    self._told.notice(self._place, note)
                return moment
            misread = misread or notes
        for note in misread:
            self._told.notice(self._place, f"{note}; the article goes in without a date")
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
                return tuple(dict.fromkeys(names))
        return ()

    def language(self) -> str | None:
        """Return the code of the first language that is one."""
        for written in self._lines("language"):
            code = _language_code(written)
            if code is not None:
                return code
            reason = f"language {show(written)}: expected a code such as 'id'; left out"
            self._told.notice(self._place, reason)
        return None


def check_text(text: str) -> str:
    """Return the text of an article.

    Raises:
        UnfitError: it is blank, or holds a NUL or a lone surrogate, which are no characters.
    """
    if not text or text.isspace():
        raise UnfitError("no text: it is empty")
    return sound("text", text)


def _lookup(record: Record, key: str) -> object:
    """Return a record's value; a key with dots that the record does not have is a path."""
    if key in record:
        return record[key]
    found: object = record
    for part in key.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(part)
    return found


def _longest_string(record: Record, but: set[str], depth: int = 3) -> str | None:
    """Return the key, with dots a path, of the longest string in a record, or None."""
    best, longest = None, 0
    for key, value in record.items():
        if key in but:
            continue
        at: str | None = key
        if isinstance(value, list):
            value = "".join(v for v in value if isinstance(v, str))
        elif isinstance(value, dict) and depth:
            inner = _longest_string(value, set(), depth - 1)
            at = f"{key}.{inner}" if inner is not None else None
            value = _lookup(value, inner) if inner is not None else None
        if at is not None and isinstance(value, str) and len(value) > longest:
            best, longest = at, len(value)
    return best


def _quoted(argument: str) -> str:
    return f'"{argument}"' if " " in argument else argument


@cache
def _sections() -> frozenset[str]:
    return read_list("sections.txt")


@cache
def _language_codes() -> dict[str, str]:
    codes = {}
    for line in files(__package__).joinpath("languages.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, names = line.split("\t")
            codes.update(dict.fromkeys(names.split(), code))
    return codes


def _language_code(written: str) -> str | None:
    written = written.casefold().removeprefix("bahasa").strip()
    code = _language_codes().get(written)
    if code is None and re.fullmatch(r"[a-z]{2}(?:[-_].*)?", written):
        code = written[:2]
    return code
