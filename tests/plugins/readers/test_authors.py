"""Authors as sources write them."""

import pytest

from kliping.plugins.readers.authors import read_byline, split_authors


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Rani Lestari", ("Rani Lestari",)),
        ("Oleh Rani Lestari", ("Rani Lestari",)),
        ("oleh: Rani Lestari", ("Rani Lestari",)),
        ("Penulis: Rani Lestari | Editor: Budi Hartono", ("Rani Lestari",)),
        ("Penulis Rani Lestari; Editor Budi Hartono", ("Rani Lestari",)),
        ("Editor : Budi Hartono Reporter : Rani Lestari", ("Rani Lestari",)),
        ("Penulis: Rani Lestari, Karto Wibowo Editor: Budi", ("Rani Lestari", "Karto Wibowo")),
        ("Rani Lestari dan Karto Wibowo", ("Rani Lestari", "Karto Wibowo")),
        ("Rani Lestari - Karto Wibowo", ("Rani Lestari", "Karto Wibowo")),
        ("Siti Aminah, S.Pd.", ("Siti Aminah, S.Pd.",)),
        ("Editor: Budi Hartono", ()),
        ("Foto: Budi Hartono", ()),
        ("rani@kabar.example Rani Lestari", ("Rani Lestari",)),
        ("(Rani Lestari)", ("Rani Lestari",)),
        ("Reporterina Sari", ("Reporterina Sari",)),
        ("Bybit Oleholeh", ("Bybit Oleholeh",)),
        ("Karto Sumber Rejo", ("Karto Sumber Rejo",)),
        ("Penulis Rani Lestari Editor Budi Hartono", ("Rani Lestari",)),
        ("Rani Lestari Sumber: Kabar", ("Rani Lestari",)),
        ("", ()),
        ("-", ()),
    ],
)
def test_who_wrote(written: str, names: tuple[str, ...]) -> None:
    """Labels go, who edited or photographed goes, and each who wrote stays once."""
    assert split_authors(written) == names


@pytest.mark.parametrize(
    ("line", "labelled", "names"),
    [
        ("Oleh Rani Lestari", False, ("Rani Lestari",)),
        ("Diposting oleh Rani Lestari di 20.30", False, ("Rani Lestari",)),
        ("Oleh karena itu warga mengungsi.", False, ()),
        ("Oleh Rani Lestari", True, ()),
        ("Pewarta: Rani Lestari", True, ("Rani Lestari",)),
        ("Editor: Budi Hartono", True, ()),
    ],
)
def test_byline(line: str, labelled: bool, names: tuple[str, ...]) -> None:
    """A line of the page names authors where it begins with their label and a name follows."""
    assert read_byline(line, labelled=labelled) == names
