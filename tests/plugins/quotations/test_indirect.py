"""Reported speech without marks, and what only looks like it."""

from collections.abc import Callable

import pytest

from kliping.index.records import Quotation

Find = Callable[..., list[Quotation]]

REPORTED = [
    # text, content, cue, speaker
    (
        "Bupati Sragen Kusdinar mengatakan bahwa waduk itu mulai surut.",
        "waduk itu mulai surut",
        "mengatakan",
        "Kusdinar",
    ),
    ("Rina mengatakan, waduk itu mulai surut.", "waduk itu mulai surut", "mengatakan", "Rina"),
    ("Rina mengatakan waduk itu mulai surut.", "waduk itu mulai surut", "mengatakan", "Rina"),
    ("Rina menyebut waduk itu sudah kering.", "waduk itu sudah kering", "menyebut", "Rina"),
    ("Rina menilai hujan akan turun lebih awal.", "hujan akan turun lebih awal", "menilai", "Rina"),
    ("Rina mengaku tidak tahu soal surat itu.", "tidak tahu soal surat itu", "mengaku", "Rina"),
    ("Rina mengaku sudah membayar pajak.", "sudah membayar pajak", "mengaku", "Rina"),
    ("Rina membantah menerima uang itu.", "menerima uang itu", "membantah", "Rina"),
    (
        "Rina membenarkan bahwa gudangnya digeledah.",
        "gudangnya digeledah",
        "membenarkan",
        "Rina",
    ),
    (
        "Rina menjelaskan, jembatan itu dibangun pada 1987.",
        "jembatan itu dibangun pada 1987",
        "menjelaskan",
        "Rina",
    ),
    (
        "Rina mengatakan pada Senin (28/4/2025) bahwa pasar dibuka lagi.",
        "pasar dibuka lagi",
        "mengatakan",
        "Rina",
    ),
    (
        "Rina mengatakan kepada BBC bahwa pasar dibuka lagi.",
        "pasar dibuka lagi",
        "mengatakan",
        "Rina",
    ),
    (
        "Rina mengatakan dalam sebuah pernyataan bahwa pasar dibuka lagi.",
        "pasar dibuka lagi",
        "mengatakan",
        "Rina",
    ),
    (
        "Rina mengatakan di Medan, Senin (28/4), pasar itu dibuka lagi.",
        "pasar itu dibuka lagi",
        "mengatakan",
        "Rina",
    ),
    ("Menurut Rina, pasar itu dibuka lagi.", "pasar itu dibuka lagi", "Menurut", "Rina"),
    ("Pasar itu dibuka lagi, menurut Rina.", "Pasar itu dibuka lagi", "menurut", "Rina"),
    ("Pasar itu dibuka lagi, imbuh Rina.", "Pasar itu dibuka lagi", "imbuh", "Rina"),
    ("Pasar itu dibuka lagi, kata Rina, Senin.", "Pasar itu dibuka lagi", "kata", "Rina"),
    ("Namun, kata Rina, pasar itu dibuka lagi.", "pasar itu dibuka lagi", "kata", "Rina"),
    ("Selain itu, lanjut Rina, pasar itu ramai.", "pasar itu ramai", "lanjut", "Rina"),
    ("Dikatakan Rina, pasar itu dibuka lagi.", "pasar itu dibuka lagi", "Dikatakan", "Rina"),
    (
        "Rina memperkirakan sekitar 300 kios terbakar.",
        "sekitar 300 kios terbakar",
        "memperkirakan",
        "Rina",
    ),
    ("Rina mengkonfirmasi bahwa ia mundur.", "ia mundur", "mengkonfirmasi", "Rina"),
    ("Rina mengklaim telah menang.", "telah menang", "mengklaim", "Rina"),
    ("Rina memastikan stok beras aman.", "stok beras aman", "memastikan", "Rina"),
    (
        "Rina berpendapat, tarif itu terlalu mahal.",
        "tarif itu terlalu mahal",
        "berpendapat",
        "Rina",
    ),
    ("Rina menyatakan siap diperiksa.", "siap diperiksa", "menyatakan", "Rina"),
    ("Rina menambahkan bahwa izin segera terbit.", "izin segera terbit", "menambahkan", "Rina"),
    (
        "Rina bersikeras pagar itu tidak melanggar.",
        "pagar itu tidak melanggar",
        "bersikeras",
        "Rina",
    ),
    (
        "Rina menuding panitia telah memalsukan data.",
        "panitia telah memalsukan data",
        "menuding",
        "Rina",
    ),
]


