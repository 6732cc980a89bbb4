"""How like a quotation is to a sentence: cut, reworded, reversed, another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.index.analyzer import Analyzer
from kliping.retrieval.saying_likeness import (
    LEAST_OF_FEW,
    Likeness,
    compare,
    count_content,
    least_score,
    tokens_of,
)

ANALYZER = Analyzer()
QUOTED = (
    "Kami akan membuka kembali pasar ikan di Teluk Mawar pada hari Senin, karena para nelayan "
    "sudah tiga pekan tidak bisa menjual hasil tangkapan mereka."
)


def alike(sentence: str, quoted: str = QUOTED) -> Likeness:
    words = tokens_of(sentence, ANALYZER)
    weights = {word.stem: 1.0 for word in words}
    return compare(words, tokens_of(quoted, ANALYZER), weights)


def says(sentence: str, quoted: str = QUOTED) -> bool:
    return alike(sentence, quoted).score >= least_score(tokens_of(sentence, ANALYZER))


@pytest.mark.parametrize(
    ("sentence", "is_reversed"),
    [
        (QUOTED, False),
        ("membuka kembali pasar ikan di Teluk Mawar pada hari Senin", False),
        ("Kami akan buka lagi pasar ikan di Teluk Mawar Senin, sebab nelayan tiga pekan tidak bisa "
         "menjual tangkapannya", False),
        ("Kami tidak akan membuka kembali pasar ikan di Teluk Mawar pada hari Senin", True),
        ("Kami akan menutup kembali pasar ikan di Teluk Mawar pada hari Senin", True),
        ("para nelayan sudah tiga pekan bisa menjual hasil tangkapan mereka", True),
    ],
)  # fmt: skip
def test_what_says_the_same(sentence: str, is_reversed: bool) -> None:
    """Exact, cut and reworded sentences are told, and those that say the opposite as such."""
    assert says(sentence)
    assert alike(sentence).reversed is is_reversed


BEFORE = (
    "Para pelaku sudah teridentifikasi, penyidik juga sudah mulai melakukan penyelidikan untuk "
    "upaya hukum terhadap 27 orang di Teluk Mawar, kata Rukmini Hadi."
)
PENDING = "Belum ada pembahasan mengenai usulan tersebut, kami masih pada tahap desain awal."


@pytest.mark.parametrize(
    ("sentence", "quoted", "is_reversed"),
    [
        ("Para pelaku belum teridentifikasi, penyidik juga belum mulai melakukan penyelidikan "
         "untuk upaya hukum", BEFORE, True),
        ("Para pelaku tidak akan pernah teridentifikasi dan penyidik tidak melakukan "
         "penyelidikan untuk upaya hukum", BEFORE, True),
        ("Para pelaku bukan tidak teridentifikasi, penyidik sudah mulai melakukan penyelidikan",
         BEFORE, False),
        ("Usulan itu belum dibahas, kami masih dalam tahap desain awal", PENDING, False),
        ("Kami masih pada tahap desain awal, usulan tersebut belum dibahas", PENDING, False),
        ("Usulan itu sudah dibahas, kami masih dalam tahap desain awal", PENDING, True),
        ("Belum dapat memberi pembahasan mengenai usulan tersebut", PENDING, False),
    ],
)  # fmt: skip
def test_negations_are_of_words(sentence: str, quoted: str, is_reversed: bool) -> None:
    """Two negations are no affirmation, and one in another place of the sentence no reversal."""
    assert alike(sentence, quoted).reversed is is_reversed


@pytest.mark.parametrize(
    ("sentence", "is_altered"),
    [
        ("penyidik sudah mulai melakukan penyelidikan terhadap 27 orang di Teluk Mawar", False),
        ("penyidik sudah mulai melakukan penyelidikan terhadap 208 orang di Teluk Mawar", True),
        ("penyidik sudah mulai melakukan penyelidikan terhadap 27 orang di Kota Tarakan", True),
        ("penyidik sudah mulai melakukan penyelidikan di Telok Mawar, kata Rukmini Hady", False),
        ("penyidik mulai menyelidiki upaya hukum", False),
    ],
)
def test_figures_and_names_are_no_wording(sentence: str, is_altered: bool) -> None:
    """Another figure, or another name in its place, is told; a spelling and a cut are not."""
    assert alike(sentence, BEFORE).altered is is_altered


@pytest.mark.parametrize(
    "sentence",
    [
        "Kami akan membangun kembali jembatan di Teluk Mawar setelah panen raya tahun depan",
        "Para petani sudah tiga pekan menunggu pupuk bersubsidi yang dijanjikan bupati",
    ],
)
def test_what_says_something_else(sentence: str) -> None:
    """The same speaker on another subject, or other people, do not say the same."""
    assert not says(sentence)


def test_the_part_is_marked() -> None:
    """Of a long quotation the part is told that is like the sentence, and what differs in it."""
    quoted = f"Saya baru pulang dari pulau seberang tadi pagi naik perahu. {QUOTED} Terima kasih."
    found = alike("akan membuka kembali pasar sayur di Teluk Mawar pada hari Senin", quoted)
    part = quoted[found.start : found.end]
    assert part == "akan membuka kembali pasar ikan di Teluk Mawar pada hari Senin"
    assert [quoted[start:end] for start, end in found.different] == ["ikan"]


def test_a_short_sentence_needs_more() -> None:
    """The fewer words, the nearer a quotation must come."""
    least = [
        least_score(tokens_of(" ".join(QUOTED.split()[:count]), ANALYZER))
        for count in (4, 9, 11, 20)
    ]
    assert least == sorted(least, reverse=True)
    assert least[0] == LEAST_OF_FEW
    assert count_content(tokens_of("dan di yang", ANALYZER)) == 0


@given(st.text(min_size=1), st.text(min_size=1))
def test_any_text(sentence: str, quoted: str) -> None:
    """The likeness is between 0 and 1, and 1 for a text and itself; spans lie in the texts."""
    words, others = tokens_of(sentence, ANALYZER), tokens_of(quoted, ANALYZER)
    if not words or not others:
        return
    found = alike(sentence, quoted)
    assert 0.0 <= found.score <= 1.0 + 1e-9
    assert alike(sentence, sentence).score == pytest.approx(1.0)
    assert not alike(sentence, sentence).different
    assert not alike(sentence, sentence).altered
    assert not alike(sentence, sentence).reversed
    for start, end in (*found.different, (found.start, found.end)):
        assert 0 <= start <= end <= len(quoted)
    for start, end in found.lacking:
        assert 0 <= start < end <= len(sentence)
