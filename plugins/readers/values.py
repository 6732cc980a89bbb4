"""What a value of a record says: nothing, one string, or several.

A value is whatever JSON, a cell of a table or another reader gives. Programs write the same thing
in many ways: a missing title is `null`, `NaN` or a dash, paragraphs are a list or a printed list
(`['satu', 'dua']`), and a name stands inside an object (`{"rendered": …}`, `{"$oid": …}`).
"""

import json
import re
from ast import literal_eval
from collections.abc import Iterable
from functools import cache
from math import isfinite
from typing import Any
from urllib.parse import urlsplit

from kliping.index.data_files import read_lines

from .tokenised import is_paragraph, is_sentence, join_tokens

SHOWN = 60  # code points of a value that a message shows
# Keys under which an object holds what its parent is called: WordPress, NewsAPI, MongoDB's export,
# JSON made of XML, JSON-LD.
_INNER = (
    *("rendered", "name", "nama", "text", "content", "value", "title", "judul", "isi"),
    *("html", "plain", "plaintext", "raw", "_", "#cdata-section"),
    *("$oid", "$date", "$numberLong", "$numberInt", "#text", "_text", "$t", "@value", "@id"),
)
_MOST_DEPTH = 16  # of lists and objects inside one value
_NUMBERED = re.compile(r"[^0-9]*[0-9]+")
_LITERAL = r"""(?:'(?:[^'\\\n]|\\[\\'"nrtx])*'|"(?:[^"\\\n]|\\[\\'"nrtx])*")"""
_PRINTED_LIST = re.compile(rf"\[\s*{_LITERAL}(?:[\s,]+{_LITERAL})*[\s,]*\]")
_PRINTED_STRING = re.compile(_LITERAL)
_PRINTED_OBJECT = re.compile(rf"\{{\s*{_LITERAL}\s*:[^\\]{{0,2000}}\}}")
_WHOLE_FLOAT = re.compile(r"([+-]?[0-9]+)\.0+")


class UnfitError(ValueError):
    """A value that cannot be a field; the message says why."""


def read_list(name: str) -> frozenset[str]:
    """Return the lines of a list beside this module."""
    return frozenset(read_lines(__package__, name))


@cache
def _missing() -> frozenset[str]:
    return read_list("missing.txt")


def is_missing(value: object) -> bool:
    """Return whether a value says that there is none: null, NaN, blank, `None`, a dash."""
    if value is None:
        return True
    if isinstance(value, str):
        return (
            value.isspace()
            or not value
            or (len(value) < 24 and value.strip().casefold() in _missing())
        )
    if isinstance(value, float):
        return not isfinite(value)
    if isinstance(value, list | dict):
        return not value
    return False


def strings(field: str, value: object, *, key: str | None = None) -> list[str]:
    """Return the strings that a value holds, in order, none of them missing; [] where it is.

    Args:
        field: that the value is for, for messages.
        key: under which the value stands, for messages.

    Raises:
        UnfitError: it holds an object in which no string is the object's name, or a truth value.
    """
    return list(_iter_strings(field, value, key or field, 0))


def _iter_strings(field: str, value: object, path: str, depth: int) -> Iterable[str]:
    if is_missing(value):
        return
    if isinstance(value, str):
        inner = _printed(value) if value[:1] in "[{ \n" else None
        if inner is None:
            yield sound(field, value)
        else:
            yield from _iter_strings(field, inner, path, depth + 1)
    elif isinstance(value, bool) or depth > _MOST_DEPTH:
        raise UnfitError(f"{path} is {kind_of(value)}; expected a string")
    elif isinstance(value, int | float):
        yield number_text(value)
    elif field == "text" and is_sentence(value):
        yield sound(field, join_tokens(value))
    elif field == "text" and is_paragraph(value):
        yield sound(field, " ".join(join_tokens(sentence) for sentence in value))
    elif isinstance(value, list):
        # A number in a list refers to something: WordPress gives the numbers of its categories.
        for item in value:
            if not isinstance(item, int | float):
                yield from _iter_strings(field, item, path, depth + 1)
    elif isinstance(value, dict):
        for key in _keys_holding(field, value, path):
            yield from _iter_strings(field, value[key], f"{path}.{key}", depth + 1)
    else:
        raise UnfitError(f"{path} is {kind_of(value)}; expected a string")


