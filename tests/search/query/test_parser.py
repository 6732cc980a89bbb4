"""The query language: what parses to what, and that nothing else than a QueryError comes out."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kliping.index import QueryError, QueryLimitError
from kliping.query import QueryLimits, building, parse, tables
from kliping.query.nodes import (
    Address,
    And,
    Boost,
    Everything,
    Field,
    Fuzzy,
    Must,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Range,
    Regex,
    Sequence,
    Word,
    iter_nodes,
)
from kliping.query.render import render


def _words(text: str) -> tuple[Word, ...]:
    return tuple(Word(text=word) for word in text.split())


a, b, c, d = _words("a b c d")
_one_to_two = Range(low="1", high="2")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("a", a),
        ("a b", Sequence(clauses=(a, b))),
        ("a AND b", And(clauses=(a, b))),
        ("a OR b c AND d", Or(clauses=(a, Sequence(clauses=(b, And(clauses=(c, d))))))),
        ("(a OR b) c", Sequence(clauses=(Or(clauses=(a, b)), c))),
        ("+a -b", Sequence(clauses=(Must(child=a), Not(child=b)))),
        ("a && b", And(clauses=(a, b))),
        ("a || b", Or(clauses=(a, b))),
        ("a !b", Sequence(clauses=(a, Not(child=b)))),
        ("!(a b)", Not(child=Sequence(clauses=(a, b)))),
        ("a&&b", Word(text="a&&b")),
        ("a!", Word(text="a!")),
        ("NOT a", Not(child=a)),
        ("NOT (a b)", Not(child=Sequence(clauses=(a, b)))),
        ('"a b"', Phrase(text="a b")),
        ("“a b”", Phrase(text="a b")),
        ("”a b”", Phrase(text="a b")),
        ('"a b"~5', Phrase(text="a b", slop=5)),
        (r'"a \"b\""', Phrase(text='a "b"')),
        ("speaker:a", Field(name="speaker", child=a)),
        ('speaker:"a b"', Field(name="speaker", child=Phrase(text="a b"))),
        ("speaker:(a OR b)", Field(name="speaker", child=Or(clauses=(a, b)))),
        ("speaker:(a)", Field(name="speaker", child=a)),
        ("section:*", Field(name="section", child=Everything())),
        ("pasuk*", Pattern(text="pasuk*")),
        ("p?suk*n", Pattern(text="p?suk*n")),
        ("/pasuk(an)?/", Regex(pattern="pasuk(an)?")),
        (r"/28\/4/", Regex(pattern="28/4")),
        ("pasukan~", Fuzzy(text="pasukan", distance=1)),
        ("pasukan~2", Fuzzy(text="pasukan", distance=2)),
        ("value:[1 TO 2]", Field(name="value", child=Range(low="1", high="2"))),
        (
            "value:{1 TO *}",
            Field(name="value", child=Range(low="1", with_low=False, with_high=False)),
        ),
        ("value:>=1", Field(name="value", child=Range(low="1"))),
        ("value:<1", Field(name="value", child=Range(high="1", with_high=False))),
        (
            'day:>"28 April 2025"',
            Field(name="day", child=Range(low="28 April 2025", with_low=False)),
        ),
        ("value:-5", Field(name="value", child=Word(text="-5"))),
        ("a^2", Boost(child=a, factor=2.0)),
        ("a^2.5 b", Sequence(clauses=(Boost(child=a, factor=2.5), b))),
        ('section:"a"^2', Boost(child=Field(name="section", child=Phrase(text="a")), factor=2.0)),
        ("*", Everything()),
        ("*:*", Everything()),
        ("-mu*", Not(child=Pattern(text="mu*"))),
        (r"\*", Word(text="*")),
        (r"\AND", Word(text="AND")),
        ("ANDA", Word(text="ANDA")),
        ("dan", Word(text="dan")),
        ("berapa pasukan?", Sequence(clauses=_words("berapa pasukan"))),
        ("Rusia - Ukraina", Sequence(clauses=_words("Rusia - Ukraina"))),
        ("anak-anak", Word(text="anak-anak")),
        ("https://kliping.example/a?id=7", Address(text="https://kliping.example/a?id=7")),
        ("www.kliping.example", Address(text="www.kliping.example")),
        ("baca?id=7", Word(text="baca?id=7")),
        ("what??", Word(text="what")),
        ('"a b*"', Phrase(text="a b*", pattern="a b*")),
        ('"a b?c d?"', Phrase(text="a b?c d?", pattern=r"a b?c d\?")),
        ('"a b"*', Phrase(text="a b", pattern="a b*", is_open=True)),
        ('"a b"*~3', Phrase(text="a b", pattern="a b*", is_open=True, slop=3)),
        (r'"a b\*"', Phrase(text="a b*")),
        (
            "day:(>=1 AND <2)",
            Field(
                name="day",
                child=And(clauses=(Range(low="1"), Range(high="2", with_high=False))),
            ),
        ),
        ("day:([1 TO 2] OR 3)", Field(name="day", child=Or(clauses=(_one_to_two, Word(text="3"))))),
        ("[1 TO 2]", _one_to_two),
        ("Menkeu: a", Sequence(clauses=_words("Menkeu: a"))),
        ("a:", Word(text="a:")),
        ("[VIDEO] a", Sequence(clauses=_words("[VIDEO] a"))),
        ("a ]", Sequence(clauses=_words("a ]"))),
        ("a > b", Sequence(clauses=_words("a > b"))),
        ("a ~1", Sequence(clauses=_words("a ~1"))),
        ("~30 a", Sequence(clauses=_words("~30 a"))),
        ("a^", Word(text="a^")),
        ("a ^2", Sequence(clauses=_words("a ^2"))),
        ("a --b", Sequence(clauses=_words("a --b"))),
        ("a ->b", Sequence(clauses=_words("a ->b"))),
        ("/abc", Word(text="/abc")),
        ("a\\", Word(text="a\\")),
        ("pukul 10:30", Sequence(clauses=_words("pukul 10:30"))),
        ("a TO b", Sequence(clauses=_words("a TO b"))),
    ],
)
def test_a_query_means_its_tree(query: str, expected: Node) -> None:
    """Each form of the language parses to the tree that its documentation promises."""
    assert parse(query) == expected


@pytest.mark.parametrize(
    ("query", "message", "offset", "length"),
    [
        ("", "empty", 0, 1),
        ("   ", "empty", 0, 1),
        ('a "b c', "quotation mark is not closed", 2, 4),
        ("“b c", "quotation mark is not closed", 0, 4),
        ("a (b c", "parenthesis is not closed", 2, 4),
        ("a) b", "never opened", 1, 1),
        ("()", "nothing between the parentheses", 1, 1),
        ("a OR", "OR has nothing behind it", 2, 2),
        ("OR a", "OR has nothing before it", 0, 2),
        ("a AND OR b", "OR has nothing before it", 6, 2),
        ("NOT", "NOT has nothing behind it", 0, 3),
        ("value:[1 2]", "TO should", 9, 2),
        ("value:[1 TO 2", "bracket is not closed", 6, 7),
        ("a^0", "weight 0", 1, 2),
        ("a~3", "~1 or ~2", 1, 2),
        ('"" a', "nothing between the quotation marks", 0, 2),
    ],
)
def test_a_fault_is_named_where_it_stands(
    query: str, message: str, offset: int, length: int
) -> None:
    """A query that cannot be understood raises a QueryError with the place of its fault."""
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert message in str(caught.value)
    assert (caught.value.offset, caught.value.length) == (offset, length)
    assert caught.value.query == query


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("a" * 5_000, "length"),
        ("(" * 50 + "a" + ")" * 50 + " NOT " * 40 + "a", "depth"),
        ("a " * 500, "clauses"),
        ('"a b"~9999', "slop"),
    ],
)
def test_a_query_beyond_a_limit_is_refused_by_name(query: str, name: str) -> None:
    """The error names the limit that a query exceeds."""
    with pytest.raises(QueryLimitError, match=f"limit: {name}"):
        parse(query)


def test_limits_can_be_set() -> None:
    """The caller's limits replace the defaults."""
    parse("aaa", limits=QueryLimits(length=3))
    with pytest.raises(QueryLimitError):
        parse("aaaa", limits=QueryLimits(length=3))


