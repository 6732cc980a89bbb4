"""Which article an incoming one is: nothing is lost, and what was there is known again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.index import Article, IdOrigin, Reading
from kliping.index.store import ArticleState
from kliping.ingest.identity import Identified, Identifier, Standing

GEMPA = "Gempa bumi mengguncang Maluku Tengah pada Senin pagi, warga berlarian ke luar rumah."
BERAS = "Harga beras di pasar induk turun dua persen setelah panen raya di Karawang selesai."
KERETA = "Kereta ringan di Palembang kembali beroperasi sesudah perbaikan rel selama sepekan."


class Known:
    """A store in memory: what the calls before have put in."""

    def __init__(self) -> None:
        self.articles: dict[str, tuple[Article, str]] = {}

    def states(self, ids: Sequence[str]) -> Mapping[str, ArticleState]:
        return {
            id: ArticleState(
                number=0,
                content_hash=self.articles[id][1],
                source_path=self.articles[id][0].source_path,
            )
            for id in ids
            if id in self.articles
        }

    def ids_of_content(self, content_hashes: Sequence[str]) -> Mapping[str, Sequence[str]]:
        return {
            wanted: [id for id, (_, found) in self.articles.items() if found == wanted]
            for wanted in content_hashes
        }

    def get_many(self, ids: Sequence[str]) -> Mapping[str, Article]:
        return {id: self.articles[id][0] for id in ids if id in self.articles}

    def index(self, given: Iterable[Reading]) -> tuple[list[Identified], list[str]]:
        """Take articles in as one call, and return how each was identified, and the notices."""
        identifier = Identifier(self)
        found = []
        for one in identifier.iter_identified(given):
            found.append(one)
            if one.standing is not Standing.UNCHANGED:
                self.articles[one.article.id] = (one.article, one.content_hash)
        identifier.finish()
        return found, identifier.notices


def article(id: str, text: str, *, origin: IdOrigin = "given", **fields: Any) -> Article:
    return replace(Article(id=id, text=text, id_origin=origin), **fields)


def standings(found: Sequence[Identified]) -> list[str]:
    return [one.standing.value for one in found]


def test_one_text_in_two_outlets_is_two_articles() -> None:
    """A text alone is no identity: another outlet, title or day makes another article."""
    known = Known()
    same: dict[str, Any] = {"origin": "content", "title": "Gempa"}
    given = [
        article("h1", GEMPA, outlet="ANTARA", **same),
        article("h1", GEMPA, outlet="Kompas", **same),
        article("h1", GEMPA, outlet="Kompas", origin="content", title="Gempa lagi"),
        article("h1", GEMPA, published=datetime(2025, 4, 28, tzinfo=UTC), **same),
    ]
    found, notices = known.index(given)
    assert standings(found) == ["new"] * 4
    assert len(known.articles) == 4
    assert len(notices) == 3
    again, _ = known.index(reversed(given))
    assert standings(again) == ["unchanged"] * 4


def test_two_texts_under_one_id_are_both_kept_and_told() -> None:
    """An id that is none loses nothing: the second article gets an id of its own."""
    known = Known()
    found, notices = known.index([article("nan", GEMPA), article("nan", BERAS)])
    assert standings(found) == ["new", "new"]
    assert [one.article.id for one in found] == ["nan", found[1].article.id]
    assert found[1].article.id.startswith("nan~")
    assert "both are kept" in notices[0]
    assert found[1].article.id in notices[0]


@pytest.mark.parametrize("origin", ["given", "row", "url", "file", "content"])
def test_articles_given_again_are_unchanged_in_any_order(origin: IdOrigin) -> None:
    """Three articles with one candidate are known again, whichever comes first."""
    known = Known()
    given = [article("1", text, origin=origin) for text in (GEMPA, BERAS, KERETA)]
    known.index(given)
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
        found, _ = known.index([given[at] for at in order])
        assert standings(found) == ["unchanged"] * 3
    assert len(known.articles) == 3


def test_rows_that_count_anew_in_each_file_replace_nothing() -> None:
    """Row numbers of a second file, in this call or a later one, are other articles."""
    known = Known()
    known.index([article("1", GEMPA, origin="row", source_path="a.csv")])
    found, notices = known.index([article("1", BERAS, origin="row", source_path="b.csv")])
    assert standings(found) == ["new"]
    assert {a.text for a, _ in known.articles.values()} == {GEMPA, BERAS}
    assert "another article" in notices[0]


def test_rows_of_another_file_replace_nothing_even_if_alike(tmp_path: Path) -> None:
    """Reports that fill in a form are alike: row 1 of another file is another article."""
    known = Known()
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.touch()
    form = "Gempa magnitudo {} mengguncang Seram pada kedalaman 10 kilometer, tidak ada korban."
    known.index([article("1", form.format(5.1), origin="row", source_path=str(first))])
    found, _ = known.index([article("1", form.format(4.9), origin="row", source_path=str(second))])
    assert standings(found) == ["new"]
    found, _ = known.index([article("1", form.format(5.2), origin="row", source_path=str(first))])
    assert standings(found) == ["changed"]


def test_an_update_is_told_only_where_all_differs() -> None:
    """A source's own id replaces; title, text and url that all differ are worth a notice."""
    known = Known()
    known.index([article("x", GEMPA, title="Gempa", url="https://a.example/1")])
    edited, quiet = known.index([article("x", f"{GEMPA} Tidak ada korban.", title="Gempa besar")])
    assert (standings(edited), quiet) == (["changed"], [])
    replaced, told = known.index([article("x", BERAS, title="Beras", url="https://a.example/2")])
    assert standings(replaced) == ["changed"]
    assert "replaces the article 'x', 'Gempa besar'" in told[0]


