"""The snippets of a page, from the rows that its hits show: one call of the kernel for all of them.

Without a kernel, and for a text that it cannot read, `kliping.highlight.snippets` cuts them.
"""

from collections.abc import Sequence

from kliping.highlight.marks import marker
from kliping.highlight.snippets import snippet_of
from kliping.index import Span, kernel
from kliping.index.analyzer import Analyzer
from kliping.query import Marks

from .shown import ShownHead, decode_shown

# The text, half-open ranges of code points of it, and the number of the quotation (-1: none) whose
# speaker says most of them.
ShownSnippet = tuple[str, tuple[tuple[int, int], ...], int]


def snippets_of(
    rows: Sequence[bytes],
    heads: Sequence[ShownHead],
    marks: Marks,
    *,
    analyzer: Analyzer,
    length: int,
) -> list[ShownSnippet]:
    """Return the snippet of each row.

    Args:
        heads: of the same rows.
        length: code points of a snippet at most.
    """
    languages = [head.language for head in heads]
    if kernel.compiled is None:
        return [
            _by_python(row, marks, analyzer, language, length)
            for row, language in zip(rows, languages, strict=True)
        ]
    found: list[ShownSnippet | None] = [None] * len(rows)
    # Every other language is analyzed as Indonesian is.
    for english in (False, True):
        places = [n for n, language in enumerate(languages) if (language == "en") == english]
        if places:
            given = [rows[n] for n in places]
            finder = marker(marks, analyzer, languages[places[0]])
            marked, kinds = finder.find_in_rows(given, _body_of)
            cut = kernel.compiled.snippets(given, marked, kinds, length)
            for n, snippet in zip(places, cut, strict=True):
                found[n] = snippet
    return [
        snippet or _by_python(row, marks, analyzer, language, length)
        for snippet, row, language in zip(found, rows, languages, strict=True)
    ]


def _body_of(row: bytes) -> tuple[str, Sequence[Span]]:
    shown = decode_shown(row)
    return shown.text, shown.body


def _by_python(
    row: bytes, marks: Marks, analyzer: Analyzer, language: str | None, length: int
) -> ShownSnippet:
    shown = decode_shown(row)
    snippet = snippet_of(
        shown.text,
        shown.body,
        marker(marks, analyzer, language).find(shown.text, shown.body),
        length=length,
        quoted=shown.quoted,
        speakers=shown.speakers,
        keep=shown.keep,
    )
    speakers = list(shown.speakers)
    return (
        snippet.text,
        snippet.marks,
        -1 if snippet.speaker is None else speakers.index(snippet.speaker),
    )
