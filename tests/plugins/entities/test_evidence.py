"""What the article says about a stretch that its neighbours alone do not tell."""

import pytest

from kliping.index import Article
from kliping.plugins.entities import EntityEnricher
from kliping.plugins.entities.aliases import suggest_aliases
from kliping.plugins.entities.rules.naming import tidy
from kliping.plugins.entities.spelling import is_variant

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


def mentions(text: str) -> set[tuple[str, str]]:
    found = EntityEnricher().enrich(Article(id="a", text=text + REST), {}).mentions
    return {(m.text, m.type) for m in found if m.type not in ("date", "amount")}


def names(text: str, type: str) -> tuple[str, ...]:
    values = EntityEnricher().enrich(Article(id="a", text=text + REST), {}).values
    return tuple(map(str, values.get(type, ())))


def test_an_abbreviation_needs_the_company_of_its_sense() -> None:
    """KMP is a coalition among parties, and nothing known where no party is named."""
    assert ("KMP", "organisation") in mentions("KMP menambah satu partai lagi.")
    assert mentions("KMP itu masih menunggu giliran.") == set()


@pytest.mark.parametrize(
    "text",
    [
        "Api membakar KMP Selat Cempaka. Selat Cempaka mengangkut dua ratus orang.",
        "Kapal pesiar Kejora Star bersandar. Nakhoda Kejora Star diam. Awak Kejora Star selamat.",
    ],
)
def test_ships_stay_ships_without_their_prefix(text: str) -> None:
    """The name of a ship is no person or place anywhere in the article."""
    assert not {t for t, _ in mentions(text) if "Cempaka" in t or "Kejora" in t}


def test_a_bay_that_a_ship_is_named_after_stays_a_place() -> None:
    """Where a preposition of place leads it, the name of a ship is a place."""
    text = "KMP Teluk Cempaka berangkat. Ombak di Teluk Cempaka tinggi."
    assert ("Teluk Cempaka", "place") in mentions(text)


@pytest.mark.parametrize(
    ("text", "body", "person"),
    [
        ("Direktur Utama Pertamina Wening Prameswari hadir.", "Pertamina", "Wening Prameswari"),
        ("Ketua Bawaslu Hartono mengatakan siap.", "Bawaslu", "Hartono"),
    ],
)
def test_a_body_ends_where_its_head_begins(text: str, body: str, person: str) -> None:
    """Role, body and person are two names, not one."""
    assert {(body, "organisation"), (person, "person")} <= mentions(text)


def test_no_name_goes_over_the_end_of_a_sentence() -> None:
    """A full stop after a word ends a name; after an initial it does not."""
    found = mentions("Yang datang hanya Hartono. Hartono pulang. Ada pula Rina R. Maheswari.")
    assert {("Hartono", "person"), ("Rina R. Maheswari", "person")} <= found
    assert not [text for text, _ in found if "Hartono." in text]


def test_words_that_begin_sentences_are_no_names() -> None:
    """What running text writes in lower case names nothing, alone or before a name."""
    text = "Dicopot Wening Prameswari kemarin. Spekulasi beredar. Kabar itu benar."
    found = {t for t, _ in mentions(text)}
    assert "Wening Prameswari" in found
    assert not found & {"Dicopot Wening Prameswari", "Spekulasi", "Kabar", "Dicopot"}


@pytest.mark.parametrize(
    "name",
    ["RSUP Dr. Cempaka", "Rumah Sakit Kejora", "Pengadilan Negeri Sleman", "Cempaka University"],
)
def test_hospitals_courts_and_universities_are_organisations(name: str) -> None:
    """A preposition of place before it does not make a body a place."""
    assert (name, "organisation") in mentions(f"Mereka dibawa ke {name} kemarin.")


def test_one_type_per_name() -> None:
    """What the full name shows to be a person is a person everywhere in the article."""
    text = "Pelatih Vincenzo Bertolazzi datang. Gawang Bertolazzi kosong. Umpan dari Bertolazzi."
    assert {type for text, type in mentions(text) if "Bertolazzi" in text} == {"person"}


def test_titles_of_works_are_no_persons() -> None:
    """What a film or song is called is no person, also where it is named again."""
    text = "Ia membintangi film Rina Kejora. Menurut kritikus, Rina Kejora terlalu panjang."
    assert not mentions(text)


def test_korean_names_are_whole() -> None:
    """The part after the hyphen, in lower case, belongs to the name."""
    assert ("Baek Soo-ah", "person") in mentions("Pemain Baek Soo-ah menang mudah.")


def test_combining_marks_belong_to_their_letter() -> None:
    """A name with decomposed accents is one mention, and its value is composed."""
    written = "Andi Cafe\u0301 Widodo"
    assert (written, "person") in mentions(f"Bupati {written} hadir.")
    assert names(f"Bupati {written} hadir.", "person") == ("Andi Café Widodo",)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Bupati Rina R. Maheswari datang. Rina R Maheswari pulang.", "Rina R Maheswari"),
        ("Bupati Sofjan Laksmana datang. Sofyan Laksmana pulang.", "Sofjan Laksmana"),
        (
            "Bupati Wening Prameswari Dewi tiba. Menurut Wening Pramesawri, aman.",
            "Wening Prameswari Dewi",
        ),
        (
            "Nakhoda Mykola Hrytsenko selamat. Menurut Gritsenko, ombak tinggi.",
            "Mykola Hrytsenko",
        ),
    ],
)
def test_one_person_in_two_spellings_is_one_value(text: str, value: str) -> None:
    """Initials, old spelling, slips and transliteration do not split a person."""
    assert names(text, "person") == (value,)


