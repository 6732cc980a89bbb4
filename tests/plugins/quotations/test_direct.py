"""Direct quotations: orders, neighbours, fragments."""

from collections.abc import Callable

import pytest

from kliping.index.records import Quotation

Find = Callable[..., list[Quotation]]

CASES = [
    # content, cue, speaker
    ('"Air naik cepat sekali," kata Suparno.', "Air naik cepat sekali,", "kata", "Suparno"),
    ('"Air naik cepat sekali", ujar Suparno.', "Air naik cepat sekali", "ujar", "Suparno"),
    ('"Air naik!" seru Suparno.', "Air naik!", "seru", "Suparno"),
    ('"Kapan surut?" tanya Suparno.', "Kapan surut?", "tanya", "Suparno"),
    ("” Air naik , ” ujar Suparno .", "Air naik ,", "ujar", "Suparno"),
    ('" Air naik, " ucap Suparno.', "Air naik,", "ucap", "Suparno"),
    ('"Air naik," jelas Camat Tebet, Dyan Airlangga.', "Air naik,", "jelas", "Dyan Airlangga"),
    ('"Air naik," tutur Lurah Sukapura Ahmad Subhan.', "Air naik,", "tutur", "Ahmad Subhan"),
    ('"Air naik," tegas Kombes Pol. Hadi Wahyudi.', "Air naik,", "tegas", "Hadi Wahyudi"),
    ('"Air naik," ungkap Prof. Dr. Siti Aminah.', "Air naik,", "ungkap", "Siti Aminah"),
    ('"Air naik," demikian kata Suparno.', "Air naik,", "kata", "Suparno"),
    ('"Air naik," begitu ujar Suparno.', "Air naik,", "ujar", "Suparno"),
    ('"Air naik," ditegaskan Suparno.', "Air naik,", "ditegaskan", "Suparno"),
    ('"Air naik," Suparno melaporkan.', "Air naik,", "melaporkan", "Suparno"),
    (
        '"Air naik," Kepala BPBD Cianjur, Asep Sukma, mengatakan pada Rabu (3/4/2024).',
        "Air naik,",
        "mengatakan",
        "Asep Sukma",
    ),
    ('Suparno mengatakan, "Air naik cepat."', "Air naik cepat.", "mengatakan", "Suparno"),
    ('Suparno berkata: "Air naik cepat."', "Air naik cepat.", "berkata", "Suparno"),
    ('Suparno mengatakan kepada BBC: "Air naik."', "Air naik.", "mengatakan", "Suparno"),
    ('Menurut Suparno, "Air naik cepat."', "Air naik cepat.", "Menurut", "Suparno"),
    ('Kata Suparno, "Air naik cepat."', "Air naik cepat.", "Kata", "Suparno"),
    (
        'Suparno menegaskan pada Senin (1/4/2024), "Air naik cepat."',
        "Air naik cepat.",
        "menegaskan",
        "Suparno",
    ),
]


@pytest.mark.parametrize(("text", "content", "cue", "speaker"), CASES)
def test_every_order_of_content_cue_and_speaker(
    find: Find, text: str, content: str, cue: str, speaker: str
) -> None:
    """Content, cue and speaker are found in each order that newspapers use."""
    (quotation,) = find(text)
    assert quotation.type == "direct"
    assert quotation.text == content
    assert quotation.cue is not None
    assert quotation.cue.text == cue
    assert quotation.speaker is not None
    assert quotation.speaker.name == speaker


@pytest.mark.parametrize(
    "cue", ["katanya", "ujarnya", "tuturnya", "ucapnya", "imbuhnya", "jelasnya"]
)
def test_a_clitic_cue_speaks_for_the_last_subject(find: Find, cue: str) -> None:
    """-nya is the speaker as written; the name is the last person that fits."""
    text = f'Bupati Agam Andri Warman meninjau jembatan. "Besok mulai diperbaiki," {cue}.'
    (quotation,) = find(text)
    assert quotation.cue is not None
    assert quotation.cue.text == cue
    assert quotation.speaker is not None
    assert quotation.speaker.as_written == "nya"
    assert quotation.speaker.name == "Andri Warman"


@pytest.mark.parametrize("cue", ["ujanya", "katany", "tutunya"])
def test_a_misspelt_clitic_cue_is_still_one(find: Find, cue: str) -> None:
    """One slip in a common cue after a closing comma is forgiven where it ends in -nya."""
    found = find(f'"Besok mulai diperbaiki," {cue}.')
    attributed = [quotation for quotation in found if quotation.cue is not None]
    assert bool(attributed) == cue.endswith("nya")


def test_a_clitic_cue_may_open_a_relative_clause(find: Find) -> None:
    """`yang katanya "…"` quotes the subject of its sentence."""
    text = 'Gubernur Rohidin Mersyah memuji relawan, yang katanya "bekerja tanpa tidur tiga malam".'
    (quotation,) = find(text)
    assert quotation.text == "bekerja tanpa tidur tiga malam"
    assert quotation.speaker is not None
    assert quotation.speaker.name == "Rohidin Mersyah"


