"""Whom the words were said to, and whom only something was given to."""

from collections.abc import Callable

import pytest

from kliping.index.records import Quotation

Find = Callable[..., list[Quotation]]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ('"Kami menang," kata Rini Santoso kepada AFP.', "AFP", "organisation"),
        ('"Kami menang," katanya kepada kantor berita Reuters, Senin.', "Reuters", "organisation"),
        ('"Kami menang," kata Rini Santoso kepada detikEdu.', "detikEdu", "organisation"),
        ('"Kami menang," kata Rini Santoso kepada Warta.id.', "Warta.id", "organisation"),
        (
            '"Kami menang," kata Rini Santoso kepada program berita Warta Uji.',
            "Warta Uji",
            "organisation",
        ),
        ("Rini Santoso mengatakan kepada BBC bahwa harga naik.", "BBC", "organisation"),
        ("Kepada Reuters, Rini Santoso mengatakan harga akan naik.", "Reuters", "organisation"),
        ("Rini Santoso kepada AFP mengatakan bahwa harga akan naik.", "AFP", "organisation"),
        ("Harga beras, kata Rini Santoso kepada AFP, akan naik lagi.", "AFP", "organisation"),
        ('"Kami menang," kata Rini Santoso kepada para wartawan.', "para wartawan", "group"),
        ('"Kami menang," kata Rini Santoso kepada awak media.', "awak media", "group"),
        (
            '"Kami menang," kata Rini Santoso saat memberikan keterangan kepada wartawan.',
            "wartawan",
            "group",
        ),
        ('"Kamu menang," kata Rini Santoso kepada Wahyu Wibowo.', "Wahyu Wibowo", "person"),
        ("Berbincang kepada BBC, Rini Santoso mengakui bahwa harga naik.", "BBC", "organisation"),
        (
            "Rini Santoso kepada wartawan pada hari Sabtu menyatakan bahwa harga naik.",
            "wartawan",
            "group",
        ),
    ],
)
def test_an_addressee_is_told(find: Find, text: str, name: str, kind: str) -> None:
    """Whoever stands behind `kepada` in the clause of the cue is the addressee."""
    addressee = find(text)[0].addressee
    assert addressee is not None
    assert (addressee.name, addressee.kind) == (name, kind)
    assert text[addressee.start : addressee.end] == addressee.as_written


@pytest.mark.parametrize(
    "text",
    [
        '"Kami menang," kata Rini Santoso.',
        "Rini Santoso mengatakan bahwa uang itu diberikan kepada Wahyu Wibowo.",
        '"Kami menang," kata Rini Santoso di sela penyerahan bonus kepada Wahyu Wibowo.',
        '"Kami menang," kata Rini Santoso sambil memberikan piala kepada Wahyu Wibowo.',
        "Rini Santoso mengatakan kepada dirinya bahwa harga naik.",
        "Usai memberi piala kepada Wahyu Wibowo Rini Santoso mengatakan bahwa harga naik.",
        "Kartu itu diberikan kepada wartawan, kata Rini Santoso.",
    ],
)
def test_whom_something_is_given_to_is_none(find: Find, text: str) -> None:
    """Who is named in the content, or is given something, is not addressed."""
    assert all(quotation.addressee is None for quotation in find(text))
