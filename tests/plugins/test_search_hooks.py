"""The hooks of searches: whatever they do, the search goes on and says what happened."""

import sys
import threading
import time
import types
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

import kliping
from kliping import Article, SearchOptions
from kliping.index import tree as t
from kliping.plugins import hookimpl

WITHOUT = "the search goes on without"
Hook = Callable[..., None]


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[kliping.Archive]:
    """Return an archive whose plugins are those of `hook`."""
    with kliping.open(tmp_path / "a.kliping", create=True) as made:
        made.add_all(
            [
                Article(id="gempa", text="Gempa di Padang."),
                Article(id="lindu", text="Lindu di Agam."),
                Article(id="panen", text='"Panen raya," kata Bupati Agam Andri Warman.'),
            ]
        )
    monkeypatch.setattr("kliping.archive.session.others_may_exist", lambda: True)
    with kliping.open(tmp_path / "a.kliping") as opened:
        yield opened


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    """Return what installs a plugin whose hooks are these functions."""
    entry_points: list[EntryPoint] = []
    monkeypatch.setattr("kliping.plugins.loader.entry_points", lambda group: entry_points)

    def install(name: str, **hooks: Callable[..., object]) -> None:
        module = types.ModuleType(f"trial_{name}")
        for hook_name, function in hooks.items():
            setattr(module, hook_name, hookimpl(function))
        sys.modules[module.__name__] = module
        entry_points.append(EntryPoint(name, module.__name__, "kliping"))

    yield install
    for entry_point in entry_points:
        sys.modules.pop(entry_point.value, None)


def raising(error: BaseException) -> Callable[[Any], object]:
    def fall(query: Any) -> object:
        raise error

    return fall


class Deep:
    """A node that holds itself."""


def circle() -> Any:
    node = t.And([t.Term("text", "gempa")])
    node.subqueries.append(node)
    return node


NONSENSE: dict[str, tuple[Callable[[Any], object], str]] = {
    "raises": (raising(ValueError("no")), "ValueError: no"),
    "exits": (raising(SystemExit(3)), "SystemExit: 3"),
    "interrupts": (raising(KeyboardInterrupt()), "KeyboardInterrupt"),
    "a text": (lambda query: "gempa", "gave a tree that holds 'gempa'"),
    "a number": (lambda query: 5, "gave a tree that holds 5"),
    "an empty list": (lambda query: [query], "gave a tree that holds"),
    "a class": (lambda query: t.Term, "gave a tree that"),
    "another object": (lambda query: Deep(), "gave a tree that"),
    "an unknown field": (
        lambda query: t.Or([query, t.Term("mood", "x")]),
        "Term names the field 'mood'",
    ),
    "no field": (lambda query: t.Term(None, "x"), "Term names the field None"),
    "words of a date": (lambda query: t.Phrase("published", ["a"]), "does not suit 'published'"),
    "a number as a word": (lambda query: t.Term("text", 5), "Term of 'text' has 5, no value"),
    "a surrogate": (lambda query: t.Term("text", "\ud800"), "no value of a text field"),
    "a text as a number": (lambda query: t.NumericRange("value", "a", "b"), "gave a tree that"),
    "an odd weight": (lambda query: t.Term("text", "x", boost=float("nan")), "the boost nan"),
    "a weight below zero": (lambda query: t.Term("text", "x", boost=-1), "the boost -1"),
    "a circle": (lambda query: circle(), "is deeper than 100 nodes"),
    "a bad pattern": (lambda query: t.Regex("text", "("), "cannot be searched for"),
}


