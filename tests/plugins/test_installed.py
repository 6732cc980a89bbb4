"""Third parties' plugins, installed for real: one well made, one that fails in every way."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


def install(name: str, target: Path) -> Path:
    """Install a package of this folder into a folder of its own."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    command += ["--no-build-isolation", "--disable-pip-version-check"]
    source = target / "source"
    shutil.copytree(HERE / name, source)
    done = subprocess.run(
        [*command, "--target", str(target / "site"), str(source)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return target / "site"


@pytest.fixture(scope="session")
def wordcount(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install("wordcount", tmp_path_factory.mktemp("wordcount"))


@pytest.fixture(scope="session")
def troublemaker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install("troublemaker", tmp_path_factory.mktemp("troublemaker"))


def run(site: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kliping", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(site)},
        check=False,
    )


def write_articles(folder: Path, *texts: str) -> None:
    lines = [json.dumps({"id": f"a{n}", "text": text}) for n, text in enumerate(texts)]
    (folder / "a.jsonl").write_text("\n".join(lines))


def test_its_fields_are_searched_and_counted(wordcount: Path, tmp_path: Path) -> None:
    """A plugin's fields work as those that are shipped."""
    write_articles(tmp_path, "Satu dua tiga.", "kata " * 150)
    assert run(wordcount, tmp_path, "index", "a.jsonl").returncode == 0
    found = run(wordcount, tmp_path, "search", "words:[100 TO 200]", "--format", "ids")
    assert found.stdout == "a1\n"
    counted = run(wordcount, tmp_path, "facets", "*", "length").stdout.splitlines()
    assert [json.loads(line)["value"] for line in counted] == ["long", "short"]


def test_its_commands_are_listed_and_run(wordcount: Path, tmp_path: Path) -> None:
    """A plugin's command is in --help and works."""
    assert "wordcount" in run(wordcount, tmp_path, "--help").stdout
    assert run(wordcount, tmp_path, "wordcount", "satu dua").stdout == "2\n"


def test_its_options_make_results_stale(wordcount: Path, tmp_path: Path) -> None:
    """After a change in kliping.toml `enrich --stale` runs that enricher, and only that."""
    write_articles(tmp_path, "Satu dua tiga.")
    assert run(wordcount, tmp_path, "index", "a.jsonl").returncode == 0
    settings = tmp_path / "arsip.kliping" / "kliping.toml"
    settings.write_text(settings.read_text() + "\n[plugins.wordcount]\nlong_from = 2\n")
    ran = run(wordcount, tmp_path, "enrich", "--stale").stdout.splitlines()
    assert "wordcount: 1 article" in ran
    assert "language: 0 articles" in ran
    assert run(wordcount, tmp_path, "search", "length:long", "--format", "ids").stdout == "a0\n"


def test_a_plugin_that_is_gone_takes_its_fields_along(wordcount: Path, tmp_path: Path) -> None:
    """Without the plugin its field is no facet any more, and all else is searched as before."""
    write_articles(tmp_path, "Gunung meletus.")
    assert run(wordcount, tmp_path, "index", "a.jsonl").returncode == 0
    nowhere = tmp_path / "nowhere"
    assert run(nowhere, tmp_path, "enrich", "--stale").returncode == 0
    assert run(nowhere, tmp_path, "facets", "*", "length").returncode == 2
    assert run(nowhere, tmp_path, "search", "gunung", "--format", "ids").stdout == "a0\n"


def test_one_that_fails_takes_nothing_with_it(troublemaker: Path, tmp_path: Path) -> None:
    """Every failure is named; articles, other fields and searches are as without it."""
    write_articles(tmp_path, "Gubernur Jawa Barat meninjau bendungan.")
    ran = run(troublemaker, tmp_path, "index", "a.jsonl")
    assert ran.returncode == 0
    assert json.loads(ran.stdout)["added"] == 1
    assert "Traceback" not in ran.stderr
    for words in ("broken_import", "the hook fell over", "requires 'nobody'"):
        assert words in ran.stderr, words
    found = run(troublemaker, tmp_path, "search", "bendungan", "--format", "ids")
    assert found.stdout == "a0\n"
    failures = run(troublemaker, tmp_path, "plugins", "--failures").stdout
    reasons = {row["enricher"]: row["failure"] for row in map(json.loads, failures.splitlines())}
    assert reasons.keys() == {"raises", "undeclared", "raises_corpus"}
    assert reasons["raises"] == "ValueError: no thanks, a0"
    assert "secret" in reasons["undeclared"]


def test_one_that_hangs_is_stopped(troublemaker: Path, tmp_path: Path) -> None:
    """An enricher past its time is a failure of that article; the article goes in."""
    write_articles(tmp_path, "Warga tidur di balai desa.")
    program = (
        "import sys, kliping.ingest.pipeline as pipeline; pipeline.ENRICHER_SECONDS = 0.3; "
        "from kliping.cli.main import run; sys.exit(run(['index', 'a.jsonl']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(troublemaker)},
        check=False,
    )
    assert done.returncode == 0
    failures = run(troublemaker, tmp_path, "plugins", "--failures").stdout
    assert "took longer than 0.3 s" in failures
    assert run(troublemaker, tmp_path, "search", "tidur", "--format", "ids").stdout == "a0\n"