# Characters of the language's own signs, so that random queries are often almost right.
_SIGNS = st.text(alphabet='ab \t"“”()[]{}:+-~^*?\\/<>=.0129ANDORTO\n', max_size=40)
_FRAGMENTS = 'a AND OR NOT ( ) " f: [ ] TO ~1 ^2 * - + "a_b" /x+/ >= [1_TO_2] \\ “ a? 1.000 _'
_PIECES = st.lists(st.sampled_from(_FRAGMENTS.replace("_", "\t").split(" ")), max_size=12).map(
    "".join
)


@given(st.one_of(st.text(max_size=60), _SIGNS, _PIECES))
def test_any_text_parses_or_raises_a_query_error(query: str) -> None:
    """No text makes the parser raise anything but QueryError, with the fault inside the query."""
    root: Node | None = None
    fault: QueryError | None = None
    try:
        root = parse(query)
    except QueryError as error:
        fault = error
    if root is not None:
        assert all(0 <= node.start < node.end <= len(query) for node, _ in iter_nodes(root))
    if fault is not None:
        assert 0 <= fault.offset <= len(query)
        assert fault.length >= 1


@example('?0^1"0"')
@example('?0~"0"')
@example('[*"0"[\rTO\r*]')
@example("<\\\r")
@example(">=\\\n")
@example("[\\  TO \\\t]")
@given(st.one_of(st.text(max_size=60), _SIGNS, _PIECES))
def test_a_written_out_query_parses_to_the_same_tree(query: str) -> None:
    """parse(render(tree)) equals the tree, for every tree that parsing can give."""
    try:
        root = parse(query)
    except QueryError:
        return
    assert parse(render(root)) == root


