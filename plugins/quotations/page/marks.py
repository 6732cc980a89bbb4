"""Pair quotation marks: straight, curly, ” on both sides, glued to the wrong word, unbalanced.

Each mark gets *evidence*, a number that is positive where the mark looks as if it opened a
quotation and negative where it looks as if it closed one. Where marks simply alternate and no
evidence speaks against it, they are taken as they come. Otherwise the cheapest reading is found
by dynamic programming over two states, outside and inside a quotation: against the evidence, over
a line end and without a partner each cost something. The costs were chosen by hand on indosum
and tribun, 2026-11.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

MARK = re.compile("[\"“”„‟″«»]|''|``|‘‘|’’")
SINGLE = re.compile(r"(?<![^\W_])['‘](?=\s?[^\W\d_])([^'‘’\"“”\n]{8,400}?[,.?!])\s?['’](?![^\W_])")
LOST = re.compile(
    r"[\w,.?!](\s?['’]?),?\s(?:kata|ujar|ucap|tutur|ungkap|jelas|tegas|papar|imbuh|tambah|terang)"
    r"(?:nya|\s[A-Z\w])"
)  # where a closing mark is lost, or is a single one
OPENING = frozenset("“„«") | {"``", "‘‘"}
CLOSING = frozenset("”»‟") | {"’’"}
BRACKETS_OPEN = frozenset("([{—–-/")
AFTER_CLOSE = frozenset(",.;:)]!?}")

STRAY = 2.6  # a mark that is no quotation mark, or has lost its partner
LINE_END = 1.5  # a quotation that runs over a line end
CONTINUED = 0.2  # ... where the next line opens with a mark again
UNCLOSED = 1.7  # a quotation that ends with its line, without a mark
LONGEST = 2500  # code points; a longer stretch is no quotation
READINGS = 48  # open marks that are kept in mind at once, so that the time grows with the text


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A stretch between a pair of quotation marks.

    Attributes:
        open: offset of the opening mark.
        close: offset after the closing mark; where that is missing, after the content.
        start, end: the content without marks and outer blanks.
        ranges: the content by paragraph, where each opens with a mark of its own.
        terminal: the last code point of the content if it is punctuation, else "".
        words: how many blank-separated words the content has.
    """

    open: int
    close: int
    start: int
    end: int
    ranges: tuple[tuple[int, int], ...]
    terminal: str
    words: int


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    evidence: float
    line: int
    opens_line: bool


def pair_marks(text: str) -> list[Quoted]:
    """Return the quoted stretches of `text`, in order and disjoint."""
    marks = _read_marks(text)
    pairs = _alternate(marks) or _cheapest(marks, text)
    stretches = [q for group in pairs if (q := _make(text, group)) is not None]
    if "'" in text or "‘" in text:
        stretches = _add_single(text, stretches)
    return stretches


def _read_marks(text: str) -> list[_Mark]:
    found = [m.span() for m in MARK.finditer(text)]
    if not found:
        return []
    lefts = text.count("“") + text.count("„")
    directed = lefts * 3 >= text.count("”")
    marks = []
    line, at = 0, 0
    for start, end in found:
        line += text.count("\n", at, start)
        at = start
        marks.append(_weigh(text, start, end, line, directed))
    return marks


def _weigh(text: str, start: int, end: int, line: int, directed: bool) -> _Mark:
    mark = text[start:end]
    evidence = 0.0
    if mark in OPENING:
        evidence = 2.0
    elif mark in CLOSING and directed:
        evidence = -2.0
    before = text[start - 1] if start else "\n"
    after = text[end] if end < len(text) else "\n"
    blank_before = before.isspace() or before in BRACKETS_OPEN
    blank_after = after.isspace() or after in AFTER_CLOSE
    head = text[max(0, start - 12) : start].rstrip(" \t\u00a0\u200b")
    tail = text[end : end + 12].lstrip(" \t\u00a0\u200b")
    opens_line = not head or head[-1] == "\n"
    if opens_line:
        evidence += 3.0
    elif not tail or tail[0] == "\n":
        evidence -= 3.0
    elif blank_before and not blank_after:
        evidence += 2.0
    elif blank_after and not blank_before:
        evidence -= 2.0
    else:
        evidence += _weigh_spaced(head[-1], tail[0])
    return _Mark(start, end, evidence, line, opens_line)


def _weigh_spaced(before: str, after: str) -> float:
    """Judge a mark with blanks, or letters, on both sides by the nearest visible neighbours."""
    if before == ":":
        return 2.0
    if before == ",":
        return -2.0 if after.islower() else 0.5
    if before in ".?!":
        return -2.0 if after.islower() else 0.0
    if after in ",.":
        return -2.0
    return 0.0


Group = list[tuple[int, int, int, int]]  # mark start, mark end, closing mark start, its end


def _alternate(marks: list[_Mark]) -> list[Group] | None:
    """Pair neighbours, or return None where evidence or line ends speak against it."""
    if len(marks) % 2:
        return None
    groups: list[Group] = []
    for left, right in zip(marks[::2], marks[1::2], strict=True):
        if left.evidence < 0 or right.evidence > 0 or left.line != right.line:
            return None
        groups.append([(left.start, left.end, right.start, right.end)])
    return groups


