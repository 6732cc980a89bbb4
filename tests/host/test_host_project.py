"""A separate program that installs the wheel: its types and its run."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = Path(__file__).with_name("project")

pytestmark = pytest.mark.slow


def _run(*command: str | Path, cwd: Path) -> str:
    # Nothing of the checkout may come in by the environment.
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "MYPYPATH")}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env | {"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the host's sources, and an environment that has the wheel, not the checkout."""
    folder = tmp_path_factory.mktemp("host")
    sources = folder / "sources"
    ignored = shutil.ignore_patterns(".git", ".venv", "build", "*.egg-info", ".*_cache", "dist")
    shutil.copytree(ROOT, sources, ignore=ignored)
    build = ("-m", "build", "--wheel", "--no-isolation", "--outdir", folder / "dist")
    _run(sys.executable, *build, sources, cwd=folder)
    [wheel] = (folder / "dist").glob("*.whl")
    _run(sys.executable, "-m", "venv", "--without-pip", folder / "env", cwd=folder)
    python = folder / "env" / "bin" / "python"
    _run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", wheel, cwd=folder)
    # The dependencies come from the environment that runs the tests. A .pth file adds the folder
    # alone: the .pth files in it, an editable kliping's among them, are not read.
    purelib = sysconfig.get_path("purelib")
    site = _run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder)
    Path(site.strip(), "dependencies.pth").write_text(purelib + "\n", encoding="utf-8")
    shutil.copytree(PROJECT, folder / "project")
    return folder


def test_the_host_is_checked_strictly_against_the_wheel(host: Path) -> None:
    """Mypy --strict finds no error in the host, and every name of kliping has a type."""
    out = _run(
        *(sys.executable, "-m", "mypy", "--strict", "--no-incremental"),
        *("--python-executable", host / "env" / "bin" / "python", "host.py"),
        cwd=host / "project",
    )
    assert "no issues found" in out


def test_the_host_runs_beside_its_own_search_module(host: Path) -> None:
    """The installed kliping works, and the host's `search` stays its own."""
    out = _run(
        host / "env" / "bin" / "python", "host.py", host / "arsip.kliping", cwd=host / "project"
    )
    assert out.splitlines()[0] == "0 speaker"
    assert out.splitlines()[1].startswith("3 ")
