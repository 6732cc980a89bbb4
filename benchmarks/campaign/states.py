"""Put parts of different times and archives together: a file restored, lost, or of another.

The archive is kept as it was at two times, beside a twin (a copy that went on alone, for as many
revisions as the original) and a stranger. Store, index and quotations index are each taken from any
of them, or are missing or empty. Right is: everything that the store holds is found; or damage is
told, reading answers nothing wrong, and `rebuild` makes all of the store's articles found again. A
store that is empty or missing beside an index is damage, and nothing removes the index; beside
folders without a commit it is a first index that was broken off, and indexing simply works.
"""

import itertools
import shutil
from pathlib import Path

import kliping

from .actions import make_base
from .articles import BASE_NUMBERS, article, article_id
from .inspecting import REMEDY, check_faults, compare, inspect
from .model import Changes, Expected
from .processes import call, run
from .report import Row
from .scratch import Scratch, Size

STORE, INDEXES, SETTINGS = "articles.db", ("index", "quotations"), "kliping.toml"
BEGINNING: Changes = dict.fromkeys(BASE_NUMBERS, 0)
CHANGES: dict[str, list[Changes]] = {
    "old": [{0: 1, 24: 0}],
    "new": [{0: 1, 24: 0}, {3: 1, 5: None}, {25: 0, 24: 1}],
    "twin": [{0: 1, 24: 0}, {2: 1, 6: None}, {26: 0, 24: 2}],
}
STRANGER: Changes = dict.fromkeys(range(60, 70), 0)
PRESENT = ("old", "new", "twin", "stranger")
STORES = (*PRESENT, "missing", "empty")
INDEX_STATES = (*PRESENT, "missing", "empty", "without commit")


def run_part(scratch: Scratch, size: Size) -> list[Row]:
    """Try combinations, all of them or as many as there are cases, and return one row."""
    row = Row(
        promise="Files of another time or archive: all is found, or told and mended",
        unit="combinations",
    )
    sources = _make_sources(scratch)
    combinations = list(itertools.product(STORES, INDEX_STATES, INDEX_STATES))
    size.chance().shuffle(combinations)
    for store, index, quotations in combinations[: size.cases]:
        path = _put_together(scratch, sources, store, index, quotations)
        where = f"store {store}, index {index}, quotations {quotations}"
        if store in PRESENT:
            whole = store == index == quotations
            row.add(where, _faults(path, Expected(certain=_state(store)), whole=whole))
        elif {index, quotations} & set(PRESENT):
            row.add(where, _lost_store_faults(path, sources["new"]))
        else:
            row.add(where, _half_made_faults(scratch, path))
    return [row]


def _state(name: str) -> Changes:
    if name == "stranger":
        return STRANGER
    state = dict(BEGINNING)
    for changes in CHANGES[name]:
        state.update(changes)
    return state


def _make_sources(scratch: Scratch) -> dict[str, Path]:
    folder = scratch.folder / "states"
    sources = {name: folder / f"{name}.kliping" for name in PRESENT}
    folder.mkdir()
    make_base(folder / "base.kliping")
    shutil.copytree(folder / "base.kliping", sources["old"])
    call(_change, sources["old"], CHANGES["old"])
    for name in ("new", "twin"):
        shutil.copytree(sources["old"], sources[name])
        call(_change, sources[name], CHANGES[name][1:])
    call(_change, sources["stranger"], [STRANGER])
    for name, path in sources.items():
        found = call(inspect, path, Expected(certain=_state(name)))
        if found.value != []:
            raise RuntimeError(f"{name} is wrong undisturbed: {found.value or found.fault}")
    return sources


def _change(path: Path, writes: list[Changes]) -> None:
    with kliping.open(path, create=True) as archive:
        for changes in writes:
            added = [
                article(n, v) for n, v in changes.items() if isinstance(n, int) and v is not None
            ]
            archive.add_all(added)
            archive.delete(
                [article_id(n) for n, v in changes.items() if isinstance(n, int) and v is None]
            )


def _put_together(
    scratch: Scratch, sources: dict[str, Path], store: str, index: str, quotations: str
) -> Path:
    path = scratch.fresh(base=False)
    path.mkdir()
    shutil.copy(sources["new"] / SETTINGS, path / SETTINGS)
    if store == "empty":
        (path / STORE).touch()
    elif store != "missing":
        shutil.copy(sources[store] / STORE, path / STORE)
    for name, state in zip(INDEXES, (index, quotations), strict=True):
        if state in PRESENT:
            shutil.copytree(sources[state] / name, path / name)
        elif state == "empty":
            (path / name).mkdir()
        elif state == "without commit":
            shutil.copytree(sources["new"] / name, path / name)
            for commit in (path / name).glob("commit-*"):
                commit.unlink()
    return path


