"""Names cut out of long titles, and capitals that are no names."""

from collections.abc import Callable

import pytest

from kliping.index.records import Mention, Quotation

Find = Callable[..., list[Quotation]]


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("Konsul Jenderal RI di Izmir, Turki, Hadi Suryana,", "Hadi Suryana"),
        ("Direktur Utama dan CEO Wahyu Santoso", "Wahyu Santoso"),
        ("Rini B. Santoso", "Rini B. Santoso"),
        ("Kabid Humas Kombes Raden Prabowo Santoso", "Raden Prabowo Santoso"),
        ("Bagi Rini Santoso", "Rini Santoso"),
        ("Liburan Rini Santoso", "Rini Santoso"),
        ("Letkol Laut (K) dr. Rini Santoso", "Rini Santoso"),
    ],
)
def test_a_long_title_comes_off_before_the_cue(find: Find, subject: str, name: str) -> None:
    """Places, second offices, branches of service and plain words are no part of the name."""
    (quotation,) = find(f"{subject} mengatakan bahwa gudang itu sudah kosong.")
    assert quotation.speaker is not None
    assert quotation.speaker.name == name


@pytest.mark.parametrize(
    ("speaker", "name"),
    [
        ("Direktur Pelatihan Kerja, R. Soes Hindarto, di Solo", "Soes Hindarto"),
        ("Kepala lapangan proyek jembatan Seksi II, Hadi Suryana", "Hadi Suryana"),
        ("Vice President Corporate Secretary and CSR Rini Santoso", "Rini Santoso"),
        ("Kabid Dokkes Polda Papua Kombes drg. Hadi, Kamis (25/5)", "Hadi"),
    ],
)
def test_a_long_title_comes_off_after_the_cue(find: Find, speaker: str, name: str) -> None:
    """The name stands at the far end of the office, with or without a comma."""
    (quotation,) = find(f'"Gudang sudah kosong," kata {speaker}.')
    assert quotation.speaker is not None
    assert quotation.speaker.name == name


@pytest.mark.parametrize(
    "text",
    [
        "Spekulasi mengatakan bahwa toko itu akan pindah.",
        "Kabar lain pun menyebutkan jika toko itu akan pindah.",
        "Sebulan setelah mengumumkan pernikahannya, penyanyi itu pindah rumah.",
        "Diberitakan Kamis (15/9), toko itu akan pindah ke kota lain.",
        "Salah satunya adalah kemampuan mengatakan bahwa ia keliru.",
    ],
)
def test_a_plain_word_does_not_speak(find: Find, text: str) -> None:
    """A word that has its capital from the sentence's beginning, or a day, is nobody."""
    assert find(text) == []


def test_an_office_without_its_holder_is_nobody_in_particular(find: Find) -> None:
    """`Kapolsek` alone counts for no one."""
    (quotation,) = find('"Pintunya terkunci," kata Kapolsek.')
    assert quotation.speaker is not None
    assert quotation.speaker.kind == "anonymous"


def test_a_sentence_beginning_does_not_make_another_speaker(find: Find) -> None:
    """`Pria itu` and `pria itu` have one name."""
    found = find(
        "Pejabat setempat mengatakan bahwa jalan rusak. "
        'Di sana sepi. "Jembatan juga rusak," kata pejabat setempat.'
    )
    assert {q.speaker.name for q in found if q.speaker is not None} == {"pejabat setempat"}


def test_a_mention_that_cuts_a_word_is_not_trusted(find: Find) -> None:
    """A name goes to the end of its word."""
    text = "Park Soo-ah mengatakan bahwa konser ditunda."
    cut = Mention(start=0, end=8, text="Park Soo", name="Park Soo", type="person")
    (quotation,) = find(text, mentions=(cut,))
    assert quotation.speaker is not None
    assert quotation.speaker.name == "Park Soo-ah"


def test_an_occupation_after_a_name_is_no_content(find: Find) -> None:
    """`kata X (49), pedagang di los B` ends the quotation before it."""
    (quotation,) = find("Harga cabai naik sejak pekan lalu, kata Rini (49), penjual di kios D.")
    assert quotation.text == "Harga cabai naik sejak pekan lalu"


def test_a_source_may_be_the_speaker(find: Find) -> None:
    """`Dikutip dari laman X, …` without a cue is what X says."""
    (quotation,) = find("Dikutip dari laman Kementerian Kesehatan, vaksin itu aman bagi anak.")
    assert quotation.speaker is not None
    assert quotation.speaker.name == "Kementerian Kesehatan"
    assert quotation.text == "vaksin itu aman bagi anak"


