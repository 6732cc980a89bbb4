"""Arguments of public functions, checked at the door against their annotations.

A number where text belongs, one string where several are meant, None, bytes: each would go wrong
somewhere inside, or not at all and give a wrong answer. `checked` and `checked_methods` hold every
argument to its annotation, so that no function of the facade can leave one out.
"""

import functools
import math
import numbers
import re
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import Any, Literal, ParamSpec, TypeVar, Union, get_args, get_origin

from kliping.index import ArgumentError

_Params = ParamSpec("_Params")
_Result = TypeVar("_Result")
_Class = TypeVar("_Class", bound=type)

# Least values of arguments by these names; none of them is negative anywhere.
_LEAST = {"limit": 0, "offset": 0, "jobs": 1, "memory": 1, "wait": 0, "snippet_length": 1}
_LEAST["facet_values"] = 0
# No list, archive or amount of memory is longer; the engine counts in 64 bits.
_GREATEST = 2**48
# Where half a character is no fault of type: a query's parser says where it stands. A path may
# hold bytes that are not UTF-8 (PEP 383).
_QUERIES = frozenset(["query", "first", "second"])
_PATHS = frozenset(["path", "sources"])
_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff\0]")
_WORDS: dict[Any, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "True or False",
    Path: "a path",
    tzinfo: "a time zone",
    type(None): "None",
}


def check_names(names: Iterable[str], argument: str) -> Iterable[str]:
    """Return the names, and refuse one string where several are meant.

    Raises:
        ArgumentError: `names` is a string, which would be taken for its letters.
    """
    checked: Iterable[str] = checked_value(names, Iterable[str], argument)
    return checked


def checked_value(value: Any, wanted: Any, name: str) -> Any:
    """Return a value that is what an annotation wants; an iterator may come back as a list.

    Raises:
        ArgumentError: it is something else; the message names the argument and what is wanted.
    """
    origin = get_origin(wanted)
    if origin in (Union, types.UnionType):
        return _one_of(value, get_args(wanted), name)
    if origin is Literal:
        if value not in get_args(wanted):
            raise _wrong(value, wanted, name)
        return value
    if origin in (Sequence, Iterable):
        return _several(value, origin, get_args(wanted)[0], name)
    if origin is Mapping:
        key, kind = get_args(wanted)
        return _mapping(value, key, kind, name)
    if origin is Callable or origin is type(Callable[[], None]):
        if not callable(value):
            raise _wrong(value, wanted, name)
        return value
    if wanted is Any or wanted is object:
        return value
    if not _is(value, wanted):
        raise _wrong(value, wanted, name)
    if isinstance(value, str) and name not in _QUERIES:
        refused = _NO_BYTE if name.partition("[")[0] in _PATHS else _SURROGATE
        if refused.search(value):
            raise ArgumentError(f"{name} = {value!r}: it holds half of a character, or NUL")
    if wanted in (int, float):
        value = wanted(value)  # numbers of NumPy are numbers too
        _check_amount(value, name)
    return value


def _is(value: Any, wanted: Any) -> bool:
    if wanted in (int, float):
        number = numbers.Real if wanted is float else numbers.Integral
        return isinstance(value, number) and not isinstance(value, bool)
    if wanted is None:
        return value is None
    return isinstance(value, wanted)


def _check_amount(value: float, name: str) -> None:
    least = _LEAST.get(name, -_GREATEST)
    if not math.isfinite(value) or not least <= value <= _GREATEST:
        expected = f"{least} or more" if name in _LEAST and value < least else "a smaller number"
        raise ArgumentError(f"{name} = {value!r}: expected {expected}")


def _one_of(value: Any, kinds: Sequence[Any], name: str) -> Any:
    for kind in kinds:
        if get_origin(kind) is None and _is(value, None if kind is type(None) else kind):
            return checked_value(value, type(None) if value is None else kind, name)
    rest = [kind for kind in kinds if get_origin(kind) is not None]
    if len(rest) == 1 and not isinstance(value, str | bytes):
        return checked_value(value, rest[0], name)
    raise _wrong(value, Union[tuple(kinds)], name)  # noqa: UP007 - of kinds known when run


def _several(value: Any, origin: Any, kind: Any, name: str) -> Any:
    if isinstance(value, str):
        raise ArgumentError(f"{name} = {value!r}: expected several, as [{value!r}]")
    if isinstance(value, bytes | bytearray | Mapping) or not isinstance(value, origin):
        raise _wrong(value, origin[kind], name)
    if kind is str or origin is Sequence:
        return [checked_value(one, kind, f"{name}[{n}]") for n, one in enumerate(value)]
    return _iter_checked(value, kind, name)


def _iter_checked(values: Iterable[Any], kind: Any, name: str) -> Iterator[Any]:
    for number, value in enumerate(values):
        yield checked_value(value, kind, f"{name}[{number}]")


def _mapping(value: Any, key: Any, kind: Any, name: str) -> Any:
    if not isinstance(value, Mapping):
        raise _wrong(value, Mapping[key, kind], name)
    return {
        checked_value(k, key, f"a key of {name}"): checked_value(v, kind, f"{name}[{k!r}]")
        for k, v in value.items()
    }


def _wrong(value: Any, wanted: Any, name: str) -> ArgumentError:
    shown = repr(value)
    shown = shown if len(shown) <= 60 else f"{shown[:60]}…"
    return ArgumentError(f"{name} = {shown} ({type(value).__name__}): expected {_in_words(wanted)}")


def _in_words(wanted: Any) -> str:
    origin, kinds = get_origin(wanted), get_args(wanted)
    if origin in (Union, types.UnionType):
        return " or ".join(map(_in_words, kinds))
    if origin is Literal:
        return " or ".join(map(repr, kinds))
    if origin in (Sequence, Iterable):
        return f"several, each {_in_words(kinds[0])}"
    if origin is Mapping:
        return f"a mapping, each value {_in_words(kinds[1])}"
    if wanted in _WORDS:
        return _WORDS[wanted]
    name = getattr(wanted, "__name__", "a function")
    return "a function" if name == "Callable" else f"a value of {name}"


def checked(function: Callable[_Params, _Result]) -> Callable[_Params, _Result]:
    """Return the function with its arguments held to their annotations.

    Raises (when called):
        ArgumentError: an argument is of another type than its annotation, or out of range.
    """
    code = function.__code__
    names = code.co_varnames[: code.co_argcount]
    kinds = {k: v for k, v in function.__annotations__.items() if k != "return"}

    @functools.wraps(function)
    def checking(*args: _Params.args, **kwargs: _Params.kwargs) -> _Result:
        given = [
            checked_value(value, kinds[name], name) if name in kinds else value
            for name, value in zip(names, args, strict=False)
        ]
        named = {
            name: checked_value(value, kinds[name], name) if name in kinds else value
            for name, value in kwargs.items()
        }
        return function(*given, *args[len(given) :], **named)  # type: ignore[arg-type]  # the same arguments, some as lists

    return checking


def checked_methods(kind: _Class) -> _Class:
    """Return the class with the arguments of its public methods held to their annotations."""
    for name, value in list(vars(kind).items()):
        if isinstance(value, types.FunctionType) and not name.startswith("_"):
            setattr(kind, name, checked(value))
    return kind
