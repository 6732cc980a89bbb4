"""Stories: articles on one event together, others apart, as the corpus changes."""

import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

import kliping
from kliping.index import Article, Enrichment, Record
from kliping.index.store import CorpusState
from kliping.index.store.sqlite import SqliteStore
from kliping.plugins.stories import Stories, kliping_register_enrichers
from kliping.plugins.stories.affinity import Profile, affinity
from kliping.plugins.stories.features import extract, find_crafts
from kliping.plugins.stories.state import Corpus as State
from kliping.seeds import articles_path

START = datetime(2025, 5, 5, 8, tzinfo=UTC)


class Corpus:
    """Feeds the enricher as the archive does; copy groups are given by the tests."""

    def __init__(self, path: Path) -> None:
        self.store = SqliteStore(path, create=True)
        self.enricher = Stories()
        self.copies: dict[str, str] = {}
        self.results: dict[str, Enrichment] = {}

    def change(self, added: Iterable[Article] = (), deleted: Iterable[str] = ()) -> set[str]:
        added, deleted = list(added), list(deleted)
        changed = [*deleted, *(article.id for article in added)]
        with self.looking() as state:
            for id in (*deleted, *(article.id for article in added)):
                self.enricher.forget(state, id)
                self.results.pop(id, None)
            for article in added:
                features = self.enricher.prepare(article, {})
                self.enricher.observe(state, article.id, features)
            results = self.enricher.resolve(state, changed, self.lookup)
        self.results.update(results)
        return set(results)

    @contextmanager
    def looking(self) -> Iterator[CorpusState]:
        """Give the enricher's state."""
        with self.store.write() as transaction, transaction.state("stories") as state:
            yield state

    def count_links(self) -> int:
        with self.looking() as state:
            corpus = State(state)
            return sum(map(len, corpus.links.members_of(corpus.numbers.keys()).values()))

    def lookup(self, id: str, enricher: str) -> Enrichment | None:
        assert enricher in self.enricher.requires
        group = self.copies.get(id)
        if not group:
            return Enrichment()
        place = Record(kind="copy", start=0, end=0, text="", data={"canonical": group})
        return Enrichment(values={"copies": (group,)}, records=(place,))

    def stories(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for id, result in self.results.items():
            for story in result.values.get("story", ()):
                found.setdefault(str(story), set()).add(id)
        for members in found.values():
            sizes = {self.results[id].values["story_size"] for id in members}
            assert sizes == {(len(members),)}
        return found


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    made = Corpus(tmp_path / "corpus.db")
    yield made
    made.store.close()


def article(id: str, text: str, day: float | None = 0, title: str = "") -> Article:
    published = None if day is None else START + timedelta(days=day)
    return Article(id=id, text=text, title=title, published=published)


BRIDGE = (
    article(
        "jembatan-1",
        "Jembatan gantung di Teluk Mawar putus pada Senin (5/5) ketika rombongan pengantin "
        "menyeberang. Bupati Halim menyebut dua belas orang luka dan dirawat di puskesmas.",
        0,
    ),
    article(
        "jembatan-2",
        "Dua belas anggota rombongan pengantin luka setelah jembatan gantung yang mereka "
        "seberangi putus di Teluk Mawar, Senin (5/5). Jembatan itu, menurut Bupati Halim, sudah "
        "lama rusak.",
        1,
    ),
    article(
        "jembatan-3",
        "Bupati Halim berjanji membangun lagi jembatan gantung Teluk Mawar yang putus saat "
        "rombongan pengantin menyeberang pada Senin (5/5). Korban luka sudah pulang.",
        2,
    ),
)
QUAKE = (
    "Gempa bumi bermagnitudo {magnitude} mengguncang Sumba Jaya pada {day} pukul {time} WITA. "
    "BMKG menyatakan pusat gempa berada di laut pada koordinat {south} LS dan {east} BT dengan "
    "kedalaman {depth} kilometer. Gempa tidak berpotensi tsunami. Warga di Pantai Karang sempat "
    "keluar rumah. Belum ada laporan kerusakan."
)


def quake(id: str, day: int, **figures: str) -> Article:
    date = f"{(START + timedelta(days=day)).day}/5/2025"
    return article(id, QUAKE.format(day=f"hari itu ({date})", **figures), day)


FIRST = {"magnitude": "5,6", "time": "04.12", "south": "9,41", "east": "119,20", "depth": "21"}
SECOND = {"magnitude": "4,8", "time": "19.55", "south": "9,87", "east": "118,74", "depth": "10"}


def test_the_hook_gives_the_enricher() -> None:
    """The plugin registers the enricher, which needs copies."""
    (enricher,) = kliping_register_enrichers()
    assert enricher.name == "stories"
    assert [field.name for field in enricher.fields] == ["story", "story_size"]


def test_one_event_in_three_texts_is_a_story(corpus: Corpus) -> None:
    """Reports of one event on three days are a story, named after the first report."""
    corpus.change(BRIDGE)
    corpus.change([quake("gempa", 0, **FIRST)])
    assert corpus.stories() == {"jembatan-1": {"jembatan-1", "jembatan-2", "jembatan-3"}}
    assert not corpus.results["gempa"].values


def test_two_earthquakes_in_one_town_are_two_stories(corpus: Corpus) -> None:
    """Bulletins with other days and figures are other events, however alike their words are."""
    corpus.change([quake("a1", 0, **FIRST), quake("a2", 0, **FIRST)])
    corpus.change([quake("b1", 2, **SECOND), quake("b2", 2, **SECOND)])
    assert corpus.stories() == {"a1": {"a1", "a2"}, "b1": {"b1", "b2"}}


def test_a_year_later_is_another_story(corpus: Corpus) -> None:
    """The same words a year later are another event."""
    first, second, _ = BRIDGE
    later = [article(f"{a.id}-lagi", a.text, 365) for a in (first, second)]
    corpus.change([first, second, *later])
    assert corpus.stories() == {
        "jembatan-1": {"jembatan-1", "jembatan-2"},
        "jembatan-1-lagi": {"jembatan-1-lagi", "jembatan-2-lagi"},
    }


def test_an_undated_report_joins(corpus: Corpus) -> None:
    """An article without a date joins by its words and names, and never names the story."""
    undated = article("aa", BRIDGE[1].text, None)
    corpus.change([undated, BRIDGE[0], BRIDGE[2]])
    assert corpus.stories() == {"jembatan-1": {"aa", "jembatan-1", "jembatan-3"}}


FERRY = (
    (
        "k1",
        "KMP Lautan Damai karam di Teluk Mawar, Senin (5/5). Regu penolong mencari korban.",
        0,
    ),
    ("k2", "Pemilik kapal motor KM Lautan Damai membantah muatan berlebih saat berlayar malam.", 1),
    ("k3", "Menteri akan memeriksa semua pelampung dan radio sesudah KMP Lautan Damai karam.", 6),
)


def test_reports_of_one_ship_are_a_story(corpus: Corpus) -> None:
    """Articles that tell of one ship within days are one story, in whatever words."""
    corpus.change(article(id, text, day) for id, text, day in FERRY)
    corpus.change([article("lain", FERRY[0][1].replace("Lautan Damai", "Cahaya Pagi"), 9)])
    assert corpus.stories() == {"k1": {"k1", "k2", "k3"}}


def test_a_ship_only_recalled_joins_nothing(corpus: Corpus) -> None:
    """A ship named once at the end of a long article is not what the article tells of."""
    long = "Petani kopi di lereng gunung memanen lebih awal karena hujan tidak turun. " * 20
    corpus.change([article(*FERRY[0][:2]), article("z", f"{long} Dulu KMP Lautan Damai karam.")])
    assert corpus.stories() == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Feri KMP Lautan Damai karam.", {"lautan damai"}),
        ("Kapal KM Samudra yang karam", {"samudra"}),
        ("Jarak 10 KM Dari pantai; harga MT Rp 20", set()),
        ("Pesawat Nusa Air NX 712 dan penerbangan NX-712", {"nx712"}),
        ("Truk KM 68 terguling di jalan tol", set()),
    ],
)
def test_ships_and_flights_are_found(text: str, expected: set[str]) -> None:
    """Ships are known by the letters before their names, flights by their airline's."""
    assert set(find_crafts(text)) == expected