def test_the_cited_source_speaks_through_the_medium(find: Find) -> None:
    """`Kyodo, mengutip X, melaporkan` keeps origin and medium apart."""
    (quotation,) = find("Kyodo, mengutip sumber di Seoul, melaporkan bahwa rapat ditunda.")
    assert quotation.speaker is not None
    assert quotation.speaker.name == "sumber di Seoul"
    assert [via.name for via in quotation.via] == ["Kyodo"]


def test_a_name_before_a_colon_speaks_in_the_first_person(find: Find) -> None:
    """`Ketua …, NAME: Kami …` is a quotation without a cue."""
    (quotation,) = find("Ketua RW setempat, Hadi Suryana: Kami hanya menjaga gerbang.")
    assert quotation.speaker is not None
    assert (quotation.speaker.name, quotation.cue) == ("Hadi Suryana", None)
    assert quotation.text == "Kami hanya menjaga gerbang"


def test_a_condition_before_the_cue_is_content(find: Find) -> None:
    """`Kalau hujan, ujarnya, …` says both halves."""
    found = find("Hadi Suryana datang. Kalau hujan, ujarnya, acara itu akan batal.")
    assert found[-1].text == "Kalau hujan, ujarnya, acara itu akan batal"


def test_a_coalition_is_the_parties_named_before(find: Find) -> None:
    """`Koalisi itu` stands for the bodies that a sentence opened with."""
    found = find(
        "Partai Mawar dan Partai Melati, yang mengusung Hadi, membuka posko. "
        "Koalisi itu menyatakan akan menurunkan saksi."
    )
    assert found[-1].speaker is not None
    assert found[-1].speaker.name == "Partai Mawar dan Partai Melati"


def test_the_nearest_source_of_a_chain_comes_first(find: Find) -> None:
    """`menurut A, dikutip dari B`: A heard the speaker, B read A."""
    (quotation,) = find('"Lampu itu padam," kata Hadi, menurut AFP, dikutip dari Kompas.')
    assert [via.name for via in quotation.via] == ["AFP", "Kompas"]


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("Wali Kota Arief R Santoso", "Arief R Santoso"),
        ("Direktur Utama Rini DM Santoso", "Rini DM Santoso"),
        ("Presiden dan CEO MBDI Rini Santoso", "Rini Santoso"),
    ],
)
def test_initials_stay_in_a_name(find: Find, subject: str, name: str) -> None:
    """Initials without a full stop end no name, and a company's do not begin one."""
    (quotation,) = find(f"{subject} mengatakan bahwa gudang itu sudah kosong.")
    assert quotation.speaker is not None
    assert quotation.speaker.name == name


def test_a_directorate_general_is_no_general(find: Find) -> None:
    """`Jenderal` after an office is no rank."""
    (quotation,) = find("Direktorat Jenderal Sumber Daya Kelautan berharap data itu terbuka.")
    assert quotation.speaker is not None
    assert quotation.speaker.name == "Direktorat Jenderal Sumber Daya Kelautan"


def test_a_surname_is_no_short_form_of_a_body(find: Find) -> None:
    """A mention that takes a person for a body is overruled where the word can only be a name's."""
    text = "Warga datang. Acara itu, kata Yusnita, digelar di balai."
    at = text.index("Yusnita")
    body = "Dinas Pertanian Yusnita"
    mention = Mention(start=at, end=at + 7, text="Yusnita", name=body, type="organisation")
    (quotation,) = find(text, mentions=(mention,))
    assert quotation.speaker is not None
    assert (quotation.speaker.name, quotation.speaker.kind) == ("Yusnita", "person")


def test_a_mention_over_a_full_stop_is_not_trusted(find: Find) -> None:
    """`Hadi. Rini` are two people."""
    text = "Ketua panitia Rini mengatakan bahwa acara itu batal."
    at = text.index("Rini")
    glued = Mention(start=at, end=at + 4, text="Rini", name="Hadi. Rini", type="person")
    (quotation,) = find(text, mentions=(glued,))
    assert quotation.speaker is not None
    assert quotation.speaker.name == "Rini"


