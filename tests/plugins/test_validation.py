"""What an enricher gives is checked: types, ranges, offsets, names, sizes."""

import enum
import json
import math
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.disk.layout import make_engine
from kliping.index import (
    Article,
    Cue,
    Enrichment,
    FieldSpec,
    Mention,
    Quotation,
    Record,
    Speaker,
    Via,
)
from kliping.index.analyzer import Analyzer
from kliping.index.engine import Engine
from kliping.index.store.codec import decode_enrichment, encode_enrichment
from kliping.ingest.documents import ARTICLE_FIELDS, article_document
from kliping.plugins.validation import (
    LAST_SECOND,
    MOST_ENTRIES,
    BadValueError,
    check_enrichment,
    normalised,
)

TEXT = "Bupati Agam Andri Warman berkata ombak mulai reda."
FIELDS = (
    FieldSpec(name="word", type="keyword", facet=True),
    FieldSpec(name="words", type="keyword", facet=True, multi_valued=True),
    FieldSpec(name="size", type="number", facet=True),
    FieldSpec(name="day", type="date", facet=True),
    FieldSpec(name="note", type="text"),
)


class Circle(dict[str, Any]):
    """A mapping that holds itself."""

    def __init__(self) -> None:
        super().__init__()
        self["me"] = self


class Unshowable:
    def __repr__(self) -> str:
        raise RuntimeError("not even this")


def checked(found: object) -> Enrichment:
    return check_enrichment(normalised(found), text=TEXT, fields=FIELDS)


def mention(**changes: Any) -> Enrichment:
    good: dict[str, Any] = {"start": 7, "end": 11, "text": "Agam", "type": "place", "name": "Agam"}
    return Enrichment(mentions=(Mention(**good | changes),))


def quotation(**changes: Any) -> Enrichment:
    good: dict[str, Any] = {"start": 33, "end": 49, "text": "ombak mulai reda", "type": "direct"}
    return Enrichment(quotations=(Quotation(**good | changes),))


def record(**changes: Any) -> Enrichment:
    good: dict[str, Any] = {"kind": "claim", "start": 0, "end": 6, "text": "Bupati"}
    return Enrichment(records=(Record(**good | changes),))


def values(**given: Any) -> Enrichment:
    return Enrichment(values=given)


SPEAKER: dict[str, Any] = {
    "name": "Andri Warman",
    "as_written": "Andri Warman",
    "start": 12,
    "end": 24,
    "kind": "person",
}

