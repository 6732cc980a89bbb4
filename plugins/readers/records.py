"""From a record, the columns of a row or the keys of a JSON object, to an article."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from urllib.parse import urlsplit

from kliping.index import Article, IdOrigin, Notice, Reading, Refusal
from kliping.plugins import ReadOptions, Source

from .authors import split_authors
from .columns import Columns
from .field_dates import FieldDates

_SHOWN = 60  # code points of a value that a message shows


class _UnfitError(ValueError):
    """A value that cannot be a field; the message says why."""


def hash_id(*parts: str) -> str:
    """Return 80 bits of a hash of what a record says, in hex."""
    given = "\0".join(parts).encode("utf-8", "surrogatepass")
    return blake2b(given, digest_size=10).hexdigest()


def is_own_address(url: str) -> bool:
    """Return whether an address leads to one article: it goes on after the host's name."""
    try:
        address = urlsplit(url if "//" in url else f"//{url}")
    except ValueError:
        return False
    return "." in address.netloc and bool(address.path.strip("/") or address.query)


class RecordReader:
    """Makes articles of the records of one source."""

    def __init__(self, source: Source, options: ReadOptions, columns: Columns) -> None:
        self._source = source
        self._dates = FieldDates(options.zone)
        self._columns = columns
        self._position = 0
        self._counts_from: int | None = None

    def _origin_of(self, id: str) -> IdOrigin:
        """Return "row" while the ids of the source count its records from 0 or 1."""
        offset = int(id) - self._position if id.isdecimal() and len(id) < 12 else None
        if self._position == 1 and offset in (-1, 0):
            self._counts_from = offset
        elif offset != self._counts_from:
            self._counts_from = None
        return "given" if self._counts_from is None else "row"

    def refuse(self, line: int | None, reason: str) -> Refusal:
        """Return a refusal of the source's line."""
        return Refusal(source=self._source.name, line=line, reason=reason)

    def notice(self, line: int | None, reason: str) -> Notice:
        """Return a notice about the source's line."""
        return Notice(source=self._source.name, line=line, reason=reason)

    def has_text(self, record: Mapping[str, object]) -> bool:
        """Return whether a key of the record is one that holds the text."""
        return "text" in self._columns.find(record)

    def article(
        self, record: Mapping[str, object], line: int | None, *, stem: str | None = None
    ) -> list[Reading]:
        """Return the notices about the record and then its article; or one refusal.

        Args:
            record: as parsed; keys that no field has are ignored.
            line: where it starts, 1-based.
            stem: the id if the record has none; None means a hash of its url or text.
        """
        self._position += 1
        plan = self._columns.find(record)
        try:
            text = _text(record, plan)
            id = _id(_first(record, plan, "id"))
        except _UnfitError as error:
            return [self.refuse(line, str(error))]
        out: list[Reading] = []
        kept: dict[str, str] = {}
        for field in ("title", "outlet", "url", "section"):
            if field in plan:
                try:
                    kept[field] = _string(field, _first(record, plan, field))
                except _UnfitError as error:
                    out.append(self.notice(line, f"{error}; left out"))
        published: datetime | None = None
        authors: tuple[str, ...] = ()
        language: str | None = None
        if "published" in plan:
            published, notes = self._dates.read(_first(record, plan, "published"))
            lost = "; the article goes in without a date" if published is None else ""
            out.extend(self.notice(line, f"{note}{lost}") for note in notes)
        if "authors" in plan or "language" in plan:
            try:
                authors = _authors(_first(record, plan, "authors"))
                language = _language(_first(record, plan, "language"))
            except _UnfitError as error:
                out.append(self.notice(line, f"{error}; left out"))
        url = kept.get("url") or None
        title, outlet = kept.get("title", ""), kept.get("outlet") or None
        origin: IdOrigin
        if id is not None:
            origin = self._origin_of(id)
        elif stem is not None:
            id, origin = stem, "file"
        elif url is not None and is_own_address(url):
            id, origin = hash_id(url), "url"
        else:
            day = published.isoformat() if published else ""
            id, origin = hash_id(title, text, url or "", outlet or "", day), "content"
        out.append(
            Article(
                id=id,
                id_origin=origin,
                text=text,
                title=title,
                outlet=outlet,
                published=published,
                url=url,
                authors=authors,
                section=kept.get("section") or None,
                language=language,
                source_path=self._source.name,
                source_position=None if stem is not None else self._position,
            )
        )
        return out