def _keys_holding(field: str, value: dict[Any, Any], path: str) -> list[Any]:
    """Return the keys of an object that hold a field's strings: its name's, or all paragraphs'.

    Raises:
        UnfitError: no key is known to.
    """
    for key in _INNER:
        if key in value and not is_missing(value[key]):
            return [key]
    if field == "text" and all(map(_NUMBERED.fullmatch, map(str, value))):
        return list(value)  # `{"p1": …, "p2": …}`
    keys = ", ".join(show(str(k)) for k in list(value)[:8])
    first = next((k for k, v in value.items() if isinstance(v, str)), next(iter(value)))
    raise UnfitError(
        f"{path} is an object with the keys {keys}; name the one that holds the {field} "
        f"with --map {field}={path}.{first}"
    )


def _printed(text: str) -> object | None:
    """Return the list of strings, or the object, that a program printed into a cell, or None.

    Python's and JSON's way of writing them; NumPy leaves the commas out.
    """
    text = text.strip()
    if text[:1] == "[" and text[-1:] == "]":
        if text[1:].lstrip()[:1] in ("'", '"', "[", "{"):
            parsed = _as_json(text)
            if parsed is None and _PRINTED_LIST.fullmatch(text):
                parsed = [literal_eval(found) for found in _literals(text)]
            if isinstance(parsed, list) and all(isinstance(p, str | dict) for p in parsed):
                return parsed
    elif text[:1] == "{" and text[-1:] == "}":
        parsed = _as_json(text)
        if parsed is None and _PRINTED_OBJECT.fullmatch(text):
            try:
                parsed = literal_eval(text)
            except (ValueError, SyntaxError, MemoryError, RecursionError):
                parsed = None
        if isinstance(parsed, dict):
            return parsed
    return None


def _literals(text: str) -> list[str]:
    found = _PRINTED_STRING.findall(text)
    return [each for each in found if not re.search(r"\\x(?![0-9a-fA-F]{2})", each)]


def _as_json(text: str) -> object | None:
    try:
        parsed: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return parsed


def number_text(value: float) -> str:
    """Return a number as it is written: a whole one without a point, whatever its type."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e17:
        value = int(value)
    try:
        return str(value)
    except ValueError:  # an integer of more than 4,300 digits
        raise UnfitError("a number of thousands of digits; expected a string") from None


def whole(written: str) -> str:
    """Return `7` for `7.0`, as pandas writes a column of integers in which some are missing."""
    found = _WHOLE_FLOAT.fullmatch(written)
    return found[1] if found else written


def sound(field: str, value: str) -> str:
    """Return a string of characters.

    Raises:
        UnfitError: it holds a NUL or a lone surrogate, which are none.
    """
    if "\0" in value:
        raise UnfitError(f"{field} holds a NUL character at {value.index(chr(0))}")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UnfitError(
            f"{field} holds half a surrogate pair, {value[error.start]!a}, at {error.start}; "
            "it is no character"
        ) from None
    return value


def _split_address(written: str) -> tuple[str, str] | None:
    """Return host and what follows it, or None where this is no address."""
    if any(c.isspace() for c in written):
        return None
    try:
        address = urlsplit(written if "//" in written else f"//{written}")
        host = address.hostname or ""
    except ValueError:
        return None
    if "." not in host.strip("."):
        return None
    return host, address.path.strip("/") + (f"?{address.query}" if address.query else "")


def is_address(written: str) -> bool:
    """Return whether a string is an address and not a name: `Merdeka.com` is a name."""
    parts = _split_address(written)
    return parts is not None and ("//" in written or bool(parts[1]) or parts[0].startswith("www."))


def is_own_address(written: str) -> bool:
    """Return whether an address leads to one article: it goes on after the host's name."""
    parts = _split_address(written)
    return parts is not None and bool(parts[1])


def kind_of(value: object) -> str:
    """Return what a value is, in words of JSON."""
    if isinstance(value, bool):
        return "true or false"
    kinds = ((dict, "an object"), (list, "a list"), (int | float, "a number"), (str, "a string"))
    return next((words for kind, words in kinds if isinstance(value, kind)), "of a wrong type")


def show(value: str) -> str:
    """Return a value as a message shows it, cut short."""
    cut = value[:SHOWN]
    return repr(cut) if cut.isprintable() else ascii(cut)