def test_names_alone_join_nothing(corpus: Corpus) -> None:
    """The same people stand in every event: words tell which it is."""
    corpus.change(
        [
            article(
                "a",
                "Sri Lestari membuka pameran kopi di Teluk Mawar, Senin. Ratusan petani "
                "membawa biji panen raya, dan lelang pertama laku dua kali harga pasar.",
            ),
            article(
                "b",
                "Sri Lestari memanggil kepala dinas di Teluk Mawar, Senin. Sekolah yang "
                "roboh belum dibangun, dan murid belajar di bawah terpal sejak Maret.",
            ),
        ]
    )
    assert corpus.stories() == {}


def test_copies_have_one_vote(corpus: Corpus) -> None:
    """Thirty copies of another text do not keep two reports of one event apart."""
    copies = [article(f"salinan-{n:02}", BRIDGE[2].text, 2) for n in range(30)]
    corpus.copies = {a.id: "salinan-00" for a in copies}
    corpus.change([*copies, BRIDGE[0], BRIDGE[1]])
    assert corpus.stories() == {"jembatan-1": {"jembatan-1", "jembatan-2", *corpus.copies}}


def test_a_crowd_of_copies_is_linked_once(corpus: Corpus) -> None:
    """Two thousand copies cost no comparisons, and follow their canonical article."""
    copies = [article(f"s{n:04}", BRIDGE[1].text, None) for n in range(2000)]
    corpus.copies = {a.id: "s0000" for a in copies}
    corpus.change([*copies, BRIDGE[0]])
    assert len(corpus.stories()["jembatan-1"]) == 2001
    assert corpus.count_links() == 2


