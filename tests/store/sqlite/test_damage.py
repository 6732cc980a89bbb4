"""Every byte of articles.db: what a flip of it changes is found, and named."""

import random
import sqlite3
from pathlib import Path

import pytest

from kliping.index import (
    ArchiveDamagedError,
    ArchiveError,
    Article,
    Enrichment,
    KlipingError,
    Mention,
)
from kliping.index.store import SavedSearch, StoredResult
from kliping.index.store.sqlite import SqliteStore
from kliping.index.store.sqlite.faults import check_order

TEXT = "Banjir merendam Desa Lor. Warga mengungsi ke balai desa, kata Kepala Desa Ratna Dewi. "


def fill(path: Path) -> None:
    """Make a store with something in every table, on pages so small that all kinds are used."""
    store = SqliteStore(path, create=True)
    mention = Mention(start=16, end=24, text=TEXT[16:24], type="place", name="Desa Banjir Lor")
    with store.write() as transaction:
        for n in range(12):
            article = Article(id=f"artikel-{n}", text=TEXT * (n + 1), title=f"Judul {n}")
            found = StoredResult.of("uji", "uji|1", Enrichment(mentions=(mention,)), 0.1)
            failed = StoredResult(
                enricher="gagal", fingerprint="1", result=None, failure="E: x", seconds=0.1
            )
            transaction.put(article, f"{n:032x}", [found, failed] if n % 2 else [found])
        for n in range(12):
            settled = Enrichment(values={"story": (f"artikel-{n % 3}",)})
            transaction.settle(f"artikel-{n}", StoredResult.of("k", "k|1", settled, 0.1))
        transaction.delete("artikel-11")
        transaction.set_aliases("place", {"Lor": "Desa Lor"})
        transaction.put_saved(SavedSearch(name="banjir", query="banjir", seen=1))
        with transaction.state("k") as state:
            state.map("teks", int, bytes).put_many((n, bytes(range(200))) for n in range(8))
            state.map("id", str, str).put_many((f"artikel-{n}", "x") for n in range(8))
            state.multimap("pita", int, int).add((n * 7919, n % 5) for n in range(120))
            state.counter("kata", str).add((f"kata{n}", n + 1) for n in range(50))
        transaction.complete_state("k", "k|1")
        transaction.set_meta({"fields": [{"name": "x"}], "analyzer": "abc"})
    store.close()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the bytes of a store in pages of 512 bytes."""
    path = tmp_path_factory.mktemp("sound") / "articles.db"
    fill(path)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA page_size = 512")
    connection.execute("VACUUM")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    return path.read_bytes()


def answers(store: SqliteStore) -> object:
    """Return everything that a store can say."""
    articles = list(store.iter_articles())
    with store.write() as transaction, transaction.state("k") as state:
        texts, ids = state.map("teks", int, bytes), state.map("id", str, str)
        maps = (
            texts.get_many(texts.keys()),
            ids.get_many(ids.keys()),
            state.multimap("pita", int, int).members_of(n * 7919 for n in range(120)),
            state.counter("kata", str).get_many(f"kata{n}" for n in range(50)),
        )
    states = [(s.name, s.results, s.failures, s.seconds) for s in store.enricher_states()]
    return (
        articles,
        store.states([article.id for article in articles]),
        store.enrichments(articles),
        store.failures(),
        states,
        store.stale_ids({"uji": "uji|1", "k": "k|1", "gagal": "2"}),
        store.aliases(),
        store.spellings("place"),
        store.saved_searches(),
        store.has_state("k", "k|1"),
        [store.meta(key) for key in ("fields", "analyzer", "format")],
        (store.identity, store.revision, store.count()),
        store.ids(since=0),
        store.deleted_ids(since=0),
        store.sources(),
        maps,
    )


def judge(path: Path, expected: object) -> str:
    """Return "found", "harmless" or, where a wrong answer goes unnoticed, "missed"."""
    try:
        store = SqliteStore(path)
    except KlipingError:
        return "found"
    try:
        if store.check(deep=True):
            return "found"
        return "harmless" if answers(store) == expected else "missed"
    except ArchiveError:
        return "missed: an error where the check finds nothing"
    finally:
        store.close()


def flip_all(sound: bytes, path: Path, flips: list[tuple[int, int]]) -> dict[str, int]:
    """Flip bits of one byte after the other; return how many flips had which result."""
    path.write_bytes(sound)
    store = SqliteStore(path)
    expected = answers(store)
    store.close()
    counts: dict[str, int] = {}
    for at, bits in flips:
        for left in path.parent.glob("articles.db*"):
            left.unlink()
        path.write_bytes(sound[:at] + bytes([sound[at] ^ bits]) + sound[at + 1 :])
        result = judge(path, expected)
        assert not result.startswith("missed"), (at, bits, result)
        counts[result] = counts.get(result, 0) + 1
    return counts


def test_flipped_bytes_are_found_or_change_nothing(sound: bytes, tmp_path: Path) -> None:
    """Of bytes drawn from the whole file each is found by the deep check, or nothing reads it."""
    rng = random.Random(4)
    flips = [(at, 1 << rng.randrange(8)) for at in rng.sample(range(len(sound)), 150)]
    flips += [(at, 0xFF) for at in rng.sample(range(100), 30)]
    counts = flip_all(sound, tmp_path / "articles.db", flips)
    assert counts["found"] > 50


@pytest.mark.slow
def test_ten_thousand_flipped_bytes_are_found_or_change_nothing(
    sound: bytes, tmp_path: Path
) -> None:
    """The same of all bytes of the first page and many more; the whole file takes an hour."""
    rng = random.Random(5)
    places = [*range(512), *rng.sample(range(512, len(sound)), 9_500)]
    flips = [(at, 1 << rng.randrange(8)) for at in places]
    counts = flip_all(sound, tmp_path / "articles.db", flips)
    assert counts["found"] > len(flips) / 3


def test_blanked_blocks_are_found_or_change_nothing(sound: bytes, tmp_path: Path) -> None:
    """Blocks of zeros, as a bad disk gives them, are damage, and no reader waits for ever."""
    path = tmp_path / "articles.db"
    path.write_bytes(sound)
    store = SqliteStore(path)
    expected = answers(store)
    store.close()
    rng = random.Random(6)
    for at in rng.sample(range(0, len(sound) - 512, 64), 60):
        for left in tmp_path.glob("articles.db*"):
            left.unlink()
        path.write_bytes(sound[:at] + bytes(512) + sound[at + 512 :])
        assert not judge(path, expected).startswith("missed"), at


@pytest.mark.parametrize("rows", [[(1, 2), (1, 2)], [(2, 0), (1, 0)], [(None, 1), (1, 1)]])
def test_keys_out_of_order_are_damage(rows: list[tuple[object, object]]) -> None:
    """A page that gives keys twice, backwards or without a value would be read for ever."""
    with pytest.raises(ArchiveDamagedError, match=r"articles\.db: the keys of the table t"):
        check_order(Path("articles.db"), rows, "t")


def change(path: Path, sql: str) -> None:
    """Change the file behind the store's back."""
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(sql)
    connection.close()


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    fill(tmp_path / "articles.db")
    return tmp_path / "articles.db"