@pytest.mark.parametrize(("text", "content", "cue", "speaker"), REPORTED)
def test_reported_speech_in_every_construction(
    find: Find, text: str, content: str, cue: str, speaker: str
) -> None:
    """Content, cue and speaker of indirect speech, with and without what stands between."""
    (quotation,) = find(text)
    assert quotation.type == "indirect"
    assert quotation.text == content
    assert quotation.cue is not None
    assert quotation.cue.text == cue
    assert quotation.speaker is not None
    assert quotation.speaker.name == speaker


@pytest.mark.parametrize(
    ("text", "content", "act"),
    [
        ("Rina meminta agar pasar ditutup.", "pasar ditutup", "demand"),
        ("Rina meminta warga untuk tenang.", "warga untuk tenang", "demand"),
        ("Rina menuntut agar pabrik itu disegel.", "pabrik itu disegel", "demand"),
        ("Rina mendesak polisi menangkap pelaku.", "polisi menangkap pelaku", "demand"),
        ("Rina mengimbau warga tetap di rumah.", "warga tetap di rumah", "demand"),
        ("Rina menyerukan supaya boikot dihentikan.", "boikot dihentikan", "demand"),
        ("Rina berjanji membangun dua sekolah.", "membangun dua sekolah", "promise"),
        ("Rina berharap hujan segera turun.", "hujan segera turun", "hope"),
        ("Rina memperingatkan bahwa tanggul retak.", "tanggul retak", "warn"),
        ("Rina mengancam akan menggugat.", "akan menggugat", "warn"),
        ("Rina mengakui bahwa ia keliru.", "ia keliru", "admit"),
        ("Rina membantah bahwa ia keliru.", "ia keliru", "deny"),
        ("Rina memprediksi panen akan turun.", "panen akan turun", "estimate"),
        ("Rina menuduh lawannya telah curang.", "lawannya telah curang", "accuse"),
        ("Rina mempertanyakan, mengapa izin itu terbit.", "mengapa izin itu terbit", "ask"),
    ],
)
def test_the_act_follows_the_verb(find: Find, text: str, content: str, act: str) -> None:
    """Demands, promises, denials and the like are told apart by their verb."""
    (quotation,) = find(text)
    assert (quotation.text, quotation.act) == (content, act)


def test_a_thank_you_has_its_reason_as_content(find: Find) -> None:
    """`berterima kasih kepada X karena …` is an act of thanking."""
    (quotation,) = find("Presiden Lula berterima kasih kepada relawan karena telah memadamkan api.")
    assert quotation.act == "thank"
    assert quotation.text == "relawan karena telah memadamkan api"


@pytest.mark.parametrize(
    "text",
    [
        "Rina tidak mengatakan bahwa pasar akan ditutup.",
        "Rina tak pernah menyebut pasar itu akan ditutup.",
        "Rina belum memastikan kapan pasar akan ditutup.",
        "Rina enggan mengatakan siapa yang akan diperiksa.",
        "Rina menolak mengatakan bahwa ia akan mundur.",
        "Baik Rina maupun Joko tidak pernah mengonfirmasi maupun menyangkal kabar itu.",
        "Rina belum mengonfirmasi atau membantah bahwa ia akan mundur.",
        "Rina bukan menyatakan bahwa pasar akan ditutup.",
        "Rina ingin mengatakan bahwa pasar akan ditutup.",
        "Rina akan mengumumkan bahwa pasar ditutup.",
        "Rina menyatakan minatnya untuk membeli pasar itu.",
        "Rina mengungkapkan kekecewaannya atas keputusan itu.",
        "Rina menyampaikan terima kasih kepada warga.",
        "Rina mengatakan hal itu di Medan.",
        "Rina menjelaskan kronologi kebakaran di pasar.",
        "Pembangunan berjalan menurut rencana.",
        "Pasukan mundur, menurut perintah yang diterima semalam.",
        "Menurut jadwal, kereta tiba pukul tujuh.",
        "Laporan bahwa pasar akan ditutup beredar sejak pagi.",
        "Kabar bahwa Rina mundur mengejutkan warga.",
        "Harga cabai naik, lanjut turun pekan ini.",
        "Kata kunci itu mudah ditebak.",
        "Rina memandang lautan yang luas.",
        "Untuk mengatakan bahwa semua aman, data harus lengkap.",
        "Kami mengatakan bahwa semuanya aman.",
        "Hal ini menunjukkan bahwa pasar sepi.",
        "Mereka kehabisan kata di hadapan ibunya.",
    ],
)
def test_what_reports_nothing_gives_no_quotation(find: Find, text: str) -> None:
    """Denied and unreal cues, noun objects and look-alikes give none."""
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (
            "Rina mengatakan harga gula akan naik, dikutip dari Antara, Senin (3/3).",
            "harga gula akan naik",
        ),
        (
            "Rina mengatakan harga gula akan naik, seperti dilansir Reuters.",
            "harga gula akan naik",
        ),
        (
            "Rina mengatakan harga gula akan naik meskipun Joko mengklaim stok masih cukup.",
            "harga gula akan naik",
        ),
        ("Rina mengatakan harga gula akan naik, Senin (3/3/2025).", "harga gula akan naik"),
        (
            "Rina mengatakan harga gula akan naik – angka yang dibantah pedagang.",
            "harga gula akan naik",
        ),
    ],
)
def test_the_content_ends_before_the_reporters_words(find: Find, text: str, content: str) -> None:
    """Dates, sources and concessions at the end are the reporter's."""
    assert find(text)[0].text == content


