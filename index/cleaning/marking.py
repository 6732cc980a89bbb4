"""Find the regions of an article's text that are not body text.

One pass over the lines, from what is surest to what is least sure; what an earlier step marked, a
later one leaves. Headings between paragraphs stay body text: they are the article's own words.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from kliping.index.article import Region

from .datelines import find_dateline, named_outlet
from .inline import iter_endings, iter_inline
from .lines import HEADLINE_LENGTH, Line, Marks, iter_lines
from .tables import outlets, shape_of

_LONGEST_TITLE = 300  # code points of a line that may repeat the title
_CODE = re.compile(
    r"""(?<=[.!?…”"'’])\s*(?P<code>[\[(](?=[^\])]*[A-Za-z*])
    (?:\*{1,3}
      |[\w*.]{1,12}(?:\ ?[/+-]\ ?[\w.*]{1,12}){0,3}
      |[A-Z]\w+(?:\ [A-Z][\w.]+){0,3}(?:/[\w.]{1,12})?
    )[\])])\s*$""",
    re.VERBOSE,
)
_END_LINES = 12  # body lines from the end that are looked at for codes and tags
_NAME_LINE = re.compile(r"[A-Z][\w.'’]+(?: (?:[A-Z][\w.'’]*|bin|binti|van|de)){1,3}")
_AUTHOR_LINE = re.compile(_NAME_LINE.pattern + r"(?:\s[-–|]\s[\w. ]{3,30})?")
_BULLET_DATE = re.compile(
    r"[•*·-]?\s*(?:[A-Z][a-z]+,?\s)?(?:\d{1,2}\s[A-Za-z]{3,9}|[A-Z][a-z]{2,8}\s\d{1,2}),?\s\d{4}"
    r"(?:[,|]?\s.{0,24})?|[•*·-]?\s*\d{1,3}\s(?:jam|menit|hari|minggu|bulan|tahun)\s(?:yang\s)?lalu"
    r"|[•*·-]?\s*\d{1,2}[/-]\d{1,2}[/-]\d{4}.{0,24}"
)
_DATE_LINE = re.compile(  # `Senin, 28/04/2025 10:15 WIB`, with who published it before or not
    r"(?:(?P<who>[A-Z][\w. ]{1,39}?)\s?[-–|,]\s?)?"
    r"(?:(?:Senin|Selasa|Rabu|Kamis|Jum'?at|Sabtu|Minggu|Ahad)\s?,?\s)?"
    r"\d{1,2}[/ -][A-Za-z0-9]{1,9}[/ -]\d{4}"
    r"(?:\s?[-–|,]?\s?(?:pukul )?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)?"
    r"\s?(?:WIB|WITA|WIT)?"
)
_STAFF = re.compile(r"(?:Tim |Redaksi |Cek Fakta |Oleh )+")
_COPYRIGHT = re.compile(  # `Copyright © 2025 Suluh Borneo`; a company (`PT …`) is no outlet
    r"(?:©|\([cC]\))\s*(?:\d{4}(?:\s?[-–]\s?\d{4})?[,\s]*)?"
    r"(?P<name>(?!PT\b)[A-Z][\w-]*(?:\.(?:com|id|net|co\.id))?(?: [A-Z][\w-]*){0,2})(?=[\s.,|]|$)"
)
# `VIVA Militer: Kim Jong-un`; in capitals, since `Suara sah: 4.500` is no caption of Suara.
_OUTLET_LABEL = re.compile(r"(?P<outlet>[A-Z]{3,10}[0-9]?)(?: [A-Z]\w+){0,2}: \S")
_PHOTO_LABEL = re.compile(r"(?:photo|foto)\s*:", re.IGNORECASE)
_BYLINE_BEFORE = re.compile(  # flattened: `Laporan Wartawan Tribunnews.com, Siti TRIBUNNEWS.COM -`
    r"(?P<byline>[^\n]{3,110}?)\s*(?<![A-Z.-])(?=[A-Z]{3}[A-Z-]*\.(?:COM|CO\.ID|ID|NET)\b)"
)


class Marked(NamedTuple):
    """What was found in a text.

    Attributes:
        regions: what is not body text; sorted, disjoint.
        headline: the headline line, or "".
        outlet: of the dateline, or None.
        date_line: the line above the lead that is a date, or None.
    """

    regions: tuple[Region, ...]
    headline: str
    outlet: str | None
    date_line: str | None


def mark(text: str, title: str) -> Marked:
    """Return what of `text` is not body text; `title` is what the source gives, or "".

    Cost: linear in the text, but for a repeated teaser, which is searched in what comes before.
    """
    lines = list(iter_lines(text))
    marks = Marks(text)
    headline = _headline(lines)
    if headline is not None:
        marks.add("headline", headline.start, headline.end)
    wanted = _squeeze(title) or (_squeeze(headline.text) if headline else "")
    kinds = _mark_shapes(lines, marks)
    _mark_photos(lines, kinds, marks)
    _mark_teaser(text, lines, kinds, marks)
    _mark_sidebars(lines, kinds, marks)
    for line in lines:
        like = wanted and len(wanted) <= len(line.text) <= 2 * len(wanted)
        if like and len(line.text) <= _LONGEST_TITLE and _squeeze(line.text) == wanted:
            marks.add("headline", line.start, line.end)
    outlet, date_line = _mark_opening(text, lines, marks)
    outlet = outlet or _owner(lines, kinds)
    for line in lines:
        for start, end, kind in iter_inline(text, line.start, line.end):
            marks.add(kind, start, end)
    _mark_bylines(text, lines, kinds, marks)
    return Marked(marks.regions(), headline.text if headline else "", outlet, date_line)


def _squeeze(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _headline(lines: Sequence[Line]) -> Line | None:
    """Return the first line that is not furniture where it is a headline: short, and no sentence.

    A blank line after it, or furniture or a dateline between it and the lead, must set it apart;
    where a paragraph follows at once, most words must begin with a capital, as in a headline, and
    so too where it asks or exclaims.
    """
    at = next((at for at, line in enumerate(lines[:6]) if not _is_furniture(line)), None)
    if at is None or at + 1 >= len(lines):
        return None
    first, second = lines[at], lines[at + 1]
    words = first.text.split()
    # The first line of all, with a blank line after it, is one from two words on.
    fewest = 2 if at == 0 and second.spaced and _is_written(first.text) else 3
    if not first.is_short() or len(words) < fewest or first.text[0] in "([-•*–—":
        return None
    if find_dateline(first.text + " ") is not None:
        return None
    if _is_titled(first.text):
        apart = second.spaced or (len(words) >= 4 and second.is_paragraph())
    else:
        apart = second.spaced and first.text[-1] not in '?!"'
    return first if apart or _opens_page(lines[at + 1 : at + 6]) else None


def _is_written(text: str) -> bool:
    """Return whether a line has small letters, as a headline has and a section's name has not."""
    return any(map(str.islower, text))


