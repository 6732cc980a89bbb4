"""The enricher: an article's quotations, and its values for search and facets.

The way of an article: pair its quotation marks and fold each quoted stretch into one token
(`marks`, `page`); attribute the stretches (`direct`); find reported speech (`indirect`) and quoted
words inside sentences (`fragments`); settle who speaks (`speakers`, `names`); drop what is said
twice, as in a repeated teaser.
"""

from collections.abc import Mapping
from typing import ClassVar

from kliping.index.article import Article
from kliping.index.fields import FieldSpec
from kliping.index.records import Cue, Enrichment, FieldValue, Mention, Quotation, Speaker
from kliping.plugins.contracts import Enricher

from .direct import DirectFinder
from .drafts import Draft
from .fragments import find_fragments
from .headlines import find_headlines
from .indirect import IndirectFinder
from .names import Cast
from .page import Page
from .speakers import Settler
from .via import find_according, find_via
from .words import load_lexicon


class QuotationEnricher(Enricher):
    """Finds who said what."""

    name: ClassVar[str] = "quotations"
    version: ClassVar[str] = "1"
    requires: ClassVar[tuple[str, ...]] = ("entities",)
    fields: ClassVar[tuple[FieldSpec, ...]] = (
        FieldSpec(
            name="speaker",
            type="keyword",
            multi_valued=True,
            facet=True,
            description="Who is quoted, by full name.",
        ),
        FieldSpec(
            name="quotation",
            type="text",
            multi_valued=True,
            description="What is quoted, directly or indirectly.",
        ),
    )

    def enrich(self, article: Article, earlier: Mapping[str, Enrichment]) -> Enrichment:
        """Return the article's quotations in the order of their content."""
        entities = earlier.get("entities")
        mentions = entities.mentions if entities is not None else ()
        quotations = find_quotations(article, mentions)
        speakers: dict[FieldValue, None] = {}
        for _, names in quotations:
            speakers.update(dict.fromkeys(names))
        found = tuple(quotation for quotation, _ in quotations)
        values: dict[str, tuple[FieldValue, ...]] = {}
        if found:
            values["quotation"] = tuple(dict.fromkeys(q.text for q in found))
        if speakers:
            values["speaker"] = tuple(speakers)
        return Enrichment(values=values, quotations=found)


def find_quotations(
    article: Article, mentions: tuple[Mention, ...] = ()
) -> list[tuple[Quotation, tuple[str, ...]]]:
    """Return each quotation with the names that its speakers are counted under."""
    text = article.body_text()
    page = Page(text, load_lexicon())
    if mentions:
        page.mark_mentions(mentions)
    direct = DirectFinder(page)
    direct.find()
    for draft in direct.drafts:
        sentence = page.sentences[draft.sentence]
        draft.via = find_via(page, sentence.first, sentence.last, draft.phrase)
        draft.via += find_according(page, draft.token + 1, sentence.last, draft.phrase)
    indirect = IndirectFinder(page, direct.used, direct.taken)
    indirect.find()
    found = [*direct.drafts, *indirect.drafts]
    found += find_fragments(page, found, direct.taken)
    drafts = sorted(found, key=lambda draft: (draft.token, draft.start))
    cast = Cast(page, mentions)
    settler = Settler(page, cast)
    speakers = settler.settle(drafts)
    quotations = [
        (_quotation(article.text, draft, speaker, settler), names)
        for draft, (speaker, names) in zip(drafts, speakers, strict=True)
    ]
    quotations.extend(find_headlines(article, cast))
    quotations.sort(key=lambda pair: (pair[0].start, pair[0].end))
    return _once(quotations)


def _quotation(text: str, draft: Draft, speaker: Speaker | None, settler: Settler) -> Quotation:
    cue = None
    if draft.cue is not None:
        start, end = draft.cue
        cue = Cue(start=start, end=end, text=text[start:end])
    return Quotation(
        start=draft.start,
        end=draft.end,
        text=text[draft.start : draft.end],
        type=draft.type,
        act=draft.act,
        confidence=draft.confidence,
        cue=cue,
        speaker=speaker,
        via=settler.via(draft),
        quoted=draft.quoted,
    )


def _once(
    found: list[tuple[Quotation, tuple[str, ...]]],
) -> list[tuple[Quotation, tuple[str, ...]]]:
    """Drop a quotation that repeats an earlier one word by word, as a teaser does."""
    seen: set[str] = set()
    kept = []
    for quotation, names in found:
        key = " ".join(quotation.text.lower().split()).strip(" ,.")
        if len(key) > 40 and key in seen:
            continue
        seen.add(key)
        kept.append((quotation, names))
    return kept
