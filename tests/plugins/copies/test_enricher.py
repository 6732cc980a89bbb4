"""The copies enricher over a corpus that changes."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kliping.index import Article, Region
from kliping.plugins.copies import Copies, kliping_register_enrichers
from kliping.plugins.copies.relation import Occasion, Relation, holds, relate
from kliping.plugins.copies.sketch import pack, sketch, unpack
from kliping.plugins.copies.state import LEADERS
from kliping.plugins.copies.wording import Wording, lay_side_by_side

from .conftest import Corpus

Write = Callable[..., str]
Make = Callable[..., Article]


def edited(text: str, part: float, seed: int = 0) -> str:
    """Return the text with this part of its words replaced."""
    rng = random.Random(seed)
    words = text.split()
    for at in rng.sample(range(len(words)), int(part * len(words))):
        words[at] = f"ganti{rng.randint(0, 10**6)}"
    return " ".join(words)


def test_the_hook_gives_the_enricher() -> None:
    """The plugin registers one enricher, named copies, with the fields it fills."""
    (enricher,) = kliping_register_enrichers()
    assert isinstance(enricher, Copies)
    assert [field.name for field in enricher.fields] == ["copies", "copies_role"]


def test_roles(corpus, write: Write, article: Make) -> None:
    """The earliest article is canonical; the others are exact, edited or a part."""
    text = write(1)
    corpus.change(
        [
            article("salinan", text.upper(), 4),
            article("asli", text, 2),
            article("ubahan", edited(text, 0.1), 5),
            article("separuh", " ".join(text.split()[:100]), 3),
            article("lain", write(2), 1),
        ]
    )
    assert corpus.groups() == {"asli": {"asli", "salinan", "ubahan", "separuh"}}
    assert corpus.role("asli") == "canonical"
    assert corpus.role("salinan") == "exact"
    assert corpus.role("ubahan") == "edited"
    assert corpus.role("separuh") == "part"
    assert corpus.role("lain") is None


def test_the_record_tells_the_figures(corpus, write: Write, article: Make) -> None:
    """Each member has a record with group, role, canonical article and both similarities."""
    text = write(1, 202)
    corpus.change([article("asli", text, 1), article("separuh", " ".join(text.split()[:102]), 2)])
    (record,) = corpus.results["separuh"].records
    assert record.kind == "copy"
    assert dict(record.data) == {
        "group": "asli",
        "role": "part",
        "canonical": "asli",
        "similarity": 0.5,
        "contained": 1.0,
    }


def test_canonical_without_dates_is_the_longest(corpus, write: Write, article: Make) -> None:
    """Dated articles come before undated ones; among undated ones the longest comes first."""
    text = write(1)
    corpus.change([article("a", text), article("b", text + " akhir"), article("c", text)])
    assert set(corpus.groups()) == {"b"}
    corpus.change([article("d", text, 9)])
    assert corpus.groups() == {"d": {"a", "b", "c", "d"}}


def test_a_published_date_moves_the_group(corpus, write: Write, article: Make) -> None:
    """When an earlier copy arrives the group takes its id, and all members come back."""
    text = write(1)
    corpus.change([article("senin", text, 6), article("selasa", text, 7), article("x", write(3))])
    assert corpus.change([article("ahad", text, 5)]) == {"ahad", "senin", "selasa"}
    assert corpus.groups() == {"ahad": {"ahad", "senin", "selasa"}}


def test_only_what_changes_comes_back(corpus, write: Write, article: Make) -> None:
    """A later copy leaves the results of the articles that were there as they are."""
    text = write(1)
    corpus.change([article("senin", text, 6), article("selasa", text, 7)])
    assert corpus.change([article("rabu", text, 8)]) == {"rabu"}


def test_a_stranger_comes_back_empty(corpus, write: Write, article: Make) -> None:
    """An article that is no copy has a result without values."""
    corpus.change([article("satu", write(1)), article("dua", write(2))])
    assert not corpus.results["satu"].values
    assert not corpus.results["satu"].records


def test_deleting_one_of_two_dissolves_the_group(corpus, write: Write, article: Make) -> None:
    """A group of two from which one is deleted is no group any more."""
    text = write(1)
    corpus.change([article("a", text, 1), article("b", edited(text, 0.05), 2)])
    assert corpus.change(deleted=["a"]) == {"b"}
    assert corpus.groups() == {}


def test_an_article_that_joins_two_texts(corpus, write: Write, article: Make) -> None:
    """An article that holds two earlier ones is in a group with each; they are strangers still."""
    first, second = write(1, 150), write(2, 140)
    corpus.change([article("a", first, 1), article("b", second, 2)])
    assert corpus.groups() == {}
    corpus.change([article("c", f"{first} {second}", 3)])
    assert corpus.groups() == {"a": {"a", "c"}, "b": {"b", "c"}}
    assert corpus.results["c"].values["copies_role"] == ("part",)
    corpus.change(deleted=["c"])
    assert corpus.groups() == {}


def test_pages_of_an_earlier_text_are_one_group(corpus, write: Write, article: Make) -> None:
    """A text that was published whole before its two pages is canonical of one group."""
    text = write(1, 300).split()
    pages = [" ".join(text[:150]), " ".join(text[150:])]
    corpus.change([article("utuh", " ".join(text), 1)])
    corpus.change([article(f"halaman-{n}", page, 2) for n, page in enumerate(pages)])
    assert corpus.groups() == {"utuh": {"utuh", "halaman-0", "halaman-1"}}


def test_a_changed_article_leaves_its_group(corpus, write: Write, article: Make) -> None:
    """An article whose text is replaced by another is in the old group no longer."""
    text = write(1)
    corpus.change([article("a", text, 1), article("b", text, 2), article("c", text, 3)])
    corpus.change([article("a", write(9), 1)])
    assert corpus.groups() == {"b": {"b", "c"}}


def test_the_batches_do_not_matter(reopen, write: Write, article: Make) -> None:
    """Any order and any cutting into batches give the same groups, roles and figures."""
    articles = []
    for family in range(12):
        text = write(family, 150)
        for n, part in enumerate((0, 0, 0.03, 0.1, 0.2)):
            articles.append(article(f"{family}-{n}", edited(text, part, n), 1 + (n * 7) % 5))
        articles.append(article(f"{family}-s", " ".join(text.split()[:75]), 9))
    expected = None
    for seed in range(4):
        rng = random.Random(seed)
        corpus = reopen(f"{seed}.db")
        rest = rng.sample(articles, len(articles))
        gone = write("dibuang", 150)
        corpus.change([article("buang", gone), *rest[:3]])
        while rest:
            size = rng.randint(1, 20)
            corpus.change(rest[:size])
            rest = rest[size:]
        corpus.change(deleted=["buang"])
        found = {id: result for id, result in corpus.results.items() if result.values}
        assert expected is None or found == expected
        expected = found
    assert expected is not None
    assert len(expected) == len(articles)


@st.composite
def families(draw: st.DrawFn) -> list[tuple[tuple[int, ...], int | None]]:
    """Draw articles as rows of blocks of words, and days: cuts and joins of each other."""
    blocks = st.lists(st.integers(0, 5), min_size=2, max_size=5, unique=True).map(tuple)
    days = st.sampled_from([None, 1, 1, 2, 9])
    return draw(st.lists(st.tuples(blocks, days), min_size=2, max_size=9))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=families(), rng=st.randoms(use_true_random=False))
def test_groups_are_those_of_comparing_everything(
    tmp_path_factory: pytest.TempPathFactory,
    write: Write,
    article: Make,
    made: list[tuple[tuple[int, ...], int | None]],
    rng: random.Random,
) -> None:
    """Whatever order, batches and deletions, pairs are those that brute force finds."""
    articles = [
        article(f"a{n}", " ".join(write(block, 50) for block in blocks), day)
        for n, (blocks, day) in enumerate(made)
    ]
    corpus = Corpus(tmp_path_factory.mktemp("corpus") / "corpus.db")
    try:
        order = rng.sample(articles, len(articles))
        corpus.change(order[:1])
        corpus.change(order[1:], [order[0].id])
        corpus.change(order[:1])
        within = {pair for ids in corpus.groups().values() for pair in combinations(sorted(ids), 2)}
    finally:
        corpus.store.close()
    copies, taken = compare_everything(articles)
    assert copies <= within
    for left, right in within - copies:
        assert any({(left, each), (right, each)} <= taken for each in (a.id for a in articles))


def compare_everything(
    articles: list[Article],
) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Return the pairs of copies, and (article, source) of those that are taken from a source."""
    copies: set[tuple[str, str]] = set()
    taken: set[tuple[str, str]] = set()
    wordings: dict[str, Wording] = {}
    days: dict[bytes, list[float]] = {}
    for each in articles:
        made = sketch(each.body_text())
        wordings[each.id] = Wording.of(unpack(made.words), unpack(made.names))
        at = [each.published.timestamp() / 86_400] if each.published else []
        days.setdefault(made.words, []).extend(at)
    for left, right in combinations(sorted(articles, key=lambda a: a.id), 2):
        one, other = wordings[left.id], wordings[right.id]
        evidence = lay_side_by_side(one, other)
        short, long = (one, other) if evidence.is_left_shorter else (other, one)
        first, second = days[pack(short.words)], days[pack(long.words)]
        known = bool(first and second)
        occasion = Occasion(
            days=min(abs(a - b) for a in first for b in second) if known else None,
            is_longer_later=known and min(second) > min(first),
        )
        if evidence.likeness.is_alike() and relate(evidence, occasion) is Relation.COPY:
            copies.add((left.id, right.id))
            left_own = evidence.shorter if evidence.is_left_shorter else evidence.longer
            right_own = evidence.longer if evidence.is_left_shorter else evidence.shorter
            taken |= {(left.id, right.id)} if holds(left_own) else set()
            taken |= {(right.id, left.id)} if holds(right_own) else set()
    return copies, taken