def test_an_address_under_which_all_differs_is_told() -> None:
    """Where the id is made of the address alone, another title and text under it are told."""
    known = Known()
    url = "https://a.example/berita"
    known.index([article("x", GEMPA, origin="url", title="Gempa", url=url)])
    edited = article("x", f"{GEMPA} Tidak ada korban.", origin="url", title="Gempa besar", url=url)
    assert known.index([edited])[1] == []
    _, told = known.index([article("x", BERAS, origin="url", title="Beras", url=url)])
    assert "the same address but another title and text" in told[0]


def test_a_text_file_that_is_edited_is_told_of_nothing() -> None:
    """Without title and address, a text that goes on much as it was is the same article."""
    known = Known()
    known.index([article("x", GEMPA, origin="file", source_path="x.txt")])
    edited = GEMPA.replace("pagi", "sore")
    found, notices = known.index([article("x", edited, origin="file", source_path="x.txt")])
    assert (standings(found), notices) == (["changed"], [])


def test_a_renamed_or_moved_file_is_the_same_article(tmp_path: Path) -> None:
    """Equal content under another name adds nothing, and the new place is remembered."""
    known = Known()
    old, new = tmp_path / "lama.txt", tmp_path / "arsip" / "baru.txt"
    known.index([article("lama", GEMPA, origin="file", source_path=str(old))])
    [found], _ = known.index([article("baru", GEMPA, origin="file", source_path=str(new))])
    assert (found.standing, found.article.id, found.moved) == (Standing.UNCHANGED, "lama", True)
    assert found.article.source_path == str(new)


def test_another_file_of_one_name_is_another_article(tmp_path: Path) -> None:
    """While the first file exists, a file of its name elsewhere replaces nothing."""
    known = Known()
    first, second = tmp_path / "a" / "x.txt", tmp_path / "b" / "x.txt"
    first.parent.mkdir()
    first.write_text(GEMPA, encoding="utf-8")
    known.index([article("x", GEMPA, origin="file", source_path=str(first))])
    found, notices = known.index([article("x", BERAS, origin="file", source_path=str(second))])
    assert standings(found) == ["new"]
    assert len(known.articles) == 2
    assert len(notices) == 1


def test_the_sources_own_ids_hold_even_for_equal_contents() -> None:
    """Two ids that a source gives are two articles, however alike; one address is one."""
    known = Known()
    found, _ = known.index([article("1", GEMPA), article("2", GEMPA)])
    assert standings(found) == ["new", "new"]
    url = "https://media.example/berita/77"
    found, _ = known.index([article("3", BERAS, url=url), article("4", BERAS, url=url)])
    assert standings(found) == ["new", "unchanged"]


