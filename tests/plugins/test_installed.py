"""Plugins of third parties, installed for real: well made ones, and one that watches every hook."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kliping.plugins import hookspecs

pytestmark = pytest.mark.long

HOOKS = [name for name in vars(hookspecs) if name.startswith("kliping_")]


@pytest.fixture
def wordcount(desk: Any, installed: Callable[[str], Path]) -> Any:
    desk.sites.append(installed("wordcount"))
    return desk


@pytest.fixture
def synonyms(desk: Any, installed: Callable[[str], Path]) -> Any:
    desk.sites.append(installed("synonyms"))
    desk.articles(
        "Gempa mengguncang Padang.", "Lindu terasa sampai Bukittinggi.", "Panen raya di Agam."
    )
    desk.index()
    return desk


def test_its_fields_are_searched_and_counted(wordcount: Any) -> None:
    """A plugin's fields work as those that are shipped."""
    wordcount.articles("Satu dua tiga.", "kata " * 150)
    wordcount.index()
    assert wordcount.found("words:[100 TO 200]") == ["a1"]
    counted = wordcount.run("facets", "*", "length").stdout.splitlines()
    assert [json.loads(line)["value"] for line in counted] == ["long", "short"]


def test_its_commands_are_listed_and_run(wordcount: Any) -> None:
    """A plugin's command is in --help and works."""
    assert "wordcount" in wordcount.run("--help").stdout
    assert wordcount.run("wordcount", "satu dua").stdout == "2\n"


def test_its_options_make_results_stale(wordcount: Any) -> None:
    """After a change in kliping.toml `enrich --stale` runs that enricher, and only that."""
    wordcount.articles("Satu dua tiga.")
    wordcount.index()
    settings = wordcount.folder / "arsip.kliping" / "kliping.toml"
    settings.write_text(settings.read_text() + "\n[plugins.wordcount]\nlong_from = 2\n")
    ran = wordcount.run("enrich", "--stale").stdout.splitlines()
    assert "wordcount: 1 article" in ran
    assert "language: 0 articles" in ran
    assert wordcount.found("length:long") == ["a0"]


def test_a_plugin_that_is_gone_takes_its_fields_along(wordcount: Any) -> None:
    """Without the plugin its field is no facet any more, and all else is searched as before."""
    wordcount.articles("Gunung meletus.")
    wordcount.index()
    wordcount.sites.clear()
    assert wordcount.run("enrich", "--stale").returncode == 0
    assert wordcount.run("facets", "*", "length").returncode == 2
    assert wordcount.found("gunung") == ["a0"]


def test_it_runs_in_a_process_of_its_own(wordcount: Any) -> None:
    """`kliping plugins` names the enrichers that are isolated: others', and none of kliping's."""
    rows = wordcount.plugins()
    assert rows["wordcount"]["isolated"] == ["wordcount"]
    assert rows["wordcount"]["status"] == "ok"
    assert not any(row["isolated"] for name, row in rows.items() if name != "wordcount")


def test_results_do_not_depend_on_the_number_of_processes(wordcount: Any) -> None:
    """Two jobs give what one gives, from a script without a guard for its main module."""
    source = (
        "import kliping\n"
        "articles = [kliping.Article(id=str(n), text='kata ' * n) for n in range(1, 120)]\n"
        "found = []\n"
        "for jobs in (1, 2):\n"
        "    with kliping.open(f'{jobs}.kliping', create=True) as archive:\n"
        "        assert archive.add_all(articles, jobs=jobs).failures == {}\n"
        "        found.append([archive.enrichments(a.id)['wordcount'] for a in articles])\n"
        "assert found[0] == found[1]\n"
        "print(found[0][99].values)\n"
    )
    done = wordcount.script(source)
    assert done.stderr == ""
    assert done.stdout == "{'words': (100,), 'length': ('long',)}\n"


# -- the hooks of searches ---------------------------------------------------------------------


def test_a_query_is_expanded_wherever_it_is_asked(synonyms: Any) -> None:
    """search, facets, matching_ids, iter_hits, explain and saved searches find synonyms too."""
    assert synonyms.found("gempa") == ["a0", "a1"]
    assert "lindu" in synonyms.run("explain", "gempa").stdout
    done = synonyms.script(
        "import kliping\n"
        "with kliping.open() as archive:\n"
        "    print(archive.matching_ids('gempa'))\n"
        "    print([hit.id for hit in archive.iter_hits('gempa')])\n"
        "    print(archive.facets('gempa', ['language'])['language'].values[0].count)\n"
        "    archive.save_search('g', 'gempa')\n"
        "    print(archive.run_saved('g')[1], archive.count_saved('g'))\n"
        "    print(archive.stats().articles)\n"
    )
    assert done.stdout.splitlines() == [
        "['a0', 'a1']",
        "['a0', 'a1']",
        "2",
        "['a0', 'a1'] (2, 2)",
        "3",
    ]


def test_what_a_query_was_expanded_to_is_marked(synonyms: Any) -> None:
    """The snippet of a hit shows the synonym that it was found by."""
    lines = synonyms.run("search", "gempa", "--format", "jsonl").stdout.splitlines()
    rows = {row["id"]: row for row in map(json.loads, lines)}
    [(start, end)] = rows["a1"]["marks"]
    assert rows["a1"]["snippet"][start:end] == "Lindu"


def test_results_pass_through_the_plugin(synonyms: Any) -> None:
    """`kliping_after_search` adds its note to the warnings of search and facets, and only there."""
    note = "also searched for: lindu"
    assert note in synonyms.run("search", "gempa").stderr
    assert note in synonyms.run("facets", "gempa", "language").stderr
    assert note not in synonyms.run("search", "panen").stderr


# Command → the index that it searches.
SEARCHING = {
    ("search", "gempa"): "articles",
    ("facets", "gempa", "language"): "articles",
    ("explain", "gempa"): "articles",
    ("saved", "run", "s"): "articles",
    ("entities", "gempa"): "articles",
    ("quotes", "gempa"): "quotations",
}


@pytest.fixture(scope="module")
def called(
    make_desk: Callable[[], Any], installed: Callable[[str], Path]
) -> dict[tuple[str, ...], set[str]]:
    """Return command → the lines that a plugin with every hook wrote while it ran."""
    desk = make_desk()
    desk.sites.append(installed("witness"))
    desk.variables["WITNESS"] = "witness.txt"
    desk.articles('"Gempa terasa," kata Bupati Agam Andri Warman.')
    commands = [("index", "a.jsonl"), ("--help",), ("saved", "add", "s", "gempa"), *SEARCHING]
    lines = {}
    for command in commands:
        witness = desk.folder / "witness.txt"
        witness.write_text("")
        done = desk.run(*command)
        assert done.returncode == 0, done.stderr
        lines[command] = set(witness.read_text().splitlines())
    return lines


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_is_reached_from_the_program(
    hook: str, called: dict[tuple[str, ...], set[str]]
) -> None:
    """A plugin that implements a hook is asked: no hook is without a caller."""
    assert hook in {line.split()[0] for lines in called.values() for line in lines}


@pytest.mark.parametrize("command", SEARCHING, ids=" ".join)
def test_every_command_that_searches_asks_the_hook(
    command: tuple[str, ...], called: dict[tuple[str, ...], set[str]]
) -> None:
    """`kliping_expand_query` is called with the index that the command searches."""
    asked = {line for line in called[command] if line.startswith("kliping_expand_query")}
    assert asked == {f"kliping_expand_query {SEARCHING[command]}"}
