"""Look at an archive through the front door and compare it with what was acknowledged."""

import re
from collections import Counter
from pathlib import Path

import kliping

from .articles import COMMON, article, article_id, outlet, token
from .model import Expected, Value
from .processes import Run, call, run, run_here

# What a reader of an archive runs; the first that fails after a kill is the fault.
READING_COMMANDS = (
    ("search", COMMON, "--limit", "3", "--facet", "person", "--facet", "place"),
    ("search", "*", "--limit", "0"),
    ("search", f"{COMMON} panen", "--format", "json"),
    ("facets", "outlet", "speaker"),
    ("quotes", "*"),
    ("entities", "*"),
    ("copies",),
    ("stories", "*"),
    ("words", "zuq"),
    ("suggest", "maklu"),
    ("saved", "list"),
    ("aliases", "list"),
    ("aliases", "suggest"),
    ("stats",),
    ("explain", COMMON),
    ("plugins",),
)
NO_ARCHIVE = 3  # exit code of the program where there is no archive
REMEDY = re.compile(
    r"kliping rebuild|enrich --all|restore .* from a backup|index .* anew|upgrade", re.DOTALL
)


def inspect(path: Path, expected: Expected) -> list[str]:
    """Open the archive for writing and return what is lost, wrong or not found."""
    try:
        archive = kliping.open(path)
    except kliping.ArchiveNotFoundError as error:
        return [] if expected.may_be_absent else [f"does not open: {error}"]
    except Exception as error:
        return [f"does not open: {type(error).__name__}: {error}"]
    with archive:
        return compare(archive, expected)


def inspect_read_only(path: Path, expected: Expected) -> list[str]:
    """Do the same without the right to write."""
    with kliping.open(path, read_only=True) as archive:
        return compare(archive, expected)


def compare(archive: kliping.Archive, expected: Expected, *, settled: bool = True) -> list[str]:
    """Return what differs from the expected state: in the store, in search, in facets.

    Args:
        settled: the indexes must agree with the store also on what was in flight; they cannot
            while the disk is full or the archive is opened read-only.
    """
    faults: list[str] = []
    present: dict[int, Value] = {}
    for key in expected.all_keys():
        stored = _stored(archive, key)
        if stored not in expected.values(key):
            wanted = sorted(map(str, expected.values(key)))
            faults.append(f"lost: {key} is {stored}, expected {' or '.join(wanted)}")
        if isinstance(key, int) and stored is not None:
            present[key] = stored
    try:
        faults += _search_faults(archive, expected, present, settled)
    except Exception as error:
        faults.append(f"search fails: {type(error).__name__}: {error}")
    return faults


def _stored(archive: kliping.Archive, key: int | str) -> Value:
    if isinstance(key, str):
        kind, _, name = key.partition(" ")
        if kind == "alias":
            return any(alias.alias == name for alias in archive.aliases()) or None
        return any(saved.name == name for saved in archive.saved_searches()) or None
    try:
        text = archive.get(article_id(key)).text
    except kliping.ArticleNotFoundError:
        return None
    return next((v for v in range(9) if article(key, v).text == text), -1)


def _search_faults(
    archive: kliping.Archive, expected: Expected, present: dict[int, Value], settled: bool
) -> list[str]:
    faults = []
    for number in (key for key in expected.all_keys() if isinstance(key, int)):
        if not settled and number in expected.possible:
            continue
        stored = present.get(number)
        for version in {v for v in expected.values(number) if isinstance(v, int)} | {0}:
            wanted = [article_id(number)] if version == stored else []
            found = list(archive.matching_ids(token(number, version)))
            if found != wanted:
                faults.append(
                    f"search differs from the store: version {version} of {number} "
                    f"finds {found}, stored is {stored}"
                )
    if not settled and expected.possible:
        return faults
    total = archive.search(COMMON, limit=0).total
    if not total == len(archive) == len(present):
        faults.append(f"{len(present)} articles, {len(archive)} counted, {total} found")
    if present:
        counted = archive.facets("*", ["outlet:100"])["outlet"].values
        facet = {value.value: value.count for value in counted}
        wanted_counts = Counter(outlet(number) for number in present)
        if facet != dict(wanted_counts):
            faults.append(f"facet outlet: {facet}, expected {dict(wanted_counts)}")
        page = archive.search(COMMON, limit=5, facets=["person"])
        if any(hit.id not in archive for hit in page.hits):
            faults.append("a hit is of an article that is not stored")
    return faults


def command_faults(path: Path, *, absent: bool) -> list[str]:
    """Run every reading command, each from its own arguments, and return those that fail."""
    ended = call(_run_all, path)
    if ended.value is None:
        return [f"reading commands: {ended.fault}"]
    allowed = {0, NO_ARCHIVE} if absent else {0}
    runs: list[Run] = ended.value
    return [str(one) for one in runs if one.code not in allowed or "Traceback" in one.err]


def _run_all(path: Path) -> list[Run]:
    return [run_here(path, arguments) for arguments in READING_COMMANDS]


def check_faults(path: Path, *, absent: bool, clean: bool = False) -> list[str]:
    """Run `check --deep`; where it finds damage, do what it advises and check again.

    Args:
        absent: there may be no archive.
        clean: damage is a fault although the remedy works.
    """
    first = run(path, "check", "--deep")
    if first.code == 0 or (absent and first.code == NO_ARCHIVE):
        return []
    if clean or not REMEDY.search(first.out + first.err):
        return [str(first)]
    mended = run(path, "rebuild")
    if absent and mended.code == NO_ARCHIVE:
        return []
    again = run(path, "check", "--deep")
    return [f"{first}; then {one}" for one in (mended, again) if one.code][:1]
