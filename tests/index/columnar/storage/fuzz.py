"""Run by test_sanitized.py: a sanitized kernel under random calls and crafted index files.

    python fuzz.py KERNEL FOLDER SEED ROUNDS

KERNEL is the extension module; FOLDER is empty, for indexes; PYTHONPATH names the folder
above tests/. Exits with 0 where nothing but the
errors that are promised came; a sanitizer that finds a fault aborts the process.
"""

import importlib.machinery
import importlib.util
import random
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import test_crafted_files as crafted

from kliping.index import ArchiveDamagedError, kernel
from kliping.index.columnar import ColumnarEngine, open_engine
from kliping.index.columnar.storage.files import ArrayFile
from tests.engine.corpora import FIELDS, ZONE, FakeAnalyzer, build_document

PROMISED = (IndexError, ValueError, TypeError, BufferError)
KINDS = ["u1", "u2", "u4", "i4", "i8", "f8", "?"]
ODD = [0, 1, 2, 255, 4095, 4096, 2**15, 2**31 - 1, -1, -(2**31)]


def load(path: str) -> Any:
    loader = importlib.machinery.ExtensionFileLoader("kliping.index.kernel._kernel", path)
    spec = importlib.util.spec_from_file_location(loader.name, path, loader=loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def array(draw: random.Random, kind: str, *, ascending: bool = False) -> np.ndarray:
    """Return an array mostly as it should be: of the type, small numbers, now and then odd ones."""
    if draw.random() < 0.03:
        kind = draw.choice(KINDS)
    length = draw.choice([0, 1, 2, 5, 17, 70])
    top = draw.choice([3, 20, 300, 9000])
    numbers = [draw.randrange(top) for _ in range(length)]
    if ascending:
        numbers.sort()
    if numbers and draw.random() < 0.1:
        numbers[draw.randrange(length)] = draw.choice(ODD)
    made = np.array(numbers, np.int64).astype(kind)
    return made[::2] if draw.random() < 0.02 else made


def random_call(draw: random.Random) -> tuple[str, tuple[Any, ...]]:
    function = draw.choice(["unite", "intersect", "top", "count", "phrase", "fuzzy", "scan", "add"])

    def scored() -> tuple[Any, Any]:
        documents = array(draw, "i4", ascending=True)
        scores: Any = np.ones(len(documents) + draw.choice([0, 0, 0, 1]))
        return documents, draw.choice([1.0, scores, scores])

    def out(kind: str) -> np.ndarray:
        return np.zeros(draw.choice([0, 1, 70, 400]), kind)

    if function in ("unite", "intersect"):
        return function, ([scored() for _ in range(draw.randrange(5))], out("i4"), out("f8"))
    if function == "top":
        return function, (array(draw, "f8"), out("i8"))
    if function == "count":
        kind = draw.choice([None, "i4", "i8"])
        starts = None if kind is None else array(draw, kind, ascending=True)
        wanted = draw.choice([None, array(draw, "?")])
        return function, (array(draw, "i4"), starts, array(draw, "i4"), out("i8"), wanted)
    if function == "phrase":
        words = [scored() for _ in range(draw.choice([0, 1, 2, 3]))]
        order = bytes(draw.sample(range(len(words)), len(words)))
        if draw.random() < 0.05:
            order = bytes(draw.randrange(256) for _ in words)
        places = []
        for documents, _ in words:
            counts = np.array([draw.randrange(4) for _ in documents], np.int64)
            starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
            kind = draw.choice(["u1", "u2", "u4", "i4"])
            positions = np.array([draw.randrange(200) for _ in range(int(starts[-1]))], kind)
            positions.sort()
            if draw.random() < 0.2:
                starts = array(draw, "i8", ascending=True)
            if draw.random() < 0.2:
                positions = array(draw, kind)
            places.append((starts, positions))
        slop = draw.choice([1, 2, 0, -5, 2**31, 2**63 - 1])
        return function, (words, order, places, slop, out("i4"), out("f8"))
    if function == "fuzzy":
        blob = np.frombuffer(draw.randbytes(draw.randrange(60)), np.uint8)
        ends = np.sort(np.array([draw.randrange(len(blob) + 1) for _ in range(9)], np.uint32))
        if draw.random() < 0.3:
            ends = array(draw, "u4", ascending=True)
        low, high = draw.randrange(-1, 10), draw.randrange(-1, 12)
        word = draw.choice([b"", b"api", draw.randbytes(5), b"a" * 300])
        return function, (blob, ends, low, high, word, draw.choice([0, 1, 2, 9, -1]))
    characters = "ab1' \u2019\u2026\u00a0é😀\ud800-"
    text = "".join(draw.choice(characters) for _ in range(draw.randrange(80)))
    if function == "scan":
        return function, (TABLE, text, draw.randrange(2**31))
    surface = text.encode("utf-8", "replace").decode()
    return function, (TABLE, surface, draw.randrange(-3, 2**31 - 1))


def fuzz_files(folder: Path, draw: random.Random, rounds: int) -> None:
    """Ask everything of indexes whose arrays differ, each array in memory of its own."""

    def opened(create: bool) -> ColumnarEngine:
        return open_engine(
            folder / "index",
            fields=FIELDS,
            analyzer=FakeAnalyzer(),
            zone=ZONE,
            create=create,
        )

    crafted.write_sound_index(opened(True), build_document)
    mapped = ArrayFile.__getitem__
    for path in sorted((folder / "index").glob("seg-*")):
        whole, file = path.read_bytes(), ArrayFile(path)
        arrays = {name: file[name].copy() for name in file.names()}
        every = list(crafted.iter_crafted(arrays, draw))
        # A read beyond a map's end into the next array would go unseen; beyond a copy's it is seen.
        ArrayFile.__getitem__ = lambda self, name: mapped(self, name).copy()  # type: ignore[method-assign]
        for changed in draw.sample(every, min(rounds, len(every))):
            crafted.rewrite(path, changed, file.meta)
            try:
                crafted.ask_everything(opened(False).reader())
            except ArchiveDamagedError:
                continue
        ArrayFile.__getitem__ = mapped  # type: ignore[method-assign]
        path.unlink()
        path.write_bytes(whole)


warnings.simplefilter("ignore")
kernel.compiled = load(sys.argv[1])
TABLE = kernel.compiled.surfaces()
DRAW = random.Random(int(sys.argv[3]))
ROUNDS = int(sys.argv[4])
answered = refused = 0
for _ in range(ROUNDS * 100):
    name, arguments = random_call(DRAW)
    try:
        getattr(kernel.compiled, name)(*arguments)
        answered += 1
    except PROMISED:
        refused += 1
fuzz_files(Path(sys.argv[2]), DRAW, ROUNDS)
print(f"{answered} calls answered, {refused} refused")
