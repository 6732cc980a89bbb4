"""What a plugin gives kliping: enrichers, corpus enrichers, readers.

An *enricher* is a pure function of one article. A *corpus enricher* keeps a state about all
articles, and settles what belongs together. A *reader* turns
one source into articles. Subclass, set the class attributes, and return instances from the hooks
of `kliping.plugins.hookspecs`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, ClassVar, NamedTuple, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from kliping.index import ArgumentError, Article, Enrichment, FieldSpec, Reading
from kliping.index.article import DEFAULT_ZONE
from kliping.index.store.state import CorpusState as CorpusState

# The fields of an article that a record may give.
READ_FIELDS = (
    *("id", "title", "text", "published", "outlet", "url", "authors", "section", "language"),
)
Option = str | int | float | bool
Lookup = Callable[[str, str], Enrichment | None]


class _Declared:
    """What both kinds of enricher declare.

    Attributes:
        name: lower-case, unique among all enrichers of an archive.
        version: raise it whenever the same article would give another result.
        fields: the fields whose values `Enrichment.values` may hold.
        requires: names of enrichers whose results this one reads; they run before it.
        options: the options that `[plugins.NAME]` in kliping.toml may set, with defaults.
        resources: a fingerprint of data files that results depend on, or "".
        plugin: the entry point that registered it; set by the loader.
    """

    name: ClassVar[str]
    version: ClassVar[str]
    fields: ClassVar[tuple[FieldSpec, ...]] = ()
    requires: ClassVar[tuple[str, ...]] = ()
    options: ClassVar[Mapping[str, Option]] = MappingProxyType({})
    resources: str = ""
    plugin: str = ""

    def __init__(self) -> None:
        self.settings: dict[str, Option] = dict(self.options)

    def configure(self, settings: Mapping[str, Option]) -> None:
        """Take the options that the archive sets.

        Raises:
            ArgumentError: an option is unknown, or of another type than its default.
        """
        for key, value in settings.items():
            if key not in self.options:
                known = ", ".join(sorted(self.options)) or "none"
                raise ArgumentError(
                    f"enricher {self.name!r} has no option {key!r}; it has: {known}"
                )
            if type(value) is not type(self.options[key]):
                kind = type(self.options[key]).__name__
                raise ArgumentError(f"{self.name}.{key} = {value!r}: expected a {kind}")
            self.settings[key] = value

    def fingerprint(self) -> str:
        """Return what decides the results besides the article: stored with each result."""
        settings = ",".join(f"{k}={self.settings[k]!r}" for k in sorted(self.settings))
        return "|".join((self.name, self.version, settings, self.resources))


class Enricher(_Declared, ABC):
    """A pure function of one article. It may be called in several processes, one call at a time."""

    @abstractmethod
    def enrich(self, article: Article, earlier: Mapping[str, Enrichment]) -> Enrichment:
        """Return what is found in the article's body text.

        Args:
            article: cleaned; look at `article.body_text()` (same offsets as `text`).
            earlier: the results of the enrichers named in `requires`, by name; one that failed
                for this article is absent.
        """


class CorpusEnricher(_Declared, ABC):
    """Settles what belongs together over all articles, incrementally.

    For a batch of changes the archive calls `prepare` for each added or changed article (in
    worker processes), then in the writer `forget` for each changed or deleted one, `observe` for
    each added or changed one, and once `resolve`.

    What it knows of the articles it keeps in the `CorpusState` that these calls get: maps,
    multimaps and counters of its own, which commit or are taken back with the articles. It keeps
    no state between calls, and asks for its maps in each call. Where it comes to an archive that
    has articles, or its fingerprint changes, the archive gives it all of them anew.
    """

    @abstractmethod
    def prepare(self, article: Article, earlier: Mapping[str, Enrichment]) -> object:
        """Return what `observe` needs of the article: picklable, pure, as small as may be."""

    @abstractmethod
    def observe(self, state: CorpusState, id: str, prepared: object) -> None:
        """Take an article into the state. It is not in the state yet."""

    @abstractmethod
    def forget(self, state: CorpusState, id: str) -> None:
        """Remove an article from the state; do nothing where it is not in it."""

    @abstractmethod
    def resolve(
        self, state: CorpusState, changed: Iterable[str], lookup: Lookup
    ) -> Mapping[str, Enrichment]:
        """Return new results of every article whose result may differ from the stored one.

        Args:
            changed: ids that were observed or forgotten since the last call, and ids whose
                required results changed; the results may name other ids too, because a new
                article can join two groups.
            lookup: `lookup(id, enricher)` gives the stored result of a required enricher.
        """


AnyEnricher = Enricher | CorpusEnricher


class LikelyAlias(NamedTuple):
    """That the value `alias` of a field may be another name of the value `name`.

    Attributes:
        reason: what speaks for it, for a reader.
        score: 0 to 1, how sure.
    """

    alias: str
    name: str
    reason: str
    score: float


@runtime_checkable
class AliasSuggester(Protocol):
    """An enricher that can also tell which values of its fields may name one thing.

    Asked over a whole archive, outside of any write. Enrichers of other distributions run in a
    process of their own, which is not asked this.

    Attributes:
        alias_fields: the fields whose values it can compare.
    """

    alias_fields: ClassVar[tuple[str, ...]]

    def suggest_aliases(self, field: str, counts: Mapping[str, int]) -> Iterable[LikelyAlias]:
        """Return pairs of values, best first, at most one for an alias.

        Args:
            field: one of `alias_fields`.
            counts: value → number of articles.
        """


@runtime_checkable
class AbbreviationSource(Protocol):
    """An enricher whose records hold full names with their abbreviations, as articles state them.

    Attributes:
        abbreviation_keys: the keys of a record's data: of the full name, of the abbreviation.
    """

    name: ClassVar[str]
    abbreviation_keys: ClassVar[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How to read a source.

    Attributes:
        columns: article field → name of the column or key that holds it (`--map`), which comes
            before the names that are known; with dots, the path to a nested value.
        zone: for dates without one.
        delimiter: between the cells of a table (`--delimiter`); None means it is found out.
        header: the names of a table's columns where it has no row that names them (`--header`);
            a column whose name is "" is left out.
        follow: whether links are followed that lead out of the folder that is read (`--follow`).

    Raises:
        ArgumentError: `columns` names a field that articles do not have, or `delimiter` is not
            one character that can stand between cells.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    zone: tzinfo = field(default_factory=lambda: ZoneInfo(DEFAULT_ZONE))
    delimiter: str | None = None
    header: tuple[str, ...] = ()
    follow: bool = False

    def __post_init__(self) -> None:
        for name, column in self.columns.items():
            if name not in READ_FIELDS:
                raise ArgumentError(
                    f"no field {name!r} to map {column!r} to; "
                    f"articles have: {', '.join(READ_FIELDS)}"
                )
        if self.delimiter is not None and (len(self.delimiter) != 1 or self.delimiter in '\r\n\0"'):
            raise ArgumentError(
                f"delimiter {self.delimiter!r}: expected one character that is no line end and "
                "no quotation mark"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file to read, or standard input.

    Attributes:
        name: as shown to the user and kept in `Article.source_path`: the path, or "-".
        path: None for standard input and other streams.
        opener: returns the bytes from their beginning; those of standard input only once, but for
            the first 64 KiB.
        id: of the article, where the file holds one and that has none of its own; None means the
            file's name without suffix.
    """

    name: str
    path: Path | None
    opener: Callable[[], BinaryIO]
    id: str | None = None


class Reader(ABC):
    """Turns one source into articles.

    Attributes:
        name: unique among readers.
        suffixes: lower-case file name endings with the dot; the first plugin to claim one has it.
    """

    name: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]]

    @abstractmethod
    def read(self, source: Source, options: ReadOptions) -> Iterator[Reading]:
        """Yield each record as an article, not yet cleaned, or as a refusal; never raise for one.

        A source that is refused for one reason many times yields one refusal that counts them.

        The id is a candidate, `Article.id_origin` says what it is made of: the record's own id,
        else the file's name without suffix where the file holds one article, else a hash of the
        article's own address, else a hash of what the record says. The archive's writer decides
        whether two articles with one candidate are the same. A blank, `NaN` or a dash is no id;
        an address without a path is the outlet's, not the article's.
        """

    def recognises(self, head: bytes, options: ReadOptions) -> bool | None:
        """Return whether a source begins as this reader's format does, or None: it cannot tell.

        Where a source's name says nothing, the first reader reads it that recognises it; where
        its suffix names a reader, another one only if that one does not recognise it.

        Args:
            head: the first bytes of the source, at most 64 KiB; shorter sources are whole.
        """
        return None
