"""The entities enricher from outside: sentences of our own in, mentions and values out."""

import pickle
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kliping.index import Article, Enrichment, Region
from kliping.plugins.entities import EntityEnricher, kliping_register_enrichers

# Enough words that the sentence before it counts as part of an article.
REST = (
    " Rapat itu membahas harga beras, pupuk, dan air bersih yang belum juga sampai ke sawah warga."
    " Para petani menunggu keputusan itu sejak bulan lalu karena tanam pertama tinggal menghitung"
    " hari. Mereka berharap bantuan tiba sebelum hujan turun, sebab jalan ke sawah selalu terendam"
    " dan truk tidak bisa lewat. Sejumlah warga mengaku sudah menjual ternak untuk membeli bibit,"
    " sedangkan yang lain memilih bekerja di kota sampai musim tanam benar-benar dimulai. Sampai"
    " berita ini ditulis belum ada kepastian kapan bantuan itu akan dibagikan kepada mereka."
    " Panitia hanya meminta warga bersabar dan mencatat kebutuhan masing-masing keluarga."
)


def enrich(text: str, *, title: str = "", regions: tuple[Region, ...] = ()) -> Enrichment:
    return EntityEnricher().enrich(Article(id="a", text=text, title=title, regions=regions), {})


def names(text: str) -> set[tuple[str, str, str]]:
    return {(m.text, m.type, m.name) for m in enrich(text).mentions}


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("Presiden AS Donald Trump tiba di Tokyo.", ("AS", "place", "Amerika Serikat")),
        ("Presiden AS Donald Trump tiba di Tokyo.", ("Donald Trump", "person", "Donald Trump")),
        ("Tiga kapal Korut berlabuh." + REST, ("Korut", "place", "Korea Utara")),
        ("Pasar di Korsel sepi." + REST, ("Korsel", "place", "Korea Selatan")),
        (
            "Juru bicara Kemenlu AS menolak berkomentar." + REST,
            ("Kemenlu AS", "organisation", "Kementerian Luar Negeri Amerika Serikat"),
        ),
        (
            "Penyidik KPK memeriksa bupati itu." + REST,
            ("KPK", "organisation", "Komisi Pemberantasan Korupsi"),
        ),
        (
            "Dewan Keamanan PBB bersidang lagi." + REST,
            ("Dewan Keamanan PBB", "organisation", "Dewan Keamanan PBB"),
        ),
        (
            "Zelensky dan Zelenskyy orang yang sama." + REST,
            ("Zelensky", "person", "Volodymyr Zelenskyy"),
        ),
        ("Kim Jong-un menonton parade." + REST, ("Kim Jong-un", "person", "Kim Jong Un")),
        ("Warga Kota Bandung antre air." + REST, ("Kota Bandung", "place", "Bandung")),
    ],
)
def test_one_name_per_entity(text: str, mention: tuple[str, str, str]) -> None:
    """Abbreviations, titles and spellings lead to one name; titles stay outside the mention."""
    assert mention in names(text)


def test_short_names_resolve_within_the_article() -> None:
    """A part of a full name that the article gives has the full name."""
    text = "Bupati Wening Prameswari meninjau sawah. Menurut Prameswari, bibit cukup." + REST
    found = names(text)
    assert ("Wening Prameswari", "person", "Wening Prameswari") in found
    assert ("Prameswari", "person", "Wening Prameswari") in found


def test_two_candidates_leave_a_short_name_alone() -> None:
    """A part that two full names share is not given to either."""
    text = "Bupati Hartono Wiguna bertemu Gubernur Hartono Laksmana. Menurut Hartono, air cukup."
    found = names(text + REST)
    assert ("Hartono", "person", "Hartono Wiguna") not in found
    assert ("Hartono", "person", "Hartono Laksmana") not in found


