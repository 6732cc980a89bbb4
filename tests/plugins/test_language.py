"""The language enricher: five languages told apart, mixed articles, threads, cheap import."""

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kliping.index import Article, Region
from kliping.index.data_files import read_rows
from kliping.plugins.language import LanguageEnricher, identify, kliping_register_enrichers
from kliping.plugins.language_model import (
    LANGUAGES,
    PER_NAT,
    TABLE,
    iter_parts,
    iter_words,
    likelihood,
)

INDONESIAN = (
    "Bupati mengatakan jalan baru itu akan dibangun untuk warga desa yang rumahnya jauh dari kota. "
    "Menurut dia, petani membutuhkan jalan agar hasil panen bisa dibawa ke pasar sebelum busuk."
)
ENGLISH = (
    "The minister said the government would build a new road for villagers who live far from the "
    "city. He added that farmers need it to bring their harvest to market before it rots."
)
TEXTS = [
    ("id", INDONESIAN),
    ("id", "Polisi menangkap tiga pria pada Senin setelah serangkaian pencurian rumah kosong."),
    ("en", ENGLISH),
    (
        "ms",
        "Polis menahan tiga lelaki yang disyaki terlibat dalam kes pecah rumah di bandar itu. "
        "Ketua Polis Daerah berkata, siasatan masih dijalankan kerana mangsa belum dihubungi.",
    ),
    (
        "ms",
        "Universiti itu menawarkan biasiswa kepada pelajar daripada keluarga kurang mampu. "
        "Permohonan boleh dibuat menerusi laman web rasmi sebelum 31 Ogos ini.",
    ),
    (
        "jv",
        "Pamarentah kabupaten bakal mbangun dalan anyar kanggo warga desa sing omahe adoh saka "
        "kutha. Bupati ngendika yen dalan iku penting supaya asil tani bisa digawa menyang pasar.",
    ),
    (
        "jv",
        "Ing dinten punika para tiyang sepuh sami kempal wonten ing bale desa. Piyambakipun sami "
        "ngrembag bab panen ingkang dereng sae amargi toya saking kali sampun asat.",
    ),
    (
        "su",
        "Pamaréntah kabupatén rék ngawangun jalan anyar pikeun warga désa anu imahna jauh ti kota. "
        "Bupati nyarios yén jalan éta penting pisan sangkan hasil tani gampang dibawa ka pasar.",
    ),
    (
        "su",
        "Loba jalma anu datang ka alun-alun peuting tadi pikeun lalajo wayang golék. Dalangna ti "
        "Bandung, sarta caritana ngeunaan Pandawa anu keur dihukum di leuweung.",
    ),
    ("fr", "Le ministre a déclaré que la nouvelle route serait ouverte avant la fin de l'année."),
]


def article(text: str, *regions: Region) -> Article:
    return Article(id="a", text=text, regions=regions)


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_language(language: str, text: str) -> None:
    """Each language is named, those that langdetect knows no profile of too."""
    found = LanguageEnricher().enrich(article(text), {})
    assert found.values["language"] == (language,)
    assert found.values["languages"] == (language,)
    assert not found.records


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("harga naik lagi", "id"),
        ("teks satu", "id"),
        ("Persib menang 2-0 atas Persija", "id"),
        ("Gempa 5,6 SR", "id"),
        ("Isi d2 longsor", None),
        ("abc", None),
        ("Ciao a tutti", None),
        ("The road is closed", "en"),
        ("東京で地震がありました", "ja"),
    ],
)
def test_a_few_words(text: str, language: str | None) -> None:
    """A few words are in a likely language or in none, never in an exotic one."""
    assert identify(text) == language


@pytest.mark.parametrize("text", ["", " \n", "12.000, 3/4 — !", "https://contoh.id/1"])
def test_nothing_to_name(text: str) -> None:
    """A text without words of any language gets no value, and no error."""
    values = LanguageEnricher().enrich(article(text), {}).values
    assert values == {} or values["language"][0]
    assert LanguageEnricher().enrich(article("12.000, 3/4"), {}).values == {}


def test_body_only() -> None:
    """Regions that are not body text do not count."""
    menu = "The latest news from all over the world is here for you and your family. "
    caption = Region(kind="navigation", start=0, end=len(menu))
    found = LanguageEnricher().enrich(article(menu + INDONESIAN, caption), {})
    assert found.values["language"] == ("id",)


