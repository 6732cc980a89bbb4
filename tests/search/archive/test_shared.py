"""One archive in several threads, sessions and processes at once; and after it is closed."""

import inspect
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kliping
from kliping import Archive, ArchiveError, Article, FieldSpec, KlipingError
from kliping.plugins.loader import Plugins

ARTICLES = [
    Article(id=f"z{n}", text=f"Gempa nomor {n} terasa di Padang, kata Bupati Rahmat Hidayat.")
    for n in range(60)
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with kliping.open(tmp_path / "arsip.kliping", create=True) as archive:
        archive.add_all(ARTICLES)
    return tmp_path / "arsip.kliping"


def _while_asked(ask: Callable[[], object], act: Callable[[], None]) -> Counter[str]:
    """Return what two threads were answered while `act` ran, and once more after it."""
    seen: Counter[str] = Counter()
    done = threading.Event()

    def loop() -> None:
        last = False
        while not last:
            last = done.is_set()
            try:
                seen[str(ask())] += 1
            except KlipingError as error:
                seen[f"{type(error).__name__}: {error}"] += 1

    threads = [threading.Thread(target=loop) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        act()
    finally:
        done.set()
        for thread in threads:
            thread.join()
    return seen


@pytest.mark.long
def test_searches_do_not_see_a_rebuild(path: Path) -> None:
    """A session that is open, and one opened meanwhile, find every article throughout."""

    def opened_now() -> int:
        with kliping.open(path, read_only=True) as fresh:
            return fresh.search("gempa", limit=1).total

    def rebuild() -> None:
        with kliping.open(path) as writer:
            for _ in range(3):
                writer.rebuild()

    with kliping.open(path) as reader:
        assert set(_while_asked(lambda: reader.search("gempa", limit=1).total, rebuild)) == {"60"}
        assert set(_while_asked(opened_now, rebuild)) == {"60"}
        assert reader.check(deep=True) == []


READER = """
import sys
import kliping

with kliping.open(sys.argv[1], read_only=True) as archive:
    print("ready", flush=True)
    seen = set()
    for line in sys.stdin:
        for _ in range(20):
            seen.add((archive.search("gempa", limit=1).total, archive.quotes("*", limit=1).total))
        print(sorted(seen), flush=True)
        seen.clear()
"""


@pytest.mark.long
def test_another_process_follows_a_rebuild(path: Path) -> None:
    """A process that has the archive open goes on answering, and sees what is added later."""
    with (
        subprocess.Popen(
            [sys.executable, "-c", READER, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as reader,
        kliping.open(path) as writer,
    ):
        asked, answers = reader.stdin, reader.stdout
        assert asked is not None
        assert answers is not None

        def ask() -> str:
            asked.write("\n")
            asked.flush()
            return answers.readline().strip()

        assert answers.readline().strip() == "ready"
        quotations = writer.quotes("*", limit=0).total
        for _ in range(3):
            writer.rebuild()
            assert ask() == str([(60, quotations)])
        writer.add(Article(id="baru", text="Gempa susulan terasa di Padang."))
        assert ask() == str([(61, quotations)])
        asked.close()
        assert reader.wait() == 0


class _Loud:
    """An enricher with a field of its own."""

    name = "keras"
    requires = ()
    fields = (FieldSpec(name="keras", type="keyword", facet=True),)

    def fingerprint(self) -> str:
        return "1"

    def configure(self, options: object) -> None:
        pass

    def enrich(self, article: Article, earlier: object) -> kliping.Enrichment:
        return kliping.Enrichment(values={"keras": ("ya",)})


@pytest.mark.long
def test_searches_do_not_see_the_fields_change(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a plugin comes or goes, each search is of the old fields or of the new ones."""
    plain = Plugins.enrichers

    def change() -> None:
        for _ in range(2):
            for enrichers in (lambda self: [*plain(self), _Loud()], plain):
                monkeypatch.setattr(Plugins, "enrichers", enrichers)
                with kliping.open(path) as writer:
                    writer.enrich()

    with kliping.open(path, read_only=True) as reader:
        seen = _while_asked(
            lambda: (reader.search("gempa", limit=1, facets=["person"]).total, len(reader.words())),
            change,
        )
        assert len(seen) == 1
        assert next(iter(seen)).startswith("(60, ")
        assert "keras" not in {field.name for field in reader.fields()}


def test_no_saved_search_is_lost_when_several_are_added_at_once(path: Path) -> None:
    """Each of several sessions that save and run searches at once keeps what it was told."""

    def save(number: int) -> None:
        with kliping.open(path, wait=60) as archive:
            archive.save_search(f"cari{number}", "gempa")
            archive.run_saved(f"cari{number}", new=True)

    threads = [threading.Thread(target=save, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with kliping.open(path) as archive:
        saved = {search.name: search.seen for search in archive.saved_searches()}
        assert set(saved) == {f"cari{number}" for number in range(8)}
        assert len(set(saved.values())) == 1
        assert archive.run_saved("cari0", new=True)[1] == []


# -- closing ---------------------------------------------------------------------------------------

# Every public method of an archive, and arguments that it takes. None: it asks nothing of the disk.
CALLS: dict[str, tuple[Any, ...] | None] = {
    "add": (ARTICLES[0],),
    "add_all": (ARTICLES,),
    "aliases": (),
    "backup": ("salinan.kliping",),
    "check": (),
    "claims": ("z1",),
    "close": None,
    "copies": (),
    "count_saved": ("cari",),
    "delete": (["z1"],),
    "enrich": (),
    "enricher_states": (),
    "enrichments": ("z1",),
    "entities": (),
    "explain": ("gempa",),
    "facets": ("gempa", ["outlet"]),
    "failures": (),
    "fields": (),
    "get": ("z1",),
    "iter": (),
    "iter_hits": ("gempa",),
    "iter_mentions": (["z1"],),
    "iter_quotations": (["z1"],),
    "marks": ("z1", "gempa"),
    "ids_with": ("outlet", ["x"]),
    "matching_ids": ("gempa",),
    "mentions": (),
    "merge_alias": ("person", "Rahmat", "Rahmat Hidayat"),
    "names_of": ("person", "Rahmat"),
    "plugin_failures": None,
    "plugin_statuses": None,
    "plugins": None,
    "quotes": (),
    "rebuild": (),
    "refresh": (),
    "remove_saved": ("cari",),
    "run_saved": ("cari",),
    "said": ("Nelayan di Padang tidak melaut karena gempa",),
    "save_search": ("cari", "gempa"),
    "saved_searches": (),
    "search": ("gempa",),
    "shared_passages": (),
    "significant_terms": ("z1",),
    "significant_values": ("gempa", "padang", "outlet"),
    "similar": ("z1",),
    "split_alias": ("person", "Rahmat"),
    "stats": (),
    "stories": (),
    "story": ("z1",),
    "story_page": ("z1",),
    "suggest": ("gem",),
    "suggest_aliases": (),
    "timeline": ("z1",),
    "trace": ("z1",),
    "wordings": ("z1",),
    "words": (),
    "__len__": (),
    "__contains__": ("z1",),
}


def test_every_public_method_is_called_after_closing() -> None:
    """The table below is complete: a new method is called on a closed archive, too."""
    public = {
        name
        for name, member in inspect.getmembers(Archive, inspect.isfunction)
        if not name.startswith("_") or name in ("__len__", "__contains__")
    }
    assert public == set(CALLS)


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = kliping.open(tmp_path_factory.mktemp("tertutup") / "arsip.kliping", create=True)
    archive.add_all(ARTICLES[:2])
    archive.close()
    archive.close()  # a second time does nothing
    return archive


@pytest.mark.parametrize("name", [name for name, given in CALLS.items() if given is not None])
def test_a_closed_archive_says_so(
    closed: Archive, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is asked of a closed archive, the answer is that it is closed."""
    monkeypatch.chdir(tmp_path)
    given = CALLS[name]
    assert given is not None

    def ask() -> None:
        answer = getattr(closed, name)(*given)
        if inspect.isgenerator(answer):
            next(answer)

    with pytest.raises(ArchiveError, match="closed"):
        ask()
    assert list(tmp_path.iterdir()) == []


CLOSER = """
import sys, threading
import kliping

for _ in range(int(sys.argv[2])):
    archive = kliping.open(sys.argv[1])
    started = threading.Barrier(5)
    wrong = []

    def ask():
        started.wait()
        while True:
            try:
                archive.search("gempa", facets=["person"])
                archive.quotes("*", limit=5)
                list(archive.iter_mentions(["z1", "z2"]))
            except kliping.ArchiveError as error:
                if "closed" not in str(error):
                    wrong.append(error)
                return
            except BaseException as error:
                wrong.append(error)
                return

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    started.wait()
    archive.close()
    for thread in threads:
        thread.join()
    if wrong:
        sys.exit(repr(wrong))
"""


@pytest.mark.parametrize("times", [5, pytest.param(50, marks=pytest.mark.slow)])
def test_closing_under_searches_is_an_error_in_words(path: Path, times: int) -> None:
    """Threads that search while another closes the archive are told so; the process goes on."""
    ran = subprocess.run(
        [sys.executable, "-c", CLOSER, str(path), str(times)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_an_archive_closes_behind_its_block(path: Path) -> None:
    """As a context manager it is closed where an error ends the block, too."""
    with pytest.raises(ZeroDivisionError), kliping.open(path) as archive:
        raise ZeroDivisionError
    with pytest.raises(ArchiveError, match="closed"):
        archive.search("gempa")