def test_a_damaged_article_is_named_when_it_is_read(filled: Path) -> None:
    """Reading says which article it is and how to mend it; others can be read."""
    change(
        filled,
        "UPDATE articles SET content = (SELECT content FROM articles WHERE number = 2), "
        "source_path = 'berita.csv' WHERE number = 1",
    )
    store = SqliteStore(filled)
    with pytest.raises(ArchiveDamagedError, match=r"'artikel-0'.*index 'berita.csv' again"):
        store.get("artikel-0")
    assert store.get("artikel-1").title == "Judul 1"
    (line,) = store.check(deep=True)
    assert "'artikel-0'" in line
    store.close()


def test_adding_a_damaged_article_again_mends_it(filled: Path) -> None:
    """A damaged article counts as changed, and what is put in its place is sound."""
    change(filled, "UPDATE articles SET content = zeroblob(9) WHERE number = 1")
    store = SqliteStore(filled)
    assert store.states(["artikel-0"])["artikel-0"].content_hash == ""
    with store.write() as transaction:
        transaction.put(Article(id="artikel-0", text=TEXT), "00", ())
    assert store.get("artikel-0").text == TEXT
    assert store.check(deep=True) == []
    store.close()


def test_damaged_results_name_article_enricher_and_remedy(filled: Path) -> None:
    """Reading a result whose checksum differs says whose it is and how it is made anew."""
    change(filled, "UPDATE results SET found = zeroblob(9) WHERE place % 1024 = 0 AND place < 2000")
    store = SqliteStore(filled)
    article = store.get("artikel-0")
    with pytest.raises(ArchiveDamagedError, match=r"'artikel-0'.* uji .*kliping enrich --all"):
        store.enrichments([article])
    with store.write() as transaction:
        transaction.put_results("artikel-0", [StoredResult.of("uji", "uji|1", Enrichment(), 0.1)])
    assert store.enrichments([article])["artikel-0"]["uji"] == Enrichment()
    assert store.check(deep=True) == []
    store.close()


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DELETE FROM state_3 WHERE key = 7919", "'pita' of the enricher k"),
        ("UPDATE state_4 SET value = 7 WHERE key = 'kata1'", "'kata' of the enricher k"),
        ("UPDATE state_2 SET value = 'y' WHERE key = 'artikel-1'", "'id' of the enricher k"),
        ("UPDATE aliases SET name = 'Desa Kidul'", "aliases"),
        ("UPDATE saved_searches SET query = 'rob'", "saved_searches"),
        ("UPDATE meta SET value = '99' WHERE key = 'revision'", "meta"),
        ("UPDATE spellings SET name = 'Desa X'", "spellings"),
        ("UPDATE tombstones SET revision = 0", "tombstones"),
        ("DELETE FROM results WHERE place = 1024", "recipe"),
        ("DELETE FROM articles WHERE number = 3", "belong to nothing"),
        ("CREATE TABLE other (x)", "tables"),
    ],
)
def test_every_table_is_checked(filled: Path, sql: str, said: str) -> None:
    """What no page and no index tells is found by checksums, digests and counts."""
    change(filled, sql)
    store = SqliteStore(filled)
    found = store.check(deep=True)
    assert any(said in line for line in found), found
    store.close()