def test_mixed_article() -> None:
    """A mixed article has its main language, all languages, and the share of each."""
    text = f"{INDONESIAN} {TEXTS[1][1]}\n{ENGLISH}"
    found = LanguageEnricher().enrich(article(text), {})
    assert found.values["languages"] == ("id", "en")
    shares = {record.data["language"]: record.data["share"] for record in found.records}
    assert set(shares) == {"id", "en"}
    assert sum(float(str(share)) for share in shares.values()) == pytest.approx(1, abs=0.02)
    by_language = {record.data["language"]: record for record in found.records}
    assert by_language["en"].text == ENGLISH
    for record in found.records:
        assert text[record.start : record.end] == record.text


MALAY = (
    "Orang kampung mendakwa jambatan gantung itu sudah dua kali diperbaiki sejak tahun lalu, namun "
    "papan lantainya tetap reput. Penghulu berkata, pihaknya telah menulis surat kepada pejabat "
    "daerah supaya jambatan konkrit dibina sebelum musim tengkujuh tiba."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (MALAY, "ms"),
        ("Jambatan kayu itu runtuh ketika dua buah motosikal sedang menyeberang.", "ms"),
        ("Kalo ke sini lagi aku mau coba sambelnya, enak banget, tempatnya juga nyaman!", "id"),
        ("Makanannya biasa aja tapi view-nya bagus, worth it buat foto-foto bareng temen.", "id"),
        ("Omahku adoh saka kutha, nanging panggonane adem tur sepi.", "jv"),
        ("Abdi resep pisan kana sambelna, hargana mirah deui.", "su"),
    ],
)
def test_second_opinion(text: str, language: str) -> None:
    """Texts without a clear majority of frequent words; mixed with English it stays Indonesian."""
    assert identify(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le ministre a déclaré que la nouvelle route serait ouverte avant la fin.", "fr"),
        ("Die Regierung hat gestern ein neues Gesetz über die Renten beschlossen.", "de"),
        ("Sinabi ng pangulo na magkakaroon ng bagong kalsada sa lalawigan bago ang taon.", "tl"),
        ("Waziri alisema kuwa barabara mpya itafunguliwa kabla ya mwisho wa mwaka huu.", "sw"),
    ],
)
def test_none_of_the_five(text: str, language: str) -> None:
    """A language whose words the model has not seen is left to langdetect."""
    assert likelihood(text).known < 0.2
    assert identify(text) == language


def test_malay_with_a_quotation_in_indonesian() -> None:
    """Malay and Indonesian are not told apart sentence by sentence."""
    found = LanguageEnricher().enrich(article(f"{MALAY} {TEXTS[1][1]} {MALAY}"), {})
    assert found.values["languages"] == ("ms",)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(f"{INDONESIAN} {ENGLISH} {MALAY} dan x 7".split()), max_size=30))
def test_likelihood_is_the_mean_of_the_parts(drawn: list[str]) -> None:
    """Memorised sums of words give what one sum over all parts gives."""
    text = " ".join(drawn)
    table = dict(read_rows("kliping.plugins", TABLE, str, lambda c: tuple(map(int, c.split()))))
    parts = Counter(part for word in iter_words(text) for part in iter_parts(word))
    expected = [
        sum(count * table.get(part, (0,) * len(LANGUAGES))[at] for part, count in parts.items())
        for at in range(len(LANGUAGES))
    ]
    found = likelihood(text)
    assert found.scores == pytest.approx(
        [total / PER_NAT / max(parts.total(), 1) for total in expected]
    )
    assert found.words == len(list(iter_words(text)))
    assert found.best in LANGUAGES


def test_same_in_threads() -> None:
    """Eight threads that start langdetect at once get the answers of one."""
    doubtful = ["Jakarta", "Bonjour à tous", "Ciao a tutti", "Hallo Welt, wie geht es dir"] * 4
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(identify, doubtful))
    assert together == [identify(text) for text in doubtful]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_any_text(text: str) -> None:
    """Any text gives a code or nothing, twice the same, and records that quote the text."""
    enricher = LanguageEnricher()
    found = enricher.enrich(article(text), {})
    assert found == enricher.enrich(article(text), {})
    for record in found.records:
        assert text[record.start : record.end] == record.text


def test_import_is_cheap() -> None:
    """Registering the enricher imports no langdetect: `kliping --help` must not pay for it."""
    code = (
        "import sys, kliping.plugins.language as m; m.kliping_register_enrichers(); "
        "sys.exit('langdetect' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_registered() -> None:
    """The plugin registers one enricher, whose fields cover every value that it gives."""
    (enricher,) = kliping_register_enrichers()
    assert {field.name for field in enricher.fields} == {"language", "languages"}
    assert enricher.resources in enricher.fingerprint()
