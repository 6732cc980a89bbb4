"""From a record, the columns of a row or the keys of a JSON object, to an article."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b

from kliping.index import Article, IdOrigin, Notice, Refusal
from kliping.plugins import ReadOptions, Source
from kliping.plugins.contracts import READ_FIELDS

from .columns import Columns
from .field_dates import FieldDates
from .fields import Fields, Plan, Record, lookup
from .surroundings import NOWHERE, Surroundings
from .telling import WHOLE, Place, Told
from .usage import SHOWN_KEYS, Usage
from .values import UnfitError, is_own_address, show, sound

_COMPOSED = {field: (field,) for field in READ_FIELDS}
# An id of more digits is no count of records.
_LONGEST_COUNT = 12


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
        self._usage = Usage(self.columns)

    def has_text(self, record: Record) -> bool:
        """Return whether a key of the record is one that holds the text."""
        return "text" in self.columns.find(record)

    def article(
        self,
        record: Record,
        place: Place = WHOLE,
        *,
        stem: str | None = None,
        around: Surroundings = NOWHERE,
    ) -> Article | None:
        """Return the record's article, or None where it is refused.

        Args:
            record: as parsed; keys that no field has are told at the source's end.
            place: where it is.
            stem: the file's name without suffix where the file holds one article.
            around: what stands around the record, for fields that it does not have.
        """
        plan = self.columns.find(record)
        fields = Fields(record, plan, place, told=self.told, dates=self.dates)
        article = self._make(fields, record, plan, place, stem, around)
        self._usage.see(record, plan, fields.used)
        return article

    def composed(
        self, record: Record, place: Place = WHOLE, *, stem: str | None = None
    ) -> Article | None:
        """Return the article of a record whose keys are the names of an article's fields."""
        fields = Fields(record, _COMPOSED, place, told=self.told, dates=self.dates)
        return self._make(fields, record, _COMPOSED, place, stem, NOWHERE)

    def finish(self) -> Iterator[Refusal | Notice]:
        """Yield what is to be told of the source at its end."""
        if self._articles and (reason := self._usage.describe()):
            self.told.notice(WHOLE, reason)
        yield from self.told.flush()

    def _make(
        self,
        fields: Fields,
        record: Record,
        plan: Plan,
        place: Place,
        stem: str | None,
        around: Surroundings,
    ) -> Article | None:
        self._position += 1
        try:
            if "text" not in plan:
                raise UnfitError(self._no_text(record, plan))
            text = fields.text()
            given = fields.id()
        except UnfitError as error:
            self.told.refuse(place, str(error))
            return None
        title, section, url = fields.line("title"), fields.line("section"), fields.url()
        outlet, filed_under = fields.outlet(section)
        published = fields.published()
        section = section or filed_under
        if around is not NOWHERE:
            key = around.read_key(has_id=given is not None, has_title=title is not None)
            group = around.read_group(zone=self.options.zone)
            given, title, url = given or key.id, title or key.title, url or key.url
            section, outlet = section or group.section, outlet or group.outlet
            published = published or group.published
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
            section=section,
            language=fields.language(),
            source_path=self._source.name,
            source_position=None if stem is not None else self._position,
        )

    def _no_text(self, record: Record, plan: Plan) -> str:
        keys = tuple(record)
        if not keys:
            return "no text: the record is empty"
        if keys not in self._without_text:
            names = ", ".join(show(key) for key in keys[:SHOWN_KEYS]) or "none"
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


def check_text(text: str) -> str:
    """Return the text of an article.

    Raises:
        UnfitError: it is blank, or holds a NUL or a lone surrogate, which are no characters.
    """
    if not text or text.isspace():
        raise UnfitError("no text: it is empty")
    return sound("text", text)


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
            value = lookup(value, inner) if inner is not None else None
        if at is not None and isinstance(value, str) and len(value) > longest:
            best, longest = at, len(value)
    return best


def _quoted(argument: str) -> str:
    return f'"{argument}"' if " " in argument else argument
