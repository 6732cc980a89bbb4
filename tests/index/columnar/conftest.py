"""A small index: a stand-in analyzer, fields of every type, documents of a few words."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kliping.index import Document, FieldSpec, Span, TextPart
from kliping.index.columnar import ColumnarEngine, open_engine

FIELDS = (
    FieldSpec(name="title", type="text", weight=2.0),
    FieldSpec(name="text", type="text", weight=1.0),
    FieldSpec(name="outlet", type="keyword", facet=True),
    FieldSpec(name="person", type="keyword", multi_valued=True, facet=True),
    FieldSpec(name="published", type="date", facet=True),
    FieldSpec(name="value", type="number", multi_valued=True, facet=True),
)


@dataclass(frozen=True)
class FakeTerm:
    exact: str
    stem: str


class FakeAnalyzer:
    """Words are runs of letters; a stem is the first three letters; "x" is no term, "a-b" two."""

    def iter_surfaces(
        self, text: str, spans: Iterable[Span] | None = None
    ) -> Iterator[tuple[str, int, int]]:
        for span in [Span(0, len(text))] if spans is None else spans:
            for match in re.compile(r"[\w-]+").finditer(text, span.start, span.end):
                yield match[0], match.start(), match.end()

    def terms(self, surface: str, language: str | None = None) -> tuple[FakeTerm, ...]:
        words = [word for word in surface.lower().split("-") if word != "x"]
        size = 4 if language == "en" else 3
        return tuple(FakeTerm(word, word[:size]) for word in words)


@pytest.fixture
def analyzer() -> FakeAnalyzer:
    return FakeAnalyzer()


@pytest.fixture
def fields() -> tuple[FieldSpec, ...]:
    return FIELDS


@pytest.fixture
def open_index(tmp_path: Path) -> Callable[..., ColumnarEngine]:
    """Return a function that opens an index in a folder of the test's own."""

    def opened(name: str = "index", **options: object) -> ColumnarEngine:
        return open_engine(
            tmp_path / name,
            **{
                "fields": FIELDS,
                "analyzer": FakeAnalyzer(),
                "zone": ZoneInfo("Asia/Jakarta"),
                "create": True,
                **options,
            },
        )

    return opened


def build_document(id: str, *texts: str, title: str = "", **values: object) -> Document:
    """Return a document; a value that is not a tuple is the only one of its field."""
    return Document(
        id=id,
        texts={
            "text": tuple(TextPart(text=text) for text in texts),
            "title": (TextPart(text=title),),
        },
        values={
            name: value if isinstance(value, tuple) else (value,) for name, value in values.items()
        },
    )


@pytest.fixture
def make_document() -> Callable[..., Document]:
    return build_document