def test_a_damaged_state_is_an_error_when_it_is_read(filled: Path) -> None:
    """A corpus enricher never gets a value that is not what it stored."""
    change(filled, "UPDATE state_2 SET value = 'y' WHERE key = 'artikel-1'")
    store = SqliteStore(filled)

    def read() -> None:
        with store.write() as transaction, transaction.state("k") as state:
            state.map("id", str, str).get("artikel-1")

    with pytest.raises(ArchiveDamagedError, match="kliping enrich --all"):
        read()
    store.close()


@pytest.mark.parametrize("content", [b"", b"\0" * 4096, b"SQLite format 3\0" * 64])
def test_what_is_no_store_is_damage(content: bytes, tmp_path: Path) -> None:
    """An empty file, zeros and a header without a database are refused as damage."""
    path = tmp_path / "articles.db"
    path.write_bytes(content)
    with pytest.raises(ArchiveDamagedError, match=r"articles\.db.*backup"):
        SqliteStore(path)


def test_another_program_s_database_is_damage(tmp_path: Path) -> None:
    """A database without our tables is refused, and stays as it is."""
    path = tmp_path / "articles.db"
    change(path, "CREATE TABLE x (y)")
    with pytest.raises(ArchiveDamagedError, match="none of kliping's"):
        SqliteStore(path)


def test_a_damaged_name_of_a_table_is_damage(tmp_path: Path) -> None:
    """SQLite names the table in its error, and no name that is no UTF-8 may be an error of ours."""
    path = tmp_path / "articles.db"
    fill(path)
    written = path.read_bytes()
    at = written.index(b"CREATE TABLE")
    for place in range(at, at + 40):
        for left in tmp_path.glob("articles.db*"):
            left.unlink()
        path.write_bytes(written[:place] + b"\xe1" + written[place + 1 :])
        assert judge(path, None) != "missed: an error where the check finds nothing"