def _faults(path: Path, expected: Expected, *, whole: bool) -> list[str]:
    """Return what is wrong with an archive whose store is whole."""
    checked = run(path, "check", "--deep")
    told = checked.code != 0
    faults = []
    if told and not REMEDY.search(checked.out + checked.err):
        faults.append(f"no remedy: {checked}")
    if told and whole:
        faults.append(f"told of damage that is none: {checked}")
    read = call(_read, path, expected)
    if read.value is None:
        faults.append(f"reading: {read.fault}")
    elif read.value and not (told and read.value[0].startswith("told")):
        faults.append(f"{'told, but reading' if told else 'not told, and'} {read.value[0]}")
    written = call(_write, path, expected)
    if written.value is None:
        faults.append(f"writing: {written.fault}")
    faults += written.value or []
    rebuilt = run(path, "rebuild")
    if rebuilt.code:
        return [*faults, f"the remedy: {rebuilt}"]
    present = call(_holds, path).value
    found = call(inspect, path, expected.after({80: 0}) if present else expected)
    faults += [f"after rebuild: {fault}" for fault in found.value or [found.fault] if fault]
    return faults + check_faults(path, absent=False, clean=True)


def _read(path: Path, expected: Expected) -> list[str]:
    """Read as a user does; an index that lags behind may be caught up, damage may be told."""
    try:
        with kliping.open(path) as archive:
            found = compare(archive, expected)
    except kliping.KlipingError as error:
        return [f"told: {error}"]
    return [
        f"told: {fault}" if "search fails" in fault and "kliping rebuild" in fault else fault
        for fault in found
    ]


def _write(path: Path, expected: Expected) -> list[str]:
    """Add an article: refused in words, or it goes in and all is found."""
    try:
        with kliping.open(path) as archive:
            archive.add(article(80))
            return [f"after a write: {f}" for f in compare(archive, expected.after({80: 0}))]
    except kliping.KlipingError:
        return []


def _holds(path: Path) -> bool:
    with kliping.open(path) as archive:
        return article_id(80) in archive


def _lost_store_faults(path: Path, whole: Path) -> list[str]:
    """Return what is wrong where the store is gone and indexes are there."""
    faults = []
    before = _files(path)
    checked = run(path, "check", "--deep")
    if checked.code in (0, -1):
        faults.append(f"taken for whole: {checked}")
    for arguments in (("index", "--seeds"), ("search", "*"), ("rebuild",)):
        ran = run(path, *arguments)
        if ran.code == 0:
            faults.append(f"taken for a new archive: {ran}")
        if "debug" in ran.err or "Traceback" in ran.err:
            faults.append(f"not in words: {ran}")
    gone = before - _files(path)
    if gone:
        faults.append(f"removed: {', '.join(sorted(gone)[:3])}")
    if faults:
        return faults
    shutil.copy(whole / STORE, path / STORE)
    for more in path.glob(f"{STORE}-*"):
        more.unlink()
    rebuilt = run(path, "rebuild")
    if rebuilt.code:
        return [f"after restoring the store: {rebuilt}"]
    found = call(inspect, path, Expected(certain=_state("new")))
    return found.value if found.value is not None else [found.fault]


def _half_made_faults(scratch: Scratch, path: Path) -> list[str]:
    """Return what is wrong with an archive whose first index was broken off."""
    checked = run(path, "check", "--deep")
    faults = [f"not in words: {checked}"] if "debug" in checked.err or checked.code < 0 else []
    ran = run(path, "index", str(scratch.sources / "first.jsonl"))
    if ran.code:
        return [*faults, f"indexing: {ran}"]
    found = call(inspect, path, Expected(certain=dict.fromkeys(range(12), 0)))
    faults += found.value if found.value is not None else [found.fault]
    return faults + check_faults(path, absent=False, clean=True)


def _files(path: Path) -> set[str]:
    """Return the files of the indexes that hold something."""
    return {
        str(one.relative_to(path))
        for name in INDEXES
        for one in (path / name).rglob("*")
        if one.is_file() and one.stat().st_size
    }
