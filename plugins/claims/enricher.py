"""The claims enricher: quantities that an article states, and who is said to have stated them.

Each claim is a record of kind "claim" over the quantity, from qualifier to counted noun, with data:
`low`, `high`, `qualifier`, `noun`, `state`, `part_of`, `thing`, `per` as in `quantities.Quantity`;
`source`, the name of who is said to have counted, or None; `sentence_start`, `sentence_end`, the
sentence it stands in. `claim_value` holds `noun: value`, with the state, for facets by unit.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import ClassVar, Final

from kliping.index import Article, Enrichment, FieldSpec, Mention, Quotation, Record
from kliping.plugins.contracts import Enricher

from .lexicon import words
from .quantities import Quantity, iter_quantities

MAX_CLAIMS: Final = 200
"""Of a longer article (tables of prices) only the first so many claims are kept."""
MAX_TEXT: Final = 100_000
"""Only so many code points are read."""

_SENTENCE_END = re.compile(r"[.!?][”\"’)]*(?=\s+[A-Z“\"‘(])|\n")
_NAMES: Final = ("person", "organisation", "place")


class Claims(Enricher):
    """Finds quantities with what they count, what became of it, and who says so."""

    name: ClassVar[str] = "claims"
    version: ClassVar[str] = "4"
    requires: ClassVar[tuple[str, ...]] = ("entities", "quotations")
    fields: ClassVar[tuple[FieldSpec, ...]] = (
        FieldSpec(
            name="claim_value",
            type="keyword",
            multi_valued=True,
            facet=True,
            description="quantities that the article states: what is counted, and how many",
        ),
    )

    def enrich(self, article: Article, earlier: Mapping[str, Enrichment]) -> Enrichment:
        """Return the claims of the body text, in order."""
        body = article.body_text()[:MAX_TEXT]
        found = [found for e in earlier.values() for found in e.quotations]
        mentions = [m for e in earlier.values() for m in e.mentions if m.type in _NAMES]
        records: list[Record] = []
        for start, end in iter_sentences(body):
            for quantity in iter_quantities(body[start:end]):
                if len(records) == MAX_CLAIMS:
                    break
                at = start + quantity.start
                source = _source(body, start, end, at, found, mentions)
                records.append(_record(article.text, quantity, start, end, source))
        values = dict.fromkeys(claim_value(record.data) for record in records)
        return Enrichment(
            values={"claim_value": tuple(values)} if values else {}, records=tuple(records)
        )


def iter_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the half-open ranges of the sentences, blanks at both ends left out."""
    at = 0
    for end in (*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)):
        sentence = text[at:end]
        start = at + len(sentence) - len(sentence.lstrip())
        stop = at + len(sentence.rstrip())
        if stop > start:
            yield start, stop
        at = end


def claim_value(data: Mapping[str, str | int | float | bool | None]) -> str:
    """Return a claim as a facet value: `tentara: 10000-12000`, `orang tewas: 12`."""
    what = f"{data['noun']} {data['state']}".strip()
    low, high = float(data["low"] or 0), float(data["high"] or 0)
    return f"{what}: {low:.15g}" if low == high else f"{what}: {low:.15g}-{high:.15g}"


def _record(text: str, quantity: Quantity, start: int, end: int, source: str | None) -> Record:
    first, last = start + quantity.start, start + quantity.end
    return Record(
        kind="claim",
        start=first,
        end=last,
        text=text[first:last],
        data={
            "low": quantity.low,
            "high": quantity.high,
            "qualifier": quantity.qualifier,
            "noun": quantity.noun,
            "state": quantity.state,
            "part_of": quantity.of,
            "thing": quantity.thing or f"{quantity.noun} {quantity.state}".strip(),
            "per": quantity.per,
            "source": source,
            "sentence_start": start,
            "sentence_end": end,
        },
    )


def _source(
    text: str,
    start: int,
    end: int,
    at: int,
    quotations: Sequence[Quotation],
    mentions: Sequence[Mention],
) -> str | None:
    """Return who is said to have counted: a quotation's speaker, else the sentence's reporter."""
    for quotation in quotations:
        if quotation.start <= at < quotation.end and quotation.speaker is not None:
            return quotation.speaker.name
    sentence = text[start:end]
    verb = next((m for m in _report_verbs().finditer(sentence) if start + m.start() < at), None)
    if verb is not None:
        return _subject(sentence[: verb.start()], start, mentions)
    named = _source_words().search(sentence)
    if named is not None:
        after = start + named.end()
        near = [m for m in mentions if after <= m.start < end and m.start - after < 60]
        return min(near, key=lambda m: m.start).name if near else None
    return None


def _subject(before: str, start: int, mentions: Sequence[Mention]) -> str | None:
    """Return the words before a reporting verb, without what only opens the sentence."""
    subject = before
    for lead in sorted(words("lead"), key=len, reverse=True):
        if subject.casefold().startswith(lead):
            subject = subject[len(lead) :].lstrip(" ,")
            break
    subject = subject.rpartition(", ")[2].strip() if len(subject.split()) > 10 else subject.strip()
    subject = re.sub(
        r"(?:\s+|,\s*)(?:sempat|telah|sudah|juga|pernah|lama|terus|kemudian|pada|bahwa|hari|"
        r"sebelumnya|saat itu)\b.*$",
        "",
        subject,
    ).strip(" ,")
    names_someone = any(letter.isupper() for letter in subject) and " adalah " not in subject
    first = subject.split()[0].casefold() if subject else ""
    if names_someone and len(subject.split()) <= 10 and first not in words("no-source"):
        return subject
    inside = [m for m in mentions if start <= m.start < start + len(before)]
    return inside[-1].name if inside else None


@cache
def _report_verbs() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words('report'))})\b", re.IGNORECASE)


@cache
def _source_words() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words('source'))})\b", re.IGNORECASE)