def test_the_same_text_under_another_outlet_and_headline_is_exact(corpus, write: Write) -> None:
    """Neither outlet, headline nor a date years away makes another text of the same words."""
    text = write(1)
    made = [
        Article(
            id=str(year),
            title=f"Kabar {year}",
            outlet=f"Media {year}",
            text=text,
            published=datetime(year, 1, 1, tzinfo=UTC),
        )
        for year in (2015, 2020, 2025)
    ]
    corpus.change(made)
    assert corpus.groups() == {"2015": {"2015", "2020", "2025"}}
    assert corpus.role("2025") == "exact"


def test_shared_passages_are_told_of_both(corpus, write: Write, article: Make) -> None:
    """Two articles with the same background share passages, and are in no group."""
    background = write(1, 160)
    corpus.change(
        [
            article("satu", f"{write(2, 80)} {background}", 1),
            article("dua", f"{write(3, 90)} {background}", 1),
        ]
    )
    assert corpus.groups() == {}
    (record,) = corpus.results["satu"].records
    assert record.kind == "passages"
    assert dict(record.data) == {"article": "dua", "shared": 0.6639}
    corpus.change(deleted=["dua"])
    assert corpus.results["satu"].records == ()


def test_two_expansions_of_one_flash_are_apart(corpus, write: Write, article: Make) -> None:
    """Two articles that each hold an earlier short one are two groups, each with its own id."""
    flash = write(1, 80)
    corpus.change(
        [
            article("kilat", flash, 1),
            article("satu", f"{flash} {write(2, 60)}", 2),
            article("dua", f"{flash} {write(3, 200)}", 2),
        ]
    )
    assert sorted(corpus.groups().values(), key=sorted) == [{"dua", "kilat"}, {"kilat", "satu"}]
    ids = [r.data["group"] for r in corpus.results["kilat"].records if r.kind == "copy"]
    assert sorted(ids) == sorted(corpus.groups())
    assert len(set(ids)) == 2
    assert "kilat" in ids


