"""Read quotations in headlines: `Korut Akui …`, `Anies Klaim …`, `Jokowi: …`.

A headline has capitals on most words, so nothing can be told by them: the speaker is what stands
before the verb or the colon.
"""

import re

from kliping.index.article import Article
from kliping.index.records import Cue, Quotation, Speaker
from kliping.plugins.quotations.page.words import load_lexicon, word_group
from kliping.plugins.quotations.speakers.cast import ArticleNames

_WORD = re.compile(r"[^\W_]+(?:[-'’./][^\W_]+)*|[:,]")
CONFIDENCE = 0.6
SPEAKER_LENGTH = 5  # words
CONTENT_LENGTH = 2  # words, at least
LABELS = word_group("label")


def find_headlines(article: Article, cast: ArticleNames) -> list[tuple[Quotation, tuple[str, ...]]]:
    """Return the quotations in the headline regions of an article."""
    found: list[tuple[Quotation, tuple[str, ...]]] = []
    for region in article.regions:
        if region.kind == "headline":
            quotation = read_headline(article.text, region.start, region.end, cast)
            if quotation is not None:
                assert quotation.speaker is not None
                found.append((quotation, (quotation.speaker.name,)))
    return found


def read_headline(text: str, start: int, end: int, cast: ArticleNames) -> Quotation | None:
    """Return the quotation in the headline `text[start:end]`, or None."""
    lexicon = load_lexicon()
    words = list(_WORD.finditer(text, start, end))
    for index, word in enumerate(words[: SPEAKER_LENGTH + 1]):
        low = word.group().lower()
        if index == 0:
            continue
        form = lexicon.leading.get(low)
        colon = low == ":"
        if not colon and (form is None or form.order != "active"):
            if low == "," or lexicon.classes.get(low, 0) & 1:
                return None
            continue
        first = words[0].start()
        last = words[index - 1].end()
        if words[0].group().lower() in LABELS or len(words) - index - 1 < CONTENT_LENGTH:
            return None
        skip = words[index + 1].group().lower() == "bahwa"
        content = words[index + 1 + skip].start()
        stop = end
        while stop > content and (text[stop - 1].isspace() or text[stop - 1] in "\"”'’"):
            stop -= 1
        name, kind = cast.headline_name(text[first:last])
        speaker = Speaker(name=name, as_written=text[first:last], start=first, end=last, kind=kind)
        cue = None
        if not colon:
            cue = Cue(start=word.start(), end=word.end(), text=word.group())
        return Quotation(
            start=content,
            end=stop,
            text=text[content:stop],
            type="indirect",
            act=form.act if form is not None else "assert",
            confidence=CONFIDENCE,
            cue=cue,
            speaker=speaker,
        )
    return None
