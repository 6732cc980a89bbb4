"""The input nouns: Span, Region, Article.

Every offset anywhere in kliping is a half-open range of code points of `Article.text`, which is
the text exactly as it was read. Cleaning marks regions of that text; it never changes it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from .errors import ArgumentError

RegionKind = Literal[
    "headline",  # the title repeated as a line of the text
    "dateline",  # `Moskow, VIVA –` before the lead
    "readmore",  # `BACA JUGA …`, links to other articles inside the body
    "caption",  # photo captions and credits
    "byline",  # author lines and codes: `[ran]`, `(*/S-01)`, `Penulis: …`
    "related",  # `Related Posts` and the teasers under it, sidebars of other headlines
    "comments",  # comment forms
    "teaser",  # `Halaman Selanjutnya` and the text repeated under it
    "navigation",  # menus, share buttons, tags, copyright lines
]
REGION_KINDS: frozenset[str] = frozenset(get_args(RegionKind))


IdOrigin = Literal[
    "given",  # the source's own id
    "row",  # the source's own id, which only counts the records of its file from 0 or 1
    "url",  # a hash of the article's own address
    "file",  # the name of the file, which holds this one article
    "content",  # a hash of the record's title, text, address, outlet and date: it has no id
]
ID_ORIGINS: frozenset[str] = frozenset(get_args(IdOrigin))


# The zone of dates that name none, where an archive's settings name no other.
DEFAULT_ZONE = "Asia/Jakarta"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, 0-based: `text[start:end]`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"span [{self.start}, {self.end}) is not 0 <= start <= end")

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A stretch of an article's text that is not body text, and why."""

    kind: RegionKind
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A source, or one record of it, that could not become an article.

    Attributes:
        source: the file as the caller named it, "-" for standard input.
        line: 1-based line of the record, or None where the whole source is refused.
        reason: what is wrong, with the value, and what would mend it.
        records: how many records of the source are refused for this reason, `line` the first.
    """

    source: str
    line: int | None
    reason: str
    records: int = 1

    def __str__(self) -> str:
        where = self.source if self.line is None else f"{self.source}:{self.line}"
        return f"{where}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that a user should know about a source, though nothing was refused for it.

    A date that could not be read (the article goes in without one), an encoding that was guessed,
    files of a folder that no reader knows.

    Attributes:
        source: the file or folder as the caller named it, "-" for standard input.
        line: 1-based line of the record, or None where it concerns the whole source.
        reason: what was done, with the value.
    """

    source: str
    line: int | None
    reason: str

    def __str__(self) -> str:
        where = self.source if self.line is None else f"{self.source}:{self.line}"
        return f"{where}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news article, as read from a source.

    Attributes:
        id: unique in an archive; never empty. As a reader gives it, a candidate.
        text: exactly as read; every offset counts its code points.
        title: headline, or "" when none was given or found.
        outlet: who published it ("VIVA"), or None.
        published: aware date and time, or None. A source that gives only a day means midnight
            in the archive's time zone.
        url, authors, section: as the source gives them.
        language: ISO 639-1 code ("id", "en"), or None while unknown.
        source_path: where it was read from ("-" for standard input), or None.
        source_position: which record of the source it is, 1-based; None where the source holds
            one article, or is not known.
        id_origin: what the id is; not compared, because it says nothing about the article.
        regions: what of `text` is not body text; sorted, disjoint, inside `text`.
    """

    id: str
    text: str
    title: str = ""
    outlet: str | None = None
    published: datetime | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    language: str | None = None
    source_path: str | None = None
    source_position: int | None = field(default=None, compare=False)
    id_origin: IdOrigin = field(default="given", compare=False)
    regions: tuple[Region, ...] = field(default=())

    def __post_init__(self) -> None:
        if not isinstance(self.id, str) or not self.id:
            raise ArgumentError(f"article id {self.id!r}: expected a string that is not empty")
        if self.id_origin not in ID_ORIGINS:
            raise ArgumentError(
                f"article {self.id!r}: id_origin = {self.id_origin!r}: "
                f"expected one of {', '.join(sorted(ID_ORIGINS))}"
            )
        for name, value in (("text", self.text), ("title", self.title)):
            if not isinstance(value, str):
                raise ArgumentError(f"article {self.id!r}: {name} = {value!r}: expected a string")
        if isinstance(self.authors, str):
            raise ArgumentError(
                f"article {self.id!r}: authors = {self.authors!r}: expected a tuple of names"
            )
        if self.published is not None and (
            not isinstance(self.published, datetime) or self.published.tzinfo is None
        ):
            raise ArgumentError(
                f"article {self.id!r}: published = {self.published!r}: "
                "expected a datetime with a time zone"
            )
        end = 0
        for region in self.regions:
            if not end <= region.start <= region.end <= len(self.text):
                raise ArgumentError(
                    f"article {self.id!r}: {region} overlaps another, or is not in the text"
                )
            end = region.end

    def body(self) -> tuple[Span, ...]:
        """Return the spans of body text: the complement of `regions`, without empty spans."""
        return tuple(iter_gaps(self.regions, len(self.text)))

    def body_text(self) -> str:
        """Return `text` with every code point outside the body as a blank, offsets unchanged.

        A blank is a space, but line ends stay, so that lines and paragraphs stay apart.
        """
        if not self.regions:
            return self.text
        parts: list[str] = []
        at = 0
        for region in self.regions:
            parts.append(self.text[at : region.start])
            hidden = self.text[region.start : region.end]
            parts.append(_blanked(hidden))
            at = region.end
        parts.append(self.text[at:])
        return "".join(parts)

    def content_hash(self) -> str:
        """Return a 128-bit hash in hex of everything that a source gives.

        Raises:
            UnicodeEncodeError: a lone surrogate, which no file can hold.
        """
        # Only writing hashes; the import takes a search 3 ms.
        from hashlib import blake2b

        digest = blake2b(digest_size=16)
        published = self.published.isoformat() if self.published else ""
        given = (self.title, self.text, self.outlet or "", published, self.url or "")
        for part in (*given, self.section or "", self.language or "", *self.authors):
            digest.update(part.encode())
            digest.update(b"\0")
        return digest.hexdigest()


def _blanked(hidden: str) -> str:
    if "\n" not in hidden and "\r" not in hidden:
        return " " * len(hidden)
    return "".join(c if c in "\r\n" else " " for c in hidden)


Reading = Article | Notice | Refusal
"""What a reader yields."""


def iter_gaps(regions: Iterable[Region], length: int) -> Iterator[Span]:
    """Yield the non-empty stretches of `[0, length)` that no region covers, in order."""
    at = 0
    for region in regions:
        if region.start > at:
            yield Span(at, region.start)
        at = region.end
    if at < length:
        yield Span(at, length)