def test_a_copy_that_leads_is_compared_again(corpus: Corpus) -> None:
    """When the copied article goes, another copy leads, and keeps the story together."""
    corpus.copies = {"jembatan-1": "jembatan-1", "jembatan-3": "jembatan-1"}
    corpus.change(BRIDGE)
    assert set(corpus.stories()) == {"jembatan-1"}
    corpus.copies = {}
    with corpus.looking() as state:
        corpus.enricher.forget(state, "jembatan-1")
        results = corpus.enricher.resolve(state, ["jembatan-1", "jembatan-3"], corpus.lookup)
    corpus.results.pop("jembatan-1")
    corpus.results.update(results)
    assert corpus.stories() == {"jembatan-2": {"jembatan-2", "jembatan-3"}}


@pytest.mark.long
def test_a_crowd_of_bulletins_stays_bounded(corpus: Corpus) -> None:
    """Of undated bulletins alike each is compared with few others."""
    crowd = [article(f"g{n:03}", f"{QUAKE} Nomor{n}", None) for n in range(400)]
    corpus.change(crowd)
    assert corpus.count_links() <= 400 * 2 * 40


def test_deleting_settles_the_story_anew(corpus: Corpus) -> None:
    """When the first report goes the story takes the next one's id; a last one is alone."""
    corpus.change(BRIDGE)
    assert corpus.change(deleted=["jembatan-1"]) == {"jembatan-2", "jembatan-3"}
    assert corpus.stories() == {"jembatan-2": {"jembatan-2", "jembatan-3"}}
    corpus.change(deleted=["jembatan-3"])
    assert corpus.stories() == {}
    corpus.change(deleted=["jembatan-2"])
    with corpus.looking() as state:
        rest = State(state)
        for each in (rest.numbers, rest.ids, rest.features, rest.leading, rest.copied):
            assert each.keys() == []
        for each in (rest.unsettled, rest.settled):
            assert each.keys() == []
        terms = [term for a in BRIDGE for term in known_terms(a)]
        assert rest.keys.members_of(terms) == {}


def known_terms(article: Article) -> list[int]:
    """Return the features of an article as the state knows them."""
    features = Stories().prepare(article, {})
    return [int(term) for term in np.frombuffer(features.terms, dtype="<i4")]


def test_later_batches_return_only_what_changes(corpus: Corpus) -> None:
    """A stranger leaves a story's results alone; a new member changes the size for all."""
    corpus.change(BRIDGE[:2])
    assert corpus.change([quake("gempa", 0, **FIRST)]) == {"gempa"}
    assert corpus.change(BRIDGE[2:]) == {"jembatan-1", "jembatan-2", "jembatan-3"}


def test_the_order_of_arrival_hardly_matters(corpus: Corpus) -> None:
    """One by one in any order the same articles make the same stories."""
    articles = [*BRIDGE, quake("a1", 0, **FIRST), quake("a2", 0, **FIRST), quake("b", 2, **SECOND)]
    for seed in range(5):
        for one in random.Random(seed).sample(articles, len(articles)):
            corpus.change([one])
        assert corpus.stories() == {
            "jembatan-1": {"jembatan-1", "jembatan-2", "jembatan-3"},
            "a1": {"a1", "a2"},
        }
        corpus.change(deleted=[a.id for a in articles])


