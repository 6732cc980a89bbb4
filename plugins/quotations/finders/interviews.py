"""Read interviews: questions and answers in turns, without quotation marks.

A *turn* is what one party says before the other one speaks. In a *labelled* interview its first
line begins with a *label* and a colon: a word for the part (`Tanya:`, `Jawab:`) or the name of who
speaks (`Dwi Haryono:`, `Dwi:`, `DH:`). In one without labels each question is a line of its own
that ends with a question mark, and the lines below it are the answer.

Answers are quotations of the answerer; a question is nobody's. The same signs stand in lists
(`Harga: …`), results of matches (`MD: … vs …`) and headlines, so a labelled interview has a turn of
each party and a question in it, and one without labels addresses the answerer, who answers in the
first person.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from kliping.index.records import Mention, Quotation, Speaker
from kliping.plugins.quotations.page.words import word_group
from kliping.plugins.quotations.speakers.cast import ArticleNames

ANNOUNCING = word_group("interview announced")
ASKING, ANSWERING = word_group("interview asks"), word_group("interview answers")
ADDRESS, FIRST_PERSON = word_group("interview address"), word_group("interview first person")

LABELLED: Final = 0.9
UNLABELLED: Final = 0.7
"""Confidence of a quotation. Set by hand, 2026-11: of 5,000 articles of IndoSum and Tribun only two
are interviews."""

FEWEST_QUESTIONS: Final = 3
FEWEST_ANNOUNCED: Final = 2
"""Questions that make an interview without labels; fewer stand in columns and calls to readers. Two
are enough where the text announces an interview above them."""

ANNOUNCEMENT_REACH: Final = 200
"""Code points behind the word that announces an interview in which it says with whom."""

SENTENCE_BLANKS: Final = 4
"""Blanks in a line that is a sentence although no full stop ends it."""

LONGEST_QUESTION: Final = 400
"""Code points of a line that asks: a question may have sentences before it."""

_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"[^\W\d_]+")
_NAME = r"[^\W\d_a-z][\w'’.-]*(?: [^\W\d_a-z][\w'’.-]*){0,4}"
# Behind a full stop too: a text may have lost its line breaks. One letter only begins a line.
_PART = re.compile(
    r"(?:^|(?<=[.?!…\"”’] ))(?P<label>[^\W\d_]{2,10}|(?<![^\n])[A-Z])"
    rf"(?: ?\((?P<name>{_NAME})\))? ?: *(?=\S)",
    re.MULTILINE,
)
_NAMED = re.compile(rf"^(?P<label>{_NAME})(?: ?\([^()\n]{{1,20}}\))? ?: +(?=\S)", re.MULTILINE)
# `Dwi Haryono (DH)`: the initials may be a label.
_INITIALS = re.compile(rf"(?P<name>{_NAME}) \((?P<initials>[A-Z]{{2,5}})\)")
_WITH = re.compile(r"\b(?:dengan|bersama)\b")
_ASKS = re.compile(r"\?[\"”’)]*\s*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one party says: `[start, end)` of the text, without the label.

    Attributes:
        label: where the name of who speaks stands; None where only the part is told, or nothing.
        asks: whether it is the asker's.
        confidence: of the quotations in it.
    """

    start: int
    end: int
    label: tuple[int, int] | None = None
    asks: bool
    confidence: float


def find_turns(text: str) -> list[Turn]:
    """Return the turns of an interview, in order; none where the text is no interview."""
    lines = list(_lines(text, 0, len(text)))
    return _by_part(text, lines) or _by_name(text, lines) or _without_labels(text, lines)


