"""Follow a text through its copies: who had it first, who follows, and what each changed.

The *source* of a copy is the earlier member of its group whose wording is most like its own. What a
copy changed is told against its source: another headline, quotations that it left out, passages
that it left out or added. A *passage* is a paragraph, or a sentence where the text has no
paragraphs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kliping.index import Article, Quotation
from kliping.index.shingles import fold_words, jaccard, shingle_set
from kliping.retrieval.copy_groups import CopyMember
from kliping.retrieval.rows import format_date

from .source import StorySource, read_article

# A passage or quotation is still there when so much of it is found in the other text, and new when
# less than the lower share is: in between it was edited. Set by reading copies in the news of 2018.
KEPT = 0.5
NEW = 0.3
# Passages with fewer words (subheadings, credits) are not told.
_FEW_WORDS = 6
# In a larger group sources are looked for among the canonical article and so many members before.
_NEIGHBOURS = 50

_SENTENCE_END = re.compile(r"(?<=[.!?])[”\"’]?\s+(?=[A-Z“\"‘])")


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedArticle:
    """One member of a group, as the archive has it."""

    article: Article
    role: str = ""
    similarity: float = 0.0
    wire: tuple[str, ...] = ()
    quotations: tuple[Quotation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One member of a group, and what it changed.

    Attributes:
        source: id of the article before it that it is most like; None for the first.
        follows: whether the source is known to be earlier: both have a date, and another one.
        likeness: Jaccard similarity of the wording with the source's, 0 to 1; 1 for the first.
        role, similarity: its place in the group, against the canonical article.
        headline: whether its headline differs from its source's.
        dropped_quotations: of the source, as written there.
        dropped, added: passages of the source, of this article.
        wire: the sources that it declares.
    """

    article: str
    title: str
    outlet: str | None
    published: datetime | None
    source: str | None
    follows: bool
    likeness: float
    role: str
    similarity: float
    headline: bool
    dropped_quotations: tuple[str, ...]
    dropped: tuple[str, ...]
    added: tuple[str, ...]
    wire: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "article": self.article,
            "title": self.title,
            "outlet": self.outlet,
            "published": format_date(self.published),
            "source": self.source,
            "follows": self.follows,
            "likeness": round(self.likeness, 4),
            "role": self.role,
            "similarity": round(self.similarity, 4),
            "headline": self.headline,
            "dropped_quotations": list(self.dropped_quotations),
            "dropped": list(self.dropped),
            "added": list(self.added),
            "wire": list(self.wire),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The way of one text: its copies in order of publication, undated ones last."""

    group: str
    steps: tuple[Step, ...]

    def to_dict(self) -> dict[str, Any]:
        return {"group": self.group, "steps": [step.to_dict() for step in self.steps]}


def trace_copies(group: str, members: Sequence[TracedArticle]) -> Trace:
    """Put the members of a group in order, and tell what each changed.

    Members of one time come in the order: canonical article, longest, id. Each is compared with
    the first and up to 50 members before it, so a large group costs 50 comparisons a member.
    """
    ordered = sorted(members, key=_rank)
    shingles = [shingle_set(member.article.body_text()) for member in ordered]
    steps: list[Step] = []
    for at, member in enumerate(ordered):
        if at == 0:
            steps.append(_first(member))
        else:
            earlier = sorted({0, *range(max(0, at - _NEIGHBOURS), at)})
            alike = {i: jaccard(shingles[i], shingles[at]) for i in earlier}
            source = max(earlier, key=lambda i: (alike[i], -i))
            steps.append(_step(ordered[source], member, alike[source]))
    return Trace(group=group, steps=tuple(steps))


def trace_groups(archive: StorySource, id: str) -> list[Trace]:
    """Trace the groups of copies that an article is in; none for an article without a copy.

    Raises:
        ArticleNotFoundError: no article has the id.
    """
    return [
        trace_copies(group.group, [_traced(archive, member) for member in group.members])
        for group in archive.copies([id])
    ]


def _traced(archive: StorySource, member: CopyMember) -> TracedArticle:
    found = archive.enrichments(member.article)
    return TracedArticle(
        article=read_article(archive, member.article),
        role=member.role,
        similarity=member.similarity,
        wire=tuple(str(name) for e in found.values() for name in e.values.get("wire", ())),
        quotations=tuple(quotation for e in found.values() for quotation in e.quotations),
    )


def iter_passages(article: Article) -> list[str]:
    """Return the passages of the body text, their blanks folded, empty ones left out."""
    lines = [" ".join(line.split()) for line in article.body_text().splitlines()]
    passages = [line for line in lines if line]
    if len(passages) > 2:
        return passages
    return [part for line in passages for part in _SENTENCE_END.split(line) if part]


def share_found(text: str, runs: frozenset[tuple[str, ...]], words: frozenset[str]) -> float:
    """Return how much of a text is found in another, 0 to 1, by runs of three words.

    Args:
        runs, words: of the other text; single words decide for a text of less than three.
    """
    own = fold_words(text)
    if len(own) < 3:
        return sum(word in words for word in own) / len(own) if own else 1.0
    own_runs = _runs(own)
    return len(own_runs & runs) / len(own_runs)


def _rank(member: TracedArticle) -> tuple[bool, datetime, bool, int, str]:
    published = member.article.published
    return (
        published is None,
        published or datetime.max.replace(tzinfo=UTC),
        member.role != "canonical",
        -len(member.article.text),
        member.article.id,
    )


def _first(member: TracedArticle) -> Step:
    return Step(
        article=member.article.id,
        title=member.article.title,
        outlet=member.article.outlet,
        published=member.article.published,
        source=None,
        follows=False,
        likeness=1.0,
        role=member.role,
        similarity=member.similarity,
        headline=False,
        dropped_quotations=(),
        dropped=(),
        added=(),
        wire=member.wire,
    )


def _step(source: TracedArticle, member: TracedArticle, likeness: float) -> Step:
    before, after = source.article, member.article
    before_words, after_words = fold_words(before.body_text()), fold_words(after.body_text())
    before_runs, after_runs = _runs(before_words), _runs(after_words)
    before_set, after_set = frozenset(before_words), frozenset(after_words)
    return Step(
        article=after.id,
        title=after.title,
        outlet=after.outlet,
        published=after.published,
        source=before.id,
        follows=_is_earlier(before.published, after.published),
        likeness=likeness,
        role=member.role,
        similarity=member.similarity,
        headline=fold_words(before.title) != fold_words(after.title),
        dropped_quotations=tuple(
            quotation.text
            for quotation in source.quotations
            if quotation.type == "direct"
            and share_found(quotation.text, after_runs, after_set) < KEPT
        ),
        dropped=_unlike(before, after_runs, after_set),
        added=_unlike(after, before_runs, before_set),
        wire=member.wire,
    )


def _is_earlier(before: datetime | None, after: datetime | None) -> bool:
    return before is not None and after is not None and before < after


def _unlike(
    article: Article, runs: frozenset[tuple[str, ...]], words: frozenset[str]
) -> tuple[str, ...]:
    return tuple(
        passage
        for passage in iter_passages(article)
        if len(passage.split()) >= _FEW_WORDS and share_found(passage, runs, words) < NEW
    )


def _runs(words: Sequence[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(zip(words, words[1:], words[2:], strict=False))
