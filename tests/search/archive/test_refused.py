"""A document that an index refuses: never a reason not to open, always told."""

import logging
from pathlib import Path

import pytest

import kliping
from kliping import Article, Enrichment
from kliping.index import FieldSpec
from kliping.index.columnar.indexing import batch

ARTICLES = [
    Article(id=f"a{n}", text=f'Gempa nomor {n}. "Tenang saja," kata Bupati Rahmat Hidayat.')
    for n in range(5)
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with kliping.open(tmp_path / "arsip.kliping", create=True) as archive:
        archive.add_all(ARTICLES)
    return tmp_path / "arsip.kliping"


@pytest.fixture
def refuses(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Let the index refuse every person of the article a2, as if it were of a wrong type."""
    real = batch._checked

    def checked(id: str, field: FieldSpec, given: object) -> object:
        if id == "a2" and field.name == "person":
            raise TypeError("a person made of stone")
        return real(id, field, given)  # type: ignore[arg-type]

    monkeypatch.setattr(batch, "_checked", checked)
    return monkeypatch


def test_one_refused_result_keeps_nothing_else_out(
    path: Path, refuses: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The article goes in without that result, all others whole, and check names it."""
    with kliping.open(path) as archive:
        with caplog.at_level(logging.WARNING, logger="kliping"):
            archive.rebuild()
        assert "a2" in caplog.text
        assert archive.search("gempa").total == 5
        assert archive.search("*", limit=0, facets=["person"]).facets["person"].missing == 1
        (line,) = archive.check(deep=True)
        assert "'a2'" in line
        assert "'entities'" in line
        assert "stone" in line
        assert archive.get("a2").text == ARTICLES[2].text
    with kliping.open(path) as archive:
        assert archive.search("gempa").total == 5
    refuses.undo()
    with kliping.open(path) as archive:
        assert archive.enrich()["entities"] == 1
        assert archive.check(deep=True) == []
        assert archive.search("*", limit=0, facets=["person"]).facets["person"].missing == 0


def test_an_addition_goes_on_behind_a_refused_document(
    path: Path, refuses: pytest.MonkeyPatch
) -> None:
    """Of a batch with one refused document the rest is found at once, and later batches too."""
    changed = [
        Article(id="a2", text="Gempa lagi. Bupati Rahmat Hidayat datang ke Padang."),
        Article(id="baru", text="Gempa baru."),
    ]
    with kliping.open(path) as archive:
        assert archive.add_all(changed).updated == 1
        assert archive.search("lagi").total == 1
        assert archive.search("baru").total == 1
        assert len(archive.check()) == 1
        archive.delete(["a2"])
        assert archive.check(deep=True) == []


def test_a_document_that_cannot_be_made_is_left_out(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even an article that breaks the making of its document costs only itself."""
    from kliping.ingest import indexing
    from kliping.ingest.documents import article_document as real

    def broken(
        article: Article, found: dict[str, Enrichment], fields: object, analyzer: object
    ) -> object:
        if article.id == "a3":
            raise OverflowError("timestamp out of range")
        return real(article, found, fields, analyzer)  # type: ignore[arg-type]

    monkeypatch.setattr(indexing, "article_document", broken)
    with kliping.open(path) as archive:
        archive.rebuild()
        assert archive.search("gempa").total == 4
        assert archive.quotes("tenang").total == 5
        (line,) = archive.check()
        assert "'a3'" in line
        assert "timestamp" in line
