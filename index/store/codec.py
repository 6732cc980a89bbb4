"""How enrichments are written in a store.

Offsets are stored, the words they delimit are not: these are cut from the article's text again on
reading, so that `text[start:end] == record.text` cannot come apart.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from kliping.index.records import (
    Addressee,
    Cue,
    Enrichment,
    Mention,
    Quotation,
    Record,
    Speaker,
    Via,
)

CONFIDENCE_DIGITS = 4
"""Decimals that are stored of a quotation's confidence."""


def dump_json(value: object) -> str:
    """Return compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def encode_enrichment(found: Enrichment) -> str:
    """Return an enrichment as JSON without the words of the article."""
    parts: dict[str, object] = {}
    if found.values:
        parts["values"] = {name: list(values) for name, values in found.values.items()}
    if found.mentions:
        parts["mentions"] = [_encode_mention(m) for m in found.mentions]
    if found.quotations:
        parts["quotations"] = [_encode_quotation(q) for q in found.quotations]
    if found.records:
        parts["records"] = [(r.kind, r.start, r.end, dict(r.data)) for r in found.records]
    return dump_json(parts)


def decode_enrichment(parts: Mapping[str, Any], text: str) -> Enrichment:
    """Return the enrichment again, its words cut from the article's `text`.

    Args:
        parts: the parsed JSON.
    """
    return Enrichment(
        values={name: tuple(values) for name, values in parts.get("values", {}).items()},
        mentions=tuple(_decode_mention(row, text) for row in parts.get("mentions", ())),
        quotations=tuple(_decode_quotation(q, text) for q in parts.get("quotations", ())),
        records=tuple(
            Record(kind=kind, start=s, end=e, text=text[s:e], data=data)
            for kind, s, e, data in parts.get("records", ())
        ),
    )


def as_stored(found: Enrichment) -> Enrichment:
    """Return what an enrichment is after `encode_enrichment` and `decode_enrichment`.

    The enrichment must keep the contract, its words those of the text.
    """
    return Enrichment(
        values={name: tuple(values) for name, values in found.values.items()},
        mentions=tuple(found.mentions),
        quotations=tuple(
            q
            if q.confidence == round(q.confidence, CONFIDENCE_DIGITS)
            else replace(q, confidence=round(q.confidence, CONFIDENCE_DIGITS))
            for q in found.quotations
        ),
        records=tuple(found.records),
    )


def _encode_mention(m: Mention) -> list[object]:
    """Return a row of five cells, of six with a provenance, of seven where it is not counted."""
    row: list[object] = [m.start, m.end, m.type, m.name, m.salience]
    if m.provenance is not None or not m.counted:
        row.append(m.provenance)
    if not m.counted:
        row.append(0)
    return row


def _decode_mention(row: Sequence[Any], text: str) -> Mention:
    start, end, kind, name, salience, *rest = row
    return Mention(
        start=start,
        end=end,
        text=text[start:end],
        type=kind,
        name=name,
        salience=salience,
        provenance=rest[0] if rest else None,
        counted=len(rest) < 2,
    )


def _encode_quotation(q: Quotation) -> list[object]:
    speaker = q.speaker and (q.speaker.start, q.speaker.end, q.speaker.name, q.speaker.kind)
    return [
        q.start,
        q.end,
        q.type,
        q.act,
        round(q.confidence, CONFIDENCE_DIGITS),
        q.cue and (q.cue.start, q.cue.end),
        speaker,
        [(v.start, v.end, v.name) for v in q.via],
        q.quoted,
        q.addressee and (q.addressee.start, q.addressee.end, q.addressee.name, q.addressee.kind),
    ]


def _decode_quotation(row: Sequence[Any], text: str) -> Quotation:
    start, end, kind, act, confidence, cue, speaker, via, quoted, *later = row
    addressee = later[0] if later else None  # 0.1.0 wrote rows without one
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
        addressee=Addressee(
            start=addressee[0],
            end=addressee[1],
            as_written=text[addressee[0] : addressee[1]],
            name=addressee[2],
            kind=addressee[3],
        )
        if addressee
        else None,
    )
