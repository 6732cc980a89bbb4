"""Stems: which words meet, which must not, and which rule decides."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.index.analyzer import Analyzer
from kliping.index.analyzer.affixes import candidates, clitic_stems
from kliping.index.analyzer.lexicon import Lexicon, _load_dictionary
from kliping.index.analyzer.tokenizer import normalise
from kliping.index.data_files import read_lines

ANALYZER = Analyzer()
PACKAGE = "kliping.index.analyzer"
GOLDEN = Path(__file__).with_name("stems.tsv")
APART = Path(__file__).with_name("apart.tsv")


def stem(word: str) -> str:
    (term,) = ANALYZER.terms(word)
    return term.stem


@pytest.mark.parametrize(
    "group",
    [
        "mengirim pengiriman kirim dikirim mengirimkannya",
        "mengonfirmasi mengkonfirmasi konfirmasi dikonfirmasi",
        "menyatakan pernyataan dinyatakan",
        "menulis penulis tulisan ditulisnya",
        "menyapu penyapu sapu",
        "memukul pemukulan dipukul",
        "mengerahkan pengerahan mengerahkannya dikerahkan kerahkan pengerah",
        "usut mengusut diusut pengusutan",
        "bacok membacok dibacok pembacokan terbacok",
        "oplos mengoplos dioplos oplosan pengoplosan",
        "makzul memakzulkan dimakzulkan pemakzulan",
        "legalisasi dilegalisasi melegalisasi",
        "operasi mengoperasikan dioperasikan pengoperasian",
        "kemas mengemas dikemas pengemasan",
        "padam memadamkan dipadamkan pemadaman",
        "dalam mendalami didalami pendalaman",
        "menanti dinanti dinantikan penantian",
        "duduk menduduki diduduki pendudukan",
        "proses memroses diproses pemrosesan",
        "menyerang serangan penyerang diserang",
        "mengaku diakui pengakuan",
        "berubah perubahan mengubah",
        "membalap pebalap pembalap balapan",
        "penembakan menembak ditembak tertembak",
        "mengebom pengeboman bom",
        "hadapi menghadapi dihadapi",
        "ketidakadilan adil keadilan",
        "memberitahukan pemberitahuan diberitahu",
        "menandatangani penandatanganan ditandatangani",
        "risiko resiko berisiko beresiko risikonya",
        "Ahad Minggu",
        "Cina Tiongkok China",
        "Zelensky Zelenskyy",
        "izin ijin perizinan mengizinkan",
    ],
)
def test_meet(group: str) -> None:
    """Forms of one word, and spellings and names of one thing, share a stem."""
    assert len({stem(word) for word in group.split()}) == 1


def test_stay_apart() -> None:
    """Words that only look related, or have grown apart, do not meet (apart.tsv)."""
    pairs = [line.split("\t") for line in APART.read_text("utf-8").splitlines() if line[0] != "#"]
    assert len(pairs) >= 150
    assert [pair for pair in pairs if stem(pair[0]) == stem(pair[1])] == []


def test_a_capital_is_a_hint() -> None:
    """A word that may be a name keeps a short affix with a capital; small letters find both."""
    assert stem("Desai") == "desai"
    assert stem("Permana") == stem("permana") == "permana"
    assert stem("Gabungan") == stem("gabungan") == "gabung"
    assert stem("Mengunggah") == "unggah"
    for word in ("Desai", "desai", "bergas", "Bergas"):
        (term,) = ANALYZER.query_terms(word)
        asked = {term.stem, *term.alternatives}
        assert {stem(word.lower()), stem(word.capitalize())} <= asked


def test_namesakes() -> None:
    """A name that is a root too has a stem of its own; small letters find name and verb."""
    assert stem("Serang") == stem("SERANG") == "Serang"
    assert stem("serang") == stem("menyerang") == "serang"
    assert ANALYZER.query_terms("serang")[0].alternatives == ("Serang",)
    assert ANALYZER.query_terms("Serang")[0].alternatives == ()


@pytest.mark.parametrize(
    ("closed", "opened"),
    [
        ("ibukota", "ibu kota"),
        ("Ibukotanya", "ibu kotanya"),
        ("bekerjasama", "bekerja sama"),
        ("walikota", "wali kota"),
        ("pesepakbola", "pesepak bola"),
        ("tandatangan", "tanda tangan"),
    ],
)
def test_compounds(closed: str, opened: str) -> None:
    """A compound written as one word has the terms of its two words."""
    terms = [term for word in opened.split() for term in ANALYZER.terms(word)]
    assert list(ANALYZER.terms(closed)) == terms


def test_usual_closed_words_stay_whole() -> None:
    """Words that are usually written as one are no compounds of two."""
    for word in ("olahraga", "beasiswa", "kacamata", "daripada", "matahari"):
        assert len(ANALYZER.terms(word)) == 1


def test_names_stay() -> None:
    """Names keep every letter."""
    names = (
        "Maluku Kejagung Merapi Kediri Megawati Jokowi Pertamina Abdullah Bekasi Belanda Gunawan "
        "Milan Dani Andi Teheran Pemalang Mentawai Persebaya Kalla Lukaku Saifullah Kemenlu"
    )
    assert [stem(name) for name in names.split()] == names.casefold().split()


@pytest.mark.parametrize(
    ("word", "rule"),
    [
        ("resiko", "variant"),
        ("pemerintahnya", "exception"),
        ("Maluku", "name"),
        ("mengirim", "dictionary"),
        ("mengonsumsi", "affix"),
        ("kompatriotnya", "clitic"),
        ("G20", "number"),
        ("2025", "number"),
        ("AS", "abbreviation"),
        ("zzyzx", "none"),
    ],
)
def test_rule(word: str, rule: str) -> None:
    """Each term says which rule decided."""
    assert ANALYZER.terms(word)[0].rule == rule


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=25))
def test_candidates(word: str) -> None:
    """Candidates are shorter words of letters (a restored consonant aside), each proposed once."""
    found = candidates(word)
    assert len(found) == len(set(found))
    assert word not in found
    assert all(len(root) < len(word) and root.isalpha() for root in found)
    for base, clitic in clitic_stems(word):
        assert base + clitic == word


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=15))
def test_unknown_words(word: str) -> None:
    """What is stemmed by affixes is a known word; what nobody knows loses nothing but a clitic."""
    (term,) = ANALYZER.terms(word)
    if term.rule == "none":
        assert term.stem == word
    elif term.rule == "clitic":
        assert word.startswith(term.stem)


def test_stems_of_stems() -> None:
    """Every lemma of the dictionary, exceptions and names aside, is stemmed to a stable stem."""
    lexicon = Lexicon()
    for lemma in sorted(lexicon.roots - set(lexicon.compounds)):
        once = stem(lemma)
        assert stem(once) == once, lemma


def test_lists_are_consistent() -> None:
    """Variants and exceptions point at ends: no stem of a list is itself replaced by a list."""
    lexicon = Lexicon()
    for word, target in lexicon.variants.items():
        assert lexicon.variants.get(target, target) == target, word
    for word, target in lexicon.exceptions.items():
        assert lexicon.exceptions.get(target, target) == target, word
    assert all(name == name.upper() for name in lexicon.capitals)


def test_lists_hold_normal_forms() -> None:
    """Every word that a list is asked for is in the form in which the analyzer asks."""
    lexicon = Lexicon()
    for word in (
        *lexicon.variants,
        *lexicon.exceptions,
        *lexicon.names,
        *read_lines(PACKAGE, "roots.txt"),
    ):
        assert normalise(word) == (word,)
    for word in (*read_lines(PACKAGE, "stopwords.txt"), *lexicon.variants.values()):
        assert normalise(word) == (word,)


def test_dictionary_by_both_doors() -> None:
    """Loading the dictionary's file directly gives what simplemma's public door gives."""
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    public = DefaultDictionaryFactory().get_dictionary("id")
    ours = _load_dictionary()
    assert all(ours.get(word) == lemma for word, lemma in public.items())
    assert ours.lemmas() == frozenset(public.values())


def test_golden() -> None:
    """Known words keep their stems; where a change is meant, raise `_CODE` in analyzer.py.

    Write the file anew with: python tests/index/analyzer/test_stems.py
    """
    lines = GOLDEN.read_text("utf-8").splitlines()
    assert lines == golden_lines([line.split("\t")[0] for line in lines])


def golden_lines(words: list[str]) -> list[str]:
    return [
        "\t".join((word, term.stem, term.rule)) for word in words for term in ANALYZER.terms(word)
    ]


if __name__ == "__main__":
    known = [line.split("\t")[0] for line in GOLDEN.read_text("utf-8").splitlines()]
    GOLDEN.write_text("\n".join(golden_lines(known)) + "\n", encoding="utf-8")
