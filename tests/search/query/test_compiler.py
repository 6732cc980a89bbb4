"""The query language: what each form asks of the engine."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.index import FieldSpec, QueryError, QueryLimitError
from kliping.index import query_tree as t
from kliping.index.analyzer import Analyzer
from kliping.query import Compiled, PhraseMark, QueryContext, QueryLimits, compile_query
from kliping.query.patterns import PatternFault, check_regex

JAKARTA = ZoneInfo("Asia/Jakarta")
TUESDAY = datetime(2025, 4, 29, 12, tzinfo=JAKARTA)
FIELDS = (
    FieldSpec(name="title", type="text", weight=2.0),
    FieldSpec(name="text", type="text", weight=1.0),
    FieldSpec(name="note", type="text"),
    FieldSpec(name="speaker", type="keyword", facet=True),
    FieldSpec(name="section", type="keyword", facet=True),
    FieldSpec(name="value", type="number", facet=True),
    FieldSpec(name="published", type="date", facet=True),
    FieldSpec(name="secret", type="keyword", searchable=False),
)
CONTEXT = QueryContext(fields=FIELDS, analyzer=Analyzer(), zone=JAKARTA, now=TUESDAY)


def _compile(query: str, context: QueryContext = CONTEXT) -> Compiled:
    return compile_query(query, context)


def _word(stem: str, exact: str = "", weight: float = 1.0) -> t.Or:
    exact = exact or stem
    return t.Or(
        [
            t.Term("title", stem, boost=2 * weight),
            t.Term("title_exact", exact, boost=weight),
            t.Term("text", stem, boost=weight),
            t.Term("text_exact", exact, boost=weight / 2),
        ]
    )


def _period(first: str, end: str) -> t.NumericRange:
    """Return the range from one local day to the second before another."""
    low, high = (
        int(datetime.fromisoformat(day).replace(tzinfo=JAKARTA).timestamp()) for day in (first, end)
    )
    return t.NumericRange("published", low, high - 1)


def test_a_word_is_its_stem_and_at_half_weight_itself() -> None:
    """An unquoted word matches its stem in each weighted field, as written at half of that."""
    assert _compile("pembelian").tree == _word("beli", "pembelian")


def test_words_side_by_side_are_all_required() -> None:
    """Words without an operator are joined with And, with Or where any will do."""
    apple, pear = _word("apel"), _word("pir")
    assert _compile("apel pir").tree == t.And([apple, pear])
    assert _compile("apel pir", replace(CONTEXT, words="any")).tree == t.Or([apple, pear])


def test_must_and_not() -> None:
    """+ requires a word where any would do, - excludes one."""
    context = replace(CONTEXT, words="any")
    assert _compile("+apel pir -jeruk", context).tree == t.AndNot(
        t.AndMaybe(_word("apel"), _word("pir")), _word("jeruk")
    )


def test_a_query_of_negations_excludes_from_everything() -> None:
    """A query with nothing positive finds every article but those."""
    assert _compile("-apel").tree == t.AndNot(t.Every(), _word("apel"))
    assert _compile("NOT (apel OR pir)").tree == t.AndNot(
        t.Every(), t.Or([_word("apel"), _word("pir")])
    )


def test_function_words_need_not_match_but_never_leave_nothing() -> None:
    """A stop word is optional beside other words and required alone; in quotes it counts."""
    assert _compile("harga yang baru").tree == t.AndMaybe(
        t.And([_word("harga"), _word("baru")]), _word("yang")
    )
    assert _compile("yang di").tree == t.And([_word("yang"), _word("di")])
    assert _compile("yang").tree == _word("yang")
    assert _compile("+yang harga").tree == t.And([_word("yang"), _word("harga")])
    assert _compile("yang -harga").tree == t.AndNot(_word("yang"), _word("harga"))
    assert _compile('"yang di"').tree.subqueries[0] == t.Phrase(
        "title_exact", ["yang", "di"], boost=2
    )
    assert _compile("harga yang").highlights.everywhere.stems == {"harga"}


def test_a_phrase_is_looked_for_as_written() -> None:
    """A phrase matches exact words in order; a slop lets them stand apart."""
    assert _compile('"Kapal Perintis"').tree == t.Or(
        [
            t.Phrase("title_exact", ["kapal", "perintis"], boost=2.0),
            t.Phrase("text_exact", ["kapal", "perintis"]),
        ]
    )
    assert [leaf.slop for leaf in _compile('"kapal perintis"~5').tree] == [5, 5]
    assert _compile('text:"kapal"').tree == t.Term("text_exact", "kapal")


def test_parts_of_a_word_with_digits_stay_together() -> None:
    """10.000 means the parts side by side; the halves of a doubled word are one word."""
    assert _compile("text:10.000").tree == t.Phrase("text_exact", ["10", "000"])
    assert _compile("anak-anak").tree == _word("anak")


def test_a_compound_written_as_one_word_is_its_two_words_side_by_side() -> None:
    """`ibukota` means what the phrase "ibu kota" means, not two words anywhere."""
    assert _compile("text:ibukota").tree == t.Phrase("text_exact", ["ibu", "kota"])
    assert _compile("ibukota").tree == _compile('"ibu kota"').tree


def test_a_full_name_is_also_its_abbreviation_one_way() -> None:
    """A full name finds its abbreviation at weight 0.6; an abbreviation finds only itself."""
    name = _compile("korea utara")
    whole, short = name.tree
    assert whole == t.And([_word("korea"), _word("utara")])
    assert short.subqueries == [
        t.Term("title", "korut", boost=1.2),
        t.Term("text", "korut", boost=0.6),
    ]
    assert [(e.reason, e.start, e.end, e.into) for e in name.expansions] == [
        ("abbreviation", 0, 11, ("korut",))
    ]
    assert _compile("korut").expansions == ()
    assert _compile('"korea utara"').expansions == ()


def test_weights_multiply_down_to_the_leaves() -> None:
    """x^2 doubles the boost of every leaf under it."""
    assert _compile("(apel pir^3)^2").tree == t.And(
        [_word("apel", weight=2), _word("pir", weight=6)]
    )


def test_named_fields() -> None:
    """A field name before the colon, in any case, narrows to that field, groups included."""
    assert _compile("note:apel").tree == t.Or(
        [t.Term("note", "apel"), t.Term("note_exact", "apel", boost=0.5)]
    )
    assert _compile("Section:Ekonomi").tree == t.Term("section", "ekonomi")
    assert _compile("section:(A OR B)").tree == t.Or(
        [t.Term("section", "a"), t.Term("section", "b")]
    )
    assert _compile("section:*").tree == t.Every("section")
    assert _compile("section:eko*").tree == t.Prefix("section", "eko")
    assert _compile("*").tree == t.Every()


def test_a_value_stands_for_all_its_names() -> None:
    """A keyword value matches every name that the archive knows for it, and marks them."""
    names = {"ani": ("Ani Wijaya", "A. Wijaya")}
    context = replace(CONTEXT, names=lambda field, value: names.get(value, (value,)))
    found = _compile("speaker:ani", context)
    assert found.tree == t.Or([t.Term("speaker", "ani wijaya"), t.Term("speaker", "a. wijaya")])
    assert found.expansions[0].into == ("Ani Wijaya", "A. Wijaya")
    assert PhraseMark(words=("ani", "wijaya")) in found.highlights.everywhere.phrases


@pytest.mark.parametrize(
    ("written", "first", "end"),
    [
        ("2025", "2025-01-01", "2026-01-01"),
        ("2025-04", "2025-04-01", "2025-05-01"),
        ('"April 2025"', "2025-04-01", "2025-05-01"),
        ("2025-W18", "2025-04-28", "2025-05-05"),
        ("2025-04-28", "2025-04-28", "2025-04-29"),
        ("28/4/2025", "2025-04-28", "2025-04-29"),
        ('"28 April 2025"', "2025-04-28", "2025-04-29"),
        ('"hari ini"', "2025-04-29", "2025-04-30"),
        ("kemarin", "2025-04-28", "2025-04-29"),
        ("yesterday", "2025-04-28", "2025-04-29"),
        ('"minggu lalu"', "2025-04-21", "2025-04-28"),
        ('"bulan ini"', "2025-04-01", "2025-05-01"),
        ('"tahun lalu"', "2024-01-01", "2025-01-01"),
        ("7hari", "2025-04-23", "2025-04-30"),
        ("7days", "2025-04-23", "2025-04-30"),
        ("2minggu", "2025-04-16", "2025-04-30"),
        ("1bulan", "2025-03-30", "2025-04-30"),
        ("[2025-04-01 TO 2025-04-30]", "2025-04-01", "2025-05-01"),
        ("{2025-04-01 TO 2025-04-30}", "2025-04-02", "2025-04-30"),
        ('["28 April 2025" TO kemarin]', "2025-04-28", "2025-04-29"),
    ],
)
def test_a_date_means_a_period_in_the_zone(written: str, first: str, end: str) -> None:
    """Each way to write a time means whole days, weeks, months or years of the zone."""
    assert _compile(f"published:{written}").tree == _period(first, end)


def test_comparisons_of_dates_include_or_exclude_the_whole_period() -> None:
    """>= begins with the period, > behind it, < ends before it, <= with its end."""
    low, high = 1745773200, 1745859600  # 28 and 29 April 2025, midnight in Jakarta
    for written, bounds in {
        ">=2025-04-28": (low, None),
        ">2025-04-28": (high, None),
        "<2025-04-28": (None, low - 1),
        "<=2025-04-28": (None, high - 1),
    }.items():
        assert _compile(f"published:{written}").tree == t.NumericRange("published", *bounds)


@pytest.mark.parametrize(
    ("written", "bounds"),
    [
        ("10000", (10_000.0, 10_000.0, False, False)),
        ("10.000", (10_000.0, 10_000.0, False, False)),
        ("3,95", (3.95, 3.95, False, False)),
        ("3.5", (3.5, 3.5, False, False)),
        ("-5", (-5.0, -5.0, False, False)),
        ('"2,7 juta"', (2_700_000.0, 2_700_000.0, False, False)),
        ("[10000 TO 14.000}", (10_000.0, 14_000.0, False, True)),
        (">=10000", (10_000.0, None, False, False)),
        (">10000", (10_000.0, None, True, False)),
    ],
)
def test_numbers_are_read_as_indonesian_writes_them(
    written: str, bounds: tuple[float | None, float | None, bool, bool]
) -> None:
    """A dot groups thousands, a comma begins the fraction, juta is a million."""
    assert _compile(f"value:{written}").tree == t.NumericRange("value", *bounds)


def test_patterns_match_words_as_written() -> None:
    """Prefix, wildcard, regular expression and fuzzy word go to the exact fields."""
    assert _compile("text:Kapal*").tree == t.Prefix("text_exact", "kapal")
    assert _compile("text:k?pal*").tree == t.Wildcard("text_exact", "k?pal*")
    assert _compile("text:/kapal(nya)?/").tree == t.Regex("text_exact", r"kapal(nya)?\Z")
    assert _compile("text:kapal~2").tree == t.FuzzyTerm(
        "text_exact", "kapal", maxdist=2, prefixlength=0
    )
    assert _compile("kapal*").highlights.everywhere.patterns == ("kapal.*",)


@pytest.mark.parametrize(
    ("query", "message", "at", "suggestion"),
    [
        ("speker:ani", 'did you mean "speaker"', "speker", "speaker"),
        ("secret:[1 TO 2]", "unknown field", "secret", None),
        ("apel published:kemarn", "not a date", "kemarn", '"kemarin"'),
        ("published:20255", "not a date", "20255", None),
        ("published:2025-13", "not a date", "2025-13", None),
        ("published:a*", "no patterns", "a*", None),
        ("value:banyak", "not a number", "banyak", None),
        ("value:[5 TO 1]", "range is empty", "[5 TO 1]", None),
        ("published:[kemarin TO 2024]", "range is empty", "[kemarin TO 2024]", None),
        ("text:[a TO b]", "no order", "[a TO b]", None),
        ('"--"', "no word", '"--"', None),
        ("[1 TO 2]", "no order", "[1 TO 2]", None),
        ("apel \ud800", "half of a character", "\ud800", None),
        ('person:"Ani', "not closed", '"Ani', None),
        ("/a-*/", "parts two words", None, None),
        ("/(a-b)/", "parts two words", None, None),
        ("section:/x/", "whole values", "/x/", None),
        ("--", "no word", "-", None),
        ("/a(/", "not a regular expression", None, None),
    ],
)
def test_a_query_that_makes_no_sense_says_why_and_where(
    query: str, message: str, at: str | None, suggestion: str | None
) -> None:
    """An error names what is wrong, its place, and where possible what may have been meant."""
    with pytest.raises(QueryError, match=message) as caught:
        _compile(query)
    error = caught.value
    if at is not None:
        assert query[error.offset : error.offset + error.length].startswith(at)
    if suggestion is not None:
        assert error.suggestion == suggestion


@pytest.mark.parametrize(
    ("query", "limit"),
    [
        ("k*", "expanded"),
        ("*?", "expanded"),
        ("/(a+)+/", "regex"),
        ("/(a|b)*/", "regex"),
        ("/(?=a)b/", "regex"),
        (r"/(a)\1/", "regex"),
        ("/a{999}/", "regex_repeats"),
        ("/a*b*c*d*/", "regex_repeats"),
        ("/(a?){20}a{20}/", "regex"),
        ("/" + "a?" * 20 + "a" * 20 + "/", "regex_choices"),
        ("/" + "(a|a)" * 20 + "b/", "regex_choices"),
        (f"/{'a' * 300}/", "regex_length"),
    ],
)
def test_patterns_that_could_run_away_are_refused(query: str, limit: str) -> None:
    """A pattern that costs too much is refused with the name of the limit."""
    with pytest.raises(QueryLimitError, match=f"limit: {limit}"):
        _compile(query)


def test_the_words_that_a_pattern_stands_for_are_limited() -> None:
    """A pattern that matches more of the index's words than allowed is refused."""

    class Index:
        def count_terms(self, field: str, prefix: str) -> int:
            return sum(1 for _ in self.iter_terms(field, prefix))

        def iter_terms(self, field: str, prefix: str = "") -> Iterator[str]:
            return (word for word in ["kapal", "kapas", "kapur", "kata"] if word.startswith(prefix))

    context = replace(CONTEXT, terms=Index(), limits=QueryLimits(expanded_terms=2))
    _compile("kapa*", context)
    _compile("/kap.s/", context)
    for query in ("kap*", "ka?*", "/ka.*/"):
        with pytest.raises(QueryLimitError, match="expanded_terms"):
            _compile(query, context)


