"""Read beside a writer: every answer is of an acknowledged state, or of one being written.

Eight readers ask beside one writer that adds, updates, deletes and rebuilds: plain ones, one that
opens anew again and again, one of four threads, one that may only read by its own wish and one by
its user's rights. Then archives are closed under searching threads.
"""

import mmap
import os
import random
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import kliping

from .articles import BASE_NUMBERS, COMMON, article, article_id, token
from .inspecting import check_faults
from .journal import Journal, JournalWriter
from .processes import Child, call, run
from .report import Row
from .scratch import Scratch, Size

START = dict.fromkeys(BASE_NUMBERS, 0)
NUMBERS = range(40)  # articles that the writer adds, updates and deletes
VERSIONS = 60
READERS = ("plain", "plain", "plain", "plain", "anew", "threads", "read-only", "other user")
QUERIES_A_CASE = 10
REBUILT = 6  # one write in so many is a rebuild, through the library and the program in turn
NOBODY = 65_534
CHECKED = 100  # answers that a reader collects before it compares them
SHOWN = 5


def run_part(scratch: Scratch, size: Size) -> list[Row]:
    """Read beside a writer and return a row for each promise."""
    beside = Row(
        promise="8 readers beside writes, deletes and rebuilds: no error, no wrong answer",
        unit="queries",
    )
    threads = Row(
        promise="Threads of one process read beside its own writes: the same", unit="queries"
    )
    closing = Row(promise="`close()` under searching threads ends them in words", unit="closings")
    _beside(scratch, size, beside)
    _one_process(scratch, size, threads)
    chance = size.chance()
    for number in range(max(2, size.cases // 10)):
        ended = call(_close_under_threads, scratch.fresh(base=True), chance.random() / 20)
        faults = [ended.fault] if ended.value is None else ended.value
        closing.add(f"closing {number}", faults)
    return [beside, threads, closing]


def _beside(scratch: Scratch, size: Size, row: Row) -> None:
    path = scratch.fresh(base=True)
    for folder in (scratch.folder, scratch.box, path):
        folder.chmod(0o755)
    journal, stop = scratch.folder / "journal", scratch.folder / "stop"
    journal.touch()
    stop.unlink(missing_ok=True)
    writer = Child(_write, (path, journal, stop, size.seed)).start()
    until = time.monotonic() + size.seconds
    readers = [
        (kind, Child(_read, (path, journal, kind, size.cases * QUERIES_A_CASE, until, n)).start())
        for n, kind in enumerate(READERS)
        if kind != "other user" or os.getuid() == 0
    ]
    for number, (kind, reader) in enumerate(readers):
        ended = reader.wait(size.seconds + 120)
        where = f"reader {number} ({kind})"
        if ended.value is None:
            row.add(where, [ended.fault])
            continue
        asked, faults, refused = ended.value
        row.add(where, faults)
        row.tried += asked - 1
        if refused:
            row.notes["reader refused in words"] += 1
    stop.touch()
    ended = writer.wait(180)
    if ended.fault:
        row.add("the writer", [ended.fault])
    row.notes["writes"] = len(ended.told) - ended.told.count("rebuild")
    row.notes["rebuilds"] = ended.told.count("rebuild")
    row.findings += [*_row_of("after it", check_faults(path, absent=False, clean=True)).findings]
    journal.unlink()


def _row_of(where: str, faults: list[str]) -> Row:
    row = Row(promise="", unit="")
    row.add(where, faults)
    return row


def _hints(journal: Path) -> mmap.mmap:
    """Return shared bytes: the version + 1 that each article has about now, 0 for none."""
    path = journal.with_suffix(".hints")
    if not path.exists():
        path.write_bytes(bytes(START.get(n, -1) + 1 for n in NUMBERS))
    with open(path, "r+b" if os.access(path, os.W_OK) else "rb") as file:
        writable = os.access(path, os.W_OK)
        return mmap.mmap(
            file.fileno(), 0, access=mmap.ACCESS_WRITE if writable else mmap.ACCESS_READ
        )


def _write(tell: Callable[[Any], None], path: Path, journal: Path, stop: Path, seed: int) -> None:
    """Write until told to stop."""
    with kliping.open(path) as archive:
        _write_on(tell, archive, journal, seed, stop.exists)


def _write_on(
    tell: Callable[[Any], None],
    archive: kliping.Archive,
    journal: Path,
    seed: int,
    is_over: Callable[[], bool],
) -> None:
    chance, log, hints = random.Random(seed), JournalWriter(journal), _hints(journal)
    state: dict[int, int | None] = dict(START)
    versions = dict.fromkeys(NUMBERS, 0)
    count = 0
    while not is_over():
        count += 1
        if count % REBUILT == 0:
            log.begin({})
            if count // REBUILT % 2:
                archive.rebuild()
            else:
                ran = run(archive.path, "rebuild")
                if ran.code:
                    raise RuntimeError(str(ran))
            log.end()
            tell("rebuild")
            continue
        chosen = chance.sample(NUMBERS, chance.randrange(1, 6))
        changes: dict[int, int | None] = {}
        if chance.random() < 0.3:
            changes = {n: None for n in chosen if state.get(n) is not None}
            log.begin(changes)
            archive.delete([article_id(n) for n in changes])
        else:
            for n in chosen:
                versions[n] = (versions[n] + 1) % VERSIONS
                changes[n] = versions[n]
            log.begin(changes)
            archive.add_all([article(n, v) for n, v in changes.items() if v is not None])
        log.end()
        state.update(changes)
        for n, value in changes.items():
            hints[n] = 0 if value is None else value + 1
        tell("write")


# What a reader noted of one query: kind, its argument, when it was asked and answered, the answer.
Noted = tuple[str, Any, float, float, Any]


def _read(
    tell: Callable[[Any], None],
    path: Path,
    journal: Path,
    kind: str,
    queries: int,
    until: float,
    seed: int,
) -> tuple[int, list[str], bool]:
    """Ask so many queries; return how many, what was wrong, and whether reading was refused."""
    if kind == "other user":
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    chance = random.Random(seed)
    checker, hints = Journal(journal, START), _hints(journal)
    faults: list[str] = []
    asked = 0
    archive: kliping.Archive | None = None
    try:
        while asked < queries and time.monotonic() < until and len(faults) < SHOWN:
            if archive is None or (kind == "anew" and asked % 20 == 0):
                if archive is not None:
                    archive.close()
                archive = _opened(path, kind)
            noted = _asked(archive, kind, chance, hints, min(CHECKED, queries - asked))
            asked += len(noted)
            checker.read()
            faults += [fault for one in noted for fault in _faults(one, checker)]
    except kliping.KlipingError as error:
        if kind == "other user" and archive is None:
            return asked, [], True
        faults.append(f"opening: {type(error).__name__}: {error}")
    finally:
        if archive is not None:
            archive.close()
    return asked, faults, False


def _opened(path: Path, kind: str) -> kliping.Archive:
    return kliping.open(path, read_only=kind in ("read-only", "other user"))


def _asked(
    archive: kliping.Archive, kind: str, chance: random.Random, hints: mmap.mmap, count: int
) -> list[Noted]:
    if kind == "anew":
        return [_ask(archive, chance, hints) for _ in range(min(20, count))]
    if kind != "threads":
        return [_ask(archive, chance, hints) for _ in range(count)]
    noted: list[Noted] = []
    seeds = [chance.random() for _ in range(4)]

    def ask_some(seed: float) -> None:
        own = random.Random(seed)
        for _ in range(count // 4):
            noted.append(_ask(archive, own, hints))

    threads = [threading.Thread(target=ask_some, args=(seed,)) for seed in seeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return noted


def _ask(archive: kliping.Archive, chance: random.Random, hints: mmap.mmap) -> Noted:
    kind = chance.choice(("token", "token", "ids", "total", "facet", "page", "get", "quotes"))
    number = chance.choice(NUMBERS)
    version = max(0, hints[number] - 1 - (chance.random() < 0.3))
    began = time.monotonic()
    try:
        answer = _answer(archive, kind, number, version)
    except Exception as error:
        answer = error
    return kind, (number, version), began, time.monotonic(), answer


def _answer(archive: kliping.Archive, kind: str, number: int, version: int) -> Any:
    if kind == "token":
        return archive.matching_ids(token(number, version))
    if kind == "ids":
        return archive.matching_ids(COMMON)
    if kind == "total":
        return archive.search(COMMON, limit=0).total
    if kind == "facet":
        found = archive.search(COMMON, limit=0, facets=["outlet:50"])
        return found.total, sum(value.count for value in found.facets["outlet"].values)
    if kind == "page":
        return [(hit.id, bool(hit.title)) for hit in archive.search(COMMON, limit=10).hits]
    if kind == "quotes":
        return archive.quotes("*", limit=5).total
    try:
        return archive.get(article_id(number)).text
    except kliping.ArticleNotFoundError:
        return None


def _faults(noted: Noted, journal: Journal) -> list[str]:
    """Return what is wrong with one answer."""
    kind, (number, version), asked, answered, answer = noted
    if isinstance(answer, Exception):
        return [f"{kind}: {type(answer).__name__}: {answer}"]
    allowed = journal.values(number, asked, answered)
    if kind == "token":
        found = set(answer)
        possible = {article_id(number)} if version in allowed else set()
        if not found <= possible or (not found and allowed == {version}):
            return [f"version {version} of {number} finds {sorted(found)}, may be {allowed}"]
    elif kind == "get":
        if answer not in {None if v is None else article(number, v).text for v in allowed}:
            return [f"the text of {number} is of none of the versions {allowed}"]
    elif kind in ("ids", "total", "facet", "page"):
        values = {n: journal.values(n, asked, answered) for n in journal.numbers()}
        return _set_faults(kind, answer, values)
    return []


def _set_faults(kind: str, answer: Any, values: dict[int, set[int | None]]) -> list[str]:
    certain = {article_id(n) for n, allowed in values.items() if None not in allowed}
    possible = {article_id(n) for n, allowed in values.items() if allowed != {None}}
    if kind == "ids":
        if len(answer) != len(set(answer)) or not certain <= set(answer) <= possible:
            missing, odd = sorted(certain - set(answer)), sorted(set(answer) - possible)
            return [f"all articles: {missing} missing, {odd} too many"]
    elif kind == "page":
        ids = {id for id, titled in answer if titled}
        if len(ids) != len(answer) or not ids <= possible or (certain and not ids):
            return [f"a page of {len(answer)} hits: {sorted(ids - possible)} should not be there"]
    else:
        total, counted = answer if kind == "facet" else (answer, answer)
        if not len(certain) <= total <= len(possible) or counted != total:
            return [f"{total} found, {counted} counted, of {len(certain)} to {len(possible)}"]
    return []


def _one_process(scratch: Scratch, size: Size, row: Row) -> None:
    """Let four threads read the archive object that the main thread writes through."""
    path = scratch.fresh(base=True)
    journal = scratch.folder / "journal"
    journal.touch()
    journal.with_suffix(".hints").unlink(missing_ok=True)
    queries = size.cases * QUERIES_A_CASE // 2
    ended = Child(_write_and_read, (path, journal, queries, size.seconds, size.seed)).start()
    outcome = ended.wait(size.seconds + 120)
    if outcome.value is None:
        row.add("one process", [outcome.fault])
        return
    asked, faults = outcome.value
    row.add("one process", faults)
    row.tried += asked - 1
    row.notes["writes"] = len(outcome.told)


def _write_and_read(
    tell: Callable[[Any], None], path: Path, journal: Path, queries: int, seconds: float, seed: int
) -> tuple[int, list[str]]:
    noted: list[Noted] = []
    until = time.monotonic() + seconds
    hints = _hints(journal)
    with kliping.open(path) as archive:

        def ask_some(own: int) -> None:
            chance = random.Random(own)
            for _ in range(queries // 4):
                if time.monotonic() > until:
                    break
                noted.append(_ask(archive, chance, hints))

        threads = [threading.Thread(target=ask_some, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        _write_on(
            tell, archive, journal, seed, lambda: not any(thread.is_alive() for thread in threads)
        )
        for thread in threads:
            thread.join()
    checker = Journal(journal, START)
    checker.read()
    return len(noted), [fault for one in noted for fault in _faults(one, checker)][:SHOWN]


def _close_under_threads(path: Path, after: float) -> list[str]:
    """Close an archive while threads search it; return what they got other than an error."""
    faults: list[str] = []
    archive = kliping.open(path)

    def search_on() -> None:
        try:
            for _ in range(100_000):
                archive.search(COMMON, limit=5, facets=["person"])
                archive.get(article_id(1))
                archive.quotes("*", limit=2)
        except kliping.KlipingError as error:
            if not re.search("closed", str(error)):
                faults.append(f"a thread got {type(error).__name__}: {error}")
        except Exception as error:
            faults.append(f"a thread got {type(error).__name__}: {error}")
        else:
            faults.append("a thread went on searching a closed archive")

    threads = [threading.Thread(target=search_on) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(after)
    archive.close()
    for thread in threads:
        thread.join()
    return faults
