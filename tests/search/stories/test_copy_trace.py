"""Following a text through its copies."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest

from kliping.index import Article, Quotation
from kliping.stories.copy_trace import TracedArticle, iter_passages, trace_copies
from kliping.stories.plots import draw_trace

LEAD = "Banjir merendam tiga desa di hilir sungai itu sejak Selasa malam setelah tanggul jebol."
SAID = "Kami mengungsi ke balai desa dan membawa ternak seadanya sejak malam."
MIDDLE = f"“{SAID}” kata Sarmin, seorang warga, ketika ditemui di pengungsian pagi tadi."
END = "Pemerintah kabupaten mengirim dua perahu karet dan membuka dapur umum di kecamatan."
NEW = "Kementerian pekerjaan umum menjanjikan tanggul baru selesai sebelum musim hujan depan."


def member(
    id: str,
    day: int | None,
    passages: Sequence[str],
    *,
    title: str = "Tiga Desa Terendam",
    quoted: bool = False,
    wire: tuple[str, ...] = (),
) -> TracedArticle:
    text = "\n".join(passages)
    published = None if day is None else datetime(2025, 3, day, 7, tzinfo=UTC)
    quotations: tuple[Quotation, ...] = ()
    if quoted:
        start = text.index(SAID)
        quotations = (Quotation(start=start, end=start + len(SAID), text=SAID, type="direct"),)
    article = Article(id=id, text=text, title=title, outlet=f"Harian {id}", published=published)
    return TracedArticle(article=article, role="edited", wire=wire, quotations=quotations)


MEMBERS = (
    member("asal", 1, [LEAD, MIDDLE, END], quoted=True),
    member("ringkas", 2, [LEAD, END], title="Banjir di Hilir", wire=("ANTARA",)),
    member("tambah", 3, [LEAD, MIDDLE, END, NEW], quoted=True),
    member("turunan", 4, [LEAD, MIDDLE, NEW], quoted=True),
    member("kapan", None, [LEAD, MIDDLE, END], quoted=True),
)


def test_each_copy_tells_what_it_changed() -> None:
    """Order by time, source by likeness, and the changes against the source."""
    steps = {step.article: step for step in trace_copies("asal", MEMBERS).steps}
    assert list(steps) == ["asal", "ringkas", "tambah", "turunan", "kapan"]
    assert steps["asal"].source is None
    ringkas = steps["ringkas"]
    assert (ringkas.source, ringkas.headline, ringkas.wire) == ("asal", True, ("ANTARA",))
    assert ringkas.dropped_quotations == (SAID,)
    assert ringkas.dropped == (MIDDLE,)
    assert ringkas.added == ()
    assert steps["tambah"].added == (NEW,)
    assert not steps["tambah"].headline
    assert steps["turunan"].source == "tambah"
    assert steps["turunan"].dropped == (END,)
    assert steps["kapan"].source == "asal"
    assert steps["kapan"].likeness == 1.0


def test_only_dates_tell_what_follows() -> None:
    """An undated copy is like another, and so is one of the same moment; neither follows it."""
    steps = {step.article: step for step in trace_copies("asal", MEMBERS).steps}
    assert [id for id, step in steps.items() if step.follows] == ["ringkas", "tambah", "turunan"]
    same = [member("a", 1, [LEAD, END]), member("b", 1, [LEAD, END])]
    assert not any(step.follows for step in trace_copies("a", same).steps)


def test_the_order_of_members_does_not_matter() -> None:
    """Shuffled members give the same trace."""
    expected = trace_copies("asal", MEMBERS)
    for seed in range(5):
        shuffled = random.Random(seed).sample(MEMBERS, len(MEMBERS))
        assert trace_copies("asal", shuffled) == expected


def test_a_text_without_paragraphs_has_sentences() -> None:
    """Where the body is one line its sentences are the passages."""
    article = Article(id="a", text=f"{LEAD} {END} {NEW}")
    assert iter_passages(article) == [LEAD, END, NEW]
    assert iter_passages(Article(id="b", text="")) == []


@pytest.mark.parametrize("members", [MEMBERS, MEMBERS[-1:], MEMBERS[:1]])
def test_the_timeline_is_one_file(members: Sequence[TracedArticle]) -> None:
    """The figure is well-formed, shows every member, and refers to nothing outside."""
    svg = draw_trace(trace_copies("asal", members))
    root = ElementTree.fromstring(svg)
    words = "".join(root.itertext())
    assert all(f"Harian {m.article.id}" in words for m in members)
    assert "script" not in svg
    assert svg.count("http") == 1


def test_the_timeline_tells_what_it_is_drawn_from() -> None:
    """N, outlets, days, source and date stand below; the axis is named with its zone."""
    svg = draw_trace(trace_copies("asal", MEMBERS), drawn=date(2026, 1, 9))
    words = [text.text or "" for text in ElementTree.fromstring(svg).iter() if text.text]
    (note,) = [line for line in words if line.startswith("N = ")]
    assert note.startswith(f"N = {len(MEMBERS)} articles; {len(MEMBERS)} outlets; ")
    assert note.endswith("source: an archive of kliping; drawn 09-01-2026")
    assert "published (UTC+0000)" in words


def test_what_has_no_date_stands_apart_from_the_axis() -> None:
    """An undated copy is below the axis, says in words what it is like, and no line leads to it."""
    dated, undated = member("a", 1, [LEAD, MIDDLE, END]), member("b", None, [LEAD, MIDDLE])
    root = ElementTree.fromstring(draw_trace(trace_copies("a", [dated, undated])))
    name = "{http://www.w3.org/2000/svg}"
    texts = {text.text: float(text.attrib["y"]) for text in root.iter(f"{name}text")}
    assert texts["like a · Harian b · Tiga Desa Terendam"] > texts["published (UTC+0000)"]
    assert "without a date" in texts
    first, second = list(root.iter(f"{name}circle"))[-2:]
    lines = [path.attrib["d"] for path in root.iter(f"{name}path")]
    assert not any(d.endswith(f"L{second.attrib['cx']} {second.attrib['cy']}") for d in lines)
    assert float(first.attrib["cy"]) < float(second.attrib["cy"])


def test_the_timeline_escapes_what_it_shows() -> None:
    """Markup and control characters in a headline do not break the file."""
    odd = member("a", 1, [LEAD], title="<b>\x00 & \ud800 Banjir")
    ElementTree.fromstring(draw_trace(trace_copies("a", [odd])))