def test_running_again_over_all_settles_the_same(corpus: Corpus) -> None:
    """Taking every article in again, as `kliping enrich --all` does, keeps the stories."""
    corpus.change(BRIDGE)
    before = corpus.stories()
    corpus.change(BRIDGE)
    assert corpus.stories() == before


@pytest.mark.parametrize("text", ["", " ", "123 456", "Foto: \u0000 \ud800"])
def test_odd_articles_are_alone(corpus: Corpus, text: str) -> None:
    """Articles without words are taken in, and are in no story."""
    corpus.change([article("a", text), article("b", text, None)])
    assert corpus.stories() == {}


def test_a_very_long_article_is_cut(corpus: Corpus) -> None:
    """Of an article of 2 MB only the beginning is looked at, and few features are kept."""
    text = " ".join(f"kata{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}x" for n in range(250_000))
    features = corpus.enricher.prepare(article("a", text), {})
    assert len(features.terms) <= 4 * 300


def test_one_text_alone_is_no_story(corpus: Corpus) -> None:
    """Copies of one text tell of an event once; a second text makes it a story of all."""
    copies = [article(f"salinan-{n}", BRIDGE[0].text, 0) for n in range(3)]
    corpus.copies = {a.id: "salinan-0" for a in copies}
    corpus.change(copies)
    assert corpus.stories() == {}
    corpus.change([BRIDGE[1]])
    assert corpus.stories() == {"salinan-0": {"jembatan-2", *corpus.copies}}


def test_an_undated_report_bridges_nothing(corpus: Corpus) -> None:
    """An article without a date joins one of two stories of the same words, a year apart."""
    first, second, _ = BRIDGE
    later = [article(f"{a.id}-lagi", a.text, 365) for a in (first, second)]
    corpus.change([first, second, *later, article("aa", BRIDGE[2].text, None)])
    assert sorted(map(len, corpus.stories().values())) == [2, 3]


@pytest.mark.parametrize(
    ("told", "joins"),
    [
        ("Senin (5/5)", True),  # a Monday in 2025
        ("Senin (6/10)", False),  # one five months later
    ],
)
def test_a_weekday_tells_the_year(told: str, *, joins: bool) -> None:
    """A day named with its weekday lies in the year that has it; far from a report it parts."""
    text = (
        "Warga memperbaiki jembatan gantung yang putus di Teluk Mawar sejak {}. Bupati Halim hadir."
    )
    undated = Profile.of(extract(article("u", text.format(told), None)))
    dated = Profile.of(extract(article("d", text.format("kemarin"), 1)))
    assert (affinity(undated, dated) > 0.8) is joins
    assert affinity(undated, dated) == affinity(dated, undated)


@pytest.mark.parametrize(
    ("told", "joins"),
    [
        ("Final digelar di Kardiff pada 27 Mei 2026.", False),
        ("Final digelar pada 27/5/2026, sebelumnya pada 5 Mei 2025.", False),
        ("Final digelar pada 5 Mei 2025, yang pertama pada 3 Juni 1980.", True),
        ("Klub itu didirikan pada 3 Juni 1980.", True),
    ],
)
def test_a_later_year_is_another_event(told: str, *, joins: bool) -> None:
    """An undated article that names a day of a later time is none of the earlier event."""
    text = f"{BRIDGE[0].text} {{}}"
    dated = Profile.of(extract(article("d", text.format(""), 1)))
    undated = Profile.of(extract(article("u", text.format(told), None)))
    assert (affinity(undated, dated) > 0.8) is joins
    assert affinity(undated, dated) == affinity(dated, undated)


def test_any_order_of_arrival_makes_the_same_stories(tmp_path: Path) -> None:
    """Batches of any size in any order, with articles that come and go, give the same stories."""
    with kliping.open(tmp_path / "arsip.kliping", create=True) as archive:
        archive.add_all(kliping.read(articles_path()))
        articles = list(archive.iter())
    expected = None
    for seed in range(4):
        rng = random.Random(seed)
        corpus = Corpus(tmp_path / f"{seed}.db")
        waiting = rng.sample(articles, len(articles))
        for gone in rng.sample(articles, 5):
            corpus.change([gone])
        corpus.change(deleted=list(corpus.results))
        while waiting:
            size = rng.choice([1, 3, 10, 50])
            corpus.change(waiting[:size])
            waiting = waiting[size:]
        told = sorted(map(sorted, corpus.stories().values()))
        expected = expected or told
        assert told == expected
        corpus.store.close()
    assert expected is not None
    assert max(map(len, expected)) > 5
