"""A small index: fields of every type, documents of a few words."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kliping.index import Document, FieldSpec
from kliping.index.columnar import ColumnarEngine, open_engine
from tests.engine.corpora import FIELDS, ZONE, FakeAnalyzer, build_document


@pytest.fixture
def analyzer() -> FakeAnalyzer:
    return FakeAnalyzer()


@pytest.fixture
def fields() -> tuple[FieldSpec, ...]:
    return FIELDS


@pytest.fixture
def open_index(tmp_path: Path) -> Callable[..., ColumnarEngine]:
    """Return a function that opens an index in a folder of the test's own."""

    def opened(name: str = "index", **options: Any) -> ColumnarEngine:
        return open_engine(
            tmp_path / name,
            **{
                "fields": FIELDS,
                "analyzer": FakeAnalyzer(),
                "zone": ZONE,
                "create": True,
                **options,
            },
        )

    return opened


@pytest.fixture
def make_document() -> Callable[..., Document]:
    return build_document
