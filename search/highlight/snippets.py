"""The stretch of an article that shows best where it matches a query."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from kliping.index import Article, Quotation, Span
from kliping.index.analyzer import Analyzer
from kliping.query import Highlights

from .marks import Mark, mark_html, marker
from .sentences import SENTENCE_END

ELLIPSIS = "…"
# A second mark of the same word says less than the first of another one. By eye, on IndoSum,
# 2026-11.
_REPEATED = 0.2
_BLANKS = re.compile(r"\s+")
# Blanks that are not one space each.
_UNEVEN = re.compile(r"[^\S ]|  ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A stretch of an article's text on one line.

    Attributes:
        text: at most the length asked for, besides a "…" on a side where a sentence was cut.
        marks: half-open ranges of code points of `text`, sorted, disjoint.
        start, end: the stretch in `Article.text`; there every blank is as written.
        speaker: who is quoted where the marks lie inside a quotation.
    """

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    start: int = 0
    end: int = 0
    speaker: str | None = None

    def to_html(self, tag: str = "mark") -> str:
        """Return the text escaped for HTML, each mark inside a tag."""
        return mark_html(self.text, self.marks, tag)


def best_snippet(
    article: Article,
    highlights: Highlights,
    *,
    analyzer: Analyzer,
    length: int = 240,
    quotations: Sequence[Quotation] = (),
    keep: Sequence[Span] = (),
) -> Snippet:
    """Return the stretch of body text with the most different matches in the least space.

    Args:
        length: code points at most; the stretch lies in one piece of body text.
        quotations: the article's; they give the speaker.
        keep: stretches that are not cut apart, such as the names of entities.

    It begins and ends with a sentence where there is room, else between two words. Without a match
    in the body it is the body's beginning, from the first piece that is not blank.
    """
    body = article.body()
    marks = marker(highlights.of("text"), analyzer, article.language).find(article.text, body)
    said = [(q.start, q.end, q.speaker.name) for q in quotations if q.speaker is not None]
    return snippet_of(
        article.text,
        body,
        marks,
        length=length,
        quoted=[(start, end) for start, end, _ in said],
        speakers=[name for _, _, name in said],
        keep=[(span.start, span.end) for span in keep],
    )


def snippet_of(
    text: str,
    body: Sequence[Span],
    marks: Sequence[Mark],
    *,
    length: int,
    quoted: Sequence[tuple[int, int]],
    speakers: Sequence[str],
    keep: Sequence[tuple[int, int]],
) -> Snippet:
    """Return the best stretch of a text; see `best_snippet`.

    Args:
        marks: in the body, sorted and disjoint.
        quoted, speakers: each quotation's (start, end), and who says it.
        keep: (start, end) of stretches that are not cut apart.
    """
    if not body or length < 1:
        return Snippet(text="")
    first, last = _tightest(marks, *_densest(marks, body, length))
    piece = _first_written(text, body) if first == last else _piece_of(body, marks[first])
    inner = Span(piece.start, piece.start) if first == last else _around(marks[first:last])
    window = _widen(text, piece, inner, length)
    window = _without_cuts(window, inner, keep, text)
    inside = [m for m in marks[first:] if m.start >= window.start and m.end <= window.end]
    before = [m for m in marks[:first] if m.start >= window.start]
    return _cut(text, window, piece, [*before, *inside], quoted, speakers)


def _around(marks: Sequence[Mark]) -> Span:
    return Span(marks[0].start, marks[-1].end)


def _first_written(text: str, body: Sequence[Span]) -> Span:
    """Return the first piece with a letter or digit: before it stand headline, byline, dateline."""
    for span in body:
        if any(map(str.isalnum, text[span.start : span.end])):
            return span
    return body[0]


def _piece_of(body: Sequence[Span], mark: Mark) -> Span:
    starts = [span.start for span in body]
    return body[bisect_right(starts, mark.start) - 1]


def _densest(marks: Sequence[Mark], body: Sequence[Span], length: int) -> tuple[int, int]:
    """Return the slice of marks, within `length` and one piece, that says most; earliest first."""
    ends = [span.end for span in body]
    best, best_score, last = (0, 0), 0.0, 0
    counts: dict[str, int] = {}
    for first, mark in enumerate(marks):
        edge = min(mark.start + length, ends[bisect_left(ends, mark.end)])
        while last < len(marks) and marks[last].end <= edge:
            counts[marks[last].kind] = counts.get(marks[last].kind, 0) + 1
            last += 1
        if last <= first:  # one mark longer than the snippet
            last = first + 1
            continue
        score = len(counts) + _REPEATED * min(last - first - len(counts), 2)
        if score > best_score:
            best, best_score = (first, last), score
        counts[mark.kind] -= 1
        if not counts[mark.kind]:
            del counts[mark.kind]
    return best


