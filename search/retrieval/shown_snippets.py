"""The snippets of a page, from the rows that its hits show: one call of the kernel for all of them.

Without a kernel, and for a text that it cannot read, `kliping.highlight.snippets` cuts them.
"""

from collections.abc import Sequence

from kliping.highlight.marks import Mark, marker
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
        finders = [marker(marks, analyzer, language) for language in languages]
        return [
            _by_python(row, finder.find(*_body_of(row)), length)
            for row, finder in zip(rows, finders, strict=True)
        ]
    found: list[ShownSnippet] = [("", (), -1)] * len(rows)
    # Every other language is analyzed as Indonesian is.
    for english in (False, True):
        places = [n for n, language in enumerate(languages) if (language == "en") == english]
        if places:
            given = [rows[n] for n in places]
            finder = marker(marks, analyzer, languages[places[0]])
            marked, kinds = finder.find_in_rows(given, _body_of)
            cut = kernel.compiled.snippets(given, marked, kinds, length)
            for n, snippet, held in zip(places, cut, marked, strict=True):
                found[n] = snippet or _by_python(rows[n], _unpacked(held), length)
    return found


def _body_of(row: bytes) -> tuple[str, Sequence[Span]]:
    shown = decode_shown(row)
    return shown.text, shown.body


def _unpacked(marks: bytes) -> list[Mark]:
    """Return marks as `Marker.find_in_rows` gives them; their kinds are numbers in words."""
    triples = iter(memoryview(marks).cast("i").tolist())
    return [Mark(start, end, str(kind)) for start, end, kind in zip(*[triples] * 3, strict=True)]


def _by_python(row: bytes, marks: Sequence[Mark], length: int) -> ShownSnippet:
    shown = decode_shown(row)
    snippet = snippet_of(
        shown.text,
        shown.body,
        marks,
        length=length,
        quoted=shown.quoted,
        speakers=shown.speakers,
        keep=shown.keep,
    )
    speaker = -1 if snippet.speaker is None else list(shown.speakers).index(snippet.speaker)
    return snippet.text, snippet.marks, speaker
