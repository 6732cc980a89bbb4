"""Everything that an archive answers, as text that can be compared."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import kliping

from .articles import BASE_NUMBERS, COMMON, article_id, token

QUERIES = (COMMON, "panen OR banjir", '"balai desa"', "warga -sekolah", "mak*", "published:2025-03")
# What begins an answer that is an error in words, and one that is a fault.
IN_WORDS, FAULT = "error in words: ", "FAULT: "

Answers = dict[str, str]


def ask_all(path: Path, read_only: bool) -> Answers:
    """Open an archive and return question → answer; errors are answers."""
    answers: Answers = {}
    opened: list[kliping.Archive] = []
    _ask(answers, "open", lambda: opened.append(kliping.open(path, read_only=read_only)))
    if opened:
        with opened[0] as archive:
            for question, answer in _questions(archive):
                _ask(answers, question, answer)
    return answers


def _ask(answers: Answers, question: str, answer: Callable[[], Any]) -> None:
    try:
        answers[question] = repr(answer())
    except kliping.KlipingError as error:
        answers[question] = f"{IN_WORDS}{error}"
    except Exception as error:
        answers[question] = f"{FAULT}{type(error).__name__}: {error}"


def _questions(archive: kliping.Archive) -> list[tuple[str, Callable[[], Any]]]:
    ids = [article_id(number) for number in BASE_NUMBERS]
    questions: list[tuple[str, Callable[[], Any]]] = [
        ("articles", lambda: list(archive.iter())),
        ("enrichments", lambda: [archive.enrichments(article.id) for article in archive.iter()]),
        ("every article", lambda: [archive.get(id) for id in ids if id in archive]),
        ("tokens", lambda: [archive.matching_ids(token(n, 0)) for n in BASE_NUMBERS]),
        ("words", lambda: archive.words("", limit=500)),
        ("fields", lambda: archive.fields()),
        ("facets", lambda: _facets(archive)),
        ("quotes", lambda: _without_times(archive.quotes("*"))),
        ("copies", lambda: archive.copies()),
        ("similar", lambda: archive.similar(ids[0])),
        ("aliases", lambda: archive.aliases()),
        ("saved", lambda: archive.saved_searches()),
        ("counts", lambda: _counts(archive.stats())),
        ("suggest", lambda: archive.suggest("pan")),
    ]
    for query in QUERIES:
        questions.append((f"search {query}", partial(_page, archive, query)))
        questions.append((f"ids {query}", partial(_ids, archive, query)))
    return questions


def _facets(archive: kliping.Archive) -> Any:
    fields = [field.name for field in archive.fields() if field.facet]
    return sorted(archive.facets("*", fields).items())


def _ids(archive: kliping.Archive, query: str) -> list[str]:
    return sorted(archive.matching_ids(query))


def _page(archive: kliping.Archive, query: str) -> Any:
    found = archive.search(query, limit=5, facets=["person", "place", "published:month"])
    return found.total, list(found.hits), sorted(found.facets.items())


def _without_times(found: Any) -> Any:
    return found.total, list(found.hits) if hasattr(found, "hits") else None


def _counts(stats: kliping.Stats) -> Any:
    return stats.articles, stats.quotations, stats.outlets, stats.copy_groups


def differing(wanted: Answers, given: Answers) -> list[str]:
    """Return the questions that are answered otherwise, without those that get an error."""
    return [
        question
        for question, answer in wanted.items()
        if given.get(question, IN_WORDS) != answer
        and not given.get(question, IN_WORDS).startswith((IN_WORDS, FAULT))
    ]


def faults_in(given: Answers) -> list[str]:
    """Return the answers that are exceptions of Python's, not errors in words."""
    return [f"{q}: {a[len(FAULT) :]}" for q, a in given.items() if a.startswith(FAULT)]


def errors_in(given: Answers) -> list[str]:
    """Return the answers that are errors in words."""
    return [a[len(IN_WORDS) :] for a in given.values() if a.startswith(IN_WORDS)]