def _opens_page(lines: Sequence[Line]) -> bool:
    """Return whether furniture stands before the first paragraph, or a dateline opens it."""
    for line in lines:
        if find_dateline(line.text[:200]) is not None:
            return True
        if _is_furniture(line):
            return True
        if not line.is_short() or _NAME_LINE.match(line.text) is None:
            return False
    return False


def _is_furniture(line: Line) -> bool:
    return _DATE_LINE.fullmatch(line.text) is not None or shape_of(line.text) is not None


def _mark_shapes(lines: Sequence[Line], marks: Marks) -> list[str | None]:
    """Mark the lines that have a shape of patterns.tsv; return the kind of each line, or None."""
    kinds: list[str | None] = [None] * len(lines)
    for at, line in enumerate(lines):
        if kinds[at] is not None:
            continue
        pattern = shape_of(line.text)
        if pattern is None:
            continue
        last = at
        if pattern.scope == "block":
            last = _block_end(lines, at, pattern.kind)
        for inside in range(at, last + 1):
            kinds[inside] = pattern.kind
        if pattern.kind != "teaser":
            marks.add(pattern.kind, line.start, lines[last].end)
    return kinds


def _block_end(lines: Sequence[Line], heading: int, kind: str) -> int:
    """Return the last line that belongs to the heading.

    Under `Baca Juga:` come headlines; under related posts and comment forms also excerpts, so
    that only two paragraphs on end are body text again.
    """
    last = heading
    for at in range(heading + 1, len(lines)):
        line = lines[at]
        other = shape_of(line.text)
        if other is not None and other.scope == "block":
            break
        if kind == "readmore":
            if at - heading > 6 or not line.is_short() or not _is_titled(line.text):
                break
        elif line.is_paragraph() and at + 1 < len(lines) and lines[at + 1].is_paragraph():
            break
        last = at
    return last


def _is_titled(text: str) -> bool:
    """Return whether most words of a line begin with a capital."""
    words = [word for word in text.split() if word[0].isalpha()]
    return len(words) > 1 and sum(word[0].isupper() for word in words) >= 0.6 * len(words)


def _mark_photos(lines: Sequence[Line], kinds: list[str | None], marks: Marks) -> None:
    """Mark captions that have a label: `Photo :` with the line before and the credit after."""
    names = outlets()
    for at, line in enumerate(lines):
        if kinds[at] is None and line.is_short():
            label = _OUTLET_LABEL.match(line.text)
            if label is not None and names.named(label["outlet"]) is not None:
                kinds[at] = "caption"
                marks.add("caption", line.start, line.end)
        if not _PHOTO_LABEL.fullmatch(line.text):
            continue
        first = at - 1 if at and kinds[at - 1] is None and lines[at - 1].is_short() else at
        first = at - 1 if at and kinds[at - 1] == "caption" else first
        last = at
        if at + 1 < len(lines) and lines[at + 1].text[0] in "-–•" and len(lines[at + 1].text) < 120:
            last = at + 1
        for inside in range(first, last + 1):
            kinds[inside] = "caption"
        marks.add("caption", lines[first].start, lines[last].end)


