"""Every public method of an archive refuses what its annotations do not name."""

import contextlib
import inspect
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Union, get_args, get_origin

import numpy as np
import pytest

import kliping
from kliping import Archive, ArgumentError, Article, KlipingError, QueryError, SearchOptions

# A value of each kind that a caller may hand over by mistake.
MISTAKES: list[Any] = [
    None,
    True,
    3,
    -1,
    2.5,
    float("nan"),
    10**30,
    "3",
    "",
    b"banjir",
    bytearray(b"banjir"),
    [1],
    ["banjir", None],
    [b"banjir"],
    {"outlet": "x"},
    {"outlet": [1]},
    {1: ["x"]},
    object(),
    "\ud800",
    Path(),
    print,
    SearchOptions(),
    Article(id="x", text="y"),
]
# What an argument needs so that only the other is at fault.
GOOD: dict[str, Any] = {
    "id": "banjir-1",
    "ids": ["banjir-1"],
    "query": "banjir",
    "text": "banjir melanda pasar ikan di Padang",
    "first": "banjir",
    "second": "beras",
    "field": "outlet",
    "fields": ["outlet"],
    "value": "KabarNusa",
    "values": ["KabarNusa"],
    "name": "banjir",
    "alias": "Kabar Nusa",
    "typed": "banj",
    "prefix": "banj",
    "article": Article(id="baru", text="Jalan baru dibuka."),
    "articles": [Article(id="baru", text="Jalan baru dibuka.")],
}


def _methods() -> list[tuple[str, str, Any]]:
    """Return (method, argument, annotation) of every argument of Archive's public methods."""
    found = []
    for name, method in inspect.getmembers(Archive, inspect.isfunction):
        if not name.startswith("_"):
            for argument in list(inspect.signature(method).parameters.values())[1:]:
                found.append((name, argument.name, argument.annotation))
    return found


def _fits(value: Any, wanted: Any) -> bool:
    """Tell, slowly and for itself, whether a value is of an annotation."""
    origin, kinds = get_origin(wanted), get_args(wanted)
    if origin in (Union, types.UnionType):
        return any(_fits(value, kind) for kind in kinds)
    if wanted in (int, float):
        kinds_of = (int, float) if wanted is float else (int,)
        return isinstance(value, kinds_of) and not isinstance(value, bool)
    if origin in (Sequence, Iterable):
        held = isinstance(value, list | tuple)
        return held and all(_fits(one, kinds[0]) for one in value)
    if origin is Mapping:
        return isinstance(value, Mapping) and all(
            _fits(k, kinds[0]) and _fits(v, kinds[1]) for k, v in value.items()
        )
    if origin is not None:
        return callable(value)
    return isinstance(value, type(None) if wanted is None else wanted)


@pytest.fixture
def opened(archive: Archive) -> Archive:
    archive.save_search("banjir", "banjir")
    return archive


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive for calls that are all refused: none of them changes it."""
    folder = tmp_path_factory.mktemp("refusing")
    with kliping.open(folder / "arsip.kliping", create=True) as archive:
        archive.add(Article(id="banjir-1", text="Banjir merendam tiga desa di Demak."))
        archive.save_search("banjir", "banjir")
        yield archive


@pytest.mark.parametrize(("method", "argument", "annotation"), _methods())
def test_a_wrong_type_is_an_argument_error(
    refusing: Archive, tmp_path: Path, method: str, argument: str, annotation: Any
) -> None:
    """What an annotation does not name is an ArgumentError that names the argument."""
    assert annotation is not inspect.Parameter.empty
    parameters = inspect.signature(getattr(Archive, method)).parameters
    needed = {
        name: tmp_path / "neu" if name == "path" else GOOD[name]
        for name, parameter in list(parameters.items())[1:]
        if parameter.default is inspect.Parameter.empty
    }
    tried = 0
    for mistake in MISTAKES:
        if _fits(mistake, annotation):
            continue
        tried += 1
        with pytest.raises(ArgumentError, match=argument):
            list_of(getattr(refusing, method)(**{**needed, argument: mistake}))
    assert tried > len(MISTAKES) // 3


def list_of(given: Any) -> Any:
    """Take all of an iterator, so that what it holds is looked at."""
    return list(given) if isinstance(given, Iterator) else given


@pytest.mark.parametrize(("method", "argument", "annotation"), _methods())
def test_a_right_type_is_answered_or_refused_in_words(
    opened: Archive,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    argument: str,
    annotation: Any,
) -> None:
    """Whatever is of the annotated type gives an answer, or an error of kliping's own."""
    monkeypatch.chdir(tmp_path)  # `backup("3")` makes a folder
    if method in ("rebuild", "close", "add_all", "add", "enrich"):
        pytest.skip("writes for long, or takes articles")
    parameters = inspect.signature(getattr(Archive, method)).parameters
    needed = {
        name: tmp_path / "neu" if name == "path" else GOOD[name]
        for name, parameter in list(parameters.items())[1:]
        if parameter.default is inspect.Parameter.empty
    }
    for value in MISTAKES:
        if _fits(value, annotation):
            # A function that does not take what `progress` is given is the caller's own fault.
            own = [TypeError] if value is print else []
            with contextlib.suppress(KlipingError, *own):
                list_of(getattr(opened, method)(**{**needed, argument: value}))


@pytest.mark.parametrize("option", list(SearchOptions.__dataclass_fields__))
def test_options_are_checked_when_they_are_made(option: str) -> None:
    """A wrong type in SearchOptions is an ArgumentError at once."""
    annotation = SearchOptions.__dataclass_fields__[option].type
    for mistake in MISTAKES:
        if not _fits(mistake, annotation):
            with pytest.raises(ArgumentError, match=option):
                SearchOptions(**{option: mistake})


def test_numbers_of_numpy_are_numbers(archive: Archive) -> None:
    """A limit that comes from an array is a limit."""
    assert len(archive.search("*", limit=np.int64(2)).hits) == 2  # type: ignore[arg-type]  # what is tested


def test_half_a_character_is_a_query_error(archive: Archive) -> None:
    """A lone surrogate in a query is a QueryError with its place."""
    with pytest.raises(QueryError) as caught:
        archive.search("banjir \udcff")
    assert caught.value.offset == 7


def test_open_and_read_are_checked_too(tmp_path: Path) -> None:
    """The functions beside the archive hold their arguments to their annotations."""
    with pytest.raises(ArgumentError, match="path"):
        kliping.open(b"arsip")  # type: ignore[arg-type]  # what is tested
    with pytest.raises(ArgumentError, match="create"):
        kliping.open(tmp_path, create="yes")  # type: ignore[arg-type]  # what is tested
    with pytest.raises(ArgumentError, match="zone"):
        kliping.read(tmp_path, zone="WIB")  # type: ignore[arg-type]  # what is tested
    with pytest.raises(ArgumentError, match="text"):
        kliping.escape(None)  # type: ignore[arg-type]  # what is tested


def test_iterators_are_taken(archive: Archive) -> None:
    """Names may come from a generator; a set is no sequence, but several names."""
    assert archive.delete(id for id in ["banjir-1", "nihil"]) == ["banjir-1"]
    assert archive.delete({"banjir-2"}) == ["banjir-2"]
