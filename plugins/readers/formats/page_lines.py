"""A page as lines, and the moment of publication that it prints or marks up near its title.

A *line* is what a browser shows between two block elements. The day of an article is printed
between its title and its lead; the days of other articles, of comments and of the copyright stand
elsewhere.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kliping.index.dates import iter_dates
from kliping.plugins.readers.authors import read_byline
from kliping.plugins.readers.field_text import BLOCKS, SILENT

_ASIDE: Final = frozenset(["aside", "footer", "nav", "header"])
# In the class or id of an element that does not hold the title: other articles, comments, rights.
_OTHERS: Final = re.compile(
    r"related|terkait|sidebar|popul|rekomen|recommend|trending|comment|komentar|footer|copyright"
    r"|baca-?juga|lihat-?juga|latest|terbaru|terkini|breaking|headline-list|next-?article",
    re.IGNORECASE,
)
_UPDATED: Final = re.compile(
    r"\b(?:di?per?bah?a?rui|diperbaharui|update[ds]?|pembaruan|last|terakhir|modified|revisi|direvisi"
    r"|diubah|disunting|diedit)\b",
    re.IGNORECASE,
)
_PUBLISHED: Final = re.compile(
    r"\b(?:tayang|terbit|diterbitkan|dipublikasikan|dimuat|published|posted|publikasi)\b",
    re.IGNORECASE,
)
_MARKED_AS_UPDATED: Final = re.compile(r"updat|modif", re.IGNORECASE)
_WEEKDAY: Final = re.compile(
    r"\b(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad|(?:mon|tues|wednes|thurs|fri|satur|sun)"
    r"day)\b",
    re.IGNORECASE,
)
_CLOCK: Final = re.compile(r"\b\d{1,2}[:.]\d{2}\b(?![./-]\d)")
_BEFORE: Final = 12  # lines before the title in which its day may stand (Tempo, ANTARA)
_AFTER: Final = 30  # lines after it
_LEAD: Final = 120  # code points of a line that is the article's first paragraph
_LONGEST: Final = 200  # code points of a line that holds a day of publication
_FEWEST_CARDS: Final = 3  # below, a page may show two articles beside its own
_ROUND_BEFORE, _ROUND_AFTER = 24, 40  # code points round a day that may hold weekday, clock, zone


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line as a browser shows it.

    Attributes:
        aside: it stands among other articles, comments, menus.
        card: it stands in an `article` element that is an item of a list.
    """

    text: str
    aside: bool
    card: bool


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page.

    Attributes:
        heading: the number of the line that is the title, or None.
        times: what its `time` elements and microdata say, as written: the article's own only.
        cards: how many `article` elements are items of a list: their headings are links.
    """

    lines: tuple[PageLine, ...]
    heading: int | None
    times: tuple[str, ...]
    cards: int

    def is_list(self) -> bool:
        """Return whether the page shows several articles and no paragraph of its own."""
        body = any(len(line.text) >= _LEAD and not line.card for line in self.lines)
        return self.cards >= _FEWEST_CARDS and not body


def read_lines(root: Any, title: str | None) -> PageLines:
    """Return the lines of a tree from lxml; `title` tells which heading is the article's."""
    heading = _heading(root, title)
    holders = set(heading.iterancestors()) if heading is not None else set()
    lines: list[PageLine] = []
    held: list[str] = []
    times: list[tuple[int, str]] = []
    cards = {card for card in root.iter("article") if card not in holders and _is_card(card)}
    silent = aside = card = 0
    at_heading: int | None = None

    def close() -> None:
        text = " ".join("".join(held).split())
        held.clear()
        if text:
            lines.append(PageLine(text, aside > 0, card > 0))

    for event, element in _walk(root):
        name = element.tag
        if name in SILENT:
            silent += 1 if event == "start" else -1
        elif name in BLOCKS:
            close()
        other = element not in holders and element is not heading and _is_other(element)
        if event == "start":
            aside += other
            card += element in cards
            if element is heading:
                at_heading = len(lines)
            if not aside:
                written = _marked_time(element)
                if written is not None:
                    times.append((len(lines), written))
            told = element.text
        else:
            aside -= other
            card -= element in cards
            told = element.tail
        if told and not silent:
            held.append(told)
    close()
    own = _own_times(times, at_heading, lines)
    return PageLines(tuple(lines), at_heading, own, len(cards))


def _walk(root: Any) -> Iterator[tuple[str, Any]]:
    from lxml.etree import iterwalk

    for event, element in iterwalk(root, events=("start", "end")):
        if isinstance(element.tag, str):
            yield event, element


