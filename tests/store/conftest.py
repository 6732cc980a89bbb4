"""The stores that the contract's tests run over: each is a function that opens one at a path."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kliping.index.store import Store
from kliping.index.store.sqlite import SqliteStore


def open_sqlite(folder: Path) -> Store:
    return SqliteStore(folder / "articles.db", create=True)


STORES = {"sqlite": open_sqlite}


@pytest.fixture(params=STORES)
def open_at(request: pytest.FixtureRequest) -> Iterator[Callable[[Path], Store]]:
    """Return a function that opens the store in a folder, and makes it where there is none."""
    opened: list[Store] = []

    def open_one(folder: Path) -> Store:
        opened.append(STORES[request.param](folder))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def open_store(open_at: Callable[[Path], Store], tmp_path: Path) -> Callable[[], Store]:
    """Return a function that opens the same store, anew each time."""
    return lambda: open_at(tmp_path)


@pytest.fixture
def store(open_store: Callable[[], Store]) -> Store:
    return open_store()
