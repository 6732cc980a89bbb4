"""What enrichers and readers declare of themselves is checked before they are used."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from kliping.index import Article, Enrichment, FieldSpec, Reading
from kliping.plugins import Enricher, Reader, ReadOptions, Source
from kliping.plugins.declarations import enricher_problem, reader_problem


class Made(Enricher):
    name = "made"
    version = "1"

    def enrich(self, article: Article, earlier: Mapping[str, Enrichment]) -> Enrichment:
        return Enrichment()


class MadeReader(Reader):
    name = "made"
    suffixes = (".made",)

    def read(self, source: Source, options: ReadOptions) -> Iterator[Reading]:
        yield from ()


def field(**changes: Any) -> tuple[FieldSpec, ...]:
    return (FieldSpec(**{"name": "mood", "type": "keyword"} | changes),)


class Falls:
    """A class attribute that raises when it is looked at."""

    def __get__(self, owner: object, kind: type) -> object:
        raise RuntimeError("not today")


# Attributes of an enricher → a part of what is told.
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no name": ({"name": None}, "name = None: expected at most 64 characters that match"),
    "a name with a blank": ({"name": "my mood"}, "name = 'my mood'"),
    "a name in capitals": ({"name": "Mood"}, "name = 'Mood'"),
    "a long name": ({"name": "m" * 65}, "expected at most 64"),
    "a name of the settings": ({"name": "disabled"}, "it is a setting's in kliping.toml"),
    "another name of the settings": ({"name": "seconds"}, "it is a setting's"),
    "no version": ({"version": ""}, "version = ''"),
    "a version that is a number": ({"version": 1.0}, "version = 1.0"),
    "a version with a line end": ({"version": "1\n"}, "version = '1\\n'"),
    "fields that are none": ({"fields": "mood"}, "fields = 'mood': expected a tuple"),
    "a field that is none": ({"fields": ("mood",)}, "fields[0] = 'mood': expected a FieldSpec"),
    "a field's odd name": ({"fields": field(name="my-mood")}, "fields[0].name = 'my-mood'"),
    "a field of the index": ({"fields": field(name="id")}, "are the index's own"),
    "a field that ends so": ({"fields": field(name="mood_exact")}, "are the index's own"),
    "a field twice": ({"fields": field() * 2}, "fields[1].name = 'mood': expected each name once"),
    "an unknown type": ({"fields": field(type="int")}, "fields[0].type = 'int': expected one of"),
    "a flag that is none": ({"fields": field(facet=1)}, "fields[0].facet = 1"),
    "words as a facet": ({"fields": field(type="text", facet=True)}, "words are no facet's values"),
    "a weight that is none": ({"fields": field(weight=float("nan"))}, "fields[0].weight = nan"),
    "a description that is none": ({"fields": field(description=None)}, "description = None"),
    "requirements in a string": ({"requires": "entities"}, "requires = 'entities': expected a"),
    "a requirement that is none": ({"requires": (5,)}, "requires = 5"),
    "options that are none": ({"options": ["a"]}, "options = ['a']: expected a mapping"),
    "an option that is a list": ({"options": {"a": []}}, "options['a'] = []"),
    "resources that are none": ({"resources": None}, "resources = None: expected a string"),
    "an attribute that raises": ({"version": Falls()}, "RuntimeError: not today"),
}


@pytest.mark.parametrize(("attributes", "words"), BAD.values(), ids=BAD)
def test_a_bad_declaration_is_told(attributes: dict[str, Any], words: str) -> None:
    """The message names the class, the attribute, the value and what was expected."""
    kind = type("Odd", (Made,), {"__init__": lambda self: None} | attributes)
    problem = enricher_problem(kind())
    assert problem is not None
    assert problem.startswith("Odd: ")
    assert words in problem


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"name": "mood-2_x"},
        {"fields": list(field(facet=True, multi_valued=True, description="How it reads."))},
        {"requires": ["entities"], "options": {"a": 1, "b": "x", "c": 0.5, "d": True}},
    ],
    ids=str,
)
def test_a_good_declaration_passes(attributes: dict[str, Any]) -> None:
    """Lists do for tuples."""
    assert enricher_problem(type("Good", (Made,), attributes)()) is None


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ({}, None),
        ({"name": 5}, "name = 5"),
        ({"suffixes": ".txt"}, "suffixes = '.txt': expected a tuple"),
        ({"suffixes": ("txt",)}, "suffixes = 'txt'"),
        ({"suffixes": (".TXT",)}, "suffixes = '.TXT'"),
        ({"suffixes": Falls()}, "RuntimeError: not today"),
    ],
)
def test_a_reader_s_declaration_is_checked(attributes: dict[str, Any], words: str | None) -> None:
    """A reader names itself and its suffixes, in lower case with their dots."""
    problem = reader_problem(type("Odd", (MadeReader,), attributes)())
    assert problem is None if words is None else words in (problem or "")
