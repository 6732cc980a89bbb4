"""Corpus enrichers of third parties: their code runs elsewhere, their state is the archive's."""

from typing import Any

import pytest

pytestmark = pytest.mark.long

# Articles of one first word are a group; the group's name is its smallest id.
SOURCE = """
import os
from kliping.index import Enrichment, FieldSpec
from kliping.plugins import CorpusEnricher, hookimpl

class Groups(CorpusEnricher):
    name = "groups"
    version = "1"
    requires = ("language",)
    fields = (
        FieldSpec(name="group", type="keyword", facet=True),
        FieldSpec(name="members", type="number", facet=True),
    )

    def prepare(self, article, earlier):
        return article.text.split()[0].casefold()

    def _maps(self, state):
        return (
            state.map("words", str, str),
            state.multimap("members", str, str),
            state.counter("counts", str),
            state.map("unsettled", str, int),
        )

    def observe(self, state, id, prepared):
        words, members, counts, unsettled = self._maps(state)
        words.put(id, prepared)
        members.add((prepared, one) for one in [id])
        counts.add([(prepared, 1)])
        unsettled.put_many({prepared: len(words)}.items())
        TROUBLE

    def forget(self, state, id):
        words, members, counts, unsettled = self._maps(state)
        word = words.get(id)
        if word is None:
            return
        words.remove([id])
        members.remove([(word, id)])
        counts.add([(word, -1)])
        unsettled.put(word, 0)

    def resolve(self, state, changed, lookup):
        words, members, counts, unsettled = self._maps(state)
        found = {}
        for word, ids in members.members_of(unsettled.keys()).items():
            size = counts.get_many([word])[word]
            for id in ids:
                assert lookup(id, "language") is not None
                found[id] = Enrichment(values={"group": (ids[0],), "members": (size,)})
        unsettled.clear()
        return found

@hookimpl
def kliping_register_enrichers():
    return [Groups()]
"""


def source(trouble: str = "pass") -> str:
    return SOURCE.replace("TROUBLE", trouble)


@pytest.fixture
def grouped(desk: Any) -> Any:
    desk.plugin("groups", source())
    desk.articles("Gempa di Padang.", "Banjir di Demak.", "Gempa di Ambon.")
    assert desk.index()["failures"] == {}
    return desk


def test_its_state_is_the_archive_s(grouped: Any) -> None:
    """Maps, multimaps, counters and lookups answer as in the writer's own process."""
    assert grouped.failures() == {}
    assert grouped.found("group:a0 members:2") == ["a0", "a2"]
    assert grouped.found("group:a1 members:1") == ["a1"]


def test_it_follows_what_is_added_and_deleted(grouped: Any) -> None:
    """Over several runs of the program: nothing is kept in the process."""
    assert grouped.run("delete", "a0").returncode == 0
    assert grouped.found("group:a2 members:1") == ["a2"]
    grouped.articles("Gempa di Padang.")
    grouped.index()
    assert grouped.found("group:a0 members:2") == ["a0", "a2"]
    assert grouped.run("check", "--deep").returncode == 0


def test_results_with_jobs_are_the_same(desk: Any) -> None:
    """What workers prepare reaches the state in the order of the articles."""
    desk.plugin("groups", source())
    texts = [f"{'Gempa' if n % 3 else 'Banjir'} nomor {n}." for n in range(120)]
    desk.articles(*texts)
    assert desk.index("--jobs", "2")["failures"] == {}
    assert len(desk.found("group:a0 members:40")) == 40
    assert len(desk.found("group:a1 members:80")) == 80


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("os._exit(3)", "its process ended with exit code 3"),
        ("state.map('words', str, int).put(id, 1)", "state 'words' of enricher 'groups' is a"),
        ("words.put(id, 5)", "of enricher 'groups'"),
        ("words.put([id], 'x')", "['a0'] is no str"),
        ("state.connection.execute('COMMIT')", "has no attribute 'execute'"),
        ("state.execute('COMMIT')", "has no attribute 'execute'"),
        ("words.put(id, lambda: 1)", "pickle"),
    ],
)
def test_a_batch_that_fails_leaves_its_state_as_it_was(
    trouble: str, words: str, grouped: Any
) -> None:
    """The article goes in, the failure names the reason, and the next run begins where it was."""
    plugin = grouped.folder / "site_groups" / "groups_plugin.py"
    plugin.write_text(source(f"if prepared == 'panen': {trouble}"))
    grouped.articles("Panen di Agam.", "Banjir di Demak.", "Gempa di Ambon.")
    assert grouped.index()["failures"] == {"groups": 1}
    [(key, reason)] = grouped.failures().items()
    assert key == ("groups", "a0")
    assert words in reason
    assert grouped.found("panen language:id") == ["a0"]
    assert grouped.found("group:a0 members:2") == ["a2"]
    plugin.write_text(source())
    assert grouped.run("enrich", "--stale").returncode == 0
    assert grouped.failures() == {}
    assert grouped.found("group:a0 members:1") == ["a0"]
    assert grouped.found("group:a2 members:1") == ["a2"]