def test_a_concession_with_a_cue_is_a_quotation_of_its_own(find: Find) -> None:
    """`meskipun Y mengklaim …` after a content belongs to Y."""
    text = "Rina mengatakan harga akan naik, meskipun Joko mengklaim stok masih cukup."
    first, second = find(text)
    assert first.speaker is not None
    assert second.speaker is not None
    assert (first.speaker.name, second.speaker.name) == ("Rina", "Joko")
    assert second.text == "stok masih cukup"


def test_coordinated_verbs_share_a_subject(find: Find) -> None:
    """The second verb after `dan` has the subject of the first, behind a conjunction too."""
    (quotation,) = find("Meskipun Joko membantah kabar itu dan mengatakan stok masih cukup.")
    assert quotation.text == "stok masih cukup"
    assert quotation.speaker is not None
    assert quotation.speaker.name == "Joko"


def test_a_quoted_part_makes_reported_speech_mixed(find: Find) -> None:
    """Mixed quotations name the ranges between their marks."""
    text = 'Rina mengatakan bahwa pasar itu "sudah seperti rumah sendiri" baginya.'
    (quotation,) = find(text)
    assert quotation.type == "mixed"
    assert [text[a:b] for a, b in quotation.quoted] == ["sudah seperti rumah sendiri"]
    assert quotation.text.endswith("baginya")


def test_a_cue_in_the_middle_leaves_both_sides_content(find: Find) -> None:
    """Where both sides are one clause, the range runs over cue and speaker."""
    (quotation,) = find("Harga cabai, kata Rina, turun separuh sejak Lebaran.")
    assert quotation.text == "Harga cabai, kata Rina, turun separuh sejak Lebaran"


def test_the_cue_that_closes_a_sentence_governs_it(find: Find) -> None:
    """A verb inside the content of `…, ungkap X.` opens no quotation of its own."""
    (quotation,) = find("Pemerintah juga menjanjikan benih gratis, ungkap Rina.")
    assert quotation.cue is not None
    assert quotation.cue.text == "ungkap"


def test_a_cue_inside_a_content_is_not_another_quotation(find: Find) -> None:
    """What someone says that another says is one quotation."""
    (quotation,) = find("Rina mengatakan bahwa Joko mengaku telah membayar denda.")
    assert quotation.text == "Joko mengaku telah membayar denda"


def test_two_cues_in_a_row_share_the_subject(find: Find) -> None:
    """A participle after a comma belongs to the speaker of the sentence."""
    text = "Rina mengatakan pasar akan ditutup. Ia juga meminta agar pedagang pindah."
    first, second = find(text)
    assert first.speaker is not None
    assert second.speaker is not None
    assert first.speaker.name == second.speaker.name == "Rina"


@pytest.mark.parametrize(
    "text",
    [
        "Kapal itu disebut telah tenggelam sejak Sabtu malam.",
        "Direktur pabrik itu dikatakan sudah melarikan diri ke luar negeri.",
    ],
)
def test_a_passive_without_an_agent_has_no_speaker(find: Find, text: str) -> None:
    """`disebut telah …` reports speech of nobody named, with low confidence."""
    (quotation,) = find(text)
    assert quotation.speaker is None
    assert quotation.confidence <= 0.5


def test_a_passive_with_an_agent_has_a_speaker(find: Find) -> None:
    """`disebut oleh X …` reports what X says."""
    (quotation,) = find("Kapal itu disebut oleh Kapten Bayu Saputra, telah karam sejak pagi.")
    assert quotation.speaker is not None
    assert quotation.speaker.name == "Bayu Saputra"
