"""Guards find what the expressions find that they stand before."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.index.analyzer.numbers import _words
from kliping.index.cleaning import inline
from kliping.index.dates import date_names, iter_day_matches
from kliping.index.guards import WordGuard, iter_from, iter_near_digits
from kliping.plugins import wire
from kliping.plugins.claims import numbers as claims
from kliping.plugins.entities.rules import quantities as amounts

NAMES = date_names()
PIECES = st.sampled_from(
    [
        *("28", "4", "04", "2025", "31", "1", "7", "000", "٣", "½", "12ab", "/", ".", ",", ":"),
        *("-", "–", " - ", " / ", "(", ")", "[", " ", "  ", "\n", "\u00a0", "x", "é", "_", "ke"),
        *("April", "april", "Mei", "Agt", "Mar.", "\u017feptember", "o\u212atober", "Nov", "st"),
        *("th", "Senin", "dan", "sampai", "lalu", "pukul", "WIB", "minus", "−", "Rp", "Rp."),
        *("US$", "$", "€", "ribu", "juta", "persen", "%", "T", "M", "dolar AS", "yen"),
        *("puluhan", "Ratusan", "dua", "DUA", "dua puluh", "satu", "\u017fatu", "seribu"),
        *("\u0130", "\ud800", "dilansir", "Melansir", "dikutip", "Lapor", "dilaporkan", "kata"),
        *("menurut", "dari", "oleh", "laman", "situs", "laporan", "Reuters", "Kompas.com"),
        *("Budi", "ẞ"),
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(PIECES, max_size=14).map("".join),
    st.lists(PIECES, max_size=14).map(" ".join),
    st.text(max_size=40),
)


def spans(matches: object) -> list[tuple[tuple[int, int], tuple[str | None, ...]]]:
    return [(match.span(), match.groups()) for match in matches]  # type: ignore[attr-defined]


@given(TEXTS)
def test_days(text: str) -> None:
    """Days are sought only at digits and months before them, and all are found."""
    assert spans(iter_day_matches(text, NAMES)) == spans(NAMES.day.finditer(text))


@pytest.mark.parametrize(
    "text",
    [
        "April 28, 2025",
        "Mar. 3rd, 2024 dan 4 Mei",
        "1April 2, 2024",
        "2025-04-28/29",
        "28 Mei 2025",
    ],
)
def test_days_by_example(text: str) -> None:
    """A day behind its month's name is found, and one that only looks so is not."""
    assert spans(iter_day_matches(text, NAMES)) == spans(NAMES.day.finditer(text))


@given(TEXTS)
def test_numbers(text: str) -> None:
    """Numbers are sought only near digits, and all are found, with currency and sign."""
    words = _words()
    found = iter_near_digits(words.pattern, text, reach=words.reach)
    assert spans(found) == spans(words.pattern.finditer(text))


@given(TEXTS)
def test_amounts(text: str) -> None:
    """Amounts of entities are sought only near digits, and all are found."""
    found = iter_near_digits(amounts._AMOUNT, text, reach=amounts._AMOUNT_REACH)
    assert spans(found) == spans(amounts._AMOUNT.finditer(text))


@given(TEXTS)
def test_number_words(text: str) -> None:
    """Number words are sought only where one of them begins, and all are found."""
    pattern = claims._number_words()
    found = iter_from(pattern, text, claims._number_guard().starts(text))
    assert spans(found) == spans(pattern.finditer(text))


@given(TEXTS)
@pytest.mark.parametrize(
    "pattern", [wire._ANY_NAME, wire._SITE_NAME, wire._BARE_NAME, wire._LISTED_NAME]
)
def test_wires(pattern: re.Pattern[str], text: str) -> None:
    """Sources are sought only at the words that announce them, and all are found."""
    assert spans(iter_from(pattern, text, wire._CUES.starts(text))) == spans(pattern.finditer(text))


def test_starts() -> None:
    """Places are code points, ascending, also where one word stands in another or in capitals."""
    assert WordGuard(["satu", "tua", "SATUAN"]).starts("é Satuan, tua") == [2, 4, 10]
    assert WordGuard(["satu"]).starts("") == []


def test_lone_surrogates() -> None:
    """A text that is no Unicode has all its places, and no error."""
    assert WordGuard(["satu"]).starts("\ud800 satu") == list(range(6))


@given(TEXTS, st.integers(0, 30), st.integers(0, 60))
def test_teasers(text: str, start: int, end: int) -> None:
    """Labels of teasers are sought only at their words, inside a line as in a whole text."""
    text = text.replace("dua", "Baca juga").replace("satu", "(SIMAK").replace("Budi", "Baca:")
    start, end = min(start, len(text)), min(end, len(text))
    found = inline.iter_teasers(text, start, end)
    assert spans(found) == spans(inline._TEASER.finditer(text, start, end))