@pytest.mark.parametrize("title", ["Just Like Mawar", "Gejala Kartagener", "Waktu Magrib"])
def test_a_thing_taken_for_a_person_is_no_antecedent(find: Find, title: str) -> None:
    """A pronoun goes past a supposed person that only one mention knows, to who spoke."""
    opening = '"Lagu itu lama," kata Rini Santoso. '
    text = f'{opening}{title} jadi bahan obrolan. "Saya senang," ujarnya.'
    at = text.index(title)
    mention = Mention(start=at, end=at + len(title), text=title, name=title, type="person")
    found = find(text, mentions=(mention,))
    assert found[-1].speaker is not None
    assert found[-1].speaker.name == "Rini Santoso"


def test_a_university_named_after_a_person_is_no_antecedent(find: Find) -> None:
    """`Universitas Airlangga` does not speak for `-nya`."""
    found = find(
        "Windu Purnomo mengatakan bahwa aturan itu baik. Ia mengajar di Universitas Airlangga. "
        'Kampus itu ramai. "Warga perlu tahu," ujarnya.'
    )
    assert found[-1].speaker is not None
    assert found[-1].speaker.name == "Windu Purnomo"


def test_a_time_does_not_speak(find: Find) -> None:
    """`Tiga tahun silam, X mengumumkan` is X's."""
    found = find("Tiga tahun silam, Rini Santoso sempat mengumumkan bahwa toko itu akan pindah.")
    assert [q.speaker.name for q in found if q.speaker is not None] == ["Rini Santoso"]


def test_the_reporters_initials_are_no_content(find: Find) -> None:
    """`(abc/def)` ends an article, not what was said."""
    (quotation,) = find("Rini Santoso menulis bahwa lagu itu adalah ‘lagu terbaik.’ (abc/def)")
    assert quotation.text.endswith("terbaik.’")


def test_a_described_man_is_who_was_named(find: Find) -> None:
    """The word between `pria` and `tersebut` names no one."""
    found = find(
        'Rui Santoso memimpin klub itu. "Kami siap," kata Rui Santoso. '
        '"Lawan kami kuat," kata pria Portugal tersebut.'
    )
    assert found[-1].speaker is not None
    assert found[-1].speaker.name == "Rui Santoso"


def test_a_short_title_in_brackets_has_its_holder(find: Find) -> None:
    """`Menteri Kesehatan (Menkes) NAME` tells who `Menkes` is."""
    found = find(
        'Menteri Kesehatan (Menkes) Rini Santoso datang ke pasar. "Pasar ini bersih," kata Menkes.'
    )
    assert found[-1].speaker is not None
    assert found[-1].speaker.name == "Rini Santoso"


def test_a_conjunction_is_no_part_of_a_name(find: Find) -> None:
    """`Namun Forbes menyebutkan` is said by Forbes."""
    found = find("Hartanya tak diketahui. Namun Forbes menyebutkan bahwa hartanya naik.")
    assert found[-1].speaker is not None
    assert found[-1].speaker.name == "Forbes"


def test_two_offices_of_one_person(find: Find) -> None:
    """`CEO sekaligus penggagas produk ini, NAME` is NAME."""
    (quotation,) = find('"Alat ini ringan," tutur CEO sekaligus penggagas alat ini, Rini Santoso.')
    assert quotation.speaker is not None
    assert quotation.speaker.name == "Rini Santoso"


def test_three_words_after_a_known_body_are_one_name(find: Find) -> None:
    """The unlisted words of a name stay with its listed one."""
    (quotation,) = find("Direktur Utama Pertamina Elva Orsa Santoso mengatakan bahwa harga naik.")
    assert quotation.speaker is not None
    assert quotation.speaker.name == "Elva Orsa Santoso"


def test_a_body_that_is_named_like_a_person_keeps_its_name(find: Find) -> None:
    """A full name taken for a body's stays whole."""
    text = '"Saya pulih," kata Folgar.'
    at = text.index("Folgar")
    mention = Mention(start=at, end=at + 6, text="Folgar", name="Andi Folgar", type="organisation")
    (quotation,) = find(text, mentions=(mention,))
    assert quotation.speaker is not None
    assert (quotation.speaker.name, quotation.speaker.kind) == ("Andi Folgar", "person")


def test_a_club_stays_a_club(find: Find) -> None:
    """A short form that no person's name has stays the body's."""
    text = "Spurs menyatakan bahwa laga itu ditunda."
    mention = Mention(start=0, end=5, text="Spurs", name="Tottenham Hotspur", type="organisation")
    (quotation,) = find(text, mentions=(mention,))
    assert quotation.speaker is not None
    assert (quotation.speaker.name, quotation.speaker.kind) == ("Tottenham Hotspur", "organisation")
