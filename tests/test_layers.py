"""The direction of imports: search > plugins > index, and who may import what."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = {"index": "kliping.index", "plugins": "kliping.plugins", "search": "kliping"}
MODULES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


def iter_imports(path: Path) -> Iterator[str]:
    """Yield the absolute modules that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            assert node.module
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_run_one_way(path: Path) -> None:
    """Index imports neither of the others, plugins only index, and plugins not each other."""
    folder, *inner = path.relative_to(ROOT).parts
    for module in iter_imports(path):
        if not module.startswith("kliping"):
            continue
        if folder == "index":
            assert module.startswith("kliping.index") or module == "kliping", module
        if folder == "plugins":
            assert module.startswith(("kliping.index", "kliping.plugins")), module
            if module.startswith("kliping.plugins.") and len(inner) > 1:
                shared = ("contracts", "hookspecs", "loader", inner[0])
                part = module.split(".")[2]
                assert part in shared or not (ROOT / "plugins" / part).is_dir(), module


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_whoosh_and_pluggy_have_one_home_each(path: Path) -> None:
    """Only index imports whoosh, only plugins imports pluggy."""
    folder = path.relative_to(ROOT).parts[0]
    for module in iter_imports(path):
        if module.split(".")[0] == "whoosh":
            assert folder == "index"
        if module.split(".")[0] == "pluggy":
            assert folder == "plugins"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_import_climbs(path: Path) -> None:
    """A relative import stays in its folder."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level <= 1, ast.unparse(node)


def test_every_folder_with_modules_is_installed() -> None:
    """A sub-package that pyproject.toml forgets would be missing from the wheel."""
    import tomllib

    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = set(listed["tool"]["setuptools"]["packages"])
    for path in (p for folder in (*FOLDERS, "seeds") for p in (ROOT / folder).rglob("__init__.py")):
        folder, *inner = path.parent.relative_to(ROOT).parts
        base = FOLDERS.get(folder, "kliping.seeds")
        assert ".".join([base, *inner]) in packages