def test_negated_parts_are_not_marked() -> None:
    """What must not match is not marked; what a double negation asks for is."""
    assert _compile("apel -pir").highlights.everywhere.stems == {"apel"}
    assert _compile("NOT NOT apel").highlights.everywhere.stems == {"apel"}
    assert _compile("title:apel pir").highlights.of("text").stems == {"pir"}
    assert _compile("title:apel pir").highlights.of("title").stems == {"apel", "pir"}


_SIGNS = st.text(alphabet='abk \t"()[]{}:+-~^*?\\/<>=.0129ANDORTO', max_size=40)
_FRAGMENTS = (
    "value: published: section: text: speaker: apel* 10.000 kemarin [1_TO_2] >=3 ( ) -yang "
    '"a_b" /a+/ OR NOT * +x ~ x~1 7hari 2025-04 yang korea utara ^2 {a_TO_*]'
)
_FIELDED = st.lists(
    st.sampled_from([piece.replace("_", " ") for piece in _FRAGMENTS.split()]), max_size=8
).flatmap(lambda pieces: st.sampled_from(["", " "]).map(lambda joint: joint.join(pieces)))


@given(st.one_of(st.text(max_size=40), _SIGNS, _FIELDED), st.sampled_from(["ranked", "all", "any"]))
def test_any_text_compiles_or_raises_a_query_error(query: str, words: Any) -> None:
    """No text makes compiling raise anything but QueryError, with the fault inside the query."""
    compiled: Compiled | None = None
    fault: QueryError | None = None
    try:
        compiled = _compile(query, replace(CONTEXT, words=words))
    except QueryError as error:
        fault = error
    if compiled is not None:
        assert not isinstance(compiled.tree, type(None))
    if fault is not None:
        assert 0 <= fault.offset <= len(query)