# What is given → a part of what is told.
BAD: dict[str, tuple[Any, str]] = {
    "nothing": (None, "the result = None: expected an Enrichment"),
    "another type": ({"values": {}}, "expected an Enrichment"),
    "an undeclared field": (values(other=("x",)), "'other': expected one that it declares: day,"),
    "a field that is no string": (Enrichment(values={5: ("x",)}), "values, a field = 5"),  # type: ignore[dict-item]  # what is tested
    "values that are no mapping": (Enrichment(values=[1]), "values = (1,)"),  # type: ignore[arg-type]  # what is tested
    "a string for values": (values(words="satu"), "field 'words' = 'satu': expected a tuple"),
    "a set for values": (values(words={"a"}), "field 'words' = {'a'}: expected a tuple"),
    "several values of one": (values(word=("a", "b")), "not multi_valued"),
    "a number as keyword": (values(word=(5,)), "field 'word' = 5: expected a string"),
    "a bool as keyword": (values(word=(True,)), "field 'word' = True: expected a string"),
    "None as keyword": (values(word=(None,)), "field 'word' = None: expected a string"),
    "bytes as keyword": (values(word=(b"x",)), "field 'word' = b'x': expected a string"),
    "an empty keyword": (values(word=("",)), "field 'word' = '': expected a string that is not"),
    "a blank keyword": (values(word=(" \u2003",)), "expected a string that is not empty"),
    "a long keyword": (values(word=("x" * 1001,)), "at most 1,000 code points, got 1,001"),
    "a lone surrogate": (values(word=("a\ud800",)), "got a lone surrogate"),
    "a control character": (values(word=("a\x00b",)), "expected no control characters"),
    "a line end in a keyword": (values(word=("a\nb",)), "expected no control characters"),
    "an escape in a text": (values(note=("\x1b[31m",)), "expected no control characters"),
    "NaN": (values(size=(math.nan,)), "field 'size' = nan: expected a finite number"),
    "infinity": (values(size=(-math.inf,)), "field 'size' = -inf: expected a finite number"),
    "a number that no float holds": (values(size=(10**400,)), "that a float can hold"),
    "NumPy's NaN": (values(size=(np.float64("nan"),)), "expected a finite number"),
    "a bool as number": (values(size=(True,)), "field 'size' = True: expected a number"),
    "NumPy's bool as number": (values(size=(np.bool_(True),)), "expected a number"),
    "a string as number": (values(size=("5",)), "field 'size' = '5': expected a number"),
    "a complex number": (values(size=(1j,)), "field 'size' = 1j: expected a number"),
    "a fraction of a second": (values(day=(1.5,)), "field 'day' = 1.5: expected whole seconds"),
    "a date without end": (values(day=(LAST_SECOND + 1,)), "of the years 1 to 9999"),
    "a mention out of the text": (mention(end=51), "mentions[0].end = 51: expected a whole number"),
    "a mention before the text": (mention(start=-1), "mentions[0].start = -1"),
    "a mention without a place": (mention(start=None), "mentions[0].start = None"),
    "an offset between two": (mention(start=7.5), "mentions[0].start = 7.5"),
    "an offset that is a bool": (mention(start=True), "mentions[0].start = True"),
    "a mention backwards": (mention(start=11, end=7), "mentions[0].end = 7: expected 12 or more"),
    "an empty mention": (mention(end=7, text=""), "mentions[0].end = 7: expected 8 or more"),
    "other words": (mention(text="agam"), "mentions[0].text = 'agam': expected text[7:11], which"),
    "a mention without a name": (mention(name=""), "mentions[0].name = ''"),
    "a type that is no string": (mention(type=None), "mentions[0].type = None"),
    "too much salience": (mention(salience=1.1), "mentions[0].salience = 1.1: expected 0 to 1"),
    "provenance of no kind": (mention(provenance="angin"), "mentions[0].provenance = 'angin'"),
    "counted that is no bool": (mention(counted=1), "mentions[0].counted = 1: expected a bool"),
    "salience that is none": (mention(salience=math.nan), "expected a finite number"),
    "a mention that is none": (Enrichment(mentions=("Agam",)), "mentions[0] = 'Agam'"),  # type: ignore[arg-type]  # what is tested
    "mentions that are none": (Enrichment(mentions=None), "mentions = None: expected a tuple"),  # type: ignore[arg-type]  # what is tested
    "a quotation of no type": (quotation(type="shouted"), "quotations[0].type = 'shouted'"),
    "a quotation of no act": (quotation(act=None), "quotations[0].act = None"),
    "a quotation too sure": (quotation(confidence=2), "quotations[0].confidence = 2"),
    "marks out of the quotation": (quotation(quoted=((0, 5),)), "quotations[0].quoted[0] = (0, 5)"),
    "marks of three": (quotation(quoted=((33, 34, 35),)), "expected two offsets from 33 to 49"),
    "a speaker that is a string": (quotation(speaker="Andri"), "quotations[0].speaker"),
    "a speaker elsewhere": (
        quotation(speaker=Speaker(**SPEAKER | {"end": 400})),
        "quotations[0].speaker[0].end = 400",
    ),
    "a speaker of no kind": (
        quotation(speaker=Speaker(**SPEAKER | {"kind": "ghost"})),
        "quotations[0].speaker[0].kind = 'ghost'",
    ),
    "a cue of other words": (
        quotation(cue=Cue(start=25, end=32, text="BERKATA")),
        "quotations[0].cue[0].text = 'BERKATA'",
    ),
    "a chain without a name": (
        quotation(via=(Via(name="\x07", as_written="Agam", start=7, end=11),)),
        "quotations[0].via[0].name",
    ),
    "a record of no kind": (record(kind=""), "records[0].kind = ''"),
    "a record out of the text": (record(end=10**30), "records[0].end = 1000"),
    "data that are no mapping": (record(data=[1]), "records[0].data = (1,)"),
    "data with a list": (record(data={"a": [1]}), "records[0].data['a'] = (1,)"),
    "data that hold themselves": (record(data=Circle()), "records[0].data['me']"),
    "data with an object": (record(data={"a": object()}), "records[0].data['a'] = <object"),
    "data with NaN": (record(data={"a": math.nan}), "records[0].data['a'] = nan"),
    "data with a large number": (record(data={"a": 2**63}), "at most 64 bits"),
    "data with a surrogate": (record(data={"a": "\udfff"}), "got a lone surrogate"),
    "data under a number": (record(data={1: "a"}), "records[0].data, a key = 1"),
    "what cannot be shown": (
        values(word=(Unshowable(),)),
        "= <Unshowable instance at",
    ),
}


@pytest.mark.parametrize(("found", "words"), BAD.values(), ids=BAD)
def test_what_breaks_the_contract_is_refused(found: object, words: str) -> None:
    """The message names the place, the value and what was expected, in a line that can be shown."""
    with pytest.raises(BadValueError) as raised:
        checked(found)
    message = str(raised.value)
    assert words in message
    assert message.isprintable()
    assert len(message) < 400