def test_abbreviations_keep_their_capitals() -> None:
    """A line in capitals gives words back their case, but not abbreviations."""
    assert "BPBD" in {t.split(" ")[0] for t, _ in mentions("Kepala BPBD CEMPAKA menolak.")}
    assert not [n for n in names("Kepala BPBD CEMPAKA menolak.", "organisation") if "Bpbd" in n]


@pytest.mark.parametrize(
    ("text", "place", "person"),
    [
        ("Logistik di Jember Hartono Laksmana aman.", "Jember", "Hartono Laksmana"),
        ("Kepala Dinas Jember Heru mengatakan aman.", "Jember", "Heru"),
    ],
)
def test_a_place_ends_where_the_name_of_its_officer_begins(
    text: str, place: str, person: str
) -> None:
    """A listed place and the person whose post is there are two names."""
    assert (person, "person") in mentions(text)
    assert not [t for t, _ in mentions(text) if t.endswith(f"{place} {person}")]


def test_streets_are_named_after_persons() -> None:
    """A street or an airport with the name of a person is one place."""
    found = mentions("Macet di Jalan Jenderal Gatot Subroto sejak pagi.")
    assert ("Jalan Jenderal Gatot Subroto", "place") in found


def test_listed_names_that_are_words_need_a_capital_of_their_own() -> None:
    """At the beginning of a sentence a common word is not the agency or band of that name."""
    assert not mentions("Antara lain soal harga. Gigi berlubang juga dibahas.")
    assert ("Antara", "organisation") in mentions("Hal itu ditulis kantor berita Antara kemarin.")


@pytest.mark.parametrize("name", ["BPBD", "BBKSDA", "RSUD"])
def test_what_cannot_be_said_keeps_its_capitals(name: str) -> None:
    """Words in capitals that have no vowels to be said with are abbreviations."""
    assert tidy(f"{name} CEMPAKA").split(" ")[0] == name


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Sofjan Wanandi", "Sofyan Wanandi"),
        ("Wanderley Junior", "Wanderley Jr."),
        ("Mykola Hrytsenko", "Mykola Gritsenko"),
        ("Soetrisno Bachir", "Sutrisno Bachir"),
    ],
)
def test_names_that_sound_alike_are_one(left: str, right: str) -> None:
    """Spelling reform and transliteration change letters, not the name."""
    assert is_variant(left, right)
    assert is_variant(right, left)


def test_aliases_are_offered_over_transliterations() -> None:
    """Spellings in different articles, with different initials too, are suggested as one."""
    counts = {"Mykola Hrytsenko": 5, "Mykola Hritsenko": 2, "Mykola Gritsenko": 1}
    found = {(s.alias, s.name) for s in suggest_aliases(counts, "person")}
    assert found == {
        ("Mykola Hritsenko", "Mykola Hrytsenko"),
        ("Mykola Gritsenko", "Mykola Hrytsenko"),
    }


def test_a_firm_ends_with_its_form() -> None:
    """What follows Tbk is the person whose firm it is."""
    found = mentions("Direktur PT Cempaka Kejora Tbk Wening Prameswari hadir.")
    assert ("Wening Prameswari", "person") in found
    assert not [t for t, _ in found if t.endswith("Tbk Wening Prameswari")]


def test_posts_are_no_part_of_bodies() -> None:
    """A post before a body is not in its name."""
    found = mentions("Surat itu dikirim Direktur Utama Pertamina kemarin.")
    assert ("Pertamina", "organisation") in found


@pytest.mark.parametrize("title", ["Million Reasons", "Screen Flash", "Fast Track Upgrade"])
def test_english_words_in_capitals_are_no_names(title: str) -> None:
    """Songs, functions and occasions that are put together from English words name nobody."""
    assert not {t for t, _ in mentions(f"Mereka memuji {title} dan bersama {title} menang.")}


def test_lone_words_in_the_company_of_places_are_places() -> None:
    """An unlisted word is a place where something leads or joins it as one."""
    assert ("Sukamirasa", "place") in mentions("Banjir melanda rumah di Sukamirasa, Bandung.")


def test_a_lost_line_end_does_not_glue_a_post_to_a_name() -> None:
    """Where a post follows a name without a blank, the name ends before it."""
    found = mentions("Komisaris: Wening PrameswariDirektur: Hartono Laksmana. Semua hadir.")
    assert ("Wening Prameswari", "person") in found


def test_english_parts_of_firms_are_no_persons() -> None:
    """The business of a firm is not the person behind its post."""
    found = mentions("Direktur Utama Pertamina Lubricants mengatakan laba naik.")
    assert not [t for t, type in found if type == "person"]
