"""Check what an enricher or a reader declares about itself: names, fields, options."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, get_args

from kliping.index import FieldSpec
from kliping.index.fields import FieldType

from .contracts import CorpusEnricher, Enricher, Reader
from .defaults import SETTINGS_KEYS
from .faults import describe
from .validation import BadValueError, check_text

# Longer names fit into no table.
LONGEST_NAME: Final = 64
ENRICHER_NAME: Final = re.compile(r"[a-z][a-z0-9_-]*")
# A word of the query language, so that FIELD:VALUE can be typed.
FIELD_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_FIELD_TYPES: Final = get_args(FieldType)


def enricher_problem(enricher: Enricher | CorpusEnricher) -> str | None:
    """Return what is wrong with an enricher's declaration, or None."""
    return _problem(_check_enricher, enricher)


def reader_problem(reader: Reader) -> str | None:
    """Return what is wrong with a reader's declaration, or None."""
    return _problem(_check_reader, reader)


def _problem(check: Callable[[Any], None], declared: object) -> str | None:
    try:
        check(declared)
    except KeyboardInterrupt:
        raise
    except BadValueError as bad:
        return f"{type(declared).__name__}: {bad}"
    except BaseException as error:  # an attribute may be a property, which is the plugin's code
        return f"{type(declared).__name__}: {describe(error)}"
    return None


def _check_enricher(enricher: Enricher | CorpusEnricher) -> None:
    name = getattr(enricher, "name", None)
    _check_form("name", name, ENRICHER_NAME)
    if name in SETTINGS_KEYS:
        raise BadValueError("name", name, "expected another: it is a setting's in kliping.toml")
    _check_word("version", getattr(enricher, "version", None))
    _check_fields(_listed("fields", enricher.fields))
    for required in _listed("requires", enricher.requires):
        _check_form("requires", required, ENRICHER_NAME)
    if not isinstance(enricher.options, Mapping):
        raise BadValueError("options", enricher.options, "expected a mapping of names to defaults")
    for option, default in enricher.options.items():
        _check_word("options, a name", option)
        if not isinstance(default, str | int | float | bool):
            expected = "expected a string, a number or a bool"
            raise BadValueError(f"options[{option!r}]", default, expected)
    if not isinstance(enricher.resources, str):
        raise BadValueError("resources", enricher.resources, "expected a string")


def _check_fields(fields: Sequence[object]) -> None:
    seen: set[str] = set()
    for number, field in enumerate(fields):
        at = f"fields[{number}]"
        if not isinstance(field, FieldSpec):
            raise BadValueError(at, field, "expected a FieldSpec")
        _check_form(f"{at}.name", field.name, FIELD_NAME)
        if field.name == "id" or field.name.endswith("_exact"):
            expected = "expected another name: 'id' and those in '_exact' are the index's own"
            raise BadValueError(f"{at}.name", field.name, expected)
        if field.name in seen:
            raise BadValueError(f"{at}.name", field.name, "expected each name once")
        seen.add(field.name)
        if field.type not in _FIELD_TYPES:
            expected = f"expected one of: {', '.join(_FIELD_TYPES)}"
            raise BadValueError(f"{at}.type", field.type, expected)
        for flag in ("multi_valued", "facet", "searchable", "exact"):
            if type(getattr(field, flag)) is not bool:
                raise BadValueError(f"{at}.{flag}", getattr(field, flag), "expected True or False")
        if field.type == "text" and field.facet:
            raise BadValueError(f"{at}.facet", True, "expected False: words are no facet's values")
        weight = field.weight
        if type(weight) not in (int, float) or not math.isfinite(weight) or weight < 0:
            raise BadValueError(f"{at}.weight", weight, "expected a number, 0 or more")
        check_text(f"{at}.description", field.description)


def _check_reader(reader: Reader) -> None:
    _check_word("name", getattr(reader, "name", None))
    for suffix in _listed("suffixes", getattr(reader, "suffixes", None)):
        if not isinstance(suffix, str) or not suffix.startswith(".") or suffix != suffix.lower():
            expected = "expected a lower-case ending with its dot, as '.txt'"
            raise BadValueError("suffixes", suffix, expected)


def _listed(at: str, value: object) -> Sequence[object]:
    if not isinstance(value, tuple | list):
        raise BadValueError(at, value, "expected a tuple")
    return value


def _check_form(at: str, value: object, form: re.Pattern[str]) -> None:
    if not isinstance(value, str) or not form.fullmatch(value) or len(value) > LONGEST_NAME:
        expected = f"expected at most {LONGEST_NAME} characters that match {form.pattern}"
        raise BadValueError(at, value, expected)


def _check_word(at: str, value: object) -> None:
    good = isinstance(value, str) and value.isprintable() and not value.isspace()
    if not good or not 0 < len(str(value)) <= LONGEST_NAME:
        expected = f"expected a string of 1 to {LONGEST_NAME} printable characters"
        raise BadValueError(at, value, expected)
