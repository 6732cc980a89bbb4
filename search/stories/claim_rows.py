"""What a story's articles count, as rows: a quantity of one outlet, and all on one thing."""

from dataclasses import dataclass
from datetime import date, datetime
from math import inf
from typing import Any, Literal

from kliping.retrieval.rows import format_date

Relation = Literal["alone", "agree", "develops", "disagree", "disputed", "open"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One outlet's quantity.

    Attributes:
        article, outlet, published: who states it, and when.
        text: the quantity as written; start, end: where, in the article's text.
        thing: what is counted, with what it belongs to, as the text has it.
        low, high: what it says, as a range; infinite where only one side is bounded.
        day: of which it speaks, None where that is not known.
        source: who is said to have counted, or None.
        sentence: the sentence it stands in.
        disagrees: ids of articles whose value for the same thing on the same day cannot hold
            together with it.
    """

    article: str
    outlet: str | None
    published: datetime | None
    text: str
    start: int
    end: int
    thing: str
    low: float
    high: float
    day: date | None
    source: str | None
    sentence: str
    disagrees: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "article": self.article,
            "outlet": self.outlet,
            "published": format_date(self.published),
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "thing": self.thing,
            "low": None if self.low == -inf else self.low,
            "high": None if self.high == inf else self.high,
            "day": self.day.isoformat() if self.day else None,
            "source": self.source,
            "sentence": self.sentence,
            "disagrees": list(self.disagrees),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The claims of a story on one thing counted.

    Attributes:
        what: the thing, as most claims have it.
        articles: how many articles state a value.
        relation: "alone": one article states it; "agree"; "develops": the figures are of different
            days; "disagree": two for the same day cannot both hold; "disputed": an article gives
            both itself; "open": the figures differ, and whether they must agree is not sure.
        claims: by the day of which they speak.
    """

    what: str
    articles: int
    relation: Relation
    claims: tuple[Claim, ...]

    @property
    def disagree(self) -> bool:
        """Whether figures for one thing on one day cannot hold together."""
        return self.relation in ("disagree", "disputed")

    def to_dict(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "articles": self.articles,
            "relation": self.relation,
            "claims": [claim.to_dict() for claim in self.claims],
        }
