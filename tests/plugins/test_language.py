"""The language enricher: five languages told apart, mixed articles, threads, cheap import."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kliping.index import Article, Region
from kliping.plugins.language import LanguageEnricher, identify, kliping_register_enrichers

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
