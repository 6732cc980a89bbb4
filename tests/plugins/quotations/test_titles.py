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
