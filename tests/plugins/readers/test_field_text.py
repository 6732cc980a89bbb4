"""Fields that hold HTML, entities, or UTF-8 that was read as another encoding."""

import time
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.plugins.readers.field_text import LOST, MENDED, TOO_DEEP, read_line, read_text

# Letters, marks and blanks as paragraphs hold them, with what HTML and entities are made of.
WORDS = st.text(st.sampled_from("abc öÿ“”&<>;#'\"=/!-1"), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (
            "<p>Harga cabai naik.</p><br/><p>&ldquo;Stok menipis,&rdquo; kata Sulastri.</p>"
            "<script>var ldquo=1;</script>",
            "Harga cabai naik.\n“Stok menipis,” kata Sulastri.",
        ),
        ("Satu<br>dua<BR />tiga", "Satu\ndua\ntiga"),
        ('<div class="isi"><p>Satu <b>dua</b>\n tiga<p>empat</div>', "Satu dua tiga\nempat"),
        ("<ul><li>padi</li><li>jagung</li></ul>", "padi\njagung"),
        ("<style>p{color:red}</style><p>Isi</p><!-- iklan -->", "Isi"),
        (
            "&lt;p&gt;Warga &amp;amp; aparat&lt;/p&gt;&lt;p&gt;hadir&lt;/p&gt;",
            "Warga & aparat\nhadir",
        ),
        ("<![CDATA[<p>Isi</p>]]>", "Isi"),
        ("&quot;Siap,&quot; kata Karto &#8212; di&nbsp;balai.", '"Siap," kata Karto — di balai.'),
        ("Rp5.000 &amp;nbsp;per kilo", "Rp5.000  per kilo"),
        ("<b>Panen</b> tiba\n\ndi <i>desa</i>", "Panen tiba\n\ndi desa"),
        ("<p>Tanda &lt;b&gt; menebalkan</p>", "Tanda <b> menebalkan"),
    ],
)
def test_html_and_entities(value: str, text: str) -> None:
    """Tags go, blocks stand on lines, entities are decoded, scripts are no text."""
    assert read_text(value) == (text, ())


@pytest.mark.parametrize(
    "value",
    [
        "Harga < 5 ribu dan > 3 ribu, x <b and c> y",
        "<Baca juga> ada di <pasar>",
        "https://kabar.example/?a=1&copy=2&lt=3 R&D AT&T &bukan; teks",
        "“Kami siap,” kata José Müller — naïve façade, harga €5.",
        "kata “Sangat”é dan ”éÑ",
        "baris satu\r\n  baris dua\t\u00a0tiga\u2028",
        "NUL \0 <p>",
        "\ud800 <p>",
        "",
    ],
)
def test_text_stays(value: str) -> None:
    """What is no HTML, no entity and no mojibake stays exactly as it is, refusable or not."""
    assert read_text(value) == (value, ())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("â€œKami siap,â€\u009d kata Karto.", "“Kami siap,” kata Karto."),
        ("Harga naik â€“ lagi â€¦\ncafÃ©", "Harga naik – lagi …\ncafé"),
        ("“Siap,” kata RenÃ© â€˜Sangat’", "“Siap,” kata René ‘Sangat’"),
        ("&ldquo;JosÃ©&rdquo;", "“José”"),
        ("‚ÄúSiap,‚Äù kata Karto.", "“Siap,” kata Karto."),
    ],
)
def test_mojibake(value: str, text: str) -> None:
    """UTF-8 that was read as Windows-1252 is mended, also beside sound text, and told."""
    assert read_text(value) == (text, (MENDED,))


def test_lost_characters_are_told() -> None:
    """What an earlier program has lost cannot be mended: it is told."""
    assert read_text("Kata Jos\ufffd") == ("Kata Jos\ufffd", (LOST,))


def test_too_deep_is_told() -> None:
    """HTML that the parser would not follow to its end stays whole, with a note."""
    value = "<p>luar</p>" + "<div>" * 4000 + "dalam" + "</div>" * 4000
    text, notes = read_text(value)
    assert "dalam" in text
    assert notes == (TOO_DEEP,)


def test_line() -> None:
    """A title is one line; one that needs no decoding keeps its blanks."""
    assert read_line("<h1>Harga &amp;\nCabai</h1><p>naik</p>").text == "Harga & Cabai naik"
    assert read_line("Harga  Cabai").text == "Harga  Cabai"


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_paragraphs_come_back(paragraphs: list[str]) -> None:
    """Paragraphs that are set as HTML come back, blanks single, in their order."""
    page = "".join(f"<p>{escape(p)}</p>" for p in paragraphs)
    wanted = [" ".join(p.split()) for p in paragraphs]
    assert read_text(page).text == "\n".join(line for line in wanted if line)


@given(st.text(st.characters(max_codepoint=127, exclude_characters="<&"), max_size=80))
def test_plain_text_is_untouched(value: str) -> None:
    """ASCII without `<` and `&` is never changed."""
    assert read_text(value) == (value, ())


@given(st.lists(st.sampled_from(["<p>", "</p>", "<a b='", "&amp;", "&", "<", ">", "<!--", "x",
    "</script>", "<script>", "<![CDATA[", "â€œ", "Ã", "\n", "<table>", "'", "&#0;", "é"]))
    .map("".join))  # fmt: skip
def test_any_markup(value: str) -> None:
    """Any mixture of broken markup is read without an error, and is text again after that."""
    text, _ = read_text(value)
    text.encode("utf-8")
    assert "\0" not in text


@pytest.mark.parametrize(
    "piece",
    ["<", "<!--", "<a ", "<a href='", "<script", "</p ", "<p>", "<b><i>", "&amp", "Ã", "â€œ"],
)
def test_hostile_markup_is_linear(piece: str) -> None:
    """Broken markup of a hundred thousand pieces is read within seconds, not hours."""
    begin = time.process_time()
    read_text("<p>é" + piece * 100_000)
    assert time.process_time() - begin < 5
