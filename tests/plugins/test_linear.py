"""The work of every enricher grows with the text, whatever the text holds."""

import gc
import time
from collections.abc import Callable
from functools import cache, partial
from zoneinfo import ZoneInfo

import pytest

from kliping.index import Article, Enrichment
from kliping.index.analyzer.values import iter_values
from kliping.index.cleaning import clean
from kliping.plugins.contracts import AnyEnricher, Enricher
from kliping.plugins.loader import Plugins

# What repeats: runs of capitals, marks, numbers, cues, labels, and what a rule may look behind for.
PATTERNS = {
    "capitals": "Ab Cd ",
    "one capital": "A ",
    "initials": "A. B. ",
    "bodies": "PT Ab Cd ",
    "body and person": "Polda Ab Budi Santoso ",
    "names with commas": "Budi Santoso, ",
    "names with and": "Budi dan ",
    "abbreviations": "Ab Cd (AC) ",
    "open brackets": "(Ab ",
    "closed brackets": "Ab) ",
    "titles": "Prof Dr Ir ",
    "ranks": "AKBP Kombes ",
    "roles": "Ketua Wakil Menteri ",
    "places": "Jakarta Selatan ",
    "role, place, person": "Presiden Prancis Emmanuel Macron. ",
    "quoted words": 'memuji "keberanian" warga. ',
    "ships": "KM Ab Cd tenggelam. ",
    "straight marks": '"',
    "curly opening marks": "“",
    "curly closing marks": "”",
    "apostrophes": "'a ",
    "marks and words": '"Ya," kata Ab. ',
    "marks without speakers": '"Ya." ',
    "cues": "kata ",
    "cues with that": "mengatakan bahwa ",
    "cues with pronouns": "katanya dia ",
    "according to": "menurut Ab ",
    "via": "dikutip dari Ab ",
    "questions": "Apa?\n",
    "labels": "Ab: cd ef.\n",
    "questions and answers": "Tanya: apa?\nJawab: saya.\n",
    "numbers": "1.234.567 ",
    "digits": "1",
    "number words": "dua ratus ribu ",
    "amounts": "Rp 2,7 juta ",
    "dates": "28 April 2025 ",
    "percents": "15 persen ",
    "full stops": ". ",
    "commas": ",",
    "hyphens": "a-a-",
    "line ends": "\n",
    "blanks": " ",
    "blank lines": "a \n \n",
    "letters": "a",
    "accents": "é\u0301",
    "emojis": "😀 ",
    "sentences": "Warga mengungsi ke balai desa. ",
    "headlines": "Baca juga: Ab Cd\n",
}
JAKARTA = ZoneInfo("Asia/Jakarta")
SMALL, LARGE = 1_000, 8_000  # code points
# Eight times the text takes eight times as long, where both go the same way through the rules; its
# square would take 64 times as long.
MOST_TIMES = 24.0
NOTHING = 0.02  # seconds that the clock and the memory of the process may add
TRIES = 3


@cache
def _enrichers() -> list[AnyEnricher]:
    return Plugins(isolate=False).enrichers()


def _seconds(call: Callable[[], object]) -> float:
    began = time.thread_time()
    call()
    return time.thread_time() - began


def _article(pattern: str, size: int) -> Article:
    return Article(id="a", text=(pattern * (size // len(pattern) + 1))[:size], language="id")


def _runs(pattern: str, size: int) -> dict[str, float]:
    """Return the CPU time of cleaning and of each enricher over a text of a size.

    Without the garbage collector, whose passes cost more the more objects other tests left.
    """
    gc.collect()
    gc.disable()
    try:
        return _timed(pattern, size)
    finally:
        gc.enable()


def _timed(pattern: str, size: int) -> dict[str, float]:
    article = _article(pattern, size)
    taken = {"cleaning": _seconds(lambda: clean(article, zone=JAKARTA))}
    article = clean(article, zone=JAKARTA)
    taken["values"] = _seconds(lambda: list(iter_values(article.text)))
    found: dict[str, Enrichment] = {}
    for enricher in _enrichers():
        needed = {name: found[name] for name in enricher.requires if name in found}
        if isinstance(enricher, Enricher):
            began = time.thread_time()
            found[enricher.name] = enricher.enrich(article, needed)
            taken[enricher.name] = time.thread_time() - began
        else:
            taken[enricher.name] = _seconds(partial(enricher.prepare, article, needed))
    return taken


PROSE = (
    "Warga mengungsi ke balai desa, kata Kepala Desa Wahyu Pratomo pada Senin (28/4/2025). "
    "Kerugian Rp 2,7 miliar. "
)


@pytest.mark.parametrize("name", PATTERNS)
def test_the_time_grows_with_the_text(name: str) -> None:
    """No enricher, and not the cleaning, does more than linear work over a repeated pattern."""
    assert _too_slow(PATTERNS[name], SMALL, LARGE) == {}


@pytest.mark.long
def test_the_time_grows_with_prose() -> None:
    """A book of an archive's usual sentences takes as long as its chapters together."""
    assert _too_slow(PROSE, 100_000, 800_000, most=12.0) == {}


def _too_slow(
    pattern: str, small: int, large: int, *, most: float = MOST_TIMES
) -> dict[str, tuple[float, float]]:
    """Return the enrichers that take too long over the large text, with both times in seconds."""
    slow: dict[str, tuple[float, float]] = {}
    for _ in range(TRIES):  # a slow moment of the machine is not the enricher's
        before, after = _runs(pattern, small), _runs(pattern, large)
        slow = {
            enricher: (before[enricher], seconds)
            for enricher, seconds in after.items()
            if seconds > most * before[enricher] + NOTHING
        }
        if not slow:
            break
    return slow
