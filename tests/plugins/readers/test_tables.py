"""Tables as spreadsheets and programs write them."""

import csv
import io
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kliping.index import Article, Notice, Reading, Refusal
from kliping.plugins import ReadOptions
from kliping.plugins.readers import kliping_register_readers
from kliping.plugins.readers.columns import Columns
from kliping.plugins.readers.dialects import find_table
from kliping.plugins.reading import read_sources

read = partial(read_sources, readers=kliping_register_readers())
TEXTS = [
    'Harga naik, kata dia; "mahal" | sekali.',
    "Baris satu.\nBaris dua\tdengan tab.",
    "Hujan~^",
]


def read_table(folder: Path, text: str, options: ReadOptions | None = None) -> list[Reading]:
    path = folder / "a.csv"
    path.write_text(text, "utf-8", newline="")
    return list(read(path, options=options))


def texts(found: list[Reading]) -> list[str]:
    assert not any(isinstance(r, Refusal) for r in found), [str(r) for r in found]
    return [r.text for r in found if isinstance(r, Article)]


def written(delimiter: str, **options: object) -> str:
    stream = io.StringIO(newline="")
    rows = csv.writer(stream, delimiter=delimiter, **options)  # type: ignore[arg-type]
    rows.writerow(["judul", "isi", "tanggal"])
    rows.writerows([f"J{n}", text, "2025-04-28"] for n, text in enumerate(TEXTS))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("end", "quoting"),
    [
        ("\n", csv.QUOTE_MINIMAL),
        ("\n", csv.QUOTE_ALL),
        ("\r\n", csv.QUOTE_MINIMAL),
        ("\r\n", csv.QUOTE_NONNUMERIC),
        ("\r", csv.QUOTE_ALL),  # Python's writer, set to this end, would not quote a line feed
    ],
)
@pytest.mark.parametrize("delimiter", list(",;\t|~^\x01¦#"))
def test_every_delimiter(delimiter: str, end: str, quoting: int, tmp_path: Path) -> None:
    """The delimiter is found out, whichever it is and however cells are quoted and lines end."""
    table = written(delimiter, quoting=quoting, lineterminator=end)
    assert texts(read_table(tmp_path, table)) == TEXTS


@pytest.mark.parametrize("delimiter", ["x", " ", ":"])
def test_a_delimiter_that_is_given(delimiter: str, tmp_path: Path) -> None:
    """What would not be guessed can be said."""
    table = f"isi{delimiter}no\nHujan{delimiter}1\n"
    found = read_table(tmp_path, table, ReadOptions(delimiter=delimiter))
    assert texts(found) == ["Hujan"]


def test_escapes_with_blanks(tmp_path: Path) -> None:
    r"""A blank before a quotation mark, and `\"` in a cell, are read together too."""
    table = 'judul, isi\nA, "Kata dia, \\"ya\\", lalu"\nB, "Dua, tiga"\n'
    assert texts(read_table(tmp_path, table)) == ['Kata dia, "ya", lalu', "Dua, tiga"]


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("Data berita 2025\n", 2),
        ("Data berita 2025,,\n\n", 3),
        ("Sumber: hasil unduhan\n,,\nApril\n", 4),
    ],
)
def test_titles_above_the_header(above: str, line: int, tmp_path: Path) -> None:
    """Title lines above the header are told, and the columns are read from the header."""
    found = read_table(tmp_path, above + "judul,isi,tanggal\nA,Hujan turun.,2025-04-28\n")
    assert texts(found) == ["Hujan turun."]
    [notice] = [r for r in found if isinstance(r, Notice)]
    assert f"line {line} names the columns" in notice.reason


@pytest.mark.parametrize("sep", ["sep=;\n", "SEP=;\r\n", "\ufeffsep=;\n", '"sep=;"\n'])
def test_the_line_of_excel(sep: str, tmp_path: Path) -> None:
    """Excel's first line names the delimiter and is no row."""
    found = read_table(tmp_path, sep + "id;isi\n7;Hujan, lalu, panas.\n")
    assert texts(found) == ["Hujan, lalu, panas."]


