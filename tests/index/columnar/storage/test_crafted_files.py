"""Files that are whole but were made by others: every number is checked before it is used."""

import contextlib
import json
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kliping.index import ArchiveDamagedError, Document, kernel
from kliping.index import query_tree as t
from kliping.index.columnar import ColumnarEngine
from kliping.index.columnar.reader import ColumnarReader
from kliping.index.columnar.storage.commits import commit_name, commit_numbers
from kliping.index.columnar.storage.files import ArrayFile, write_array_file
from kliping.index.engine import FacetRequest, SearchRequest, SortKey

WORDS = ["api", "banjir", "desa", "gempa", "hutan", "ibu", "jalan"]
NAMES = ["Ani", "ani", "ANI", "Budi", "Citra"]


@pytest.fixture(params=["compiled", "numpy"])
def inner_loops(request, monkeypatch) -> str:
    """Run with the kernel and without."""
    if request.param == "numpy":
        monkeypatch.setattr(kernel, "compiled", None)
    elif kernel.compiled is None:
        pytest.skip("the kernel is not compiled")
    return str(request.param)


@pytest.fixture
def whole(open_index, make_document) -> Path:
    """Return the folder of a sound index."""
    return write_sound_index(open_index("whole"), make_document)


def write_sound_index(engine: ColumnarEngine, make_document: Callable[..., Document]) -> Path:
    """Write two segments, a deletion, values of every kind, and return the index's folder."""
    draw = random.Random(4)
    for revision in (1, 2):
        engine.write(
            [
                make_document(
                    f"{revision}-{n}",
                    " ".join(draw.choices(WORDS, k=25)) + (" banyak" * 40 if n == 3 else ""),
                    title=draw.choice(WORDS),
                    outlet=draw.choice(["VIVA", "viva", "Antara"]),
                    person=tuple(draw.sample(NAMES, draw.randint(0, 2))),
                    published=1_700_000_000 + 86_400 * draw.randrange(40),
                    value=tuple(float(draw.randrange(5)) for _ in range(draw.randint(0, 2))),
                )
                for n in range(30)
            ],
            deletions=["1-7"] if revision == 2 else [],
            revision=revision,
        )
    return engine._folder


def ask_everything(reader: ColumnarReader) -> None:
    """Ask a reader for all that it can answer."""
    facets = tuple(
        FacetRequest(field=field, limit=limit, period="month" if field == "published" else None)
        for field in ("outlet", "person", "published", "value")
        for limit in (1, None)
    )
    queries: list[Any] = [
        t.Every(),
        t.Or([t.Term("text", "api"), t.Term("text", "ban"), t.NumericRange("value", 1, 3)]),
        t.And([t.Term("text", "api"), t.Term("text_exact", "desa"), t.Term("outlet", "viva")]),
        t.Phrase("text_exact", ["api", "banjir"], slop=2),
        t.Phrase("text_exact", ["banyak", "banyak", "banyak"]),
        t.Or([t.FuzzyTerm("text_exact", "gempo"), t.Prefix("text_exact", "d")]),
        t.Or([t.Wildcard("person", "*i"), t.TermRange("text", "a", "g")]),
        t.AndMaybe(t.Every("person"), t.Term("title", "gem")),
    ]
    for query in queries:
        for more in ({}, {"collapse": "person", "count_by": "outlet"}, {"sort": SORT}):
            reader.search(SearchRequest(query=query, facets=facets, **more))
        ids = list(reader.matching_ids(query))
        for id in list(ids)[:1]:
            reader.explain(query, [id])
    for field in ("text", "text_exact", "person", "id"):
        reader.term_counts(field, "a")
        reader.top_terms(field, "", 3)
        list(reader.iter_terms(field))
        reader.suggest(field, ["apu"])
        reader.count_terms_of(field, ["api", "ani"])


SORT = (SortKey(field="person"), SortKey(field="published", descending=True))


def iter_crafted(arrays: dict[str, np.ndarray], draw: random.Random) -> Iterator[dict[str, Any]]:
    """Yield sets of arrays in each of which one differs: its numbers, its length or its type."""
    for name, array in arrays.items():
        changes: list[np.ndarray] = [array[:-1], np.append(array, array[-1:]), array[:0]]
        if len(array):
            for value in (0, 1, 255, 2**15, 2**31 - 1, 2**31, 2**32 - 1, -1, 2**61):
                for kind in {array.dtype.str, "<u4", "<i8"}:
                    changed = array.astype(kind)
                    with np.errstate(all="ignore"), contextlib.suppress(OverflowError):
                        changed[draw.randrange(len(array))] = value
                        changes.append(changed)
            for kind in ("<f8", "<i8", "<u4", "|u1", "|i1"):
                with np.errstate(all="ignore"):
                    changes.append(array.astype(kind))
            changes.append(np.roll(array, 1))
            changes.append(array[::-1].copy())
            changes.append(array + array.dtype.type(1))
        for changed in changes:
            yield {**arrays, name: changed}
        yield {n: a for n, a in arrays.items() if n != name}


