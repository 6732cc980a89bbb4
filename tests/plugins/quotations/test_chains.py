"""Through whom a quotation came, headlines, regions, and the enricher itself."""

from collections.abc import Callable

import pytest

from kliping.index.article import Article, Region
from kliping.index.records import Quotation
from kliping.plugins.quotations import kliping_register_enrichers
from kliping.plugins.quotations.page.words import digest

Find = Callable[..., list[Quotation]]


@pytest.mark.parametrize(
    ("text", "speaker", "via"),
    [
        ('"Kami menang," kata Kim, menurut KCNA.', "Kim", ["KCNA"]),
        ('"Kami menang," kata Kim menurut KCNA.', "Kim", ["KCNA"]),
        ('"Kami menang," kata Kim dikutip detikEdu, Selasa (18/4).', "Kim", ["detikEdu"]),
        ('"Kami menang," kata Kim seperti dikutip KCNA.', "Kim", ["KCNA"]),
        ('"Kami menang," kata Kim dilansir Antara, Selasa (18/4).', "Kim", ["Antara"]),
        ('"Kami menang," kata Kim, melansir Sports Chosun.', "Kim", ["Sports Chosun"]),
        (
            '"Kami menang," ungkap KCNA, mengutip pernyataan dari Komisi Militer Pusat.',
            "KCNA",
            ["Komisi Militer Pusat"],
        ),
        (
            '"Kami menang," Kantor Berita Pusat Korea (KCNA) milik pemerintah melaporkan, mengutip '
            "Komisi Militer Pusat, dikutip dari Radio Free Asia (RFA).",
            "KCNA",
            ["Komisi Militer Pusat", "Radio Free Asia"],
        ),
        (
            "Dikutip dari laman The Hindu, Pejabat intelijen AS, Korea Selatan, dan Ukraina "
            "mengatakan kapal itu telah tenggelam.",
            "Pejabat intelijen AS, Korea Selatan, dan Ukraina",
            ["The Hindu"],
        ),
        (
            "Sebagaimana dilansir AFP, Menteri Anwar Usmani mengatakan kapal itu tenggelam.",
            "Anwar Usmani",
            ["AFP"],
        ),
        (
            "KCNA mengutip Kim yang menggambarkan latihan itu sebagai tugas mulia.",
            "Kim",
            ["KCNA"],
        ),
        (
            "KCNA mengutip Kim yang mengatakan bahwa latihan itu berhasil.",
            "Kim",
            ["KCNA"],
        ),
        ("Gudang itu kosong, ujar Rina dikutip Kompas.", "Rina", ["Kompas"]),
        (
            "Dalam laporan kantor berita TASS, Rina mengklaim gudang itu sudah kosong.",
            "Rina",
            ["TASS"],
        ),
    ],
)
def test_speaker_and_sources_are_kept_apart(
    find: Find, text: str, speaker: str, via: list[str]
) -> None:
    """The speaker is the cue's; what it was taken from is the chain, nearest first."""
    (quotation,) = find(text)
    assert quotation.speaker is not None
    assert quotation.speaker.name == speaker
    assert [source.name for source in quotation.via] == via


@pytest.mark.parametrize(
    ("headline", "speaker", "cue", "content"),
    [
        ("Korea Utara Akui Kirim Kapal Perang", "Korea Utara", "Akui", "Kirim Kapal Perang"),
        ("Rina Klaim Pasar Sudah Aman", "Rina", "Klaim", "Pasar Sudah Aman"),
        ("Rina: Pasar Sudah Aman Lagi", "Rina", None, "Pasar Sudah Aman Lagi"),
        (
            "Korut Mengonfirmasi bahwa Kapal Itu Hilang",
            "Korea Utara",
            "Mengonfirmasi",
            "Kapal Itu Hilang",
        ),
        ("Rina Minta Pasar Segera Ditutup", "Rina", "Minta", "Pasar Segera Ditutup"),
    ],
)
def test_headlines_report_speech_too(
    find: Find, headline: str, speaker: str, cue: str | None, content: str
) -> None:
    """In a headline the stem of a verb is a cue, and so is a colon."""
    text = f"{headline}\nHujan turun sejak pagi di kota itu."
    region = Region(kind="headline", start=0, end=len(headline))
    (quotation,) = find(text, regions=(region,))
    assert quotation.speaker is not None
    assert quotation.speaker.name == speaker
    assert (quotation.cue.text if quotation.cue else None) == cue
    assert quotation.text == content


@pytest.mark.parametrize(
    "headline",
    [
        "Foto: Pasar Terapung di Banjarmasin",
        "Rina Tidak Akui Kirim Surat ke Pasar",
        "Harga Cabai Turun Tajam di Lima Pasar",
    ],
)
def test_other_headlines_report_none(find: Find, headline: str) -> None:
    """Labels, denials and plain headlines give none."""
    text = f"{headline}\nHujan turun sejak pagi di kota itu."
    region = Region(kind="headline", start=0, end=len(headline))
    assert find(text, regions=(region,)) == []


@pytest.mark.parametrize("kind", ["readmore", "related", "comments", "teaser", "caption"])
def test_boilerplate_gives_no_quotation(find: Find, kind: str) -> None:
    """What cleaning took out of the body is not read."""
    body = "Hujan turun sejak pagi di kota itu.\n"
    rest = '"Bagus sekali beritanya," kata Joni.\nMenurut Tono, pasar itu sudah ramai.'
    region = Region(kind=kind, start=len(body), end=len(body) + len(rest))  # type: ignore[arg-type]  # parametrised
    assert find(body + rest) != []
    assert find(body + rest, regions=(region,)) == []


def test_the_enricher_declares_what_it_gives() -> None:
    """Speakers can be counted; anonymous ones are not; the text of quotations can be searched."""
    (enricher,) = kliping_register_enrichers()
    text = 'Rina Marlina datang. "Pasar aman," kata Rina. "Sepi," kata seorang pedagang.'
    result = enricher.enrich(Article(id="a", text=text), {})
    assert result.values["speaker"] == ("Rina Marlina",)
    assert result.values["quotation"] == ("Pasar aman,", "Sepi,")
    declared = {field.name: field for field in enricher.fields}
    assert declared["speaker"].facet
    assert declared["quotation"].type == "text"
    assert set(result.values) <= set(declared)


def test_the_fingerprint_knows_the_word_lists() -> None:
    """A changed list makes stored results stale."""
    (enricher,) = kliping_register_enrichers()
    assert enricher.fingerprint().endswith(f"|{digest()}")
    assert len(digest()) == 16


def test_coordinated_speakers_are_counted_each() -> None:
    """A facet counts people, not pairs."""
    (enricher,) = kliping_register_enrichers()
    text = "Anies Baswedan dan Sandiaga Uno mengatakan bahwa rapat telah selesai."
    result = enricher.enrich(Article(id="a", text=text), {})
    assert result.values["speaker"] == ("Anies Baswedan", "Sandiaga Uno")


@pytest.mark.parametrize("text", ["", " ", "\n\n", '"', "“”", "Menurut", "kata", "…," + '"' * 7])
def test_nothing_breaks_on_scraps(find: Find, text: str) -> None:
    """Texts without a sentence give nothing and raise nothing."""
    assert find(text) == []
