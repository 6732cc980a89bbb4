"""What enrichers find in an article: mentions, quotations, other records, field values.

All offsets are half-open ranges of code points of `Article.text`, and for every class here
`article.text[start:end] == text` (or `as_written`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

QuotationType = Literal[
    "direct",  # whole sentences between quotation marks, or a paragraph of an interview's answer
    "mixed",  # reported speech that holds a quoted part: mengatakan bahwa X "…"
    "fragment",  # a quoted word or phrase inside a sentence of the article: memuji "kepahlawanan"
    "indirect",  # reported speech without marks: mengatakan bahwa …, menurut X, …
]
Provenance = Literal[
    "gazetteer",  # the stretch is a listed name
    "pair",  # its name comes from a pair that the article states: Long Name (LN)
    "tagger",  # the learned tagger marked it
    "pattern",  # a rule found it
]
SpeakerKind = Literal["person", "organisation", "place", "group", "anonymous", "unknown"]
# Kinds of speakers and addressees that no field counts: they name nobody.
NAMELESS: frozenset[SpeakerKind] = frozenset(("group", "anonymous", "unknown"))
Act = Literal[
    "assert",
    "deny",
    "admit",
    "praise",
    "accuse",
    "criticise",
    "demand",
    "ask",
    "promise",
    "warn",
    "hope",
    "estimate",
    "explain",
    "thank",
]
FieldValue = str | int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A stretch of text that names an entity.

    Attributes:
        type: "person", "organisation", "place", "event", "date", "amount", …
        name: the entity's one normalised name ("Korea Utara" for "Korut").
        salience: how much the article is about the entity, 0 to 1; None where not judged.
        provenance: what the mention rests on; None where the enricher does not say.
        counted: whether `name` is a value of the article's field; False where the stretch was
            found but is doubted to be a name, or stands inside a fixed one.
    """

    start: int
    end: int
    text: str
    type: str
    name: str
    salience: float | None = None
    provenance: Provenance | None = None
    counted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """The reporting verb or preposition: "kata", "menurut", "mengatakan"."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who is quoted.

    Attributes:
        name: full, normalised name: the facet value.
        as_written: the words of the article; a pronoun or clitic where that is all there is.
        start, end: where `as_written` stands.
        kind: what the speaker is.
    """

    name: str
    as_written: str
    start: int
    end: int
    kind: SpeakerKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Via:
    """A source through which the quotation came: "KCNA" in `kata Kim, menurut KCNA`."""

    name: str
    as_written: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Whom the words were said to: "AFP" in `kata Kim kepada AFP`.

    Attributes:
        name: full, normalised name, as a speaker's.
        kind: as a speaker's; "wartawan" is anonymous or a group.
    """

    name: str
    as_written: str
    start: int
    end: int
    kind: SpeakerKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """One utterance that an article reports.

    Attributes:
        start, end: the content, without the outer quotation marks and without cue and speaker.
        type, act: see QuotationType and Act.
        confidence: 0 to 1, how sure the enricher is that this is a quotation with this speaker.
        cue, speaker: None where the article gives none.
        via: the chain it came through, nearest first.
        addressee: whom it was said to; None where the article does not say.
        quoted: the ranges between quotation marks inside the content, marks excluded.
    """

    start: int
    end: int
    text: str
    type: QuotationType
    act: Act = "assert"
    confidence: float = 1.0
    cue: Cue | None = None
    speaker: Speaker | None = None
    via: tuple[Via, ...] = ()
    quoted: tuple[tuple[int, int], ...] = ()
    addressee: Addressee | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Anything else that an enricher finds, kept by kind ("claim", "correction").

    Attributes:
        kind: the record's noun, e.g. "claim".
        data: further values, of JSON's scalar types.
    """

    kind: str
    start: int
    end: int
    text: str
    data: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrichment:
    """What one enricher found in one article.

    Attributes:
        values: values by field name; only fields that the enricher declares. Order is kept,
            repeated values are kept once.
    """

    values: Mapping[str, tuple[FieldValue, ...]] = field(default_factory=dict)
    mentions: tuple[Mention, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    records: tuple[Record, ...] = ()


def iter_quotations(enrichments: Mapping[str, Enrichment]) -> Iterator[Quotation]:
    """Yield the article's quotations in order of text."""
    found = [q for enrichment in enrichments.values() for q in enrichment.quotations]
    yield from sorted(found, key=lambda q: (q.start, q.end))
