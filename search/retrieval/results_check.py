"""Check the results that a plugin gives in place of those that were found."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from .rows import Facet, FacetValue, Hit, SearchResults

_Test = Callable[[Any], bool]


def _is_text(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_number(value: object) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float) and math.isfinite(value)


def _or_none(test: _Test) -> _Test:
    return lambda value: value is None or test(value)


def _tuple_of(test: _Test) -> _Test:
    return lambda value: isinstance(value, tuple) and all(map(test, value))


def _is_mark(value: object) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(map(_is_count, value))


_OPTIONAL_TEXT = _or_none(_is_text)
_RESULTS: dict[str, _Test] = {
    "query": _is_text,
    "total": _is_count,
    "took_ms": _is_number,
    "hits": _tuple_of(lambda hit: isinstance(hit, Hit)),
    "facets": lambda facets: isinstance(facets, Mapping) and all(map(_is_text, facets)),
    "warnings": _tuple_of(_is_text),
    "cursor": _OPTIONAL_TEXT,
    "suggestion": _OPTIONAL_TEXT,
}
_HIT: dict[str, _Test] = {
    "rank": _is_count,
    "score": _is_number,
    "id": _is_text,
    "title": _is_text,
    "outlet": _OPTIONAL_TEXT,
    "published": _OPTIONAL_TEXT,
    "language": _OPTIONAL_TEXT,
    "snippet": _is_text,
    "marks": _tuple_of(_is_mark),
    "copies": _tuple_of(_is_text),
    "speaker": _OPTIONAL_TEXT,
}
_FACET: dict[str, _Test] = {
    "field": _is_text,
    "values": _tuple_of(lambda value: isinstance(value, FacetValue)),
    "missing": _is_count,
    "other": _is_count,
    "distinct": _is_count,
}
_FACET_VALUE: dict[str, _Test] = {
    "value": _is_text,
    "count": _is_count,
    "spellings": _tuple_of(_is_text),
}


def results_problem(results: object) -> str | None:
    """Return what is wrong with a plugin's results, or None."""
    if not isinstance(results, SearchResults):
        return f"gave {type(results).__name__}, expected kliping.SearchResults or None"
    problem = _problem("results", results, _RESULTS)
    for number, hit in enumerate(results.hits if problem is None else ()):
        problem = problem or _problem(f"hits[{number}]", hit, _HIT)
    for name, facet in results.facets.items() if problem is None else ():
        at = f"facets[{name!r}]"
        if not isinstance(facet, Facet):
            return f"gave {at} = {facet!r:.80}, which is not of its type"
        problem = problem or _problem(at, facet, _FACET)
        for value in facet.values if problem is None else ():
            problem = problem or _problem(f"{at}.values", value, _FACET_VALUE)
    return problem


def _problem(at: str, row: object, tests: Mapping[str, _Test]) -> str | None:
    for name, test in tests.items():
        value = getattr(row, name)
        if not test(value):
            return f"gave {at}.{name} = {value!r:.80}, which is not of its type"
    return None