def rewrite(path: Path, arrays: dict[str, Any], meta: dict[str, Any]) -> None:
    path.unlink()  # a new file: readers of the old one keep their map
    write_array_file(path, arrays, meta)


@pytest.mark.long
@pytest.mark.parametrize("part", ["documents", "postings", "deleted"])
def test_a_crafted_array_is_damage_in_words(
    whole, open_index, part, inner_loops, pytestconfig
) -> None:
    """Whatever one array holds, every question is answered or the file is named as damaged.

    What is refused is found by the deep check too.
    """
    draw = random.Random(part + inner_loops)
    path = sorted(whole.glob(f"*{part}"))[0]
    file = ArrayFile(path)
    arrays = {name: file[name].copy() for name in file.names()}
    crafted = list(iter_crafted(arrays, draw))
    refusals, checker, unseen = [], open_index("whole"), 0
    # All of them take minutes; the slow suite does, under the address sanitizer.
    for changed in draw.sample(crafted, min(len(crafted), 150)):
        rewrite(path, changed, file.meta)
        try:
            ask_everything(open_index("whole", create=False).reader())
        except ArchiveDamagedError as error:
            refusals.append(str(error))
            unseen += not checker.check(deep=True)
    assert len(refusals) > 10
    assert unseen == 0
    for refusal in refusals:
        assert str(whole) in refusal
        assert "kliping rebuild" in refusal


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row | {"type": "|O"},
        lambda row: row | {"type": "<f2"},
        lambda row: row | {"type": ["<u4"]},
        lambda row: row | {"shape": [row["shape"][0] * 2]},
        lambda row: row | {"shape": [-1]},
        lambda row: row | {"shape": [1, row["shape"][0]]},
        lambda row: row | {"shape": "3"},
        lambda row: row | {"offset": row["offset"] + 1},
        lambda row: row | {"offset": -64},
        lambda row: row | {"offset": 2**40},
        lambda row: row | {"size": row["size"] + 8},
        lambda row: row | {"size": True},
        lambda row: {"type": "|u1"},
        lambda row: None,
    ],
)
def test_a_crafted_header_is_damage_in_words(whole, open_index, change) -> None:
    """A header with the right checksum that describes an array wrongly is refused on opening."""
    path = sorted(whole.glob("*.postings"))[0]
    content = path.read_bytes()
    magic, length, _ = struct.unpack_from("<8sQI", content)
    header = json.loads(content[20 : 20 + length])
    name = "text_exact/gaps1"
    row = dict(zip(("type", "shape", "offset", "size", "crc"), header["arrays"][name], strict=True))
    changed = change(row)
    header["arrays"][name] = None if changed is None else list(changed.values())
    described = json.dumps(header, separators=(",", ":")).encode()
    head = struct.pack("<8sQI", magic, len(described), zlib.crc32(described))
    body = content[-(-(20 + length) // 64) * 64 :]
    path.unlink()
    path.write_bytes((head + described).ljust(-(-(20 + len(described)) // 64) * 64, b"\0") + body)
    with pytest.raises(ArchiveDamagedError, match=path.name):
        open_index("whole", create=False)


@pytest.mark.parametrize(
    "change",
    [
        lambda fields: fields.pop("segments"),
        lambda fields: fields.update(more=1),
        lambda fields: fields.update(number=7),
        lambda fields: fields.update(revision="2"),
        lambda fields: fields["segments"][0].update(name="../whole/seg-1"),
        lambda fields: fields["segments"][0].update(documents=-1),
        lambda fields: fields["segments"][0].update(documents=29),
        lambda fields: fields["segments"][0].update(deletions="/etc/passwd"),
        lambda fields: fields["segments"][0].update(deletions=None),
        lambda fields: fields["segments"][0].update(deleted=2),
    ],
)
def test_a_crafted_commit_is_damage_in_words(whole, open_index, change) -> None:
    """A commit with the right checksum that names other files, or counts wrongly, is refused."""
    number = commit_numbers(whole)[-1]
    path = whole / commit_name(number)
    fields = json.loads(path.read_bytes().splitlines()[0])
    change(fields)
    body = json.dumps(fields).encode()
    path.write_bytes(b"%s\n%08x\n" % (body, zlib.crc32(body)))
    with pytest.raises(ArchiveDamagedError, match="kliping rebuild"):
        open_index("whole", create=False)
