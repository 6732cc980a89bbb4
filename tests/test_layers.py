"""The direction of imports: search > plugins > index, and who may import what."""

import ast
import tomllib
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


# What search may import of plugins/: the contracts and what finds, runs and checks plugins. Every
# other module or folder there is a plugin, or a part of one.
MACHINERY = {
    "contracts",
    "defaults",
    "discovery",
    "faults",
    "isolation",
    "loader",
    "reading",
    "search_hooks",
    "validation",
}
PLUGINS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PLUGIN_NAMES = set(PLUGINS["project"]["entry-points"]["kliping"])

# Names of plugins that are also something else where they stand: a column that readers see, a field
# of articles, an index. Files not listed here may have none of them.
OTHER_MEANINGS = {
    "search/archive/facade.py": {
        "copies": "the field",
        "quotations": "the index, as plugins are told it",
    },
    "search/archive/stats.py": {"copies": "the field", "quotations": "a column"},
    "search/disk/states.py": {"quotations": "the index's folder"},
    "search/ingest/documents.py": {"language": "the field"},
    "search/ingest/pipeline.py": {"language": "the field"},
    "search/ingest/writer.py": {"language": "the field"},
    "search/retrieval/copy_groups.py": {"copies": "the field"},
    "search/retrieval/executing.py": {"copies": "the field"},
    "search/retrieval/shown.py": {"copies": "the field"},
    "search/retrieval/options.py": {"copies": "the field"},
    "search/retrieval/searching.py": {"copies": "the field"},
    "search/stories/copy_trace.py": {"wire": "the field"},
    "search/stories/report/page.py": {"wire": "a label"},
    "search/stories/stories.py": {"copies": "the field", "wire": "the field"},
}


def iter_plugins_imported(source: str) -> Iterator[str]:
    """Yield what search code imports of a plugin, or of the parts of plugins/ that it may not."""
    for node in ast.walk(ast.parse(source)):
        modules: list[str] = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            submodules = node.module == "kliping.plugins"
            modules = [
                f"{node.module}.{alias.name}" if submodules else node.module for alias in node.names
            ]
        for module in modules:
            if module.startswith("kliping.plugins."):
                part = module.split(".")[2]
                is_module = (ROOT / "plugins" / part).is_dir() or (
                    ROOT / "plugins" / f"{part}.py"
                ).is_file()
                if is_module and part not in MACHINERY:
                    yield module


def iter_plugins_named(source: str) -> Iterator[str]:
    """Yield the names of plugins that stand as strings in code; keys of rows do not count."""
    tree = ast.parse(source)
    keys = {key for node in ast.walk(tree) if isinstance(node, ast.Dict) for key in node.keys}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in PLUGIN_NAMES and node not in keys:
            yield str(node.value)


@pytest.mark.parametrize(
    "source",
    [
        "from kliping.plugins.entities.aliases import suggest_aliases",
        "from kliping.plugins import copies",
        "import kliping.plugins.copies.sketch",
    ],
)
def test_an_import_of_a_plugin_is_seen(source: str) -> None:
    """Whichever way a plugin is imported, the rule sees it."""
    assert list(iter_plugins_imported(source))


def test_a_name_of_a_plugin_is_seen() -> None:
    """A plugin's name in a call is seen, as a row's key it is not."""
    assert list(iter_plugins_named("archive.enrich(only=['stories'])")) == ["stories"]
    assert list(iter_plugins_named("row = {'claims': 1}")) == []


def test_search_knows_no_plugin_by_name() -> None:
    """Search imports no plugin and names none; commands may be called as plugins are."""
    files = [path for path in MODULES if path.is_relative_to(ROOT / "search")]
    sources = {name(path): path.read_text(encoding="utf-8") for path in files}
    imported = [(file, m) for file, text in sources.items() for m in iter_plugins_imported(text)]
    assert imported == []
    named = {
        file: found
        for file, text in sources.items()
        if not file.startswith("search/cli/") and (found := set(iter_plugins_named(text)))
    }
    assert named == {file: set(meanings) for file, meanings in OTHER_MEANINGS.items()}


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
        "values",
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