def _cheapest(marks: list[_Mark], text: str) -> list[Group]:
    """Find the reading of lowest cost; see the module's docstring."""
    # A reading is (cost, index of the open mark or None, chain of decisions).
    # A decision is (open mark, close mark or None); the chain is linked from its end.
    outside: tuple[float, object] = (0.0, None)
    inside: dict[int, tuple[float, object]] = {}
    for index, mark in enumerate(marks):
        against_open = max(0.0, -mark.evidence)
        against_close = max(0.0, mark.evidence)
        best_outside = (outside[0] + STRAY, outside[1])
        best_open = (outside[0] + against_open, outside[1])
        following: dict[int, tuple[float, object]] = {}
        for opened, (cost, chain) in inside.items():
            first = marks[opened]
            lines = mark.line - first.line
            if mark.start - first.start > LONGEST:
                lines += 4
            closed = cost + against_close + lines * LINE_END
            if closed < best_outside[0]:
                best_outside = (closed, (chain, opened, index))
            near = mark.opens_line and lines <= 2
            unclosed = cost + (CONTINUED if near else UNCLOSED)
            if lines and unclosed + against_open < best_open[0]:
                best_open = (unclosed + against_open, (chain, opened, None))
            elif not lines and cost + STRAY + against_open < best_open[0]:
                best_open = (cost + STRAY + against_open, chain)
            following[opened] = (cost + STRAY + (0.3 if mark.evidence > 0 else 0.0), chain)
        following[index] = best_open
        if len(following) > READINGS:
            following = _keep_cheapest(following)
        outside, inside = best_outside, following
    final = outside
    for opened, (cost, chain) in inside.items():
        rest = text.count("\n", marks[opened].start)
        ended = cost + (UNCLOSED if rest or marks[opened].opens_line else STRAY)
        if ended < final[0]:
            final = (ended, (chain, opened, None))
    return _join_continued(_unlink(final[1]), marks, text)


def _keep_cheapest(inside: dict[int, tuple[float, object]]) -> dict[int, tuple[float, object]]:
    """Return the cheaper half of the readings that are inside a quotation, in their order."""
    kept = sorted(inside, key=lambda opened: (inside[opened][0], -opened))[: READINGS // 2]
    return {opened: inside[opened] for opened in sorted(kept)}


def _unlink(chain: object) -> list[tuple[int, int | None]]:
    decisions: list[tuple[int, int | None]] = []
    while isinstance(chain, tuple):
        chain, opened, closed = chain
        decisions.append((opened, closed))
    decisions.reverse()
    return decisions


def _join_continued(
    decisions: list[tuple[int, int | None]], marks: list[_Mark], text: str
) -> list[Group]:
    groups: list[Group] = []
    continued = False
    for number, (opened, closed) in enumerate(decisions):
        first = marks[opened]
        if closed is not None:
            piece = (first.start, first.end, marks[closed].start, marks[closed].end)
        else:
            end = text.find("\n", first.start)
            end = len(text) if end < 0 else end
            lost = LOST.search(text, first.end, end)
            piece = (first.start, first.end, end, end)
            if lost is not None:
                piece = (first.start, first.end, lost.start(1), lost.end(1))
        if continued:
            groups[-1].append(piece)
        else:
            groups.append([piece])
        following = marks[decisions[number + 1][0]] if number + 1 < len(decisions) else None
        continued = (
            closed is None
            and following is not None
            and following.opens_line
            and text[piece[3] : following.start].isspace()
        )
    return groups


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _make(text: str, group: Group) -> Quoted | None:
    ranges = [_trim(text, a_end, b_start) for _, a_end, b_start, _ in group]
    ranges = [(a, b) for a, b in ranges if a < b]
    if not ranges:
        return None
    start, end = ranges[0][0], ranges[-1][1]
    last = text[end - 1]
    return Quoted(
        open=group[0][0],
        close=group[-1][3],
        start=start,
        end=end,
        ranges=tuple(ranges),
        terminal="" if last.isalnum() else last,
        words=text.count(" ", start, end) + 1,
    )


def _add_single(text: str, doubles: list[Quoted]) -> list[Quoted]:
    """Add stretches between single marks that lie outside all double ones."""
    singles = []
    opens = [q.open for q in doubles]
    for match in SINGLE.finditer(text):
        start, end = _trim(text, match.start(1), match.end(1))
        before = bisect_left(
            opens, match.end()
        )  # doubles are disjoint: the last one reaches furthest
        if not before or doubles[before - 1].close <= match.start():
            singles.append(
                Quoted(
                    open=match.start(),
                    close=match.end(),
                    start=start,
                    end=end,
                    ranges=((start, end),),
                    terminal=text[end - 1],
                    words=text.count(" ", start, end) + 1,
                )
            )
    if not singles:
        return doubles
    merged = sorted([*doubles, *singles], key=lambda q: q.open)
    return [q for q, r in pairwise([*merged, None]) if q and (r is None or q.close <= r.open)]