@pytest.mark.parametrize(("function", "words"), NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_a_warning(
    function: Callable[[Any], object], words: str, archive: kliping.Archive, hook: Hook
) -> None:
    """A hook that raises, or gives what is no tree of this index, changes nothing."""

    def kliping_expand_query(query: Any) -> object:
        return function(query)

    hook("odd", kliping_expand_query=kliping_expand_query)
    results = archive.search("gempa")
    assert [hit.id for hit in results.hits] == ["gempa"]
    [warning] = results.warnings
    assert warning.startswith("plugin 'odd', kliping_expand_query: ")
    assert words in warning
    assert warning.endswith(WITHOUT)
    assert archive.matching_ids("gempa") == ["gempa"]
    assert [(f.plugin, f.hook) for f in archive.plugin_failures()] == [
        ("odd", "kliping_expand_query")
    ]


def test_the_others_are_called(archive: kliping.Archive, hook: Hook) -> None:
    """A plugin that fails takes no other's change with it, before it or behind it."""

    def add(word: str) -> Callable[[Any], object]:
        return lambda query: t.Or([query, t.Term("text", word)])

    hook("a", kliping_expand_query=lambda query: add("lindu")(query))
    hook("b", kliping_expand_query=lambda query: 1 / 0)
    hook("c", kliping_expand_query=lambda query: add("panen")(query))
    assert archive.matching_ids("gempa") == ["gempa", "lindu", "panen"]


def test_quotations_have_fields_of_their_own(archive: kliping.Archive, hook: Hook) -> None:
    """A hook is told the index; a field that only articles have is refused for quotations."""
    asked: list[str] = []

    def kliping_expand_query(query: Any, index: str) -> object:
        asked.append(index)
        return t.Or([query, t.Term("title", "panen")])

    hook("titles", kliping_expand_query=kliping_expand_query)
    found = archive.quotes("panen")
    assert (found.total, asked[0]) == (1, "quotations")
    assert any("names the field 'title'" in warning for warning in found.warnings)
    assert archive.search("panen").warnings == ()


def test_filters_are_not_expanded(archive: kliping.Archive, hook: Hook) -> None:
    """Only the query passes through the hook: a filter is a stored value."""
    asked: list[str] = []

    def kliping_expand_query(query: Any) -> None:
        asked.append(str(query))

    hook("watch", kliping_expand_query=kliping_expand_query)
    archive.search("*", options=SearchOptions(where={"language": ["id"]}))
    assert not any("language" in tree for tree in asked)
    assert asked


def test_a_hook_that_hangs_is_left_behind(
    archive: kliping.Archive, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also in a host's thread, and though it swallows everything; it is called no more."""
    monkeypatch.setattr("kliping.plugins.search_hooks.HOOK_SECONDS", 0.2)
    done = threading.Event()
    calls: list[str] = []

    def kliping_expand_query(query: Any) -> None:
        calls.append("")
        done.wait(60)

    hook("slow", kliping_expand_query=kliping_expand_query)
    answers: list[kliping.SearchResults] = []
    thread = threading.Thread(target=lambda: answers.append(archive.search("gempa")))
    thread.start()
    thread.join(30)
    assert not thread.is_alive()
    again = archive.search("gempa")
    done.set()
    for results in (*answers, again):
        assert [hit.id for hit in results.hits] == ["gempa"]
        assert "took longer than 0.2 s, and is called no more" in results.warnings[0]
    assert len(calls) == 1


def test_a_search_inside_a_hook_calls_no_hook(archive: kliping.Archive, hook: Hook) -> None:
    """A hook may search; it would call itself for ever otherwise."""
    inner: list[list[str]] = []

    def kliping_expand_query(query: Any, archive: kliping.Archive) -> object:
        inner.append(archive.matching_ids("gempa"))
        return t.Or([query, t.Term("text", "lindu")])

    hook("nested", kliping_expand_query=kliping_expand_query)
    assert archive.matching_ids("gempa") == ["gempa", "lindu"]
    assert inner == [["gempa"]]


def test_hooks_in_many_threads(archive: kliping.Archive, hook: Hook) -> None:
    """Searches of several threads each have their plugins loaded once, and their own answer."""

    def kliping_expand_query(query: Any) -> object:
        time.sleep(0.01)
        return t.Or([query, t.Term("text", "lindu")])

    hook("together", kliping_expand_query=kliping_expand_query)
    answers: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: answers.append(archive.matching_ids("gempa")))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [["gempa", "lindu"]] * 8
    assert archive.plugin_failures() == []


def test_statistics_are_of_what_is_there(archive: kliping.Archive, hook: Hook) -> None:
    """`stats` counts what is there, whatever plugins make of a query for everything."""
    hook("narrow", kliping_expand_query=lambda query: t.Term("text", "gempa"))
    assert archive.search("*").total == 1
    assert archive.stats().articles == 3


# -- after a search ----------------------------------------------------------------------------

BAD_RESULTS: dict[str, tuple[Callable[[Any], object], str]] = {
    "raises": (raising(ValueError("no")), "ValueError: no"),
    "another type": (lambda results: [1], "gave list, expected kliping.SearchResults"),
    "hits that are none": (lambda results: replace(results, hits=("x",)), "hits = ('x',)"),
    "a list of hits": (lambda results: replace(results, hits=list(results.hits)), "results.hits"),
    "a total that is none": (lambda results: replace(results, total="5"), "results.total = '5'"),
    "a warning that is none": (lambda results: replace(results, warnings=(5,)), "warnings = (5,)"),
    "facets that are none": (lambda results: replace(results, facets={"a": 1}), "facets['a'] = 1"),
    "a hit without a title": (
        lambda results: replace(results, hits=(replace(results.hits[0], title=None),)),
        "hits[0].title = None",
    ),
    "marks that are none": (
        lambda results: replace(results, hits=(replace(results.hits[0], marks=((1, "b"),)),)),
        "hits[0].marks",
    ),
}


@pytest.mark.parametrize(("function", "words"), BAD_RESULTS.values(), ids=BAD_RESULTS)
def test_results_that_cannot_be_shown_are_a_warning(
    function: Callable[[Any], object], words: str, archive: kliping.Archive, hook: Hook
) -> None:
    """What a plugin gives in place of the results is checked; else these stay as they were."""

    def kliping_after_search(results: Any) -> object:
        return function(results)

    hook("odd", kliping_after_search=kliping_after_search)
    results = archive.search("gempa")
    assert [hit.id for hit in results.hits] == ["gempa"]
    [warning] = results.warnings
    assert words in warning
    assert warning.endswith(WITHOUT)


def test_results_are_what_the_plugin_makes_of_them(archive: kliping.Archive, hook: Hook) -> None:
    """A plugin may take hits away; it sees the query's text."""

    def kliping_after_search(results: Any, query: str) -> object:
        kept = tuple(hit for hit in results.hits if hit.id != "gempa")
        return replace(results, hits=kept, warnings=(query,))

    hook("fewer", kliping_after_search=kliping_after_search)
    results = archive.search("gempa OR lindu")
    assert [hit.id for hit in results.hits] == ["lindu"]
    assert results.warnings == ("gempa OR lindu",)


def test_a_plugin_that_cannot_be_imported_is_told(
    archive: kliping.Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search says that a plugin is missing, for it might have changed the results."""
    ghost = [EntryPoint("ghost", "no_such_module", "kliping")]
    monkeypatch.setattr("kliping.plugins.loader.entry_points", lambda group: ghost)
    [warning] = archive.search("gempa").warnings
    assert warning.startswith("plugin 'ghost' left out: import: ModuleNotFoundError")
