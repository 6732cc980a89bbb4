"""Looking around in an archive: quotations, similar articles, words, why, saved searches."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import kliping
from kliping import (
    Archive,
    ArgumentError,
    Article,
    ArticleNotFoundError,
    Hit,
    QueryError,
    SearchOptions,
)


def _more(count: int) -> list[Article]:
    return [
        Article(
            id=f"kapal-{i:02}",
            title=f"Kapal perintis nomor {i}",
            text=f"Kapal perintis nomor {i} berlabuh di Tuban membawa beras. " * (1 + i % 3),
            published=datetime(2025, 5, 1 + i % 28, tzinfo=ZoneInfo("Asia/Jakarta")),
        )
        for i in range(count)
    ]


def test_pages_by_cursor_are_the_whole_result(archive: Archive) -> None:
    """Following cursors gives every hit once, in the order and with the ranks of one search."""
    archive.add_all(_more(23))
    whole = archive.search("kapal", limit=100)
    options = SearchOptions()
    paged: list[Hit] = []
    while True:
        page = archive.search("kapal", limit=5, options=options)
        paged += page.hits
        if page.cursor is None:
            break
        options = SearchOptions(cursor=page.cursor)
    assert [(h.rank, h.id) for h in paged] == [(h.rank, h.id) for h in whole.hits]


def test_a_cursor_by_date_is_stable_while_articles_are_added(archive: Archive) -> None:
    """Articles that come between two pages neither repeat nor hide a later hit."""
    archive.add_all(_more(12))
    first = archive.search("kapal", limit=6, options=SearchOptions(sort="oldest"))
    expected = archive.search("kapal", limit=20, options=SearchOptions(sort="oldest"))
    archive.add(
        Article(
            id="lama", text="Kapal tua.", published=datetime(1999, 1, 1, tzinfo=ZoneInfo("UTC"))
        )
    )
    options = SearchOptions(sort="oldest", cursor=first.cursor)
    second = archive.search("kapal", limit=20, options=options)
    assert second.hits[0].id == "lama"
    listed = [h.id for h in (*first.hits, *second.hits) if h.id != "lama"]
    assert listed == [h.id for h in expected.hits]


def test_a_cursor_of_another_query_is_refused(archive: Archive) -> None:
    """A cursor continues only its own search."""
    archive.add_all(_more(3))
    cursor = archive.search("kapal", limit=1).cursor
    with pytest.raises(ArgumentError, match="another search"):
        archive.search("beras", options=SearchOptions(cursor=cursor))


def test_every_hit_is_streamed_in_order(archive: Archive) -> None:
    """iter_hits yields what one search with no limit lists."""
    archive.add_all(_more(7))
    listed = archive.search("kapal", limit=100).hits
    assert list(archive.iter_hits("kapal")) == list(listed)


def test_a_misspelt_word_is_corrected_where_that_finds_more(archive: Archive) -> None:
    """A query that finds nothing is offered respelled; one that finds enough is not."""
    archive.add_all(_more(6))
    assert archive.search("kappal").suggestion == "kapal"
    assert archive.search("kapal").suggestion is None
    assert archive.search("zzzzzz").suggestion is None


def test_quotations_are_searched_by_what_was_said(archive: Archive) -> None:
    """Words match the quotation, and the hit has its article and the sentence around it."""
    found = archive.quotes("surut", facets=["type"])
    assert found.total == 1
    [hit] = found.hits
    article = archive.get(hit.article)
    assert article.text[hit.quotation.start : hit.quotation.end] == hit.quotation.text
    assert article.text[hit.context.start : hit.context.end] == hit.context_text
    assert hit.quotation.text in hit.context_text
    assert [hit.quotation.text[s:e] for s, e in hit.marks] == ["surut"]
    assert sum(value.count for value in found.facets["type"].values) == 1


def test_all_quotations_are_listed_without_a_limit(archive: Archive) -> None:
    """limit=None gives every quotation; a page gives its part with ranks that go on."""
    everything = archive.quotes(limit=None)
    assert len(everything.hits) == everything.total > 1
    second = archive.quotes(limit=1, offset=1)
    assert [h.rank for h in second.hits] == [2]
    assert second.hits[0].quotation == everything.hits[1].quotation


def test_similar_articles_share_telling_words(archive: Archive) -> None:
    """The article on the same event is nearest, and its shared terms explain the score."""
    archive.add_all(_more(4))
    found = archive.similar("kapal-01")
    assert found[0].id.startswith("kapal")
    assert "kapal-01" not in [article.id for article in found]
    for article in found:
        assert article.score == pytest.approx(sum(term.score for term in article.terms))
    with pytest.raises(ArticleNotFoundError):
        archive.similar("nihil")


def test_an_explanation_adds_up_to_the_score(archive: Archive) -> None:
    """The contributions of an article's score sum to what the search gives it."""
    [first, *_] = archive.search("banjir demak").hits
    why = archive.explain("banjir demak", first.id)
    assert why.score == pytest.approx(first.score)
    assert sum(part.score for part in why.contributions) == pytest.approx(first.score)
    assert archive.explain("banjir demak", "ekonomi-1").score is None
    with pytest.raises(QueryError):
        archive.explain("banjir OR")


