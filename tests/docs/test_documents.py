"""The documents say what is so: fresh reference, every command and hook named, code that runs."""

import importlib.util
import re
import shlex
import sys
from pathlib import Path
from types import ModuleType

import pytest

from kliping.cli.main import COMMANDS
from kliping.plugins import hookspecs
from tests.program import run_program

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = ("README.md", "GUIDE.md", "PLUGINS.md", "ARCHITECTURE.md", "CONTRIBUTING.md")


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def test_the_reference_is_fresh() -> None:
    """REFERENCE.md is what the program says of itself now; `make reference` writes it."""
    assert read("REFERENCE.md") == load(ROOT / ".ci" / "reference.py").render()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_guide(command: str) -> None:
    """The tutorial shows each command at least once."""
    assert re.search(rf"\bkliping {command}\b", read("GUIDE.md"))


@pytest.mark.parametrize("hook", [name for name in vars(hookspecs) if name.startswith("kliping_")])
def test_every_hook_is_explained(hook: str) -> None:
    """PLUGINS.md names each hook."""
    assert hook in read("PLUGINS.md")


@pytest.mark.parametrize("page", PAGES)
def test_links_inside_the_project_lead_somewhere(page: str) -> None:
    """A relative link names a file that is there."""
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", read(page)):
        assert (ROOT / target).exists(), target


# What differs from run to run: times, sizes of files, and the columns of figures of `plugins`.
_TIMES = re.compile(r"\d[\d.]* (?=(?:ms|s)\b)|(?<=\s)\d+(?:\.\d{1,3})?(?=\s*$)|(?<=bytes: )[\d,]+")
_DRAWN = re.compile(r"[ ─━│┃]+")


def _steady(shown: str) -> list[str]:
    """Return the lines of an output without what differs from run to run."""
    lines = [_DRAWN.sub(" ", _TIMES.sub("0 ", line)).strip() for line in shown.splitlines()]
    return [line for line in lines if line]


def _shown_below(page: str) -> list[tuple[str, str]]:
    """Return the kliping commands of a page, each with the output that stands below it."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"(?ms)^```console\n(.*?)^```$", read(page)):
        lines: list[str] = []
        for line in block.splitlines():
            if line.startswith("$ "):
                lines = []
                if line.startswith("$ kliping "):
                    found.append((line[2:], lines))
            else:
                lines.append(line)
    return [(command, "\n".join(lines)) for command, lines in found]


@pytest.mark.parametrize("page", ["README.md", "GUIDE.md"])
def test_commands_shown_give_what_is_shown(page: str, tmp_path: Path) -> None:
    """Every kliping command of a page, in order, gives the output below it; `make guide` renews."""
    guide = load(ROOT / ".ci" / "guide.py")
    shown = _shown_below(page)
    assert shown
    for command, output in shown:
        words = shlex.split(command.partition(" | ")[0])[1:]
        ran = run_program(tmp_path, words, env=guide.ENVIRONMENT, terminal=True)
        assert ran.code == 0, f"{command}\n{ran.out}"
        given = guide.shorten("\n".join(line.rstrip() for line in ran.out.splitlines()).strip("\n"))
        assert _steady(given) == _steady(output), command


def test_the_dependencies_have_reasons() -> None:
    """ARCHITECTURE.md tells why each distribution is needed."""
    import tomllib

    project = tomllib.loads(read("pyproject.toml"))["project"]
    for wanted in project["dependencies"]:
        name = re.split(r"[><=;\s]", wanted)[0]
        assert f"`{name}`" in read("ARCHITECTURE.md"), name


def test_the_library_example_of_the_readme_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The README's Python block runs as it stands, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    [block] = re.findall(r"```python\n(.*?)```", read("README.md"), re.S)
    exec(compile(block, "README.md", "exec"), {"__name__": "__main__"})
    assert (tmp_path / "arsip.kliping").is_dir()


@pytest.mark.parametrize("name", ["wordcount", "synonyms"])
def test_the_plugins_of_the_manual_are_those_that_are_tested(name: str) -> None:
    """PLUGINS.md shows the sources of the example plugins as they are."""
    source = read(f"tests/plugins/{name}/kliping_{name}/__init__.py")
    assert source.strip() in read("PLUGINS.md")
