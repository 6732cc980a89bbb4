"""From an article to its quotations.

The way: pair the quotation marks and fold each quoted stretch into one token (`marks`, `page`);
attribute the stretches (`direct`); find reported speech (`indirect`) and quoted words inside
sentences (`fragments`); settle who speaks (`speakers`, `names`); drop what is said twice, as in a
repeated teaser.
"""

from bisect import bisect_right
from collections.abc import Sequence

from kliping.index.article import Article
from kliping.index.records import Cue, Mention, Quotation, Speaker
from kliping.plugins.quotations.finders.direct import DirectFinder
from kliping.plugins.quotations.finders.fragments import find_fragments
from kliping.plugins.quotations.finders.headlines import find_headlines
from kliping.plugins.quotations.finders.indirect import IndirectFinder
from kliping.plugins.quotations.finders.interviews import Turn, find_turns, read_answers
from kliping.plugins.quotations.grammar.addressees import find_addressee
from kliping.plugins.quotations.grammar.drafts import Draft
from kliping.plugins.quotations.grammar.via import find_according, find_via
from kliping.plugins.quotations.page.parsed_article import ParsedArticle
from kliping.plugins.quotations.page.words import load_lexicon
from kliping.plugins.quotations.speakers.cast import ArticleNames
from kliping.plugins.quotations.speakers.resolver import SpeakerResolver

REPEATED = 40  # code points; a shorter content may well be said twice


def find_quotations(
    article: Article, mentions: tuple[Mention, ...] = ()
) -> list[tuple[Quotation, tuple[str, ...]]]:
    """Return each quotation with the names that its speakers are counted under."""
    text = article.body_text()
    page = ParsedArticle(text, load_lexicon())
    if mentions:
        page.mark_mentions(mentions)
    direct = DirectFinder(page)
    direct.find()
    for draft in direct.drafts:
        sentence = page.sentences[draft.sentence]
        draft.via = find_via(page, sentence.first, sentence.last, draft.phrase)
        for source in find_according(page, draft.token + 1, sentence.last, draft.phrase):
            later = (n for n, other in enumerate(draft.via) if other.first > source.first)
            draft.via.insert(next(later, len(draft.via)), source)
    indirect = IndirectFinder(page, direct.used, direct.taken)
    indirect.find()
    found = [*direct.drafts, *indirect.drafts]
    found += find_fragments(page, found, direct.taken)
    for draft in found:
        draft.addressee = find_addressee(page, draft)
    drafts = sorted(found, key=lambda draft: (draft.token, draft.start))
    turns = find_turns(text)
    drafts = _outside_interview(drafts, turns, page)
    cast = ArticleNames(page, mentions)
    settler = SpeakerResolver(page, cast)
    speakers = settler.settle(drafts)
    quotations = [
        (_quotation(article.text, draft, speaker, settler), names)
        for draft, (speaker, names) in zip(drafts, speakers, strict=True)
    ]
    quotations.extend(read_answers(article.text, turns, cast, mentions))
    quotations.extend(find_headlines(article, cast))
    quotations.sort(key=lambda pair: (pair[0].start, pair[0].end))
    return _once(quotations)


def _outside_interview(
    drafts: list[Draft], turns: Sequence[Turn], page: ParsedArticle
) -> list[Draft]:
    """Return the drafts that are not read as part of an interview: in a question, or in an answer.

    In an answer with quotation marks stand the words of others too, each with who said them.
    """
    if not turns:
        return drafts
    starts = [turn.start for turn in turns]
    marked = {bisect_right(starts, quoted.open) - 1 for quoted in page.quoted}
    kept = []
    for draft in drafts:
        at = bisect_right(starts, draft.start) - 1
        inside = at >= 0 and draft.start < turns[at].end
        if not inside or (at in marked and not turns[at].asks):
            kept.append(draft)
    return kept


def _quotation(
    text: str, draft: Draft, speaker: Speaker | None, settler: SpeakerResolver
) -> Quotation:
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
        addressee=settler.addressee(draft),
    )


def _once(
    found: list[tuple[Quotation, tuple[str, ...]]],
) -> list[tuple[Quotation, tuple[str, ...]]]:
    """Drop a quotation that repeats an earlier one word by word, as a teaser does."""
    seen: set[str] = set()
    kept = []
    for quotation, names in found:
        key = " ".join(quotation.text.lower().split()).strip(" ,.")
        if len(key) > REPEATED and key in seen:
            continue
        seen.add(key)
        kept.append((quotation, names))
    return kept