def _is_card(article: Any) -> bool:
    return any(
        heading.find(".//a") is not None for heading in article.iter("h1", "h2", "h3", "h4", "h5")
    )


def _is_other(element: Any) -> bool:
    if element.tag in ("html", "body"):
        return False
    if element.tag in _ASIDE:
        return True
    return _OTHERS.search(f"{element.get('class') or ''} {element.get('id') or ''}") is not None


def _heading(root: Any, title: str | None) -> Any:
    """Return the heading that is the title, else the first of the highest rank."""
    first = None
    for rank in ("h1", "h2", "h3"):
        for heading in root.iter(rank):
            text = heading.text_content()
            if title and _squeeze(text) and _squeeze(text) in _squeeze(title):
                return heading
            if first is None and rank == "h1" and len(text.split()) > 2:
                first = heading
    return first


def _squeeze(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _marked_time(element: Any) -> str | None:
    """Return what an element says of the moment of publication: `time`, or `datePublished`."""
    classes = f"{element.get('class') or ''} {element.get('itemprop') or ''}".casefold()
    if element.tag != "time" and "datepublished" not in classes:
        return None
    # WordPress gives a post that was never changed both: `entry-date published updated`.
    updated = _MARKED_AS_UPDATED.search(classes) and "published" not in classes
    if updated or _UPDATED.search(element.text or ""):
        return None
    written = next(
        (element.get(key) for key in ("datetime", "content", "title") if element.get(key)), None
    )
    written = written or " ".join(element.text_content().split())
    return written if len(written) <= _LONGEST else None


def _own_times(
    times: Sequence[tuple[int, str]], heading: int | None, lines: Sequence[PageLine]
) -> tuple[str, ...]:
    """Return what stands round the title; without one, what stands alone in the page."""
    if heading is None:
        return tuple({written for _, written in times}) if len(set(times)) == 1 else ()
    first, last = heading - _BEFORE, _lead(lines, heading)
    return tuple(written for line, written in times if first <= line <= last)


def _lead(lines: Sequence[PageLine], heading: int) -> int:
    """Return the line of the first paragraph after the title, or the last that may hold the day."""
    last = min(len(lines), heading + 1 + _AFTER)
    for number in range(heading + 1, last):
        if len(lines[number].text) >= _LEAD and not lines[number].aside:
            return number
    return last


def printed_dates(page: PageLines) -> list[str]:
    """Return the days of publication printed round the title, as written, after it first.

    A day counts with a weekday or a clock beside it; one after `Diperbarui` does not.
    """
    if page.heading is None:
        return []
    lead = _lead(page.lines, page.heading)
    after = page.lines[page.heading + 1 : lead]
    before = page.lines[max(0, page.heading - _BEFORE) : page.heading]
    found: list[str] = []
    updating = False
    for line in (*after, *reversed(before)):
        if line.aside or len(line.text) > _LONGEST:
            continue
        dates = list(_iter_published(line.text))
        # `Diperbarui:` may stand on a line of its own before its day.
        if updating and dates and not _PUBLISHED.search(line.text):
            dates = []
        updating = bool(_UPDATED.search(line.text)) and not any(
            True for _ in iter_dates(line.text, reference=None)
        )
        found += dates
    return found


def printed_authors(page: PageLines) -> tuple[str, ...]:
    """Return who wrote the article by the line that says so: `Oleh …`, `Penulis: …`.

    Without a colon it must stand near the title; with one anywhere in the article, as at its end.
    """
    lead = _lead(page.lines, page.heading) if page.heading is not None else 0
    for number, line in enumerate(page.lines):
        if line.aside or line.card or len(line.text) > _LONGEST:
            continue
        near = page.heading is not None and page.heading - 3 <= number < lead
        names = read_byline(line.text, labelled=not near)
        if names:
            return names
    return ()


def _iter_published(line: str) -> Iterator[str]:
    for found in iter_dates(line, reference=None):
        start, end = found.span.start, found.span.end
        updated = max((m.start() for m in _UPDATED.finditer(line, 0, start)), default=-1)
        published = max((m.start() for m in _PUBLISHED.finditer(line, 0, start)), default=-1)
        if updated > published:
            continue
        round_it = line[max(0, start - _ROUND_BEFORE) : end + _ROUND_AFTER]
        beside = line[max(0, start - _ROUND_BEFORE) : start] + line[end : end + _ROUND_AFTER]
        if _WEEKDAY.search(beside) or _CLOCK.search(beside) or published >= 0:
            later = _UPDATED.search(
                round_it, min(len(round_it), end - max(0, start - _ROUND_BEFORE))
            )
            yield round_it[: later.start()] if later else round_it