def test_the_version_tells_earlier_archives_to_enrich_anew() -> None:
    """Version 1 kept sets of shingles; a state of it cannot be read as words in order."""
    assert Copies.version != "1"


def test_state_survives_a_restart(reopen, write: Write, article: Make) -> None:
    """A new process finds the copies of articles that an earlier one took in."""
    text = write(1)
    first = reopen("corpus.db")
    first.change([article("a", text, 1), article("b", write(2), 1)])
    first.store.close()
    again = reopen("corpus.db")
    assert again.change([article("c", edited(text, 0.1), 2)]) == {"a", "c"}
    assert again.groups() == {"a": {"a", "c"}}


def test_a_rollback_takes_the_state_back(corpus, write: Write, article: Make) -> None:
    """What a transaction that failed had taken in is not there afterwards."""
    text = write(1)
    prepared = corpus.enricher.prepare(article("a", text, 1), {})

    def fail() -> None:
        with corpus.store.write() as transaction, transaction.state("copies") as state:
            corpus.enricher.observe(state, "a", prepared)
            raise RuntimeError("halt")

    with pytest.raises(RuntimeError, match="halt"):
        fail()
    corpus.change([article("b", text, 2)])
    assert corpus.groups() == {}


def test_boilerplate_regions_do_not_count(corpus, write: Write) -> None:
    """Only body text is compared: the same teasers around two texts do not make them alike."""
    teasers = write("sidebar", 300)
    made = []
    for n in range(2):
        body = write(n, 100)
        text = f"{body}\n{teasers}"
        region = Region(kind="related", start=len(body), end=len(text))
        made.append(Article(id=str(n), text=text, regions=(region,)))
    corpus.change(made)
    assert corpus.groups() == {}


def test_bad_input(corpus, article: Make) -> None:
    """Empty and very short articles are taken in, forgotten, and are copies of nothing."""
    texts = ["", " \n", "Foto", "Baca di sini", "\u0000\ud800 …"]
    corpus.change([article(str(n), text) for n, text in enumerate(texts * 2)])
    assert corpus.groups() == {}
    assert corpus.change(deleted=[str(n) for n in range(10)]) == set()


@pytest.mark.long
def test_two_megabytes(corpus, write: Write, article: Make) -> None:
    """An article of 2 MB is compared like any other; a page of it is a part of it."""
    text = write("buku", 300_000)
    assert len(text) > 2_000_000
    corpus.change([article("buku", text, 1), article("lain", write(3), 1)])
    corpus.change([article("bab", " ".join(text.split()[:180_000]), 2)])
    assert corpus.groups() == {"buku": {"buku", "bab"}}
    assert corpus.role("bab") == "part"


