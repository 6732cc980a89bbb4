"""The indexes are fed from what was just stored, and hold what they would if it were read back."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import kliping
from kliping import Archive
from kliping.index import Article

FACETS = ("person", "place", "speaker", "copies", "story", "claim_value:50", "value", "language")
TEXT = (
    "Banjir merendam 1.200 rumah di Kota Semarang, Senin (3/2/2025). "
    '"Kami sudah siaga sejak pagi," kata Wali Kota Semarang Hendi Prasetyo. '
    "Menurut dia, 35 orang mengungsi ke balai desa karena tanggul sungai jebol. "
)
ARTICLES = [
    Article(id="a", title="Banjir di Semarang", text=TEXT + "Air surut siang hari.", outlet="A"),
    Article(id="b", title="Banjir di Semarang", text=TEXT + "Air surut malam hari.", outlet="B"),
    Article(id="c", title="Harga beras", text="Harga beras naik 12 persen. " * 9, outlet="A"),
]


def answers(archive: Archive) -> list[Any]:
    """Return what a search shows, without times, of both indexes."""
    given: list[Any] = [
        archive.search(query, facets=FACETS).to_dict() for query in ("*", "banjir", "beras naik")
    ]
    given.append(archive.quotes("*", facets=("speaker", "type")).to_dict())
    return [{k: v for k, v in each.items() if k not in ("took_ms", "cursor")} for each in given]


def test_as_if_read_back(tmp_path: Path) -> None:
    """A rebuild, which reads all from the store, changes no answer: copies and stories included."""
    with kliping.open(tmp_path / "a.kliping", create=True) as archive:
        archive.add_all(ARTICLES[:1])
        archive.add_all([*ARTICLES[1:], ARTICLES[1]])
        before = answers(archive)
        assert before[0]["facets"]["copies"]["values"]
        archive.rebuild()
        assert answers(archive) == before


def test_nothing_is_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of articles that are new no row is read again to index them."""
    asked: list[str] = []
    with kliping.open(tmp_path / "a.kliping", create=True) as archive:
        store = archive._session.store
        original = store.get_many

        def noted(ids: Sequence[str]) -> dict[str, Article]:
            asked.extend(ids)
            return dict(original(ids))

        monkeypatch.setattr(type(store), "get_many", lambda self, ids: noted(ids))
        archive.add_all(ARTICLES[2:])
        assert asked == []
        assert archive.search("beras").total == 1
        assert store.get_many(["c"])["c"].title == "Harga beras"
        assert asked[-1:] == ["c"]  # so reading would have been seen