_REGEX = st.text(alphabet="ab()|?*+.{}[]1,2^$\\w", min_size=1, max_size=24)


@given(_REGEX, st.integers(1, 30))
def test_an_accepted_regex_is_quick_on_any_word(pattern: str, length: int) -> None:
    """What is not refused compiles, and gives an answer on the words that slow regexes hate."""
    try:
        check_regex(pattern, QueryLimits())
    except PatternFault as fault:
        assert 0 <= fault.offset <= len(pattern)  # noqa: PT017 - both outcomes are checked
        return
    matches = re.compile(pattern).fullmatch
    for word in ("a" * length, "ab" * length, "a" * length + "b", "1" * length):
        matches(word)


@pytest.mark.parametrize("pattern", ["[[", "[[ab]", "[^[a]", "[a--b]", "[a&&b]", "[ab"])
def test_a_class_that_python_warns_of_is_refused(pattern: str) -> None:
    """What would mean something else one day, or is not closed, is refused and not warned of."""
    with pytest.raises(PatternFault):
        check_regex(pattern, QueryLimits())


def _meant(query: str) -> list[str]:
    """Return what the plain words of a ranked query were taken for besides themselves."""
    compiled = _compile(query, replace(CONTEXT, words="ranked"))
    found = [e for e in compiled.expansions if e.reason in ("number", "days")]
    return [f"{query[e.start : e.end]} = {'..'.join(e.into)}" for e in found]


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("banjir Jakarta Juli 2025", ["Juli 2025 = 2025-07-01..2025-07-31"]),
        ("banjir 2025-07", ["2025-07 = 2025-07-01..2025-07-31"]),
        ("gempa kemarin", ["kemarin = 2025-04-28"]),
        ("gempa minggu lalu", ["minggu lalu = 2025-04-21..2025-04-27"]),
        ("pidato 28 April 2025 presiden", ["28 April 2025 = 2025-04-28"]),
        ("pemilu 2024", ["2024 = 2024-01-01..2024-12-31"]),
        ("anggaran Rp 200 triliun", ["Rp 200 triliun = 200000000000000"]),
        ("2,7 juta jiwa", ["2,7 juta = 2700000"]),
        ("naik 15 persen", ["15 persen = 15"]),
        ("hujan 5 hari", []),
        ("pasal 27 ayat 3", []),
        ("minggu pagi", []),
    ],
)
def test_amounts_and_times_among_plain_words(query: str, meant: list[str]) -> None:
    """Words that are an amount or a time also find the value, or what was published then."""
    assert _meant(query) == meant