@pytest.mark.long
def test_ten_thousand_identical_articles(corpus, write: Write, article: Make) -> None:
    """Identical articles share one text: ten thousand make one group with one set of bands."""
    text = write(1)
    corpus.change(article(f"{n:05}", text) for n in range(10_000))
    assert {group: len(ids) for group, ids in corpus.groups().items()} == {"00000": 10_000}
    with corpus.looking() as state:
        assert len(state.texts) == 1
    assert corpus.change([article("99999", text)]) == {"99999"}


@pytest.mark.long
def test_near_identical_articles_stay_linear(corpus, write: Write, article: Make) -> None:
    """A thousand articles that differ in one word are one group, with few links an article."""
    words = write(1).split()
    count = 1_000
    corpus.change(article(f"{n:04}", " ".join([*words, f"nomor{n}"])) for n in range(count))
    assert {group: len(ids) for group, ids in corpus.groups().items()} == {"0000": count}
    assert corpus.count_links() < count * 2 * (LEADERS + 24)


def test_leaders_are_replaced(corpus, write: Write, article: Make) -> None:
    """When the leaders of a crowded bucket are deleted the others are still one group."""
    words = write(1).split()
    corpus.change(article(f"{n:03}", " ".join([*words, f"nomor{n}"])) for n in range(60))
    with corpus.looking() as state:
        by_text = state.members(state.texts.keys()[: LEADERS + 10])
    leaders = [member.id for members in by_text.values() for member in members]
    corpus.change(deleted=leaders)
    (members,) = corpus.groups().values()
    assert len(members) == 60 - len(leaders)


def test_a_filled_form_posted_twice_is_a_copy(corpus, write: Write, article: Make) -> None:
    """Among the fillings of one form, the same filling twice is a group of two."""
    form = write("formulir", 100)
    for day in range(1, 20):
        corpus.change([article(f"cek-{day:02}", f"{form} {write(day, 80)}", day)])
    corpus.change([article("ulang", f"{form} {write(5, 80)}", 25)])
    assert corpus.groups() == {"cek-05": {"cek-05", "ulang"}}


@pytest.mark.parametrize("filled", [40, 80])
def test_a_form_filled_with_words_makes_no_group(
    corpus, write: Write, article: Make, filled: int
) -> None:
    """Thirty fact-check forms with different words filled in are no copies."""
    parts = [write(("bagian", n), 20) for n in range(5)]
    for day in range(1, 31):
        slots = [write((day, n), filled // 4) for n in range(4)]
        text = " ".join(word for pair in zip(parts, slots, strict=False) for word in pair)
        corpus.change([article(f"cek-{day:02}", f"{text} {parts[4]}", day)])
    assert corpus.groups() == {}


def test_a_form_filled_with_figures_makes_no_group(corpus, article: Make) -> None:
    """Exchange rates of thirty days are no copies, though most of their words are the same."""
    rng = random.Random(5)
    lines = [
        "Dolar Amerika Serikat",
        "Dolar Singapura",
        "Yen Jepang",
        "Euro",
        "Ringgit Malaysia",
        "Baht",
    ]
    for day in range(1, 31):
        rates = [
            f"{name} dibeli bank seharga Rp{rng.randint(2000, 19999):,} dan dijual kembali kepada "
            f"nasabah seharga Rp{rng.randint(2000, 19999):,} per satuan uang."
            for name in lines
        ]
        text = "Berikut kurs tengah bank sentral untuk hari ini. " + " ".join(rates)
        corpus.change([article(f"kurs-{day:02}", text.replace(",", "."), day)])
    assert corpus.groups() == {}


def test_one_event_in_other_words_is_no_copy(corpus) -> None:
    """Two outlets that tell one event in their own words, with one quotation in common."""
    quotation = "Kami sudah memadamkan api sejak subuh dan tidak ada korban jiwa"
    corpus.change(
        [
            Article(
                id="a",
                text="Kebakaran melanda pasar kain di tepi kota pada Rabu dini hari. Belasan kios "
                f"habis dilalap api sebelum petugas datang. “{quotation},” ujar kepala dinas.",
                published=datetime(2025, 1, 1, tzinfo=UTC),
            ),
            Article(
                id="b",
                text="Api menghanguskan lima belas toko kain menjelang pagi. Pedagang menaksir "
                f"kerugian miliaran rupiah. Kepala dinas berkata, “{quotation}.” Penyebabnya "
                "masih diselidiki polisi.",
                published=datetime(2025, 1, 1, tzinfo=UTC),
            ),
        ]
    )
    assert corpus.groups() == {}