def check_text(text: str) -> str:
    """Return the text of an article.

    Raises:
        ValueError: it is blank, or holds a NUL or a lone surrogate, which are no characters.
    """
    if not text or text.isspace():
        raise _UnfitError("no text: it is empty")
    return _sound("text", text)


def _text(record: Mapping[str, object], plan: Mapping[str, tuple[str, ...]]) -> str:
    if "text" not in plan:
        keys = ", ".join(_show(key) for key in list(record)[:20]) or "none"
        raise _UnfitError(
            f"no text: the record has the keys {keys}; name the one that holds the text "
            f"with --map text=KEY"
        )
    value = _first(record, plan, "text")
    if value is None:
        raise _UnfitError(f"no text: {_show(plan['text'][0])} is null")
    if not isinstance(value, str):
        raise _UnfitError(f"{plan['text'][0]} is {_kind(value)}; expected a string")
    return check_text(value)


def _first(
    record: Mapping[str, object], plan: Mapping[str, tuple[str, ...]], field: str
) -> object | None:
    """Return the first value of the field that is not null or blank, else None or ""."""
    found: object | None = None
    for key in plan.get(field, ()):
        value = record[key]
        if value is not None and value != "":
            return value
        found = value if found is None else found
    return found


def _id(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _UnfitError(f"id is {_kind(value)}; expected a string or a number")
    if isinstance(value, float):
        value = int(value) if value.is_integer() else value
    id = _sound("id", str(value)).strip()
    if not id.isprintable():
        raise _UnfitError(f"id {_show(id)} holds a control character")
    return id or None


def _string(field: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):  # {"source": {"name": "VIVA"}}
        value = value.get("name", value.get("nama", value))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _UnfitError(f"{field} is {_kind(value)}; expected a string")
    return _sound(field, str(value)).strip()


def _sound(field: str, value: str) -> str:
    if "\0" in value:
        raise _UnfitError(f"{field} holds a NUL character at {value.index(chr(0))}")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise _UnfitError(
            f"{field} holds half a surrogate pair, {value[error.start]!a}, at {error.start}; "
            "it is no character"
        ) from None
    return value


def _authors(value: object) -> tuple[str, ...]:
    """Return names from a list, or from a string of several, without labels (`Penulis:`)."""
    written = value if isinstance(value, list) else [value]
    names = (name for one in written for name in split_authors(_string("authors", one)))
    return tuple(dict.fromkeys(names))


@cache
def _language_codes() -> dict[str, str]:
    codes = {}
    for line in files(__package__).joinpath("languages.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, names = line.split("\t")
            codes.update(dict.fromkeys(names.split(), code))
    return codes


def _language(value: object) -> str | None:
    written = _string("language", value).casefold().removeprefix("bahasa").strip()
    if not written:
        return None
    code = _language_codes().get(written)
    if code is None and re.fullmatch(r"[a-z]{2}(?:[-_].*)?", written):
        code = written[:2]
    if code is None:
        raise _UnfitError(f"language {_show(written)}: expected a code such as 'id'")
    return code


def _kind(value: object) -> str:
    kinds = {dict: "an object", list: "a list", bool: "true or false", int: "a number"}
    return kinds.get(type(value), "a number" if isinstance(value, float) else "of a wrong type")


def _show(value: str) -> str:
    return ascii(value) if not value.isprintable() else repr(value[:_SHOWN])
