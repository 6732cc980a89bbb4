"""HTML pages, with a stand-in for trafilatura, which is an extra."""

import sys
from functools import partial
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from kliping.index import Article, Notice, Refusal
from kliping.plugins.readers import kliping_register_readers
from kliping.plugins.reading import read_sources

read = partial(read_sources, readers=kliping_register_readers())

PAGE = "<html><body><p>Isi.</p></body></html>"


def stand_in(monkeypatch: pytest.MonkeyPatch, found: object) -> None:
    module = ModuleType("trafilatura")
    module.bare_extraction = lambda page, **_: found  # type: ignore[attr-defined]  # a stand-in
    monkeypatch.setitem(sys.modules, "trafilatura", module)


def test_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without trafilatura a page is refused with the command that installs it."""
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    (tmp_path / "a.html").write_text(PAGE)
    [refusal] = read(tmp_path)
    assert isinstance(refusal, Refusal)
    assert "pip install 'kliping[html]'" in refusal.reason


def test_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is one article of the extracted text; its day is none but the page's own statement."""
    found = SimpleNamespace(
        title="Panen Raya",
        text="Petani memanen padi.",
        date="2025-04-28",
        sitename="Kabar Wates",
        url="https://kabar.example/1",
        author="Siti Aminah; Budi",
        categories=["ekonomi", "desa"],
        language=None,
    )
    stand_in(monkeypatch, found)
    (tmp_path / "a.htm").write_text(PAGE)
    notice, article = read(tmp_path)
    assert isinstance(notice, Notice)
    assert isinstance(article, Article)
    assert (article.id, article.title, article.text) == ("a", "Panen Raya", "Petani memanen padi.")
    assert (article.outlet, article.section) == ("Kabar Wates", "ekonomi")
    assert article.authors == ("Siti Aminah", "Budi")
    assert article.published is None


def test_page_without_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page in which no article is found is refused."""
    stand_in(monkeypatch, None)
    (tmp_path / "a.html").write_text(PAGE)
    [refusal] = read(tmp_path)
    assert "no article was found" in str(refusal)


def test_page_for_real(tmp_path: Path) -> None:
    """Trafilatura itself gives what the reader asks of it."""
    pytest.importorskip("trafilatura")
    paragraph = "Petani di Klaten memanen padi lebih awal karena hujan turun terus sejak Maret."
    (tmp_path / "a.html").write_text(
        "<html><head><title>Panen Raya di Klaten</title>"
        '<meta property="og:site_name" content="Kabar Wates">'
        '<meta property="article:published_time" content="2025-04-28T10:00:00+07:00"></head>'
        "<body><nav>Beranda</nav><article><h1>Panen Raya di Klaten</h1>"
        + f"<p>{paragraph}</p>" * 5
        + "</article></body></html>"
    )
    [article] = read(tmp_path)
    assert isinstance(article, Article)
    assert paragraph in article.text
    assert article.outlet == "Kabar Wates"
    assert article.published is not None


def test_what_trafilatura_logs_stays_away(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A page without an article is refused once; the library's own log lines reach nobody."""
    pytest.importorskip("trafilatura")
    (tmp_path / "a.html").write_text("<html><p></html>")
    [refusal] = read(tmp_path)
    assert isinstance(refusal, Refusal)
    assert not caplog.records
