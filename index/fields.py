"""Field declarations, and the documents that the engine indexes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .article import Span

FieldType = Literal["text", "keyword", "number", "date"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """The declaration of one field.

    Attributes:
        name: lower-case ASCII, unique in an archive; what users type before the colon.
        type: "text" is analyzed into words; "keyword" is one term per value, compared without
            regard to case; "number" a float64; "date" a moment in whole seconds UTC.
        multi_valued: whether an article may have several values.
        facet: whether values can be counted (keyword, number and date fields).
        searchable: whether queries can name the field.
        weight: how much a match counts in a text field that unnamed words search; 0 leaves the
            field out of such searches.
        exact: of a text field, whether words are indexed as written too, with their places.
            Without, the field takes a third of the room; exact words, phrases and patterns are
            not looked for in it.
        description: one sentence for `kliping plugins` and REFERENCE.md.
    """

    name: str
    type: FieldType
    multi_valued: bool = False
    facet: bool = False
    searchable: bool = True
    weight: float = 0.0
    exact: bool = True
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPart:
    """Text to analyze: only the words inside `spans` (None: all of it) are indexed."""

    text: str
    spans: tuple[Span, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What an index stores of one article or one quotation.

    Attributes:
        id: unique in the index; adding a document with an id that is there replaces it.
        language: which stemmer: "en" for English, else Indonesian.
        texts: the parts of each text field; between two parts no phrase matches.
        values: values of keyword (str), number (float) and date (int, seconds since
            1970-01-01T00:00Z) fields.
        shown: what a hit of it shows, as the caller wrote it; kept and given back, never read.
    """

    id: str
    language: str | None = None
    texts: Mapping[str, tuple[TextPart, ...]] = field(default_factory=dict)
    values: Mapping[str, tuple[str | int | float, ...]] = field(default_factory=dict)
    shown: bytes = b""