def test_words_and_completions_come_from_the_articles(archive: Archive) -> None:
    """Word forms have their stem; completions keep the text before the word."""
    assert {form.word: form.stem for form in archive.words("pengungsi")} == {"pengungsi": "ungsi"}
    assert [c.text for c in archive.suggest("harga ber", limit=1)] == ["harga beras"]


def test_a_saved_search_shows_what_came_since(archive: Archive) -> None:
    """With `new` each article is shown once; without it the search is run as it is."""
    archive.save_search("banjir", "banjir")
    _, ids = archive.run_saved("banjir", new=True)
    assert ids == ["banjir-1", "banjir-2"]
    assert archive.run_saved("banjir", new=True)[1] == []
    archive.add(Article(id="banjir-3", text="Banjir datang lagi di Demak."))
    assert archive.run_saved("banjir", new=True)[1] == ["banjir-3"]
    assert len(archive.run_saved("banjir")[1]) == 3
    archive.remove_saved("banjir")
    assert archive.saved_searches() == []
    with pytest.raises(ArgumentError, match="no saved search"):
        archive.run_saved("banjir")


@pytest.mark.parametrize("name", ["", "dua kata"])
def test_a_saved_search_needs_a_name_without_blanks(archive: Archive, name: str) -> None:
    """A name is one word, so that the command line needs no quoting."""
    with pytest.raises(ArgumentError, match="name"):
        archive.save_search(name, "banjir")


def test_comparing_names_what_sets_two_searches_apart(archive: Archive) -> None:
    """A value that only one of the two result sets has stands out, with its shares."""
    archive.add_all(_more(20))
    found = archive.significant_values("banjir", "kapal", "outlet")
    assert {outlet.value for outlet in found} == {"Harian Samudra", "KabarNusa"}
    assert {(outlet.more_in, outlet.first_share, outlet.second) for outlet in found} == {
        ("first", 0.5, 0)
    }


def test_number_ranges_are_counted(archive: Archive) -> None:
    """A facet of ranges counts the articles that name a number of each."""
    facet = archive.facets("*", ["value:..1000,1000.."])["value"]
    assert {value.value: value.count for value in facet.values}["1000.."] == 1
    for spec in ("value:5..1", "value:a..b", "value:x"):
        with pytest.raises(ArgumentError, match="facet"):
            archive.facets("*", [spec])


def test_marks_cut_the_matching_words_from_the_article(archive: Archive) -> None:
    """`marks` gives ranges of the article's text."""
    text = archive.get("banjir-1").text
    found = [text[start:end] for start, end in archive.marks("banjir-1", "ungsi")]
    assert found == ["mengungsi", "mengungsi"]


def test_only_a_choice_leaves_the_counts_of_its_field(archive: Archive) -> None:
    """`any_of` shows what else could be chosen; `where` and `exclude` count what is left."""
    every = {"Harian Samudra": 2, "KabarNusa": 1}

    def counts(**filters: Any) -> dict[str, int]:
        found = archive.search("*", facets=["outlet"], options=SearchOptions(**filters))
        return {value.value: value.count for value in found.facets["outlet"].values}

    assert counts(any_of={"outlet": ["KabarNusa"]}) == every
    assert counts(where={"outlet": ["KabarNusa"]}) == {"KabarNusa": 1}
    assert counts(exclude={"outlet": ["KabarNusa"]}) == {"Harian Samudra": 2}
    assert counts(any_of={"outlet": []}) == every


def test_words_that_no_article_has_together_are_found_apart(archive: Archive) -> None:
    """Where no article has all words, the warning says so, or how many have some of them."""
    [warning] = archive.search("banjir surabaya").warnings
    assert "these have some of them" in warning
    [warning] = archive.search("banjir surabaya", options=SearchOptions(words="all")).warnings
    assert "3 have some of them" in warning
    assert archive.search("banjir demak").warnings == ()
    assert archive.search("gajah harimau").warnings == ()
    assert archive.search("banjir surabaya", options=SearchOptions(words="any")).total == 3


def test_an_archive_notices_what_another_commits(archive: Archive) -> None:
    """A search sees a commit of another object at once; `refresh` says that there was one."""
    assert not archive.refresh()
    with kliping.open(archive.path) as other:
        other.add(Article(id="baru", text="Badai datang di laut."))
    assert archive.refresh()
    assert not archive.refresh()
    assert [hit.id for hit in archive.search("badai").hits] == ["baru"]


def test_a_snippet_does_not_cut_a_name(archive: Archive) -> None:
    """Where a snippet ends inside the name of an entity, the whole name is left out."""
    names = {m.text for e in archive.enrichments("banjir-1").values() for m in e.mentions}
    text = archive.get("banjir-1").text
    for length in range(40, 200, 3):
        options = SearchOptions(snippet_length=length)
        [hit] = [h for h in archive.search("banjir", options=options).hits if h.id == "banjir-1"]
        shown = hit.snippet.strip("…")
        end = text.index(shown) + len(shown)
        for name in names:
            at = text.find(name)
            assert not at < end < at + len(name), (shown, name)


def test_a_word_before_a_colon_is_no_reason_to_refuse(archive: Archive) -> None:
    """Looking for another spelling never makes a query that cannot be understood."""
    archive.add(Article(id="ite", text="Undang-undang ITE direvisi setelah banjir kritik."))
    found = archive.search("site:kompas.com banjir")
    assert found.total == 0
    assert any("no field 'site'" in warning for warning in found.warnings)
