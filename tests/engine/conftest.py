"""The engines that the contract is asked of: each a factory, another engine is one more line."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kliping.index import Document, FieldSpec, kernel
from kliping.index.columnar import open_engine
from kliping.index.engine import Engine
from tests.engine.corpora import FIELDS, ZONE, FakeAnalyzer
from tests.engine.reference import Reference

# Opens the index in a folder, an empty one where there is none.
Factory = Callable[[Path, Sequence[FieldSpec]], Engine]
History = Iterable[tuple[Sequence[Document], Sequence[str]]]


def columnar(folder: Path, fields: Sequence[FieldSpec]) -> Engine:
    return open_engine(folder, fields=fields, analyzer=FakeAnalyzer(), zone=ZONE, create=True)


@pytest.fixture(
    params=["columnar", pytest.param("columnar without its kernel", marks=pytest.mark.long)]
)
def factory(request, monkeypatch) -> Factory:
    """Return a function that opens an index of the engine under test."""
    if request.param == "columnar without its kernel":
        monkeypatch.setattr(kernel, "compiled", None)
    elif kernel.compiled is None:
        pytest.skip("the kernel is not compiled: the other parameter runs")
    return columnar


@pytest.fixture
def open_index(factory, tmp_path) -> Callable[..., Engine]:
    """Return a function that opens an index by name."""
    return lambda name="index", fields=FIELDS: factory(tmp_path / name, fields)


@pytest.fixture
def build(factory) -> Iterator[Callable[[History], tuple[Engine, Reference]]]:
    """Return a function that writes a history to a new index and to the reference."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        names = itertools.count()

        def built(history: History) -> tuple[Engine, Reference]:
            engine, reference = factory(Path(folder, str(next(names))), FIELDS), Reference()
            for revision, (added, deleted) in enumerate(history, 1):
                engine.write(added, deletions=deleted, revision=revision)
                reference.write(added, deleted)
            return engine, reference

        yield built
