"""Plugins that raise, crash, hang, cheat and exit: an article keeps everything else."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.long

TEXTS = (
    "Gubernur Jawa Barat Dedi Mulyadi meninjau bendungan.",
    "Penumpang keluar dari stasiun Gambir.",
    "Lampu jalan mati di Kota Bogor.",
    "Jembatan rusak di Kabupaten Garut.",
    "Warga tidur di balai desa Cikole.",
    "Siswa bandel dibina di Kota Depok.",
    "Jalan macet di Kota Bekasi.",
    "Gajah beranak di Way Kambas.",
    "Mesin cetak tiba di Kota Cirebon.",
    "Pasar tutup di Kota Tasikmalaya.",
)
# (enricher, article) → a part of what is told.
EXPECTED = {
    ("raises", "a0"): "ValueError: no thanks, a0",
    ("raises_unprintable", "a0"): "UnprintableError: (its message cannot be read)",
    ("raises_surrogate", "a0"): r"ValueError: \ud800\x1b[31m xxx",
    ("undeclared", "a0"): "'secret': expected one that it declares: none",
    ("not_a_number", "a0"): "field 'mood' = nan: expected a finite number",
    ("out_of_text", "a0"): "mentions[0].end = 53: expected a whole number from 0 to 52",
    ("gives_too_much", "a0"): "expected at most 100,000 entries, got 100,001",
    ("gives_nothing", "a0"): "the result = None: expected an Enrichment",
    ("exits", "a1"): "SystemExit: 7",
    ("exits_as_generator", "a1"): "GeneratorExit",
    ("interrupts", "a1"): "KeyboardInterrupt",
    ("dies", "a2"): "its process ended with exit code 9",
    ("crashes", "a3"): "its process was ended by signal 11 (SIGSEGV)",
    ("sleeps", "a4"): "took longer than 2 s; its process was ended",
    ("swallows", "a5"): "took longer than 2 s; its process was ended",
    ("loops", "a6"): "took longer than 2 s; its process was ended",
    ("forks", "a7"): "its process ended with exit code 0",
    ("closes", "a9"): "its process ended with exit code 1",
    ("corpus_bad_value", "a0"): "field 'group' = 5: expected a string",
    ("corpus_bad_value", "a1"): "the result = 'a group': expected an Enrichment",
}
OF_ALL = {
    "corpus_raises": "ValueError: nothing settles",
    "corpus_dies": "its process ended with exit code 9",
    "corpus_unpicklable": "pickle",
    "corpus_no_mapping": "the result of resolve() = [('a0', Enrichment(",
}
LEFT_OUT = ("this module cannot be imported", "the hook fell over", "requires 'nobody'")
SETTINGS = "[plugins]\nseconds = 2\n"


@pytest.fixture(scope="module")
def desk(make_desk: Callable[[], Any], installed: Callable[[str], Path]) -> Any:
    """Return a desk where everything was indexed with a plugin that makes all kinds of trouble."""
    desk = make_desk()
    desk.settings(SETTINGS)
    desk.sites.append(installed("troublemaker"))
    desk.articles(*TEXTS)
    done = desk.run("index", "a.jsonl", "--format", "json")
    assert done.returncode == 0, done.stderr
    desk.indexed = done
    return desk


@pytest.fixture(scope="module")
def failures(desk: Any) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = desk.failures()
    return found


def test_every_article_goes_in(desk: Any) -> None:
    """No article is lost or refused, and nothing shows a traceback."""
    report = json.loads(desk.indexed.stdout)
    assert (report["added"], report["refused"]) == (len(TEXTS), [])
    assert "Traceback" not in desk.indexed.stderr
    assert len(desk.found("*")) == len(TEXTS)


@pytest.mark.parametrize("words", LEFT_OUT)
def test_what_is_left_out_is_told(words: str, desk: Any) -> None:
    """A plugin or enricher that cannot be used is named with its reason, here and in the list."""
    assert words in desk.indexed.stderr
    assert words in desk.run("plugins", "--failures").stdout
    assert words in desk.run("plugins").stdout


def test_exactly_what_failed_is_a_failure(failures: dict[tuple[str, str], str]) -> None:
    """Each trouble is the failure of its enricher for its article, and of no other."""
    of_all = {(name, f"a{n}") for name in OF_ALL for n in range(len(TEXTS))}
    assert set(failures) == EXPECTED.keys() | of_all


@pytest.mark.parametrize("key", EXPECTED, ids=" ".join)
def test_a_failure_says_why(key: tuple[str, str], failures: dict[tuple[str, str], str]) -> None:
    """It names plugin, enricher, and the place and value or how the process ended, on one line."""
    reason = failures[key]
    assert reason.startswith(f"plugin 'trouble', enricher {key[0]!r}: ")
    assert EXPECTED[key] in reason
    assert reason.isprintable()
    assert len(reason) <= 500


@pytest.mark.parametrize("name", OF_ALL)
def test_a_corpus_enricher_fails_for_its_batch(
    name: str, failures: dict[tuple[str, str], str]
) -> None:
    """What fails for all articles of a batch is told for each."""
    for number in range(len(TEXTS)):
        reason = failures[name, f"a{number}"]
        if "switched off" not in reason:
            assert OF_ALL[name] in reason


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_an_article_keeps_everything_else(number: int, desk: Any) -> None:
    """The fields of kliping's own enrichers and of a good one are there for every article."""
    text = TEXTS[number]
    assert f"a{number}" in desk.found(f'"{text[:-1]}" language:id size:{len(text)}')


def test_results_for_articles_that_there_are_not_are_told(desk: Any) -> None:
    """Stray ids are left out, with a notice that names plugin and enricher."""
    [notice] = [n for n in json.loads(desk.indexed.stdout)["notices"] if "corpus_strays" in n]
    assert "gave results for 4 ids that no article has, such as 'nobody'" in notice


def test_what_a_plugin_prints_is_no_output(desk: Any) -> None:
    """The standard output of the program is its own; the plugin's goes to the standard error."""
    assert desk.indexed.stdout.startswith("{")
    assert "not a message" in desk.indexed.stderr