def test_abbreviations_resolve_within_the_article() -> None:
    """`Long Name (LN)` gives the abbreviation its long name; both are mentions of their own."""
    text = "Serikat Penggiling Padi (SPP) menolak. Ketua SPP Wening Prameswari bicara." + REST
    named = {m.name for m in enrich(text).mentions if m.text == "SPP"}
    assert named == {"Serikat Penggiling Padi"}


@pytest.mark.parametrize(
    ("text", "short", "name"),
    [
        ("Rapat dihadiri Partai Golkar, PKS, dan warga.", "PKS", "Partai Keadilan Sejahtera"),
        ("Kabar itu dimuat AFP, BBC, dan Reuters.", "BBC", "BBC"),
        ("Bantuan itu dari Polri/ BPN dan warga.", "BPN", "Badan Pertanahan Nasional"),
        ("Warga melapor ke Mahkamah Agung. KPK menunggu.", "KPK", "Komisi Pemberantasan Korupsi"),
        ("Warga melapor ke Mahkamah Agung\n\nKPK menunggu.", "KPK", "Komisi Pemberantasan Korupsi"),
    ],
)
def test_neighbours_are_not_one_organisation(text: str, short: str, name: str) -> None:
    """Two organisations side by side keep their own names: only brackets pair them."""
    assert {m.name for m in enrich(text + REST).mentions if m.text == short} == {name}


def test_nested_names_are_mentions_of_their_own() -> None:
    """A country inside the name of its army commission is mentioned, and counts as a value."""
    text = "Komisi Militer Pusat Korea Utara bersidang semalam." + REST
    result = enrich(text)
    spans = {(m.text, m.type) for m in result.mentions}
    assert {("Komisi Militer Pusat Korea Utara", "organisation"), ("Korea Utara", "place")} <= spans
    assert "Korea Utara" in result.values["place"]


def test_a_city_in_the_name_of_a_club_is_no_value() -> None:
    """Fixed names do not add the places inside them."""
    result = enrich("Real Madrid menang lagi semalam." + REST)
    assert result.values["organisation"] == ("Real Madrid",)
    assert "Madrid" not in result.values.get("place", ())


def test_nothing_outside_the_body_is_read() -> None:
    """Names in regions that are not body text give neither mentions nor values."""
    head = "BACA JUGA Prabowo Terbang ke Paris\n"
    region = Region(kind="readmore", start=0, end=len(head))
    result = enrich(head + "Harga cabai turun di Jakarta." + REST, regions=(region,))
    assert {m.name for m in result.mentions} == {"Jakarta"}


def test_title_case_lines_do_not_make_names() -> None:
    """A headline's capitals name only what is listed or named elsewhere."""
    text = "Harga Beras Naik Tajam Jelang Panen Raya\nHarga beras naik di Jakarta." + REST
    assert {m.name for m in enrich(text).mentions} == {"Jakarta"}


def test_days_months_and_pronouns_are_no_values() -> None:
    """What is only written like a name is no value of any field."""
    values = enrich("Senin pagi Anda membaca UU baru. Desember nanti, BUMN rugi." + REST).values
    assert not {"Senin", "Anda", "UU", "Desember", "BUMN"} & {v for f in values.values() for v in f}


def test_ships_are_no_persons() -> None:
    """The name of a ship is neither a person nor a place."""
    text = "Kapal kargo MV Bintang Kejora menabrak KMP Teluk Cempaka." + REST
    assert not enrich(text).mentions


def test_salience_ranks_what_the_article_is_about() -> None:
    """What the title and the lead name outranks what the end mentions once."""
    text = "Pertamina menambah pasokan. Pertamina juga membuka pos." + REST + " Hadir pula PLN."
    result = enrich(text, title="Pertamina Tambah Pasokan")
    weight = {m.name: m.salience or 0 for m in result.mentions}
    assert weight["Pertamina"] > weight["PLN"]
    assert result.values["organisation"] == ("Pertamina", "PLN")
    assert "Pertamina" in result.values["about"]
    assert "PLN" not in result.values["about"]


