"""A filter's value is a stored value: it finds exactly the articles that its facet counts."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kliping
from kliping import Archive, ArgumentError, Article, SearchOptions
from kliping.index.keywords import keyword_term, keyword_value

# Names that are parts, spellings, or look like operators of one another.
OUTLETS = [
    "Harian Umum",
    "Harian  Umum",
    "harian umum",
    "Harian\tUmum\r\n",
    "Harian",
    "Umum",
    "Kabar.id, Jakarta",
    'Kabar "Pagi"',
    "Kabar*",
    "Kabar?",
    "Kabar\\",
    "AND",
    "[A TO Z]",
    "a:b",
    "-",
    "Café",
    "Cafe\u0301",
    "Cafe",
    "STRASSE",
    "Straße",
    "İstanbul",
    "ﬁlm",
    "\u200bNol",
    "Nol",
    "~1",
    "^2",
    "(Kabar)",
    "/kabar/",
    "2025-04-28",
    "10..20",
]
MOMENTS = [
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(999, 12, 31, 23, tzinfo=UTC),
    datetime(1900, 1, 1, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(2024, 12, 29, 18, tzinfo=UTC),
    datetime(2024, 12, 30, 16, 59, 59, tzinfo=UTC),
    datetime(2025, 4, 27, 17, tzinfo=UTC),
    datetime(2025, 4, 28, 16, 59, 59, tzinfo=UTC),
    datetime(2025, 12, 31, 23, 30, tzinfo=timezone(timedelta(hours=7))),
    datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
]
NUMBERS = ["0,125", "-0,125", "1.125", "1,5", "-3", "2.000.000", "12 juta", "1e3", "0", "3.14159"]
PERIODS = ("year", "month", "week", "day")


def _articles() -> list[Article]:
    chance = random.Random(20)
    return [
        Article(
            id=f"a{n}",
            title=f"Berita {n}",
            text=f"Kapal {n} berlayar. Suhu {chance.choice(NUMBERS)} dan {chance.choice(NUMBERS)}.",
            outlet=chance.choice([*OUTLETS, None]),
            section=chance.choice(OUTLETS),
            authors=tuple(chance.sample(OUTLETS, k=chance.randint(0, 3))),
            published=chance.choice([*MOMENTS, None]),
        )
        for n in range(90)
    ]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("filters")
    with kliping.open(folder / "a.kliping", create=True) as made:
        made.add_all(_articles())
        made.merge_alias("outlet", "Harian", "Kabar*")
        made.merge_alias("author", "Umum", "Redaksi")
        yield made


def _total(archive: Archive, query: str, **filters: Any) -> int:
    return archive.search(query, limit=0, options=SearchOptions(**filters)).total


@pytest.mark.parametrize("query", ["*", "kapal -1"])
@pytest.mark.parametrize(
    "spec",
    [
        "outlet",
        "section",
        "author",
        "language",
        "value",
        "value:..0,0..0.2,0.2..5,5..",
        *(f"published:{period}" for period in PERIODS),
    ],
)
def test_clicking_a_value_finds_its_count(archive: Archive, spec: str, query: str) -> None:
    """`where` and `any_of` with a facet's value find its count, `exclude` finds the others."""
    name = spec.partition(":")[0]
    options = SearchOptions(facet_values=None)
    results = archive.search(query, limit=0, facets=[spec], options=options)
    values = results.facets[name].values
    assert len(values) > 1 or name == "language"
    for value in values:
        one = {name: [value.value]}
        assert _total(archive, query, where=one) == value.count, value
        assert _total(archive, query, any_of=one) == value.count, value
        assert _total(archive, query, exclude=one) == results.total - value.count, value
    # One value for one name: no two are the same but for case and blanks.
    assert len({keyword_term(v.value) for v in values}) == len(values)


def test_clicking_a_value_finds_its_groups(archive: Archive) -> None:
    """Counted by group, a clicked value finds as many groups as its facet counts."""
    counted = SearchOptions(count_by="group", facet_values=None)
    for value in archive.search("*", facets=["outlet"], options=counted).facets["outlet"].values:
        only = SearchOptions(count_by="group", where={"outlet": [value.value]})
        assert archive.search("*", options=only).total == value.count


def test_a_value_is_no_query(archive: Archive) -> None:
    """No sign in a value is a wildcard, and no value stands for one that only holds it."""
    assert _total(archive, "*", where={"outlet": ["Kabar?"]}) == sum(
        a.outlet == "Kabar?" for a in archive.iter()
    )
    assert _total(archive, "*", where={"section": ["Harian"]}) == sum(
        a.section == "Harian" for a in archive.iter()
    )
    assert _total(archive, "*", where={"outlet": ["Kab*"]}) == 0


def test_filters_join(archive: Archive) -> None:
    """Several values of `where` must all be there, of `any_of` one, of `exclude` none."""
    authors = {a.id: {keyword_term(x) for x in a.authors} for a in archive.iter()}
    both = {"author": ["Kabar*", "Cafe"]}
    wanted = {"kabar*", "cafe"}
    assert _total(archive, "*", where=both) == sum(wanted <= a for a in authors.values())
    assert _total(archive, "*", any_of=both) == sum(bool(wanted & a) for a in authors.values())
    assert _total(archive, "*", exclude=both) == sum(not wanted & a for a in authors.values())
    assert _total(archive, "*", any_of={"author": []}) == len(archive)


def test_periods_and_numbers_may_be_written_otherwise(archive: Archive) -> None:
    """A date field takes two periods and words for one, a number field Indonesian numbers."""
    whole = _total(archive, "*", where={"published": ["2024-12-30..2025-04-28"]})
    assert whole == _total(archive, "published:[2024-12-30 TO 2025-04-28]")
    assert _total(archive, "*", where={"value": ["12 juta"]}) == _total(archive, "value:12000000")


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ({"outlte": ["x"]}, "no field 'outlte'"),
        ({"published": ["besok lusa"]}, "expected a period"),
        ({"value": ["banyak"]}, "not a number"),
        ({"title": ["..."]}, "no word"),
    ],
)
def test_a_value_that_a_field_cannot_have_is_refused(
    archive: Archive, where: dict[str, list[str]], told: str
) -> None:
    """An unknown field, or a value that is no date or number, is an ArgumentError."""
    with pytest.raises(ArgumentError, match=told):
        archive.search("*", options=SearchOptions(where=where))


def test_a_name_that_is_meant_is_told(archive: Archive) -> None:
    """Where no article has a value, the values that it may stand for are told."""
    found = archive.search("*", options=SearchOptions(where={"outlet": ["(kabr)"]}))
    assert found.total == 0
    assert "(Kabar)" in " ".join(found.warnings)


@given(st.text(max_size=30))
def test_a_value_has_one_form(text: str) -> None:
    """Cleaning a value again changes nothing, and its form has no odd blank."""
    value = keyword_value(text)
    assert keyword_value(value) == value
    assert value == " ".join(value.split())
    assert keyword_term(value) == keyword_term(text)


def test_a_value_given_twice_is_told_once(tmp_path) -> None:
    """A value that two filters ask for, or one twice, is told once."""
    options = SearchOptions(where={"outlet": ["Xyz", "Xyz"]}, any_of={"outlet": ["Xyz"]})
    with kliping.open(tmp_path / "a.kliping", create=True) as archive:
        warnings = archive.search("*", options=options).warnings
    assert [w for w in warnings if "Xyz" in w] == ["no article has outlet = 'Xyz'"]
