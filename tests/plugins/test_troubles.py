"""Troubles one by one, each with a plugin laid beside kliping: nothing else is lost by them."""

import json
from typing import Any

import pytest

pytestmark = pytest.mark.long

HEAD = """\
import os, sys, time
from kliping.index import Article, Enrichment, FieldSpec, Notice
from kliping.plugins import Enricher, Reader, hookimpl
"""
ENRICHER = """
class E(Enricher):
    name = {name!r}
    version = "1"
    fields = (FieldSpec(name={field!r}, type="keyword", facet=True, description="x"),)
    def enrich(self, article, earlier):
        {body}
        return Enrichment(values={{ {field!r}: ({name!r},) }})

@hookimpl
def kliping_register_enrichers():
    return [E()]
"""


def enricher(name: str, body: str = "pass", *, field: str | None = None) -> str:
    return HEAD + ENRICHER.format(name=name, body=body, field=field or f"f_{name}")


# -- plugins that cannot be used ---------------------------------------------------------------

UNUSABLE = {
    "exits at import": ("sys.exit(7)", "import: SystemExit: 7"),
    "raises at import": ("raise GeneratorExit", "import: GeneratorExit"),
    "is no Python": ("def", "import: SyntaxError"),
    "gives a number": (
        "@hookimpl\ndef kliping_register_enrichers(): return 5",
        "kliping_register_enrichers: returned 5, expected a list",
    ),
    "gives nothing": (
        "@hookimpl\ndef kliping_register_enrichers(): pass",
        "kliping_register_enrichers: returned None, expected a list",
    ),
    "gives a generator": (
        "@hookimpl\ndef kliping_register_enrichers(): yield 1",
        "expected a list",
    ),
    "exits at the hook": (
        "@hookimpl\ndef kliping_register_enrichers(): sys.exit(7)",
        "kliping_register_enrichers: SystemExit: 7",
    ),
    "gives a class": (
        "class E(Enricher): pass\n@hookimpl\ndef kliping_register_enrichers(): return [E]",
        "not one of kliping.plugins' base classes",
    ),
    "has an unknown hook": ("@hookimpl\ndef kliping_do_all(): pass", "kliping_do_all"),
}


@pytest.mark.parametrize(("source", "words"), UNUSABLE.values(), ids=UNUSABLE)
def test_one_that_cannot_be_used_is_named(source: str, words: str, desk: Any) -> None:
    """Searches and writes work as without it, and say with its reason that it was left out."""
    desk.articles("Gempa di Padang.")
    desk.index()
    desk.plugin("p", HEAD + source)
    assert desk.found("gempa") == ["a0"]
    deleted = desk.run("delete", "a0")
    assert (deleted.returncode, deleted.stdout) == (0, "1 deleted\n")
    assert "plugin 'p' left out: " in deleted.stderr
    assert words in deleted.stderr
    [row] = map(json.loads, desk.run("plugins", "--failures").stdout.splitlines())
    assert (row["plugin"], row["article"]) == ("p", None)
    assert words in row["failure"]
    assert words.partition(": ")[2] in desk.plugins()["p"]["status"]


def test_a_search_names_what_cannot_be_imported(desk: Any) -> None:
    """A search loads plugins for their hooks; one that exits meanwhile is a warning."""
    desk.articles("Gempa di Padang.")
    desk.index()
    desk.plugin("p", "import sys; sys.exit(7)")
    done = desk.run("search", "gempa", "--format", "ids")
    assert (done.returncode, done.stdout) == (0, "a0\n")
    assert "plugin 'p' left out: import: SystemExit: 7" in done.stderr


def test_of_two_with_one_field_the_first_has_it(desk: Any) -> None:
    """The other is listed as left out, and every write works."""
    desk.plugin("pa", enricher("pa", field="mood"))
    desk.plugin("pb", enricher("pb", field="mood"))
    desk.articles("Gempa di Padang.")
    desk.index()
    rows = desk.plugins()
    assert (rows["pa"]["status"], rows["pa"]["fields"]) == ("ok", ["mood"])
    assert rows["pb"]["status"].startswith("left out: field 'mood' is taken by plugin 'pa'")
    assert desk.found("mood:pa") == ["a0"]
    assert desk.run("delete", "a0").stdout == "1 deleted\n"


def test_a_field_of_kliping_s_own_is_taken(desk: Any) -> None:
    """Neither a field of every article nor one of a shipped enricher can be declared."""
    desk.plugin("pa", enricher("pa", field="outlet"))
    desk.plugin("pb", enricher("pb", field="speaker"))
    rows = desk.plugins()
    assert "field 'outlet' is taken by kliping itself" in rows["pa"]["status"]
    assert "field 'speaker' is taken by plugin 'quotations'" in rows["pb"]["status"]


