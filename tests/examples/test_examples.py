"""The programs under examples/ run as they stand."""

import importlib.util
import os
import runpy
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import kliping
from kliping.ingest.reading import sample_articles

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

if not EXAMPLES.is_dir():
    pytest.skip("the examples are not beside the tests", allow_module_level=True)


@pytest.fixture(scope="module")
def archive_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of a dozen sample articles."""
    path = tmp_path_factory.mktemp("examples") / "arsip.kliping"
    files = sorted(p for p in sample_articles().rglob("*") if p.is_file())[:12]
    with kliping.open(path, create=True) as archive:
        archive.add_all(kliping.read(files))
        assert len(archive) >= 10
    return path


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_the_script_runs_on_its_own(tmp_path: Path) -> None:
    """`python examples/script.py` makes, fills and searches an archive."""
    done = subprocess.run(
        [sys.executable, EXAMPLES / "script.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr
    assert "articles about kapal" in done.stdout
    assert "speaker:" in done.stdout


def test_the_flask_app_answers(archive_path: Path) -> None:
    """The page marks matches, the JSON door gives rows, a bad query is status 400."""
    pytest.importorskip("flask", reason="Flask is not installed")
    client = _load("flask_app").create_app(str(archive_path)).test_client()
    rows = client.get("/api/search?q=*&limit=2&facet=outlet").json
    assert rows["total"] >= 10
    assert len(rows["hits"]) == 2
    assert rows["facets"]["outlet"]["values"]
    assert "<mark>" in client.get("/?q=yang").text
    bad = client.get("/api/search?q=speker:ani")
    assert (bad.status_code, bad.json["offset"]) == (400, 0)
    assert client.get("/?q=(").status_code == 400
    assert client.get("/api/search?q=*&facet=nihil").status_code == 400


# Starlette's test client is moving from httpx to httpx2; either will do here.
@pytest.mark.filterwarnings("ignore:Using `httpx`")
def test_the_fastapi_app_answers(archive_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Searches and completions run in threads; a bad query is status 400."""
    pytest.importorskip("fastapi", reason="FastAPI is not installed")
    pytest.importorskip("httpx", reason="httpx is not installed")
    from fastapi.testclient import TestClient

    monkeypatch.setenv("KLIPING_ARCHIVE", str(archive_path))
    with TestClient(_load("fastapi_app").app) as client:
        rows = client.get("/search", params={"q": "*", "facet": ["outlet"]}).json()
        assert len(rows["hits"]) == 10
        assert client.get("/suggest", params={"q": "pem"}).json()
        assert client.get("/search", params={"q": "speker:ani"}).status_code == 400
        assert client.get("/search", params={"q": "*", "limit": 999}).status_code == 422


def test_the_pandas_script_runs(
    archive_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The notebook prints articles a month and the most quoted speakers."""
    pytest.importorskip("pandas", reason="pandas is not installed")
    monkeypatch.setattr(sys, "argv", ["pandas_notebook.py", str(archive_path)])
    runpy.run_path(str(EXAMPLES / "pandas_notebook.py"))
    assert "speaker" in capsys.readouterr().out
