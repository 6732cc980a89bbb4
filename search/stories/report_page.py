"""One readable HTML page about a story: no script, no network, nothing outside the file."""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from kliping.highlight.sentences import sentence_text
from kliping.index.analyzer import Analyzer
from kliping.retrieval.rows import counted
from kliping.safe_text import xml_text

from .disagreements import (
    Counted,
    Wording,
    compare_claims,
    compare_wordings,
)
from .plots import draw_story
from .stories import StoryArticle, describe, headline_of, in_order, tell_days

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem;
  color: #1a202c; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1.5rem; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem;
  border-top: 1px solid #cbd5e0; }
th { background: #edf2f7; }
tr.disagrees td:first-child { border-left: 4px solid #c05621; }
mark { background: #feebc8; }
.faint { color: #4a5568; font-size: 14px; }
svg { max-width: 100%; height: auto; }
"""


def report_page(
    story: str, members: Sequence[StoryArticle], *, zone: tzinfo, analyzer: Analyzer
) -> str:
    """Return the page: timeline, speakers, claims, wordings, and the members with their leads.

    Raises:
        ValueError: a story has at least one member.
    """
    ordered = in_order(members)
    told = tell_days(story, ordered, zone=zone)
    about = describe(story, ordered)
    outlets = ", ".join(about.outlets) or "unknown outlets"
    facts = (
        f"{counted(len(about.members), 'article')}; {outlets}; "
        f"{_day(about.first, zone)} to {_day(about.last, zone)}"
    )
    parts = [
        f"<h1>{xml_text(about.headline)}</h1>",
        f'<p class="faint">{xml_text(facts)}<br>{xml_text(", ".join(about.entities))}</p>',
        "<h2>Day by day</h2>",
        draw_story(told),
        "<h2>Who speaks</h2>",
        *_speakers(ordered),
        "<h2>What is counted</h2>",
        *_claims(compare_claims(ordered), zone),
        "<h2>One utterance in several wordings</h2>",
        *_wordings(compare_wordings(ordered, analyzer=analyzer)),
        "<h2>The articles</h2>",
        *_members(ordered, zone),
    ]
    return _page(about.headline, parts)


def _page(title: str, parts: Iterable[str]) -> str:
    head = (
        '<!doctype html>\n<html lang="id">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{xml_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>"
    )
    return "\n".join([head, *parts, "</body>\n</html>\n"])


def _speakers(ordered: Sequence[StoryArticle]) -> list[str]:
    heard: dict[str, list[tuple[StoryArticle, str]]] = {}
    for member in ordered:
        for quotation in member.quotations:
            if quotation.speaker is not None and quotation.speaker.kind != "unknown":
                rests_on = sentence_text(member.article.text, quotation.start, quotation.end)
                heard.setdefault(quotation.speaker.name, []).append((member, rests_on))
    if not heard:
        return ["<p>Nobody is quoted.</p>"]
    rows = [
        (
            xml_text(name),
            str(len(said)),
            ", ".join(xml_text(_where(m)) for m in {id(m): m for m, _ in said}.values()),
            xml_text(said[0][1]),
        )
        for name, said in sorted(heard.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    ]
    return _table(("speaker", "quotations", "in", "first sentence"), rows)


def _claims(counted: Sequence[Counted], zone: tzinfo) -> list[str]:
    if not counted:
        return ["<p>Nothing is counted.</p>"]
    parts: list[str] = []
    for group in (group for group in counted if group.articles > 1):
        note = " — values disagree" if group.disagree else ""
        parts.append(f"<h3>{xml_text(group.what)}{note}</h3>")
        rows = [
            (
                xml_text(claim.text),
                xml_text(claim.outlet or claim.article),
                xml_text(_day(claim.published, zone)),
                xml_text(claim.source or ""),
                xml_text(claim.sentence),
            )
            for claim in group.claims
        ]
        marked = [bool(claim.disagrees) for claim in group.claims]
        parts += _table(("value", "outlet", "day", "said by", "sentence"), rows, marked)
    alone = [claim for group in counted if group.articles == 1 for claim in group.claims]
    if alone:
        parts.append("<h3>stated by one article only</h3>")
        once = [
            (
                xml_text(c.text),
                xml_text(c.outlet or c.article),
                xml_text(c.source or ""),
                xml_text(c.sentence),
            )
            for c in alone
        ]
        parts += _table(("value", "outlet", "said by", "sentence"), once)
    return parts


def _wordings(found: Sequence[tuple[Wording, ...]]) -> list[str]:
    if not found:
        return ["<p>No utterance is told by two articles.</p>"]
    parts: list[str] = []
    for wordings in found:
        parts.append(f"<h3>{xml_text(wordings[0].speaker or 'no speaker named')}</h3>")
        rows = [
            (
                xml_text(wording.outlet or wording.article),
                xml_text(wording.speaker or ""),
                _marked(wording),
                xml_text(", ".join(wording.missing_hedges)),
            )
            for wording in wordings
        ]
        other = [wording.other_speaker or bool(wording.missing_hedges) for wording in wordings]
        parts += _table(("outlet", "speaker", "words", "doubt left out"), rows, other)
    return parts


def _members(ordered: Sequence[StoryArticle], zone: tzinfo) -> list[str]:
    rows = [
        (
            xml_text(_day(member.article.published, zone)),
            xml_text(member.article.outlet or ""),
            xml_text(headline_of(member.article)),
            xml_text(_lead(member)),
            xml_text(", ".join(member.wire)),
            xml_text(_name(member)),
        )
        for member in ordered
    ]
    return _table(("day", "outlet", "headline", "lead", "wire", "article"), rows)


def _name(member: StoryArticle) -> str:
    id, copies = member.article.id, member.copies
    return id if copies in (None, id) else f"{id} (copy of {copies})"


def _lead(member: StoryArticle) -> str:
    """Return the first sentence of the body."""
    body = member.article.body_text()
    start = len(body) - len(body.lstrip())
    return sentence_text(body, start, start) if body.strip() else ""


def _table(
    head: Sequence[str], rows: Sequence[Sequence[str]], marked: Sequence[bool] = ()
) -> list[str]:
    """Return a table; cells are HTML already."""
    lines = ["<table>", "<tr>" + "".join(f"<th>{xml_text(cell)}</th>" for cell in head) + "</tr>"]
    for place, row in enumerate(rows):
        mark = ' class="disagrees"' if place < len(marked) and marked[place] else ""
        lines.append(f"<tr{mark}>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>")
    return [*lines, "</table>"]


def _marked(wording: Wording) -> str:
    """Return the wording as HTML, with what differs in <mark>."""
    parts: list[str] = []
    at = 0
    for start, end in wording.different:
        parts.append(xml_text(wording.text[at:start]))
        parts.append(f"<mark>{xml_text(wording.text[start:end])}</mark>")
        at = end
    return "".join([*parts, xml_text(wording.text[at:])])


def _where(member: StoryArticle) -> str:
    return member.article.outlet or member.article.id


def _day(moment: datetime | None, zone: tzinfo) -> str:
    return "undated" if moment is None else moment.astimezone(zone).strftime("%d-%m-%Y")