def read_answers(
    text: str, turns: Sequence[Turn], cast: ArticleNames, mentions: Sequence[Mention]
) -> list[tuple[Quotation, tuple[str, ...]]]:
    """Return a quotation for each paragraph of the answers, with the names it is counted under.

    A paragraph with quotation marks is left to the rules for these.
    """
    if not turns:
        return []
    answerer = _answerer(text, turns[0].start, mentions)
    stated = {match["initials"]: match["name"] for match in _INITIALS.finditer(text)}
    found: list[tuple[Quotation, tuple[str, ...]]] = []
    for turn in turns:
        if turn.asks:
            continue
        speaker = _labelled(text, turn.label, cast, stated) if turn.label else answerer
        named = speaker is not None and speaker.kind != "unknown"
        names = (speaker.name,) if speaker is not None and named else ()
        for start, end in _paragraphs(text, turn):
            quotation = Quotation(
                start=start,
                end=end,
                text=text[start:end],
                type="direct",
                confidence=turn.confidence,
                speaker=speaker,
            )
            found.append((quotation, names))
    return found


def _by_part(text: str, lines: Sequence[tuple[int, int]]) -> list[Turn]:
    labels = [
        match
        for match in _PART.finditer(text)
        if match["label"].lower() in ASKING or match["label"].lower() in ANSWERING
    ]
    asks = [match["label"].lower() in ASKING for match in labels]
    if len(set(asks)) < 2:
        return []
    ends = _ends(text, [match.start() for match in labels], lines)
    return [
        Turn(
            start=match.end(),
            end=end,
            label=match.span("name") if match["name"] else None,
            asks=asking,
            confidence=LABELLED,
        )
        for match, end, asking in zip(labels, ends, asks, strict=True)
    ]


def _by_name(text: str, lines: Sequence[tuple[int, int]]) -> list[Turn]:
    """Return the turns of parties under their names; a question may stand without a label."""
    turns = _named_turns(text, lines)
    answering = _answering_labels(text, turns)
    return [
        replace(turn, asks=_label_of(text, turn) not in answering) for turn in turns if answering
    ]


def _named_turns(text: str, lines: Sequence[tuple[int, int]]) -> list[Turn]:
    """Return what stands under names, and questions without one; each asks that ends so."""
    labels = {match.start(): match for match in _NAMED.finditer(text)}
    if not labels:
        return []
    first = min(labels)
    above = [at for at, _ in lines if at < first][-1:]
    asking = [at for at, end in lines if at in above or at >= first if _is_question(text, at, end)]
    begins = sorted({*labels, *asking})
    turns = []
    for at, end in zip(begins, _ends(text, begins, lines), strict=True):
        label = labels.get(at)
        turns.append(
            Turn(
                start=at if label is None else label.end(),
                end=end,
                label=None if label is None else label.span("label"),
                asks=_ASKS.search(text, at, _line_end(text, at)) is not None,
                confidence=LABELLED,
            )
        )
    return turns


def _answering_labels(text: str, turns: Sequence[Turn]) -> set[str]:
    """Return the labels of who answers; none where nobody is asked twice and answers twice."""
    asked = Counter(_label_of(text, turn) for turn in turns if turn.asks)
    told = Counter(_label_of(text, turn) for turn in turns if not turn.asks)
    answers = Counter(
        _label_of(text, turn)
        for before, turn in pairwise(turns)
        if before.asks and not turn.asks and _is_sentence(text, turn)
    )
    answering = {label for label in told if told[label] > asked[label] and label}
    questions = sum(count for label, count in asked.items() if label not in answering)
    answered = max((answers[label] for label in answering), default=0)
    return answering if questions > 1 and answered > 1 else set()


def _without_labels(text: str, lines: Sequence[tuple[int, int]]) -> list[Turn]:
    questions = [start for start, end in lines if _is_question(text, start, end)]
    followed = {
        start for (start, _), (below, end) in pairwise(lines) if not _is_question(text, below, end)
    }
    questions = [start for start in questions if start in followed]
    announced = bool(questions) and _announcement(text, questions[0]) is not None
    if len(questions) < (FEWEST_ANNOUNCED if announced else FEWEST_QUESTIONS):
        return []
    turns: list[Turn] = []
    for at, end in zip(questions, _ends(text, questions, lines, lines_below=2), strict=True):
        below = _line_end(text, at)
        turns.append(Turn(start=at, end=below, asks=True, confidence=UNLABELLED))
        turns.append(Turn(start=below, end=end, asks=False, confidence=UNLABELLED))
    address = sum(_has_word(text, turn, ADDRESS) for turn in turns if turn.asks)
    first_person = sum(_has_word(text, turn, FIRST_PERSON) for turn in turns if not turn.asks)
    return turns if (address or announced) and 2 * first_person >= len(questions) else []