def _tightest(marks: Sequence[Mark], first: int, last: int) -> tuple[int, int]:
    """Return the shortest part of the slice of marks that has all its kinds; earliest first."""
    wanted = len({mark.kind for mark in marks[first:last]})
    best, counts, low = (first, last), dict[str, int](), first
    for high in range(first, last):
        kind = marks[high].kind
        counts[kind] = counts.get(kind, 0) + 1
        while counts.get(marks[low].kind, 0) > 1:
            counts[marks[low].kind] -= 1
            low += 1
        width = marks[best[1] - 1].end - marks[best[0]].start
        if len(counts) == wanted and marks[high].end - marks[low].start < width:
            best = (low, high + 1)
    return best


def _widen(text: str, piece: Span, inner: Span, length: int) -> Span:
    """Return a stretch around `inner`: from the beginning of its sentence where that fits."""
    low = max(piece.start, inner.end - length)
    head = text[low : inner.start]
    begins = [low + match.end() for match in SENTENCE_END.finditer(head)]
    if low == piece.start:
        begins.insert(0, low)
    if begins:
        # The nearest sentence; an earlier one only where the text would else end too soon.
        start = begins[-1]
        for begin in reversed(begins):
            if piece.end - start >= length or inner.end - begin > length:
                break
            start = begin
    else:
        start = _word_edge(text, max(low, inner.start - (length - len(inner)) // 3), inner.start)
    end = min(piece.end, start + length)
    if end < piece.end:
        end = _last_end(text, inner.end, end, start + length * 2 // 3)
    while start < (inner.start if len(inner) else end) and text[start].isspace():
        start += 1
    while end > max(inner.end, start) and text[end - 1].isspace():
        end -= 1
    return Span(start, max(start, end))


def _word_edge(text: str, at: int, high: int) -> int:
    """Return the beginning of the first whole word at or after `at`."""
    if at == 0 or text[at - 1].isspace():
        return at
    blank = _BLANKS.search(text, at, high)
    return blank.end() if blank else high


def _last_end(text: str, low: int, high: int, least: int) -> int:
    """Return where to end: behind a sentence if that leaves `least`, else behind a word."""
    ends = [m.start() + len(m[0].rstrip()) for m in SENTENCE_END.finditer(text, low, high + 1)]
    if ends and ends[-1] >= least:
        return min(ends[-1], high)
    if high >= len(text) or text[high].isspace():
        return high
    cut = high
    while cut > low and not text[cut - 1].isspace():
        cut -= 1
    return cut if cut > low else high


def _without_cuts(window: Span, inner: Span, keep: Sequence[tuple[int, int]], text: str) -> Span:
    """Return the window made smaller where its edge lies inside a stretch to keep whole."""
    start, end = window.start, window.end
    for first, last in keep:
        if first < start < last <= inner.start:
            start = last
        if first < end < last and max(inner.end, start) <= first:
            end = first
    while start < inner.start and not text[start].isalnum() and text[start] not in "\"“‘'(":
        start += 1
    while end > max(inner.end, start) and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _cut(
    text: str,
    window: Span,
    piece: Span,
    marks: Sequence[Mark],
    quoted: Sequence[tuple[int, int]],
    speakers: Sequence[str],
) -> Snippet:
    """Return the snippet: blanks as one space, marks moved along, "…" where a sentence was cut."""
    parts: list[str] = []
    moved: list[tuple[int, int]] = []
    speaker = _speaker(marks, quoted, speakers) if quoted else None
    head = "" if _is_sentence_edge(text, piece.start, window.start) else ELLIPSIS
    tail = "" if _is_sentence_edge(text, window.end, piece.end, ends=True) else ELLIPSIS
    at, shift = window.start, len(head)
    if not _UNEVEN.search(text, window.start, window.end):
        by = shift - at
        parts.append(text[at : window.end])
        moved += [(start + by, end + by) for start, end, _ in marks]
        at, marks = window.end, ()
    for mark in marks:
        parts.append(_BLANKS.sub(" ", text[at : mark.start]))
        shift += len(parts[-1])
        parts.append(_BLANKS.sub(" ", text[mark.start : mark.end]))
        moved.append((shift, shift + len(parts[-1])))
        shift += len(parts[-1])
        at = mark.end
    parts.append(_BLANKS.sub(" ", text[at : window.end]))
    return Snippet(
        text=head + "".join(parts) + tail,
        marks=tuple(moved),
        start=window.start,
        end=window.end,
        speaker=speaker,
    )


def _is_sentence_edge(text: str, low: int, high: int, *, ends: bool = False) -> bool:
    """Tell whether a sentence ends where text[low:high] is left out, or nothing is left out."""
    left_out = text[low:high].strip()
    if ends:
        return not left_out or text[:low].rstrip("\"”’')] ")[-1:] in (".", "!", "?")
    return not left_out or left_out.rstrip("\"”’')] ")[-1:] in (".", "!", "?")


def _speaker(
    marks: Sequence[Mark], quoted: Sequence[tuple[int, int]], speakers: Sequence[str]
) -> str | None:
    """Return who says most of the marks, the first of equals; None where no one does."""
    best: str | None = None
    most = 0
    for (start, end), speaker in zip(quoted, speakers, strict=True):
        inside = sum(start <= m.start and m.end <= end for m in marks)
        if inside > most:
            best, most = speaker, inside
    return best
