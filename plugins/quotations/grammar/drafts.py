"""What the finders of quotations hand on: drafts, whose speakers are phrases and not yet people."""

from dataclasses import dataclass, field

from kliping.index.records import Act, QuotationType
from kliping.plugins.quotations.grammar.phrases import Phrase


@dataclass(slots=True, kw_only=True)
class Draft:
    """A quotation as found in its sentence.

    Attributes:
        start, end: the content, offsets.
        token: the token at which its speaker is looked for: what comes later is not known yet.
        sentence: index of the sentence that attributes it, or of its own where none does.
        phrase: the speaker's phrase; None with `inherits` unset where there is no speaker.
        clitic: offsets of -nya in `katanya`, which stands for the speaker.
        inherits: whether the speaker is that of what goes before; the number of a draft, or -1
            for the last fitting subject.
        addressee: whom it was said to.
        via: tokens of names through which it came, nearest first.
    """

    start: int
    end: int
    type: QuotationType
    token: int
    sentence: int
    act: Act = "assert"
    confidence: float = 1.0
    cue: tuple[int, int] | None = None
    phrase: Phrase | None = None
    clitic: tuple[int, int] | None = None
    inherits: int | None = None
    via: list[Phrase] = field(default_factory=list)
    addressee: Phrase | None = None
    quoted: tuple[tuple[int, int], ...] = ()
