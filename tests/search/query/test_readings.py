"""What people type and paste: read as it is meant, or told how it was read."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kliping
from kliping.index import FieldSpec, QueryError, QueryLimitError
from kliping.index import query_tree as t
from kliping.index.analyzer import Analyzer
from kliping.query import Compiled, QueryContext, compile_query, parse
from kliping.query.mending import mend
from kliping.query.nodes import Sequence, Word

JAKARTA = ZoneInfo("Asia/Jakarta")
FIELDS = (
    FieldSpec(name="text", type="text", weight=1.0),
    FieldSpec(name="speaker", type="keyword", facet=True),
    FieldSpec(name="outlet", type="keyword", facet=True),
    FieldSpec(name="url", type="keyword"),
    FieldSpec(name="value", type="number", facet=True),
    FieldSpec(name="published", type="date", facet=True),
)


class _Terms:
    """An index with three outlets."""

    held = ("kompas", "kompas, edisi jawa", "tempo")

    def count_terms(self, field: str, prefix: str) -> int:
        return len(list(self.iter_terms(field, prefix)))

    def iter_terms(self, field: str, prefix: str = "") -> Iterator[str]:
        return (term for term in self.held if field == "outlet" and term.startswith(prefix))


CONTEXT = QueryContext(
    fields=FIELDS,
    analyzer=Analyzer(),
    zone=JAKARTA,
    now=datetime(2025, 4, 29, 12, tzinfo=JAKARTA),
    terms=_Terms(),
)
LENIENT = replace(CONTEXT, lenient=True)


def _compile(query: str, context: QueryContext = CONTEXT) -> Compiled:
    return compile_query(query, context)


@pytest.mark.parametrize(
    ("typed", "meant", "told"),
    [
        # Words for operators.
        ("beras atau gabah", "beras OR gabah", "was read as beras OR gabah"),
        ("beras or gabah atau padi", "beras OR gabah OR padi", "was read as"),
        ('"beras merah" atau outlet:Tempo', '"beras merah" OR outlet:Tempo', "was read as"),
        ("beras dan gabah", "beras dan gabah", ""),
        ("harga beras atau gabah", r"harga beras \atau gabah", "'atau' was read as a word"),
        ("beras not gabah", r"beras \not gabah", "in capitals: NOT"),
        ("bukan beras", r"\bukan beras", "in capitals: NOT"),
        (r"beras \atau gabah", r"beras \atau gabah", ""),
        # Signs for operators.
        ("beras –gabah", "beras gabah", "no minus"),
        ("beras −gabah", "beras gabah", "no minus"),
        ("beras|gabah", "beras gabah", "either word"),
        ("Berita | Kabar", "Berita Kabar", "either word"),
        ("suhu > 30", "suhu 30", "'>' was read as text"),
        ("suhu >30", "suhu 30", "'>30' was read as text"),
        ("naik=turun", "naik turun", "'naik=turun' was read as text"),
        ("harga & pasokan", "harga pasokan", ""),
        # Fields.
        ("outlet=Tempo", "outlet:Tempo", "was read as outlet:Tempo"),
        ('outlet="Kompas"', 'outlet:"Kompas"', 'was read as outlet:"Kompas"'),
        ("value>100", "value:>100", "was read as value:>100"),
        ("published<=2025", "published:<=2025", "was read as published:<=2025"),
        ("Menkeu: Nilai Tukar Aman", "Menkeu Nilai Tukar Aman", ""),
        ("Menkeu:Nilai Tukar", "Menkeu Nilai Tukar", "no field 'Menkeu'"),
        ('Menkeu:"Nilai Tukar"', 'Menkeu "Nilai Tukar"', "no field 'Menkeu'"),
        ("Menkeu:(nilai OR tukar)", "Menkeu (nilai OR tukar)", "no field 'Menkeu'"),
        ("outlet: Tempo", "outlet Tempo", "touches its value"),
        ("speker: Ani", "speker Ani", "as in speaker:"),
        ("pukul 10:30", 'pukul "10 30"', ""),
        # Values.
        ("outlet:Kompas,Tempo", "outlet:(Kompas OR Tempo)", "any of: Kompas, Tempo"),
        ('outlet:"Kompas, edisi Jawa"', 'outlet:"kompas, edisi jawa"', ""),
        ("value:3,95", "value:3.95", ""),
        ("value:1..5", "value:[1 TO 5]", ""),
        ("published:(>=2024 AND <2025)", "published:2024", ""),
        ("published:2024..2025-03", "published:[2024 TO 2025-03]", ""),
        ('published:"1-5 Maret 2025"', "published:[2025-03-01 TO 2025-03-05]", ""),
        # Signs of a text.
        ("[VIDEO] banjir", "VIDEO banjir", ""),
        ("banjir 1) demak", "banjir 1 demak", "never opened"),
        ("banjir (demak", "banjir demak", "not closed"),
        ("banjir () demak", "banjir demak", "nothing between the parentheses"),
        ('"Air surut, kata', "Air surut, kata", "quotation mark is not closed"),
        ('""Air"" surut', "Air surut", "nothing between the quotation marks"),
        ("banjir ~1", "banjir 1", "touches the word before it"),
        ("/dev", "dev", "ends with another /"),
        ("gratis * syarat", "gratis * syarat", ""),
        ("mainstream -nya medium", "mainstream nya medium", ""),
        ("-> banjir", "banjir", ""),
        ("banjir -5", "banjir -5", "for the number: value:-5"),
        ("apa? siapa!", "apa siapa", ""),
        ("kata\\", "kata", ""),
    ],
)
def test_what_is_typed_is_read_as_meant(typed: str, meant: str, told: str) -> None:
    """The tree is that of the query that says it plainly, and a warning tells what was done."""
    found, plain = _compile(typed), _compile(meant)
    if "published" in meant:
        bounds = {(leaf.start, leaf.end) for leaf in _leaves(found.tree)}
        wanted = {(leaf.start, leaf.end) for leaf in _leaves(plain.tree)}
        assert _between(bounds) == _between(wanted)
    else:
        assert _shown(found.tree) == _shown(plain.tree)
    if told:
        assert any(told in warning for warning in found.warnings), found.warnings
    else:
        assert found.warnings == ()


def _leaves(tree: object) -> list[t.NumericRange]:
    return [tree] if isinstance(tree, t.NumericRange) else list(tree.leaves())  # type: ignore[attr-defined]  # whoosh has no types


def _between(bounds: set[tuple[float | None, float | None]]) -> tuple[float, float]:
    lows = [low for low, _ in bounds if low is not None]
    highs = [high for _, high in bounds if high is not None]
    return max(lows, default=0.0), min(highs, default=0.0)


def _shown(tree: object) -> str:
    """Return a tree as text, without how its clauses are nested."""
    return repr(tree).replace("And([And(", "And([(").replace("])])", "])")


@pytest.mark.parametrize(
    "query",
    [
        'speaker:"Ani',
        "published:(2025 OR 2026",
        '-"banjir',
        "banjir OR",
        "AND banjir",
        "speker:ani",
        "published:2025-03-01xyz",
        'published:"1 Maret 2025 dan lagi"',
        "published:31.2.2025",
    ],
)
def test_what_has_lost_a_part_is_refused(query: str) -> None:
    """Where a field, a minus or an operator waits for something, its lack is an error."""
    with pytest.raises(QueryError):
        _compile(query)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ('speaker:"Ani', "speaker Ani"),
        ("banjir OR", "banjir OR"),
        ("speker:ani", "speker ani"),
        ("published:besok", "published besok"),
        ("value:[5 TO 1]", "value:[5 TO 1]"),
        ("a*", "a"),
        ("/(a+)+/", "a"),
        ("banjir \ud800", "banjir"),
    ],
)
def test_a_lenient_search_reads_words(query: str, words: str) -> None:
    """With `lenient` what cannot be understood is plain words, and the warning says why."""
    found = _compile(query, LENIENT)
    plain = _compile(kliping.escape(words))
    assert {str(leaf) for leaf in found.tree.leaves()} == {
        str(leaf) for leaf in plain.tree.leaves()
    }
    assert "read as plain words" in found.warnings[0]
    assert _compile("banjir demak", LENIENT).warnings == ()


def test_a_lenient_search_has_limits_and_needs_a_word() -> None:
    """What would cost too much, or holds no word at all, is refused all the same."""
    with pytest.raises(QueryLimitError):
        _compile("a" * 5_000, LENIENT)
    with pytest.raises(QueryLimitError):
        _compile("banjir " * 500 + "(", LENIENT)
    with pytest.raises(QueryError, match="no word"):
        _compile("--- ...", LENIENT)


@given(st.one_of(st.text(max_size=60), st.text(alphabet='ab "()[]{}:+-~^*?\\/<>=|.,0ANDORT\n')))
def test_a_lenient_search_refuses_only_what_has_no_word(query: str) -> None:
    """With `lenient` any text that holds a word compiles."""
    if any(True for _ in CONTEXT.analyzer.iter_surfaces(query)):
        assert _compile(query, LENIENT).tree is not None
    else:
        with contextlib.suppress(QueryError):
            _compile(query, LENIENT)


@given(st.one_of(st.text(max_size=60), st.text(alphabet='ab "()[]{}:+-~^*?\\/<>=|.,0ANDORatu')))
def test_escaped_text_is_words(text: str) -> None:
    """escape() makes any text a query of its words alone, and a phrase or a value of itself."""
    escaped = kliping.escape(text)
    words = [term for s, _, _ in CONTEXT.analyzer.iter_surfaces(text) for term in s.split()]
    if any("\ud800" <= c <= "\udfff" for c in text):
        return
    if text.strip():
        root = parse(escaped)
        clauses = root.clauses if isinstance(root, Sequence) else (root,)
        assert all(type(clause) is Word for clause in clauses)
        assert " ".join(c.text for c in clauses) == " ".join(text.split())  # type: ignore[attr-defined]  # words all
    if words:
        assert _compile(escaped).warnings == ()
    if text.strip():
        value = parse(f'outlet:"{escaped}"').child  # type: ignore[attr-defined]  # a field
        assert (value.text, value.pattern) == (text, "")


@given(st.text(alphabet='ab "“”()\\:-/x', max_size=40))
def test_mending_keeps_every_offset(query: str) -> None:
    """Signs are blanked where they stand; nothing else changes, and mending again does nothing."""
    mended, warnings = mend(query)
    assert len(mended) == len(query)
    assert all(new in (old, " ") for new, old in zip(mended, query, strict=True))
    assert (mended == query) == (not warnings)


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        (
            "undang-undang*",
            t.Sequence([t.Term("text_exact", "undang"), t.Prefix("text_exact", "undang")]),
        ),
        ("covid-1*", t.Sequence([t.Term("text_exact", "covid"), t.Prefix("text_exact", "1")])),
        ("/covid-19/", t.Phrase("text_exact", ["covid", "19"])),
        (
            "/covid-1[89]/",
            t.Sequence([t.Term("text_exact", "covid"), t.Regex("text_exact", r"1[89]\Z")]),
        ),
        (
            "/covid-19|flu/",
            t.Or([t.Phrase("text_exact", ["covid", "19"]), t.Term("text_exact", "flu")]),
        ),
        ("/[A-C]anjir.*/", t.Regex("text_exact", r"[a-c]anjir.*\Z")),
        ("/jum'at/", t.Term("text_exact", "jumat")),
        (r"/Beyonc\w/", t.Regex("text_exact", r"beyonc\w\Z")),
        ("Jum’at*", t.Prefix("text_exact", "jumat")),
        ("MBAPPÉ*", t.Prefix("text_exact", "mbappe")),
        ("?ampung", t.Wildcard("text_exact", "?ampung")),
        (
            '"gempa b?sar"~3',
            t.Sequence([t.Term("text_exact", "gempa"), t.Wildcard("text_exact", "b?sar")], slop=3),
        ),
        (
            '"gempa bes"*',
            t.Sequence([t.Term("text_exact", "gempa"), t.Prefix("text_exact", "bes")]),
        ),
        ('outlet:"Harian Sam"*', t.Prefix("outlet", "harian sam")),
        ('outlet:"Kabar*"', t.Term("outlet", "kabar*")),
    ],
)
def test_a_pattern_is_split_as_text_is(query: str, tree: object) -> None:
    """Signs that part words in texts part patterns, phrases and regular expressions too."""
    found = _compile(query)
    assert repr(found.tree) == repr(tree)
    assert found.warnings == ()


def test_an_address_is_an_article_or_words() -> None:
    """A pasted address finds the article that has it, and those whose text holds it."""
    found = _compile("https://kabar.example/baca?id=7")
    assert t.Term("url", "https://kabar.example/baca?id=7") in found.tree.subqueries
    phrase = ["https", "kabar", "example", "baca", "id", "7"]
    assert t.Phrase("text_exact", phrase) in found.tree.subqueries
    assert t.Term("url", "http://www.kabar.example/") in _compile("www.kabar.example").tree
    assert _compile("url:https://kabar.example/baca?id=7").tree == t.Term(
        "url", "https://kabar.example/baca?id=7"
    )


def test_a_pasted_dateline_need_not_match() -> None:
    """The dateline of a pasted sentence, which no body text holds, is optional; it is told."""
    found = _compile("KABARNUSA.ID, DEMAK - Banjir merendam tiga desa di Demak sejak Senin malam.")
    assert isinstance(found.tree, t.AndMaybe)
    required = {leaf.text for leaf in found.tree.a.leaves()}
    assert "kabarnusa" not in required
    assert {"banjir", "desa", "demak"} <= required
    assert "need not match" in found.warnings[0]
    assert "jakarta" in {leaf.text for leaf in _compile("Jakarta - banjir").tree.leaves()}
    assert _compile("Jakarta - banjir").warnings == ()


def test_a_star_alone_in_a_phrase_is_told() -> None:
    """A star that touches no letter is left out with a warning that says what finds such words."""
    found = _compile('"gempa * besar"')
    assert found.tree == t.Phrase("text_exact", ["gempa", "besar"])
    assert "stands for no word" in found.warnings[0]


@pytest.mark.parametrize(
    ("query", "words", "warned"),
    [
        ("meninjau venue -venue di Solo", "meninjau venue venue di Solo", "second half"),
        ('men-"jomblo” di Solo', "men jomblo di Solo", "not closed"),
    ],
)
def test_a_dash_of_a_text_excludes_nothing(query: str, words: str, warned: str) -> None:
    """A word that is halved, or has a mark inside, is searched for, and told."""
    compiled = compile_query(query, CONTEXT)
    plain = compile_query(words, CONTEXT)
    assert str(compiled.tree) == str(plain.tree)
    assert any(warned in warning for warning in compiled.warnings)
    excluding = compile_query("meninjau venue -Solo", CONTEXT)
    assert "solo" in str(excluding.tree)
    assert excluding.warnings == ()
