"""Errors cross processes: whatever kliping raises can be pickled and copied."""

import copy
import dataclasses
import multiprocessing
import pickle
from collections.abc import Iterator
from typing import Any

import pytest

import kliping
from kliping.index import KlipingError, QueryError, QueryLimitError
from kliping.query import parse


def _tree(kind: type[KlipingError]) -> Iterator[type[KlipingError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _tree(below)


# How to make one of each class that asks for more than a message.
_ARGUMENTS: dict[str, dict[str, Any]] = {
    "QueryError": {"query": "kapal AND", "offset": 6, "length": 3, "suggestion": '"AND"'},
    "QueryLimitError": {"query": "a*", "offset": 0, "length": 2},
    "ReadError": {"source": "arsip.csv", "line": 7},
    "PluginError": {"plugin": "cuaca", "hook": "kliping_read"},
    "BadValueError": {"value": 7, "expected": "expected a string"},
}


def _name(kind: Any) -> str:
    return kind.__name__


def _made(kind: type[KlipingError]) -> KlipingError:
    return kind("the message: 'nilai'", **_ARGUMENTS.get(kind.__name__, {}))


@pytest.mark.parametrize("kind", sorted({*_tree(KlipingError)}, key=_name))
@pytest.mark.parametrize(
    "crossing",
    [
        *(
            pytest.param(lambda e, p=p: pickle.loads(pickle.dumps(e, p)), id=f"pickle-{p}")
            for p in range(pickle.HIGHEST_PROTOCOL + 1)
        ),
        pytest.param(copy.copy, id="copy"),
        pytest.param(copy.deepcopy, id="deepcopy"),
    ],
)
def test_an_error_is_the_same_on_the_other_side(kind, crossing):
    """Every error class keeps its type, message, attributes and notes when it is pickled."""
    error = _made(kind)
    error.add_note("see: kliping check")
    there = crossing(error)
    assert type(there) is kind
    assert (str(there), there.args) == (str(error), error.args)
    assert vars(there) == vars(error)


def test_an_error_class_of_a_plugin_crosses_too():
    """A subclass made elsewhere, with a constructor of its own, needs nothing more."""
    there = pickle.loads(pickle.dumps(_OfAPlugin("hujan", depth=3)))
    assert isinstance(there, _OfAPlugin)
    assert (str(there), there.depth) == ("hujan at 3", 3)


class _OfAPlugin(KlipingError):
    def __init__(self, what: str, *, depth: int) -> None:
        super().__init__(f"{what} at {depth}")
        self.depth = depth


def _parse(query: str) -> str:
    return repr(parse(query))


def test_a_bad_query_comes_back_from_a_pool():
    """A worker process hands on what is wrong with a query, with its place."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        with pytest.raises(QueryError) as caught:
            pool.apply_async(_parse, ("kapal AND",)).get(timeout=60)
        assert (caught.value.query, caught.value.offset) == ("kapal AND", 6)
        with pytest.raises(QueryLimitError):
            pool.apply_async(_parse, ("kapal " * 2_000,)).get(timeout=60)


def _made_of_defaults() -> list[object]:
    """Return one value of each public class that needs no argument."""
    made = []
    for name in kliping.__all__:
        fields = getattr(getattr(kliping, name), "__dataclass_fields__", {}).values()
        if fields and all(
            f.default is not dataclasses.MISSING or f.default_factory is not dataclasses.MISSING
            for f in fields
        ):
            made.append(getattr(kliping, name)())
    return made


@pytest.mark.parametrize("value", _made_of_defaults(), ids=lambda value: type(value).__name__)
def test_values_cross_too(value):
    """Every public value can be pickled and copied, its defaults included."""
    assert pickle.loads(pickle.dumps(value)) == value
    assert copy.deepcopy(value) == value