@pytest.mark.parametrize("word", ["nya", "mu", "ku", "kuda", "mulut"])
def test_an_excluded_word_may_look_like_a_clitic(word: str) -> None:
    """`-mu` is a clitic that stands apart; a tree that excludes the word is written otherwise."""
    tree = Sequence(clauses=(Word(text="buku"), Not(child=Word(text=word))))
    assert parse(render(tree)) == tree


def test_the_stored_tables_are_those_of_the_grammar() -> None:
    """grammar.json was written from the grammar as it is."""
    assert json.loads(tables.stored())["grammar"] == tables.grammar()


@pytest.mark.parametrize("query", ['a OR b -c "d e"~2', "value:{1 TO 2] (x y)^3", "f:(a b) /r/"])
def test_tables_computed_anew_parse_alike(query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without stored tables for the installed lark, the grammar itself gives the same trees."""
    monkeypatch.setattr(tables, "stored", lambda: '{"lark": "0", "grammar": ""}')
    fresh: Any = tables.load(building.Builder())
    assert fresh.parse(query) == parse(query)


def test_threads_parse_at_the_same_time() -> None:
    """Eight threads that parse different queries get what one thread gets."""
    queries = [f'kata{i} OR "frasa {i}"~{i + 1} -speaker:s{i} [' for i in range(40)]
    queries = [query[: -2 * (i % 2)] if i % 2 else query for i, query in enumerate(queries)]

    def outcome(query: str) -> object:
        try:
            return parse(query)
        except QueryError as error:
            return str(error), error.offset

    expected = [outcome(query) for query in queries]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(5):
            assert list(pool.map(outcome, queries)) == expected


@given(
    st.lists(
        st.sampled_from(
            [
                " ",
                "\t",
                "\u00a0",
                "a",
                "satu",
                "2",
                "AND",
                " AND ",
                " OR ",
                "OR",
                "NOT",
                "TO",
                "_",
                "é",
                '"',
            ]
        )
    )
)
def test_mere_words_are_what_the_grammar_makes_of_them(pieces: list[str]) -> None:
    """What is read without the grammar has the nodes and places that the grammar gives."""
    query = "".join(pieces)
    try:
        expected: Node | None = building.build(query)
    except QueryError:
        expected = None
    try:
        found: Node | None = parse(query)
    except QueryError:
        found = None
    assert found == expected
    if found is not None and expected is not None:
        assert [(n.start, n.end) for n, _ in iter_nodes(found)] == [
            (n.start, n.end) for n, _ in iter_nodes(expected)
        ]