def _mark_teaser(text: str, lines: Sequence[Line], kinds: list[str | None], marks: Marks) -> None:
    """Mark `Halaman Selanjutnya`, and the lines under it as long as they repeat earlier text."""
    for at, line in enumerate(lines):
        if kinds[at] != "teaser":
            continue
        last = at
        earlier = text[: line.start]
        for below in range(at + 1, len(lines)):
            repeated = lines[below].text.rstrip(".… ")
            if len(repeated) < 20 or repeated not in earlier:
                break
            kinds[below] = "teaser"
            last = below
        marks.add("teaser", line.start, lines[last].end)


def _mark_sidebars(lines: Sequence[Line], kinds: list[str | None], marks: Marks) -> None:
    """Mark lists of other headlines: short lines of which each has a date of its own."""
    dated = [at for at, line in enumerate(lines) if _BULLET_DATE.fullmatch(line.text)]
    for place, at in enumerate(dated):
        alone = len(dated) == 1 or not any(
            abs(at - other) <= 4 for other in dated[max(0, place - 1) : place + 2] if other != at
        )
        if alone or kinds[at] is not None:
            continue
        first = at
        while first and at - first < 2 and kinds[first - 1] is None and lines[first - 1].is_short():
            first -= 1
        for inside in range(first, at + 1):
            kinds[inside] = "related"
        marks.add("related", lines[first].start, lines[at].end)


def _mark_opening(text: str, lines: Sequence[Line], marks: Marks) -> tuple[str | None, str | None]:
    """Mark the lines of date and author before the lead, and its dateline.

    Returns:
        The outlet, or None, and the line of date, or None.
    """
    looked, outlet, date_line = 0, None, None
    names: list[Line] = []
    for line in lines:
        if marks.covers(line.start):
            continue
        looked += 1
        if looked > 5:
            break
        dated = _DATE_LINE.fullmatch(line.text)
        if dated is not None:
            marks.add("byline", line.start, line.end)
            date_line = date_line or line.text
            outlet = outlet or named_outlet(_STAFF.sub("", dated["who"] or ""))
            for name in names:
                marks.add("byline", name.start, name.end)
            continue
        if _AUTHOR_LINE.fullmatch(line.text):
            if date_line is not None:
                marks.add("byline", line.start, line.end)
            names.append(line)
            continue
        start = line.start
        byline = _BYLINE_BEFORE.match(line.text)
        if byline is not None and ". " in byline["byline"]:
            byline = None
        if byline is not None:
            start += byline.end()
        found = find_dateline(text[start : min(line.end, start + 200)])
        if found is not None:
            if byline is not None:
                marks.add("byline", line.start, line.start + byline.end("byline"))
            marks.add("dateline", start, len(text[: start + found.end].rstrip()))
            for name in names:
                marks.add("byline", name.start, name.end)
            return found.outlet or outlet, date_line
        if line.is_paragraph():
            break
    return outlet, date_line


def _owner(lines: Sequence[Line], kinds: Sequence[str | None]) -> str | None:
    """Return the outlet that a copyright line among the last lines names, or None."""
    for line, kind in zip(lines[-8:], kinds[-8:], strict=True):
        if kind is not None and len(line.text) <= HEADLINE_LENGTH:
            found = _COPYRIGHT.search(line.text)
            if found is not None:
                return outlets().named(found["name"]) or found["name"]
    return None


def _mark_bylines(
    text: str, lines: Sequence[Line], kinds: Sequence[str | None], marks: Marks
) -> None:
    """Mark codes at the end of the last paragraphs, and an author's name alone after them."""
    body = [at for at, line in enumerate(lines) if not marks.covers(line.end - 1)][-_END_LINES:]
    coded = [_CODE.search(lines[at].text) for at in body]
    for place in range(max(0, len(body) - 4), len(body)):
        line, code = lines[body[place]], coded[place]
        if code is not None:
            marks.add("byline", line.start + code.start("code"), line.start + code.end("code"))
    if not body:
        return
    last = lines[body[-1]]
    if len(body) > 2 and _NAME_LINE.fullmatch(last.text):
        below = kinds[body[-1] + 1 : body[-1] + 2]
        capitals = last.text.isupper() and lines[body[-2]].ends_sentence()
        if below in (["related"], ["comments"]) or coded[-2] is not None or capitals:
            marks.add("byline", last.start, last.end)
            body.pop()
    _mark_after_code(lines, kinds, body, coded, marks)
    last = lines[body[-1]]
    for start, end, kind in iter_endings(text, last.start, last.end):
        marks.add(kind, start, end)


def _mark_after_code(
    lines: Sequence[Line],
    kinds: Sequence[str | None],
    body: list[int],
    coded: Sequence[object],
    marks: Marks,
) -> None:
    """Mark the tags that stand on short lines below the code at the end; take them off `body`."""
    place = len(body)
    while place > 1 and coded[place - 1] is None and lines[body[place - 1]].is_label():
        place -= 1
    if place < len(body) and (coded[place - 1] is not None or kinds[body[place] - 1] == "byline"):
        marks.add("navigation", lines[body[place]].start, lines[body[-1]].end)
        del body[place:]