@pytest.mark.parametrize(
    "row",
    [
        '"Tebing Longsor",2024-06-25 21:05:00,"Petugas menutup ruas Jalan Melati."',
        "1,https://a.test/1,Hujan turun di lereng.",
        "Harga Cabai,28/04/2025,Naik",
        "A,B," + "Hujan turun di lereng gunung sejak subuh hingga siang hari. " * 2,
    ],
)
def test_without_a_header(row: str, tmp_path: Path) -> None:
    """A first row that is an article is said to be one, and none is lost with the remedy."""
    [refusal] = read_table(tmp_path, f"{row}\n{row}\n")
    assert isinstance(refusal, Refusal)
    assert "looks like an article" in refusal.reason
    options = ReadOptions(header=("title", "", "text"))
    assert len(texts(read_table(tmp_path, f"{row}\n{row}\n", options))) == 2


def test_a_header_that_was_there_already(tmp_path: Path) -> None:
    """Names that are given do not make an article of the row that names the columns."""
    found = read_table(tmp_path, "judul,isi\nA,Hujan.\n", ReadOptions(header=("title", "text")))
    assert texts(found) == ["Hujan."]
    assert "line 1 names columns itself" in str(found[0])


def test_a_title_line_with_commas(tmp_path: Path) -> None:
    """A title line may hold the delimiter, where the header below it names two fields."""
    table = "Data berita, April 2025, hasil unduhan\njudul,isi,label\nA,Hujan.,1\n"
    assert texts(read_table(tmp_path, table)) == ["Hujan."]


def test_single_quotation_marks(tmp_path: Path) -> None:
    """A table that quotes with single marks is read so."""
    table = "'judul','isi'\n'A','Hujan, lalu ''panas''.'\n"
    assert texts(read_table(tmp_path, table)) == ["Hujan, lalu 'panas'."]


@pytest.mark.parametrize("mark", ["", '"'])
def test_one_column(mark: str, tmp_path: Path) -> None:
    """In a table of one column the commas are the text's, quoted or not."""
    rows = ["isi", "Hujan turun, lalu reda.", "Panas; lagi"]
    table = "".join(f"{mark}{row}{mark}\n" for row in rows)
    assert texts(read_table(tmp_path, table)) == rows[1:]


def test_many_broken_rows_are_few_sentences(tmp_path: Path) -> None:
    """Rows that break in one way are told a few times, whatever they hold, and counted whole."""
    rows = "".join(f"J{n},Satu{', dua' * (1 + n % 9)}\n" for n in range(500))
    found = read_table(tmp_path, "judul,isi\n" + rows)
    refusals = [r for r in found if isinstance(r, Refusal)]
    assert len(refusals) == 4
    assert sum(r.records for r in refusals) == 500


def test_many_wrong_dates_are_few_sentences(tmp_path: Path) -> None:
    """Dates that are not understood are told a few times, whatever they hold."""
    rows = "".join(f"Hujan {n}.,pada hari ke-{n}\n" for n in range(500))
    found = read_table(tmp_path, "isi,tanggal\n" + rows)
    told = [str(r) for r in found if isinstance(r, Notice)]
    assert len(told) == 4
    assert "(497 records: line 5, " in told[-1]


def test_columns_with_one_name(tmp_path: Path) -> None:
    """Of two columns with one name the first is read, and the other is told."""
    found = read_table(tmp_path, "judul,isi,isi\nA,satu,dua\n")
    assert texts(found) == ["satu"]
    assert "left out 'isi (2)'" in str(found[-1])


@pytest.mark.parametrize(
    "value", ["", " ", "NaN", "nan", "NaT", "None", "NULL", "null", "-", "N/A"]
)
def test_missing_values(value: str, tmp_path: Path) -> None:
    """What programs write for a missing value is no value: no title, date, outlet, url or id."""
    names = "id,judul,isi,tanggal,media,url,penulis,kategori,bahasa"
    found = read_table(tmp_path, f"{names}\n{','.join([value, value, 'Hujan.', *[value] * 6])}\n")
    [article] = [r for r in found if isinstance(r, Article)]
    assert article.id_origin == "content"
    assert (article.title, article.published, article.outlet, article.url) == ("", None, None, None)
    assert (article.authors, article.section, article.language) == ((), None, None)
    assert len(found) == 1


@settings(max_examples=60)
@given(
    st.lists(
        st.lists(st.text(st.sampled_from('ab ,;|\t\n"“é'), max_size=8), min_size=2, max_size=2),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(",;\t|"),
)
def test_what_a_writer_wrote_is_read(rows: list[list[str]], delimiter: str) -> None:
    """The dialect that is found reads what Python's writer wrote with the delimiter."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([["judul", "isi"], *rows])
    lines = list(io.StringIO(stream.getvalue(), newline=""))
    table = find_table(lines, Columns({}))
    assert list(csv.reader(lines, strict=True, **table.options))[1:] == rows
