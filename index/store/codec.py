"""How articles and enrichments are written in articles.db.

Offsets are stored, the words they delimit are not: these are cut from the article's text again on
reading, so that `text[start:end] == record.text` cannot come apart.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from kliping.index.article import Article, Region, RegionKind
from kliping.index.records import Cue, Enrichment, Mention, Quotation, Record, Speaker, Via

ARTICLE_COLUMNS = (
    "id, title, text, outlet, published, url, authors, section, language, source_path, regions"
)


def dump_json(value: object) -> str:
    """Return compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def encode_article(article: Article) -> tuple[Any, ...]:
    """Return the values of ARTICLE_COLUMNS."""
    return (
        article.id,
        article.title,
        article.text,
        article.outlet,
        article.published.isoformat() if article.published else None,
        article.url,
        dump_json(article.authors),
        article.section,
        article.language,
        article.source_path,
        dump_json([(r.kind, r.start, r.end) for r in article.regions]),
    )


def decode_article(row: Sequence[Any]) -> Article:
    """Return the article of one row of ARTICLE_COLUMNS."""
    regions = [(cast(RegionKind, kind), s, e) for kind, s, e in json.loads(row[10])]
    return Article(
        id=row[0],
        title=row[1],
        text=row[2],
        outlet=row[3],
        published=datetime.fromisoformat(row[4]) if row[4] else None,
        url=row[5],
        authors=tuple(json.loads(row[6])),
        section=row[7],
        language=row[8],
        source_path=row[9],
        regions=tuple(Region(kind=k, start=s, end=e) for k, s, e in regions),
    )


def encode_enrichment(found: Enrichment) -> str:
    """Return an enrichment as JSON without the words of the article."""
    parts: dict[str, object] = {}
    if found.values:
        parts["values"] = {name: list(values) for name, values in found.values.items()}
    if found.mentions:
        parts["mentions"] = [(m.start, m.end, m.type, m.name, m.salience) for m in found.mentions]
    if found.quotations:
        parts["quotations"] = [_encode_quotation(q) for q in found.quotations]
    if found.records:
        parts["records"] = [(r.kind, r.start, r.end, dict(r.data)) for r in found.records]
    return dump_json(parts)


def decode_enrichment(stored: str, text: str) -> Enrichment:
    """Return the enrichment again, its words cut from the article's `text`."""
    parts = json.loads(stored)
    return Enrichment(
        values={name: tuple(values) for name, values in parts.get("values", {}).items()},
        mentions=tuple(
            Mention(start=s, end=e, text=text[s:e], type=kind, name=name, salience=salience)
            for s, e, kind, name, salience in parts.get("mentions", ())
        ),
        quotations=tuple(_decode_quotation(q, text) for q in parts.get("quotations", ())),
        records=tuple(
            Record(kind=kind, start=s, end=e, text=text[s:e], data=data)
            for kind, s, e, data in parts.get("records", ())
        ),
    )


def _encode_quotation(q: Quotation) -> list[object]:
    speaker = q.speaker and (q.speaker.start, q.speaker.end, q.speaker.name, q.speaker.kind)
    return [
        q.start,
        q.end,
        q.type,
        q.act,
        round(q.confidence, 4),
        q.cue and (q.cue.start, q.cue.end),
        speaker,
        [(v.start, v.end, v.name) for v in q.via],
        q.quoted,
    ]


def _decode_quotation(row: Sequence[Any], text: str) -> Quotation:
    start, end, kind, act, confidence, cue, speaker, via, quoted = row
    return Quotation(
        start=start,
        end=end,
        text=text[start:end],
        type=kind,
        act=act,
        confidence=confidence,
        cue=Cue(start=cue[0], end=cue[1], text=text[cue[0] : cue[1]]) if cue else None,
        speaker=Speaker(
            start=speaker[0],
            end=speaker[1],
            as_written=text[speaker[0] : speaker[1]],
            name=speaker[2],
            kind=speaker[3],
        )
        if speaker
        else None,
        via=tuple(Via(start=s, end=e, as_written=text[s:e], name=name) for s, e, name in via),
        quoted=tuple((s, e) for s, e in quoted),
    )
