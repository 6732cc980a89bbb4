"""Flip bits in, cut off, lengthen and blank every file of an archive: found, or without effect.

Three archives are damaged: one at rest; one whose writer was killed, so that the last write still
stands in SQLite's log alone; and every file of both. After each damage all questions are asked and
`check --deep` is run. Right is: every answer as before, or an error in words, or damage found.
"""

import os
import random
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kliping

from .answers import Answers, ask_all, differing, errors_in, faults_in
from .articles import article
from .inspecting import REMEDY
from .processes import Child, call, run
from .report import Row
from .scratch import Scratch, Size

# Of the cases, those after which the remedy that was advised is tried too: one in so many.
REMEDY_TRIED = 4
HEADER = 256  # bytes at a file's begin that get flips of their own
NOT_DAMAGED = ("-shm", "write.lock")  # rebuilt at every opening; empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One change of one file; `file` is relative to the archive."""

    file: str
    what: str
    apply: Callable[[Path], None]


def run_part(scratch: Scratch, size: Size) -> list[Row]:
    """Damage the archive so many times and return one row."""
    row = Row(
        promise="A damaged file changes no answer, or is found, and the remedy works",
        unit="damaged files",
    )
    chance = size.chance()
    for name, source in _archives(scratch):
        wanted = _answers(source, scratch, rebuilt=False)
        mended = _answers(source, scratch, rebuilt=True)
        damages = list(_damages(source, size.cases // 2, chance))
        for number, damage in enumerate(damages):
            faults, note = _try(scratch, source, damage, (wanted, mended), number)
            row.notes[note] += 1
            row.add(f"{name}: {damage.file}: {damage.what}", faults)
    return [row]


def _archives(scratch: Scratch) -> Iterator[tuple[str, Path]]:
    named = scratch.folder / "named.kliping"
    shutil.copytree(scratch.base, named)
    call(_add_names, named)
    yield "at rest", named
    hot = scratch.folder / "hot.kliping"
    shutil.copytree(named, hot)
    Child(_write_and_die, (hot,)).start().wait()
    yield "writer killed", hot


def _add_names(path: Path) -> None:
    with kliping.open(path) as archive:
        archive.merge_alias("person", "Siti Halimah", "Rina Wulandari")
        archive.save_search("panen", "panen")


def _write_and_die(tell: Callable[[Any], None], path: Path) -> None:
    archive = kliping.open(path)
    archive.add(article(3, 1))
    archive.delete([article(4).id])
    tell("written")
    os.kill(os.getpid(), signal.SIGKILL)


def _answers(source: Path, scratch: Scratch, *, rebuilt: bool) -> Answers:
    path = _copied(scratch, source)
    if rebuilt:
        run(path, "rebuild")
    ended = call(ask_all, path, True)
    if ended.fault or faults_in(ended.value) or errors_in(ended.value):
        raise RuntimeError(f"an archive that nothing disturbed: {ended}")
    answers: Answers = ended.value
    return answers


def _copied(scratch: Scratch, source: Path) -> Path:
    path = scratch.fresh(base=False)
    shutil.copytree(source, path)
    return path


def _damages(source: Path, cases: int, chance: random.Random) -> Iterator[Damage]:
    """Yield damages of every file, in equal number for half of them, else by their size."""
    sizes = {
        str(path.relative_to(source)): path.stat().st_size
        for path in sorted(source.rglob("*"))
        if path.is_file() and not path.name.endswith(NOT_DAMAGED)
    }
    names = [name for name, size in sizes.items() if size]
    for number in range(cases):
        if number < cases // 2:
            name = names[number % len(names)]
        else:
            name = chance.choices(names, [sizes[name] for name in names])[0]
        yield _damage(name, sizes[name], number, chance)


def _damage(name: str, size: int, number: int, chance: random.Random) -> Damage:
    kind = number // 3 % 8
    if kind == 0:
        length = chance.choice((0, 1, size // 2, size - 1, chance.randrange(size)))
        return Damage(file=name, what=f"cut to {length} bytes", apply=_cutting(length))
    if kind == 1:
        at, length = chance.randrange(size), chance.choice((1, 64, 512, 4096))
        return Damage(file=name, what=f"{length} zeros at {at}", apply=_blanking(at, length))
    if kind == 2 and number % 2:
        more = chance.randbytes(chance.choice((1, 64, 4096)))
        return Damage(file=name, what=f"{len(more)} bytes added", apply=_lengthening(more))
    at = chance.randrange(min(size, HEADER)) if kind == 3 else chance.randrange(size)
    bit = chance.randrange(8)
    return Damage(file=name, what=f"bit {bit} of byte {at} flipped", apply=_flipping(at, bit))


def _flipping(at: int, bit: int) -> Callable[[Path], None]:
    def apply(path: Path) -> None:
        written = bytearray(path.read_bytes())
        written[at] ^= 1 << bit
        path.write_bytes(written)

    return apply


def _blanking(at: int, length: int) -> Callable[[Path], None]:
    def apply(path: Path) -> None:
        written = bytearray(path.read_bytes())
        written[at : at + length] = bytes(len(written[at : at + length]))
        path.write_bytes(written)

    return apply


def _cutting(length: int) -> Callable[[Path], None]:
    return lambda path: os.truncate(path, length)


def _lengthening(more: bytes) -> Callable[[Path], None]:
    def apply(path: Path) -> None:
        path.write_bytes(path.read_bytes() + more)

    return apply


def _try(
    scratch: Scratch, source: Path, damage: Damage, answers: tuple[Answers, Answers], number: int
) -> tuple[list[str], str]:
    """Damage a copy; return the faults, and what the case counts as.

    Args:
        answers: of the archive undamaged, and undamaged and rebuilt.
    """
    wanted, mended = answers
    path = _copied(scratch, source)
    damage.apply(path / damage.file)
    checked = run(path, "check", "--deep")
    asked = call(ask_all, path, number % 3 != 0)
    faults = [str(checked)] if checked.code < 0 or "Traceback" in checked.err else []
    if asked.fault:
        return [*faults, f"reading: {asked.fault}"], "with faults"
    faults += faults_in(asked.value)
    different = differing(wanted, asked.value)
    told = errors_in(asked.value)
    if checked.code == 0:
        if different and number % 3:
            faults.append(f"not found by check --deep, and other answers to: {different[:4]}")
        elif told and number % 3:
            faults.append(f"not found by check --deep, but: {told[0]}")
        return faults, "without effect"
    said = checked.out + checked.err
    if checked.code == 2 and "debug" in said:
        faults.append(f"found, but not in words: {checked}")
    elif not REMEDY.search(said) and damage.file != "kliping.toml":
        faults.append(f"found, but without a remedy: {checked}")
    elif number % REMEDY_TRIED == 0 and not faults:
        faults += remedy_faults(path, source, damage.file, mended, advised=said)
    return faults, "found"


def remedy_faults(
    path: Path, source: Path, file: str, wanted: Answers, *, advised: str
) -> list[str]:
    """Do what the messages advise, and return what is still wrong.

    A damaged store or setting is restored from a copy, unless results or states of enrichers are
    all that is damaged in it; a damaged index is rebuilt.

    Args:
        advised: the messages.
    """
    by_enriching = all("enrich --all" in line for line in advised.splitlines() if ".db" in line)
    done: list[tuple[str, ...]] = [("rebuild",), ("check", "--deep")]
    if "/" not in file and by_enriching and "enrich --all" in advised:
        done.insert(0, ("enrich", "--all"))
    elif "/" not in file:
        for one in source.iterdir():
            if one.is_file():
                shutil.copy(one, path / one.name)
        for one in path.glob("*-shm"):
            one.unlink()
    for arguments in done:
        ran = run(path, *arguments)
        if ran.code:
            return [f"the remedy: {ran}"]
    asked = call(ask_all, path, True)
    if asked.fault:
        return [f"after the remedy: {asked.fault}"]
    different = [q for q, answer in wanted.items() if asked.value.get(q) != answer]
    return [f"after the remedy, other answers to: {different[:4]}"] if different else []