def test_too_many_entries_are_refused() -> None:
    """A list that is longer than any article has reasons for is a fault."""
    many = Enrichment(mentions=mention().mentions * (MOST_ENTRIES + 1))
    with pytest.raises(BadValueError, match="at most 100,000 entries"):
        checked(many)


class Level(enum.IntEnum):
    HIGH = 3


@pytest.mark.parametrize(
    ("given_value", "expected"),
    [
        (np.int64(3), 3),
        (np.float32(0.5), 0.5),
        (np.float64(0.5), 0.5),
        (Level.HIGH, 3),
        (3, 3),
    ],
)
def test_numbers_of_other_classes_become_pythons_own(given_value: Any, expected: object) -> None:
    """NumPy's numbers and enumerations are taken for what they are."""
    [value] = checked(values(size=(given_value,))).values["size"]
    assert (value, type(value)) == (expected, type(expected))


def test_offsets_of_numpy_are_taken() -> None:
    """An offset that NumPy found is an offset; lists and any mapping are taken, too."""
    found = Enrichment(
        values=MappingProxyType({"words": ["a", "b"]}),  # type: ignore[dict-item]  # what is tested
        mentions=list(mention(start=np.int32(7), end=np.uint8(11)).mentions),  # type: ignore[arg-type]  # what is tested
    )
    assert checked(found) == Enrichment(values={"words": ("a", "b")}, mentions=mention().mentions)


def test_what_is_good_comes_through_as_it_is() -> None:
    """Every part of the contract, used rightly, passes unchanged."""
    found = Enrichment(
        values={
            "word": ("Agam",),
            "words": ("a", "b"),
            "size": (0,),
            "day": (0,),
            "note": ("a\nb",),
        },
        mentions=mention(salience=1.0).mentions,
        quotations=quotation(
            cue=Cue(start=25, end=32, text="berkata"),
            speaker=Speaker(**SPEAKER),
            via=(Via(name="Agam", as_written="Agam", start=7, end=11),),
            quoted=((33, 38),),
        ).quotations,
        records=record(start=0, end=0, text="", data={"a": None, "b": -(2**63), "c": ""}).records,
    )
    assert check_enrichment(found, text=TEXT, fields=FIELDS) is found


JUNK: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(0, 60),
    st.floats(),
    st.text(max_size=8),
    st.text(st.characters(categories=["Cs", "Cc", "L"]), max_size=4),
    st.binary(max_size=4),
    st.lists(st.integers(), max_size=2),
    st.sampled_from([np.int64(5), np.float64("inf"), Level.HIGH, object(), "Agam", "x" * 2000]),
)


def _records(kind: type[Any], /, **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(st.builds(kind, **parts)) | st.lists(JUNK, max_size=2)


ENRICHMENTS = st.builds(
    Enrichment,
    values=st.dictionaries(
        st.sampled_from([f.name for f in FIELDS]),
        st.lists(JUNK, max_size=2).map(tuple) | JUNK,
        max_size=3,
    ),
    mentions=_records(
        Mention,
        start=st.just(7) | JUNK,
        end=st.just(11) | JUNK,
        text=st.just("Agam") | JUNK,
        type=st.just("place") | JUNK,
        name=st.just("Agam") | JUNK,
        salience=JUNK,
    ),
    records=_records(
        Record,
        kind=st.just("claim") | JUNK,
        start=st.just(0) | JUNK,
        end=st.just(6) | JUNK,
        text=st.just("Bupati") | JUNK,
        data=st.dictionaries(st.text(max_size=3) | st.integers(), JUNK, max_size=2) | JUNK,
    ),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("engine")
    zone = ZoneInfo("Asia/Jakarta")
    return make_engine(folder, "index", analyzer=Analyzer(), zone=zone, memory=2**20)


@given(found=ENRICHMENTS)
def test_what_passes_can_be_stored_read_and_indexed(found: Any, engine: Engine) -> None:
    """Whatever junk is given: what is not refused survives storing, and the index takes it."""
    try:
        passed = checked(found)
    except BadValueError:
        return
    stored = encode_enrichment(passed)
    stored.encode()
    again = decode_enrichment(json.loads(stored), TEXT)
    assert encode_enrichment(again) == stored
    assert (again.mentions, again.records) == (passed.mentions, passed.records)
    article = Article(id="a", text=TEXT)
    document = article_document(article, {"x": again}, FIELDS, Analyzer())
    engine.try_documents([document], fields=(*ARTICLE_FIELDS, *FIELDS))