def test_of_two_enrichers_of_a_name_the_first_has_it(desk: Any) -> None:
    """Also where the first is kliping's own."""
    desk.plugin("pa", enricher("same", field="a"))
    desk.plugin("pb", enricher("same", field="b"))
    desk.plugin("pc", enricher("entities", field="c"))
    rows = desk.plugins()
    assert rows["pa"]["status"] == "ok"
    assert rows["pb"]["status"] == "left out: enricher 'same' is registered by 'pa'"
    assert rows["pc"]["status"] == "left out: enricher 'entities' is registered by 'entities'"


def test_a_disabled_plugin_is_not_imported(desk: Any) -> None:
    """`plugins.disabled` keeps it out of every command: a plugin may end any process."""
    desk.settings('[plugins]\ndisabled = ["p"]\n')
    desk.plugin("p", "import os; os._exit(7)")
    desk.articles("Gempa di Padang.")
    desk.index()
    assert desk.found("gempa") == ["a0"]
    assert desk.run("--help").returncode == 0
    assert desk.plugins()["p"]["status"] == "disabled"


# -- readers ---------------------------------------------------------------------------------

READER = """
class R(Reader):
    name = "odd"
    suffixes = {suffixes!r}
    def read(self, source, options):
        yield Article(id="r1", text="Gempa di Padang.")
        {body}

@hookimpl
def kliping_register_readers():
    return [R()]
"""


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("sys.exit(3)", "reader 'odd' failed: SystemExit: 3"),
        ("yield 5", "reader 'odd' gave 5, which is no article"),
        ("raise ValueError('\\ud800')", r"reader 'odd' failed: ValueError: \ud800"),
    ],
)
def test_a_reader_in_trouble_refuses_the_rest(body: str, words: str, desk: Any) -> None:
    """What it gave before goes in, and so do the other files."""
    desk.plugin("p", HEAD + READER.format(suffixes=(".odd",), body=body))
    desk.articles("Banjir di Demak.")
    (desk.folder / "a.odd").write_text("")
    done = desk.run("index", "a.odd", "a.jsonl", "--format", "json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["added"]) == (5, 2)
    assert words in report["refused"][0]["reason"]


def test_two_readers_of_one_ending_are_told(desk: Any) -> None:
    """The first to claim an ending has it."""
    desk.plugin("p", HEAD + READER.format(suffixes=(".jsonl", ".odd"), body=""))
    desk.articles("Banjir di Demak.")
    report = desk.index()
    assert any(".jsonl is read by 'json-lines'" in notice for notice in report["notices"])
    assert ".jsonl is read by 'json-lines'" in desk.plugins()["p"]["status"]
    assert desk.found("banjir") == ["a0"]


# -- processes ---------------------------------------------------------------------------------

IN_A_THREAD = """\
import kliping, os, threading
archive = kliping.open("t.kliping", create=True)
def add():
    print(archive.add(kliping.Article(id="1", text="Gempa di Ambon.")).failures, flush=True)
thread = threading.Thread(target=add, daemon=True)
thread.start()
thread.join(60)
print("waits" if thread.is_alive() else archive.matching_ids("gempa"), flush=True)
os._exit(0)
"""


def test_one_that_hangs_in_a_thread_of_a_host(desk: Any) -> None:
    """The watchdog needs no main thread: the lock is free again and the article is there."""
    desk.settings("")
    (desk.folder / "t.kliping").mkdir()
    (desk.folder / "t.kliping" / "kliping.toml").write_text("[plugins]\nseconds = 1\n")
    desk.plugin("h", enricher("h", "time.sleep(3600)"))
    done = desk.script(IN_A_THREAD)
    assert done.stdout.splitlines() == ["{'h': 1}", "['1']"]


SESSION = """\
import kliping
archive = kliping.open("s.kliping", create=True)
print(archive.add(kliping.Article(id="1", text="Gempa di Ambon.")).failures)
print(dict(archive.enrichments("1")["h"].values))
"""


@pytest.mark.parametrize("way", ["script", "session"])
def test_it_works_without_a_guarded_main_module(way: str, desk: Any) -> None:
    """From a script without `if __name__ == "__main__":`, and from an interactive session."""
    desk.plugin("h", enricher("h"))
    done = getattr(desk, way)(SESSION)
    assert done.stdout.splitlines()[:2] == ["{}", "{'f_h': ('h',)}"]
    assert "Traceback" not in done.stderr


def test_one_that_ends_its_process_again_and_again_is_switched_off(desk: Any) -> None:
    """After three times in a row, with a notice; the next run tries again."""
    desk.plugin("d", enricher("d", "os._exit(3)"))
    desk.plugin("g", enricher("g"))
    desk.articles(*(f"Berita nomor {n}." for n in range(8)))
    report = desk.index()
    assert report["failures"] == {"d": 8}
    [notice] = report["notices"]
    assert "plugin 'd', enricher 'd': switched off for the rest of this run" in notice
    reasons = list(desk.failures().values())
    assert sum("its process ended with exit code 3" in reason for reason in reasons) == 3
    assert sum("switched off" in reason for reason in reasons) == 5
    assert len(desk.found("f_g:g")) == 8
    (desk.folder / "site_d" / "d_plugin.py").write_text(enricher("d"))
    assert "d: 8 articles" in desk.run("enrich", "--stale").stdout
    assert desk.failures() == {}
    assert len(desk.found("f_d:d")) == 8


def test_one_that_fails_now_and_then_stays(desk: Any) -> None:
    """Only one that fails in a row, or ten times in a run, is switched off."""
    desk.plugin("d", enricher("d", "if 'ganjil' in article.text: os._exit(3)"))
    desk.articles(*(f"Nomor {'ganjil' if n % 2 else 'genap'}." for n in range(9)))
    report = desk.index()
    assert (report["failures"], report["notices"]) == ({"d": 4}, [])
    assert len(desk.found("f_d:d")) == 5


JOBS = """\
import kliping
articles = [
    kliping.Article(id=str(n), text=("mati" if n == 70 else "hidup") + f" nomor {n}")
    for n in range(120)
]
with kliping.open("j.kliping", create=True) as archive:
    report = archive.add_all(articles, jobs=2)
    print(report.added, report.failures, archive.matching_ids("*") == [a.id for a in articles])
    print([(id, name, "exit code 3" in reason) for id, name, reason in archive.failures()])
    print(len(archive.matching_ids("f_d:d")))
"""


def test_jobs_lose_nothing_by_one_that_dies(desk: Any) -> None:
    """With several processes it costs the same as with one: one enricher of one article."""
    desk.plugin("d", enricher("d", "if 'mati' in article.text: os._exit(3)"))
    done = desk.script(JOBS)
    assert done.stdout.splitlines() == [
        "120 {'d': 1} True",
        "[('70', 'd', True)]",
        "119",
    ]
    assert "Traceback" not in done.stderr


def test_a_worker_that_is_killed_loses_nothing(desk: Any) -> None:
    """Its task is done again; only an article that ends a second process goes in without all."""
    desk.plugin("m", enricher("m"))
    done = desk.script(
        "import os, signal, kliping\n"
        "from kliping.ingest import workers\n"
        "call = workers.WorkerProcess.call\n"
        "def kill_for_one(worker, request, **options):\n"
        "    if isinstance(request, list) and any(a.id == '70' for a in request):\n"
        "        os.kill(worker._process.pid, signal.SIGKILL)\n"
        "    return call(worker, request, **options)\n"
        "workers.WorkerProcess.call = kill_for_one\n"
        "articles = [kliping.Article(id=str(n), text=f'Gempa nomor {n}.') for n in range(120)]\n"
        "with kliping.open('k.kliping', create=True) as archive:\n"
        "    report = archive.add_all(articles, jobs=2)\n"
        "    print(report.added, set(report.failures.values()))\n"
        "    print({id for id, _, reason in archive.failures() if 'SIGKILL' in reason})\n"
        "    print(len(archive.matching_ids('gempa')), len(archive.matching_ids('f_m:m')))\n"
    )
    assert done.stdout.splitlines() == ["120 {1}", "{'70'}", "120 119"]


def test_one_that_needs_its_time_gets_it(desk: Any) -> None:
    """`[plugins] seconds` says how long; a bad value is refused with the key."""
    desk.settings("[plugins]\nseconds = 0.5\n")
    desk.plugin("h", enricher("h", "time.sleep(1.5)"))
    desk.articles("Gempa di Ambon.")
    assert desk.index()["failures"]["h"] == 1  # on a busy machine others may be late too
    toml = desk.folder / "arsip.kliping" / "kliping.toml"
    toml.write_text("[plugins]\nseconds = 60\n")
    assert "h: 1 article" in desk.run("enrich", "--stale").stdout
    assert desk.failures() == {}
    toml.write_text("[plugins]\nseconds = true\n")
    done = desk.run("search", "gempa")
    assert done.returncode == 2
    assert "plugins.seconds = True: expected seconds, more than 0" in done.stderr


def test_the_start_of_the_process_counts_for_no_article(desk: Any) -> None:
    """The mean time of an enricher is what it took, not what the process took to start."""
    desk.plugin("slow", "import time\ntime.sleep(2)\n" + enricher("slow"))
    desk.articles("Gempa di Ambon.")
    desk.index()
    assert 0 < desk.plugins()["slow"]["mean_ms"] < 1000