def test_neighbours_go_to_their_own_cues(find: Find) -> None:
    """Of two touching quotations the first is the cue's before it, the second the cue's after."""
    text = (
        'Wali Kota Bima Arya mengatakan, "Taman itu milik warga Bogor." '
        '"Pohonnya jangan ditebang," kata Suhendra, pedagang bakso.'
    )
    first, second = find(text)
    assert first.speaker is not None
    assert second.speaker is not None
    assert (first.speaker.name, second.speaker.name) == ("Bima Arya", "Suhendra")


def test_both_halves_of_a_split_quotation_share_the_attribution(find: Find) -> None:
    """`"…," kata X. "…"` are two contents with one cue and one speaker."""
    text = '"Panen gagal dua kali," kata Wagimin. "Utang kami menumpuk di koperasi."'
    first, second = find(text)
    assert first.cue == second.cue
    assert second.text == "Utang kami menumpuk di koperasi."
    assert second.speaker == first.speaker


def test_a_split_quotation_may_stay_one_sentence(find: Find) -> None:
    """`"…," kata X, "…"` are two contents with one cue as well."""
    text = '"Panen gagal," kata Wagimin, "dan utang kami menumpuk."'
    first, second = find(text)
    assert second.text == "dan utang kami menumpuk."
    assert second.cue == first.cue


def test_a_floating_quotation_inherits_the_speaker(find: Find) -> None:
    """A paragraph that is only a quotation belongs to who spoke before, with less confidence."""
    text = (
        '"Harga pupuk naik lagi," kata Wagimin.\nIa menyewa dua petak sawah.\n'
        '"Tahun depan saya menanam jagung saja, biayanya lebih ringan."'
    )
    *_, last = find(text)
    assert last.cue is None
    assert last.confidence < 1
    assert last.speaker is not None
    assert last.speaker.name == "Wagimin"


def test_a_quotation_over_two_paragraphs_is_one(find: Find) -> None:
    """Its content runs from the first mark to the last; `quoted` has both parts."""
    text = "“Kebun ini warisan kakek kami.\n“Kami tidak akan menjualnya,” ujar Marwan Saragih."
    (quotation,) = find(text)
    assert len(quotation.quoted) == 2
    assert quotation.speaker is not None
    assert quotation.speaker.name == "Marwan Saragih"


@pytest.mark.parametrize(
    ("text", "content", "act"),
    [
        ('Menteri Retno memuji "ketabahan" para nelayan Natuna.', "ketabahan", "praise"),
        ('Hakim Albertina menyebut tuduhan itu sebagai "dongeng lama".', None, "assert"),
        ('Serikat guru mengecam "janji kosong" pemerintah kota.', "janji kosong", "criticise"),
        ('Jaksa menuduh terdakwa Rudi "bermain api" dengan anggaran.', None, "accuse"),
    ],
)
def test_quoted_words_under_a_reporting_verb_are_quotations(
    find: Find, text: str, content: str | None, act: str
) -> None:
    """A verb of saying makes quoted words a fragment, or a mixed quotation around them."""
    (quotation,) = find(text)
    assert quotation.type in ("fragment", "mixed")
    assert quotation.act == act
    assert quotation.quoted
    if content is not None:
        assert quotation.text == content


@pytest.mark.parametrize(
    "text",
    [
        'Festival bertajuk "Laut Kita Bersama" dibuka kemarin.',
        'Film "Sang Penari Malam" tayang di bioskop.',
        'Ia menerbitkan novel berjudul "Hujan di Bulan Madu".',
        'Warga menyebut jalan itu ramai karena pasar "dadakan".\nLalu lintas "merayap" sejak pagi.',
        'Layar 14" itu dijual murah.',
        'Pemain berjuluk "Si Kancil" itu mencetak gol.',
        'Produk "ramah lingkungan" makin digemari.',
        'Aksi bertagar "#SaveLaut" menyebar cepat.',
        'Rendi dikenal dengan panggilan "Bang Jago" di kampungnya.',
        'Pameran "Warna Nusantara" digelar sepekan.',
    ],
)
def test_scare_quotes_titles_and_units_are_no_quotations(find: Find, text: str) -> None:
    """Quoted words without a speaker's verb over them are left alone."""
    assert not [q for q in find(text) if q.type in ("direct", "fragment")]


def test_what_is_quoted_of_an_object_is_a_fragment(find: Find) -> None:
    """`menyebut X "…"` quotes the words between the marks, `mengatakan X "…"` the whole clause."""
    (fragment,) = find('Hakim Albertina menyebut gugatan itu "salah alamat".')
    (mixed,) = find('Hakim Albertina mengatakan gugatan itu "salah alamat".')
    assert (fragment.type, fragment.text) == ("fragment", "salah alamat")
    assert (mixed.type, mixed.text) == ("mixed", 'gugatan itu "salah alamat"')


def test_the_final_comma_inside_the_marks_belongs_to_the_content(find: Find) -> None:
    """The content is everything between the outer marks, as PFSA-ID has it, without blanks."""
    (inside,) = find('"Kami siap," kata Rina.')
    (outside,) = find('"Kami siap", kata Rina.')
    assert (inside.text, outside.text) == ("Kami siap,", "Kami siap")


def test_a_repeated_quotation_counts_once(find: Find) -> None:
    """A teaser that repeats a paragraph word by word adds no quotation."""
    paragraph = '"Pelabuhan baru itu akan selesai pada akhir tahun depan," kata Menteri Budi Karya.'
    assert len(find(f"{paragraph}\nBaca halaman berikutnya\n{paragraph}")) == 1
