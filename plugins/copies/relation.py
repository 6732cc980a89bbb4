"""Decide how two texts that are alike are related: copies, one form, or shared passages.

What stands in unshared runs (`new` of `wording.Own`) decides: true copies of the news of 2018
have 0 to .15 of the shorter text there, articles that share background .20 and more, because what
is new in them comes in whole sentences. Where a paragraph or two is everything that differs, names
and numbers tell: a form keeps its words and changes its names, an edit changes both alike.

The figures were set on the news of 2018 by eye (benchmarks/judged/copies.tsv), 2026-11-27.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np

from .likeness import Likeness
from .wording import Evidence, Own

HELD: Final = 0.80
HELD_NEW: Final = 0.15
"""A text is held by another that has so much of it, and in which so little of it is missing in
whole passages."""
HELD_NAMES: Final = 0.60
HELD_ALL: Final = 0.95
"""A held text shares so much of its names, or the other holds so much of its words."""

EDITED_NEW: Final = 0.12
EDITED_LONGER_NEW: Final = 0.35
EDITED_BOTH_NEW: Final = 0.32
EDITED_LATER_NEW: Final = 0.10
"""An edited text has so little new, the longer one so much; or both together so much. More than a
day apart both together have at most EDITED_LATER_NEW: words are changed, nothing is told anew."""
NAMES_MARGIN: Final = 0.15
"""If a share p of the words was replaced, (1 - p)³ of the shingles is left and 1 - p of the names:
an edit keeps at least this much less of its names than of its words."""

LEAD_SHINGLES: Final = 60
LEAD_PART: Final = 0.30
LEAD_REST: Final = 0.85
LEAD_LONGER_NEW: Final = 0.50
LEAD_NAMES: Final = 3
"""A new lead is so long at most, and this part of the shorter text; of what follows it, so much is
shared and nothing new; the longer text has at most so much new. A lead that brings more names than
LEAD_NAMES tells something new, unless both appeared within a day."""

FORM_NAMES: Final = 0.50
"""Texts that share less of their names are a form."""
TITLE_NAMES: Final = 0.90
"""Two titles with a name each that the other article has nowhere tell of two things, unless the
texts share so much of their names on one day: then it is one name in two spellings (Cina,
China)."""

ONE_DAY: Final = 1.0
SOME_DAYS: Final = 3.0
"""Days between two appearances. Within one day a text is edited; after three it is a story's old
background, if a longer text holds it beside a good deal that is new."""
STORY_NEW: Final = 0.20
BULLETIN_NEW: Final = 0.05
"""Two texts of different days in which no more than this is new, but less than HELD_ALL is shared,
are two days' bulletins, if each has a name or number of its own (after SOME_DAYS: if one has)."""


class Relation(Enum):
    """How two texts are related."""

    COPY = "copy"
    FORM = "form"
    PASSAGES = "passages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What is known of two texts beside their words.

    Attributes:
        days: between their closest appearances; None where one has no date.
        is_longer_later: whether the longer text appeared first after the shorter one.
        titles_differ: each title has a name that the other article has nowhere.
    """

    days: float | None = None
    is_longer_later: bool = False
    titles_differ: bool = False

    def is_within(self, days: float) -> bool:
        """Tell whether they appeared within so many days; unknown dates say nothing against it."""
        return self.days is None or self.days <= days


def relate(evidence: Evidence, occasion: Occasion) -> Relation:
    """Tell how two texts are related."""
    shorter, longer, likeness, _ = evidence
    if likeness.shared == likeness.left == likeness.right:
        return Relation.COPY
    if _is_form(evidence, occasion):
        return Relation.FORM
    if _is_held(shorter):
        is_background = (
            occasion.is_longer_later
            and not occasion.is_within(SOME_DAYS)
            and longer.new > STORY_NEW
        )
        return Relation.PASSAGES if is_background else Relation.COPY
    if _has_new_lead(evidence, occasion) or _is_edited(evidence, occasion):
        return Relation.COPY
    return Relation.PASSAGES


def holds(held: Own) -> bool:
    """Tell whether a text is taken from the other: held by it, but for a new lead."""
    return _without_lead(held) <= HELD_NEW


def is_plain_form(likeness: Likeness, names_kept: float) -> bool:
    """Tell whether words and names alone say that two texts are one form filled in twice.

    No date and no title makes copies of such texts.
    """
    return names_kept < FORM_NAMES and likeness.containment < HELD_ALL


def _is_held(own: Own) -> bool:
    return own.shared >= HELD and own.new <= HELD_NEW


def _is_form(evidence: Evidence, occasion: Occasion) -> bool:
    """Tell whether names and numbers say that two texts are one form filled in twice."""
    shorter, kept = evidence.shorter, evidence.names_kept
    is_one_day = occasion.is_within(ONE_DAY / 2)
    if occasion.titles_differ and (kept < TITLE_NAMES or not is_one_day):
        return True
    if is_plain_form(evidence.likeness, kept):
        return True
    if _is_held(shorter) and shorter.shared < HELD_ALL and kept < HELD_NAMES:
        return True
    return not is_one_day and _is_bulletin(evidence, occasion)


def _is_bulletin(evidence: Evidence, occasion: Occasion) -> bool:
    """Tell whether two texts of different days differ in words, names and numbers alone."""
    shorter, longer, *_ = evidence
    some = min if occasion.is_within(SOME_DAYS) else max
    return (
        max(shorter.new, longer.new) <= BULLETIN_NEW
        and shorter.shared < HELD_ALL
        and some(shorter.names, longer.names) > 0
    )


def _has_new_lead(evidence: Evidence, occasion: Occasion) -> bool:
    shorter, longer, *_ = evidence
    part = shorter.front / max(1, shorter.length)
    if not 0 < shorter.front <= LEAD_SHINGLES or part > LEAD_PART:
        return False
    if longer.new > LEAD_LONGER_NEW or _without_lead(shorter) > 0:
        return False
    if shorter.shared / (1 - part) < LEAD_REST:
        return False
    return occasion.is_within(ONE_DAY if shorter.names > LEAD_NAMES else SOME_DAYS)


def _is_edited(evidence: Evidence, occasion: Occasion) -> bool:
    shorter, longer, *_ = evidence
    both_new = shorter.new + longer.new
    if occasion.is_within(ONE_DAY):
        little = shorter.new <= EDITED_NEW and longer.new <= EDITED_LONGER_NEW
        is_little = little or both_new <= EDITED_BOTH_NEW
    else:
        is_little = both_new <= EDITED_LATER_NEW
    words_kept = float(np.cbrt(shorter.shared))
    return is_little and evidence.names_kept >= words_kept - NAMES_MARGIN


def _without_lead(own: Own) -> float:
    """Return what is new in a text but for a new lead."""
    lead = own.front / max(1, own.length)
    return own.new - lead if own.front <= LEAD_SHINGLES and lead <= LEAD_PART else own.new
