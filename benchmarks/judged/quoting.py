"""Who an archive says speaks beside who was judged to speak: `quotations.tsv`.

A judged quotation is looked for by its span: the one that overlaps it most. Where it is gone, so is
the speaker; where its speaker differs from both the judged one and the right one, it is new.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.judged.verdicts import VERDICTS, iter_rows, number, one_of
from kliping import Archive
from kliping.index import Quotation
from kliping.index.records import NAMELESS, iter_quotations

SPEAKER_KINDS = (
    *("cut", "glued", "office", "described", "pronoun", "relative", "document", "generic", "none"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedSpeaker:
    """A quotation, the speaker it was given, and whether that is who speaks.

    Attributes:
        start, end: of the content, half-open, in code points of `Article.text`.
        speaker: the name as given when it was judged.
        kind: of the fault, one of SPEAKER_KINDS (README.md explains them); "" where it is right.
        right_speaker: who speaks; "" where the verdict is right, or where nobody can be named.
    """

    article: str
    start: int
    end: int
    speaker: str
    right: bool
    kind: str
    right_speaker: str


@dataclass(slots=True)
class SpeakerComparison:
    """Counts and lists of one comparison.

    Attributes:
        kinds: kind of fault of the wrong speakers that are still given → how many.
        lost: right ones whose quotation is gone.
        mended: wrong ones that now have the right speaker, are counted under nobody where nobody
            can be named, or are gone where nothing is said.
        different: (judged, the speaker now), not judged yet.
        absent: ids of judged articles that the archive does not hold.
    """

    right: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    lost: list[JudgedSpeaker] = field(default_factory=list)
    mended: list[JudgedSpeaker] = field(default_factory=list)
    different: list[tuple[JudgedSpeaker, str]] = field(default_factory=list)
    absent: set[str] = field(default_factory=set)


def read_speakers(path: Path) -> list[JudgedSpeaker]:
    """Read the judged quotations.

    Raises:
        ValueError: a row cannot be understood; it names file, line, value and what was expected.
    """
    return [
        JudgedSpeaker(
            article=row["article"],
            start=number(row, "start", where),
            end=number(row, "end", where),
            speaker=row["speaker"],
            right=one_of(VERDICTS, row, "verdict", where) == "right",
            kind=one_of(("", *SPEAKER_KINDS), row, "kind", where),
            right_speaker=row["right_speaker"],
        )
        for where, row in iter_rows(path)
    ]


def read_quotations(archive: Archive, ids: Iterable[str]) -> dict[str, tuple[Quotation, ...]]:
    """Return the quotations of those of the articles that there are, by id."""
    return {
        id: tuple(iter_quotations(archive.enrichments(id)))
        for id in sorted(set(ids))
        if id in archive
    }


def compare_speakers(
    given: Mapping[str, Sequence[Quotation]], judged: Iterable[JudgedSpeaker]
) -> SpeakerComparison:
    """Compare the speakers that articles give with the verdicts."""
    result = SpeakerComparison()
    for one in judged:
        if one.article not in given:
            result.absent.add(one.article)
            continue
        found = _at(given[one.article], one.start, one.end)
        if found is None:
            if one.right:
                result.lost.append(one)
            elif one.kind == "none":
                result.mended.append(one)
            else:
                result.different.append((one, ""))
            continue
        _place(one, found, result)
    return result


def _at(quotations: Sequence[Quotation], start: int, end: int) -> Quotation | None:
    """Return the quotation that shares most code points with a span, if any shares half of it."""
    best = max(quotations, key=lambda q: min(end, q.end) - max(start, q.start), default=None)
    if best is None or 2 * (min(end, best.end) - max(start, best.start)) < end - start:
        return None
    return best


def _place(one: JudgedSpeaker, found: Quotation, result: SpeakerComparison) -> None:
    name = found.speaker.name if found.speaker is not None else ""
    nameless = found.speaker is None or found.speaker.kind in NAMELESS
    if one.right and name == one.speaker:
        result.right += 1
    elif not one.right and (
        name == one.right_speaker or (not one.right_speaker and nameless and one.kind != "none")
    ):
        result.mended.append(one)
    elif not one.right and name == one.speaker:
        result.kinds[one.kind] += 1
    else:
        result.different.append((one, name))
