"""What a hit shows of its article, in one row that the index keeps beside the document.

A page of hits is made of these rows alone: no article is read from the store for it, and nothing
that enrichers found is decoded. A row is as old as the document that it stands beside, so a hit
shows what was searched.

The kernel reads this form too (index/kernel/snippets.c).

    int32: body spans, spans to keep whole, quotations, then the bytes of the strings
    int32 pairs: the spans of each, half-open, code points of the text
    the strings as JSON, then the text as UTF-8
"""

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from kliping.index import Article, Enrichment, Span

_HEAD = struct.Struct("<4i")
# A lone surrogate in a text is kept like any other sign.
_ERRORS = "surrogatepass"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a hit shows of one article.

    Attributes:
        body: the spans of body text.
        keep: stretches that a snippet does not cut apart, in the order of the enrichers.
        quoted: (start, end) of each quotation with a speaker, in the order of the enrichers.
        speakers: who says each of them.
        copies: the groups of copies that it is in.
    """

    title: str
    outlet: str | None
    published: datetime | None
    language: str | None
    text: str
    body: Sequence[Span]
    keep: Sequence[tuple[int, int]]
    quoted: Sequence[tuple[int, int]]
    speakers: Sequence[str]
    copies: Sequence[str]


def encode_shown(article: Article, enrichments: Mapping[str, Enrichment]) -> bytes:
    """Return the row of an article."""
    found = enrichments.values()
    keep = dict.fromkeys((m.start, m.end) for e in found for m in e.mentions)
    said = [(q.start, q.end, q.speaker.name) for e in found for q in e.quotations if q.speaker]
    body = [(span.start, span.end) for span in article.body()]
    quoted = [(start, end) for start, end, _ in said]
    strings = (
        article.title,
        article.outlet,
        article.published and article.published.isoformat(),
        article.language,
        [str(group) for e in found for group in e.values.get("copies", ())],
        [name for _, _, name in said],
    )
    written = json.dumps(strings, ensure_ascii=False, separators=(",", ":")).encode(errors=_ERRORS)
    numbers = [number for spans in (body, keep, quoted) for span in spans for number in span]
    return b"".join(
        (
            _HEAD.pack(len(body), len(keep), len(quoted), len(written)),
            struct.pack(f"<{len(numbers)}i", *numbers),
            written,
            article.text.encode(errors=_ERRORS),
        )
    )


class ShownHead(NamedTuple):
    """What a row says of its article beside the text and its spans: see `Shown`."""

    title: str
    outlet: str | None
    published: str | None
    language: str | None
    copies: Sequence[str]
    speakers: Sequence[str]


def decode_heads(rows: Sequence[bytes]) -> list[ShownHead]:
    """Return what the rows of a page say beside their texts."""
    written = []
    for row in rows:
        body, keep, quoted, strings = _HEAD.unpack_from(row)
        at = _HEAD.size + 8 * (body + keep + quoted)
        written.append(row[at : at + strings])
    every = json.loads((b"[" + b",".join(written) + b"]").decode(errors=_ERRORS))
    return [ShownHead(*strings) for strings in every]


def decode_shown(row: bytes) -> Shown:
    """Return what a row holds."""
    body, keep, quoted, strings = _HEAD.unpack_from(row)
    pairs = body + keep + quoted
    numbers = struct.unpack_from(f"<{2 * pairs}i", row, _HEAD.size)
    spans = list(zip(numbers[::2], numbers[1::2], strict=True))
    at = _HEAD.size + 8 * pairs
    title, outlet, published, language, copies, speakers = json.loads(
        row[at : at + strings].decode(errors=_ERRORS)
    )
    return Shown(
        title=title,
        outlet=outlet,
        published=datetime.fromisoformat(published) if published else None,
        language=language,
        text=row[at + strings :].decode(errors=_ERRORS),
        body=[Span(start, end) for start, end in spans[:body]],
        keep=spans[body : body + keep],
        quoted=spans[body + keep :],
        speakers=speakers,
        copies=copies,
    )
