"""Plugins of third parties, installed for real, and a desk to work with them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
Done = subprocess.CompletedProcess[str]


class Desk:
    """A folder in which the program and scripts are run, with plugins beside kliping."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sites: list[Path] = []
        self.variables: dict[str, str] = {}

    def plugin(self, name: str, source: str) -> None:
        """Lay a plugin of one module into a folder of its own, as an installer would."""
        site = self.folder / f"site_{name}"
        information = site / f"{name}-1.0.dist-info"
        information.mkdir(parents=True)
        head = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
        (information / "METADATA").write_text(head)
        entry_point = f"[kliping]\n{name} = {name}_plugin\n"
        (information / "entry_points.txt").write_text(entry_point)
        (site / f"{name}_plugin.py").write_text(source)
        self.sites.append(site)

    def articles(self, *texts: str) -> None:
        """Write `a.jsonl` with the articles a0, a1 and so on."""
        lines = [json.dumps({"id": f"a{n}", "text": text}) for n, text in enumerate(texts)]
        (self.folder / "a.jsonl").write_text("\n".join(lines))

    def settings(self, text: str) -> None:
        """Write the settings of an archive that is made later."""
        (self.folder / "arsip.kliping").mkdir()
        (self.folder / "arsip.kliping" / "kliping.toml").write_text(text)

    def _python(self, *arguments: str, **options: Any) -> Done:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            env=os.environ | self.variables | {"PYTHONPATH": os.pathsep.join(map(str, self.sites))},
            check=False,
            **options,
        )

    def run(self, *arguments: str) -> Done:
        """Run the program."""
        return self._python("-m", "kliping", *arguments)

    def script(self, source: str) -> Done:
        """Run a script, from a file and without a guard for the main module."""
        (self.folder / "script.py").write_text(source)
        return self._python("script.py")

    def session(self, source: str) -> Done:
        """Run statements as an interactive session does."""
        return self._python("-i", "-c", source, input="")

    def index(self, *arguments: str) -> dict[str, Any]:
        """Index `a.jsonl` and return the report, which has no refusal."""
        done = self.run("index", "a.jsonl", "--format", "json", *arguments)
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        report: dict[str, Any] = json.loads(done.stdout)
        return report

    def found(self, query: str) -> list[str]:
        """Return the ids that a search finds, in order."""
        done = self.run("search", query, "--format", "ids", "--limit", "1000")
        assert done.returncode == 0, done.stderr
        return sorted(done.stdout.split())

    def failures(self) -> dict[tuple[str, str], str]:
        """Return (enricher, article) → what went wrong."""
        lines = self.run("plugins", "--failures", "--format", "jsonl").stdout.splitlines()
        rows = map(json.loads, lines)
        return {(r["enricher"], r["article"]): r["failure"] for r in rows if r["article"]}

    def plugins(self) -> dict[str, dict[str, Any]]:
        """Return the rows of `kliping plugins` by name."""
        lines = self.run("plugins", "--format", "jsonl").stdout.splitlines()
        return {row["name"]: row for row in map(json.loads, lines)}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture(scope="session")
def make_desk(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Desk]:
    return lambda: Desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that installs a package of this folder, once, for PYTHONPATH."""
    sites: dict[str, Path] = {}

    def install(name: str) -> Path:
        if name not in sites:
            target = tmp_path_factory.mktemp(name)
            shutil.copytree(HERE / name, target / "source")
            command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
            command += ["--no-index", "--no-build-isolation", "--disable-pip-version-check"]
            command += ["--target", str(target / "site"), str(target / "source")]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            sites[name] = target / "site"
        return sites[name]

    return install