def _announcement(text: str, begin: int) -> int | None:
    """Return where the last word ends that announces an interview before `begin`, or None."""
    found = [m for m in _WORD.finditer(text, 0, begin) if m.group().lower() in ANNOUNCING]
    return found[-1].end() if found else None


def _has_word(text: str, turn: Turn, wanted: frozenset[str]) -> bool:
    words = _WORD.findall(text, turn.start, turn.end)
    return any(word.lower() in wanted for word in words)


def _is_question(text: str, start: int, end: int) -> bool:
    return end - start <= LONGEST_QUESTION and _ASKS.search(text, start, end) is not None


def _label_of(text: str, turn: Turn) -> str:
    """Return the first word of a turn's label: `Dwi` is `Dwi Haryono`; "" without a label."""
    if turn.label is None:
        return ""
    return text[slice(*turn.label)].split()[0].casefold()


def _is_sentence(text: str, turn: Turn) -> bool:
    """Tell whether a turn begins with a sentence: `Foto: Samudra` does not."""
    line = text[turn.start : _line_end(text, turn.start)].rstrip()
    return line.endswith((".", "!", "…", "”", '"')) or line.count(" ") >= SENTENCE_BLANKS


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _ends(
    text: str, begins: Sequence[int], lines: Sequence[tuple[int, int]], *, lines_below: int = 1
) -> list[int]:
    """Return where each turn ends: where the next begins; the last one has so many lines.

    What stands below the last turn's first answer may be the reporter's own.
    """
    if not begins:
        return []
    last = [end for start, end in lines if end > begins[-1]][:lines_below]
    return [*begins[1:], last[-1] if last else len(text)]


def _lines(text: str, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    """Yield the lines of a part of the text that hold more than blanks, without those around."""
    for match in _LINE.finditer(text, begin, stop):
        line = match.group()
        if inner := line.strip():
            start = match.start() + len(line) - len(line.lstrip())
            yield start, start + len(inner)


def _paragraphs(text: str, turn: Turn) -> Iterator[tuple[int, int]]:
    for start, end in _lines(text, turn.start, turn.end):
        if not any(mark in text[start:end] for mark in '"“”„'):
            yield start, end


def _labelled(
    text: str, label: tuple[int, int], cast: ArticleNames, stated: Mapping[str, str]
) -> Speaker:
    """Return who a label names; one word that is nobody's name in the article stays unknown."""
    written = text[slice(*label)]
    named = stated.get(written, written)
    name, kind = cast.headline_name(named)
    if kind == "unknown" and " " in named:
        kind = "person"
    return Speaker(name=name, as_written=written, start=label[0], end=label[1], kind=kind)


def _answerer(text: str, begin: int, mentions: Sequence[Mention]) -> Speaker | None:
    """Return with whom an interview is announced, or whom the text above it is most about."""
    persons = [m for m in mentions if m.type == "person" and m.end <= begin]
    counted = Counter(mention.name for mention in persons)
    if not persons:
        return None
    chosen = max(persons, key=lambda mention: (counted[mention.name], -mention.start))
    announced = _announcement(text, begin)
    if announced is not None:
        with_whom = _WITH.search(text, announced, announced + ANNOUNCEMENT_REACH)
        if with_whom is not None:
            near = [m for m in persons if m.start >= with_whom.end()]
            near = [m for m in near if m.start <= with_whom.end() + ANNOUNCEMENT_REACH]
            chosen = near[0] if near else chosen
    return Speaker(
        name=chosen.name,
        as_written=text[chosen.start : chosen.end],
        start=chosen.start,
        end=chosen.end,
        kind="person",
    )