WORDS = st.sampled_from(
    ["Joko Widodo", "Kemenlu", "AS", "(", ")", "-", "Korut", "😀", "\n", "kata", "Bupati", "PT"]
)


@settings(deadline=None)
@given(st.lists(WORDS | st.text(max_size=6), max_size=40).map(" ".join))
def test_mentions_are_slices_of_the_text(text: str) -> None:
    """For any text, a mention's words stand at its offsets, and it has a name and a weight."""
    for mention in enrich(text).mentions:
        assert text[mention.start : mention.end] == mention.text
        assert mention.name.strip()
        assert 0 <= (mention.salience or 0) <= 1


def test_an_empty_article_gives_nothing() -> None:
    """No text, no mentions."""
    assert enrich("") == Enrichment()


def test_values_name_declared_fields_only() -> None:
    """Every field that has values is declared."""
    declared = {field.name for field in EntityEnricher.fields}
    assert set(enrich("Joko Widodo di Solo usai Perang Dunia II." + REST).values) <= declared


def test_the_hook_gives_a_picklable_enricher() -> None:
    """The registered enricher can be sent to worker processes, before and after its first use."""
    (enricher,) = kliping_register_enrichers()
    enricher.enrich(Article(id="a", text="Jakarta"), {})
    assert pickle.loads(pickle.dumps(enricher)).fingerprint() == enricher.fingerprint()


def test_importing_the_plugin_reads_no_data() -> None:
    """The import brings in neither NumPy nor the matcher: they come with the first article."""
    code = (
        "import sys, kliping.plugins.entities as e; e.kliping_register_enrichers();"
        "print([m for m in ('numpy', 'ahocorasick_rs') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_fingerprint_covers_the_data_files() -> None:
    """Results are recomputed when a data file changes, not only with the version."""
    enricher = EntityEnricher()
    enricher.configure({})
    name, version, _, resources = enricher.fingerprint().split("|")
    assert (name, version) == ("entities", EntityEnricher.version)
    assert len(resources) == 16


def test_blanks_round_hyphens_do_not_hide_a_name() -> None:
    """Names are found in texts whose hyphens stand apart."""
    found = names("Paris Saint - Germain menang tipis semalam." + REST)
    assert ("Paris Saint - Germain", "organisation", "Paris Saint-Germain") in found


def test_the_name_of_a_site_is_an_organisation() -> None:
    """A name that goes on as a domain is the site, with its domain."""
    found = names("Iklan itu dimuat Rumaria.co.id sejak pekan lalu." + REST)
    assert ("Rumaria.co.id", "organisation", "Rumaria.co.id") in found


def test_a_mention_says_what_it_rests_on() -> None:
    """Listed names, stated pairs, the tagger's stretches and those of rules are told apart."""
    text = (
        "Ketua Serikat Petani Lembah Hijau (SPLH) Budi Santoso bertemu Menteri Luar Negeri Korut"
        " bersama Uhing. Itu tidak benar, kata Uhing. SPLH menunggu di Korut." + REST
    )
    found = {m.text: m.provenance for m in enrich(text).mentions}
    assert found["Korut"] == "gazetteer"
    assert found["SPLH"] == "pair"
    assert found["Budi Santoso"] == "tagger"
    assert found["Serikat Petani Lembah Hijau"] == "pattern"


def test_what_is_no_value_keeps_its_mention() -> None:
    """A mention whose name is no value of its field says so, and only such."""
    result = enrich("Warga menutup Jalan Setiabudi di Kota Malang, kata Budi Santoso." + REST)
    for mention in result.mentions:
        if mention.type in ("person", "organisation", "place", "event"):
            assert mention.counted is (mention.name in result.values.get(mention.type, ()))
    assert [m.text for m in result.mentions if not m.counted] == ["Setiabudi"]
