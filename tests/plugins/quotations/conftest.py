"""What the tests of quotations share: from a text to its quotations."""

from collections.abc import Callable

import pytest

from kliping.index.article import Article, Region
from kliping.index.records import Mention, Quotation
from kliping.plugins.quotations.pipeline import find_quotations

Find = Callable[..., list[Quotation]]


@pytest.fixture
def find() -> Find:
    """Return a function from a text to its quotations, with every offset checked."""

    def run(
        text: str, *, regions: tuple[Region, ...] = (), mentions: tuple[Mention, ...] = ()
    ) -> list[Quotation]:
        article = Article(id="a", text=text, regions=regions)
        found = [quotation for quotation, _ in find_quotations(article, mentions)]
        for quotation in found:
            spans = [(quotation.start, quotation.end, quotation.text)]
            if quotation.cue is not None:
                cue = quotation.cue
                spans.append((cue.start, cue.end, cue.text))
            if quotation.speaker is not None:
                speaker = quotation.speaker
                spans.append((speaker.start, speaker.end, speaker.as_written))
            spans.extend((via.start, via.end, via.as_written) for via in quotation.via)
            assert all(text[start:end] == written for start, end, written in spans)
        return found

    return run
