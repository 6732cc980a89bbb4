"""The direction of imports: search > plugins > index, and who may import what."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = {"index": "kliping.index", "plugins": "kliping.plugins", "search": "kliping"}
MODULES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


# Hooks are called by the search with its own objects; their specifications name the types of these
# for the type checker, and import nothing of the search.
TYPED_FROM_ABOVE = ROOT / "plugins" / "hookspecs.py"


def parsed(path: Path) -> ast.Module:
    """Return a file's tree, without the types that it may take from above."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if path == TYPED_FROM_ABOVE:
        tree.body = [
            node
            for node in tree.body
            if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
        ]
    return tree


def iter_imports(path: Path) -> Iterator[str]:
    """Yield the absolute modules that a file imports, wherever in the file."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            assert node.module
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _climbs(path: Path, module: str) -> bool:
    """Tell whether an import leads up: from index to the others, between plugins."""
    folder, *inner = path.relative_to(ROOT).parts
    if not module.startswith("kliping"):
        return False
    if folder == "index":
        return not module.startswith("kliping.index") and module != "kliping"
    if folder != "plugins":
        return False
    if module.startswith("kliping.plugins.") and len(inner) > 1:
        part = module.split(".")[2]
        shared = ("contracts", "hookspecs", "loader", inner[0])
        return part not in shared and (ROOT / "plugins" / part).is_dir()
    return not module.startswith(("kliping.index", "kliping.plugins"))


def test_imports_run_one_way() -> None:
    """Index imports neither of the others, plugins only index, and plugins not each other."""
    assert [(name(p), m) for p in MODULES for m in iter_imports(p) if _climbs(p, m)] == []


def test_whoosh_and_pluggy_have_one_home_each() -> None:
    """Only index imports whoosh, only plugins imports pluggy."""
    homes = {"whoosh": "index", "pluggy": "plugins"}
    astray = [
        (name(path), module)
        for path in MODULES
        for module in iter_imports(path)
        if (package := module.split(".")[0]) in homes
        and path.relative_to(ROOT).parts[0] != homes[package]
    ]
    assert astray == []


def test_no_import_climbs() -> None:
    """A relative import stays in its folder."""
    climbing = [
        (name(path), ast.unparse(node))
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level > 1
    ]
    assert climbing == []


# The rooms of a folder, from the ground up: a module imports from its own room and those below it.
# Modules directly in the folder are rooms of their own; `__init__` and `__main__` see everything.
ROOMS = {
    "search": (
        "arguments",
        "safe_text",
        "disk",
        "query",
        "highlight",
        "suggest",
        "retrieval",
        "drawing",
        "ingest",
        "stories",
        "archive",
        "cli",
    ),
    "plugins/quotations": (
        "lexicon",
        "page",
        "grammar",
        "speakers",
        "finders",
        "pipeline",
        "enricher",
    ),
    "plugins/entities": (
        "lexicon",
        "tagger",
        "gazetteer",
        "spelling",
        "aliases",
        "rules",
        "salience",
        "pipeline",
        "enricher",
    ),
    "index/columnar": (
        "storage",
        "bm25",
        "document_lists",
        "indexing",
        "view",
        "query",
        "collect",
        "whoosh_api",
        "reader",
        "engine",
    ),
}


def iter_rooms_imported(path: Path, folder: str) -> Iterator[str]:
    """Yield the rooms of a folder that one of its files imports from."""
    top, *below = folder.split("/")
    base = ".".join([FOLDERS[top], *below])
    package = ".".join([base, *path.relative_to(ROOT / folder).parts[:-1]])
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        modules: list[str] = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                module = f"{package}.{module}" if module else package
            modules = [module, *(f"{module}.{alias.name}" for alias in node.names)]
        for module in modules:
            if module.startswith(f"{base}."):
                yield module.removeprefix(f"{base}.").split(".")[0]


@pytest.mark.parametrize("folder", ROOMS)
def test_rooms_stand_in_order(folder: str) -> None:
    """No module imports from a room above its own, and every room has a place in the order."""
    order = ROOMS[folder]
    climbing = []
    for path in (p for p in MODULES if p.is_relative_to(ROOT / folder)):
        inner = path.relative_to(ROOT / folder).parts
        room = inner[0].removesuffix(".py")
        if room in ("__init__", "__main__"):
            continue
        assert room in order, f"{name(path)}: room {room!r} has no place in ROOMS"
        for imported in iter_rooms_imported(path, folder):
            if imported in order and order.index(imported) > order.index(room):
                climbing.append(f"{name(path)} imports {imported}")
    assert not climbing


def test_every_folder_with_modules_is_a_package() -> None:
    """A folder of modules without `__init__.py` would be missing from the wheel."""
    for path in MODULES:
        assert (path.parent / "__init__.py").is_file(), name(path)