def test_an_article_that_0_1_0_stored_by_its_text_is_known_again() -> None:
    """A former id, the hash of a text, is kept where outlet, title and day agree."""
    known = Known()
    former = "0" * 20
    from kliping.ingest.same_article import former_id

    incoming = article("neu", GEMPA, origin="content", title="Gempa", outlet="ANTARA")
    former = former_id(incoming)
    stored = article(former, GEMPA, outlet="ANTARA")
    known.articles[former] = (stored, stored.content_hash())
    [found], _ = known.index([incoming])
    assert (found.standing, found.article.id) == (Standing.CHANGED, former)
    other = replace(incoming, outlet="Kompas")
    [found], _ = known.index([other])
    assert (found.standing, found.article.id) == (Standing.NEW, "neu")


@pytest.mark.parametrize("bad", ["a\0b", "a\nb", "a\x1b[2J", "a\u202eb", " a", "x" * 3_000])
def test_an_id_that_nothing_can_hold_is_refused(bad: str) -> None:
    """Control characters, blanks at an end and endless ids are refused with a reason."""
    identifier = Identifier(Known())
    assert list(identifier.iter_identified([article(bad, GEMPA)])) == []
    [refusal] = identifier.refused
    assert "id" in refusal.reason


def test_a_nul_in_a_field_is_refused() -> None:
    """A NUL parts the fields of the content hash, so no field holds one."""
    identifier = Identifier(Known())
    given = [article("a", GEMPA, title="x\0y"), article("b", f"{GEMPA}\0"), article("c", GEMPA)]
    assert [one.article.id for one in identifier.iter_identified(given)] == ["c"]
    assert [r.reason.split(" ")[0] for r in identifier.refused] == ["title", "text"]


def test_many_notices_of_one_kind_are_counted() -> None:
    """A file of a thousand rows with one id says so once, not a thousand times."""
    rows = [article("nan", f"{GEMPA} Kali ke-{n}.", source_path="x.csv") for n in range(1_000)]
    _, notices = Known().index(rows)
    assert len(notices) == 4
    assert "996 more articles share their id" in notices[-1]


TEXTS = st.sampled_from([GEMPA, BERAS, KERETA])
ARTICLES = st.builds(
    lambda id, text, origin, title, outlet, day, page: Article(
        id=id if origin in ("given", "row", "file") else f"{origin}-{hash((text, title)) % 7}",
        text=text,
        id_origin=origin,
        title=title,
        outlet=outlet,
        published=datetime(2025, 4, day, tzinfo=UTC) if day else None,
        url=f"https://media.example/{page}" if page else None,
    ),
    st.sampled_from(["1", "2", "nan"]),
    TEXTS,
    st.sampled_from(["given", "row", "url", "file", "content"]),
    st.sampled_from(["", "Satu", "Dua"]),
    st.sampled_from([None, "ANTARA", "Kompas"]),
    st.sampled_from([0, 1, 2]),
    st.sampled_from(["", "1", "2"]),
)


@given(st.lists(ARTICLES, max_size=12), st.randoms())
def test_nothing_of_one_call_is_lost_and_all_is_known_again(
    given_: list[Article], random: object
) -> None:
    """Every text with its outlet, title and day is stored, and a second call changes nothing."""
    known = Known()
    known.index(given_)

    def kinds(articles: Iterable[Article]) -> set[tuple[object, ...]]:
        return {(a.text, a.title, a.outlet, a.published) for a in articles}

    assert kinds(a for a, _ in known.articles.values()) == kinds(given_)
    before = dict(known.articles)
    found, _ = known.index(given_)
    assert {one.standing for one in found} <= {Standing.UNCHANGED}
    assert known.articles == before
    shuffled = list(given_)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    found, _ = known.index(shuffled)
    assert kinds(a for a, _ in known.articles.values()) == kinds(given_)
    # Of a repeat with another section or address the first counts, so the order may change that.
    assert Standing.NEW not in {one.standing for one in found}
