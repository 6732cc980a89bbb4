"""The page about a story: whole, alone, harmless, in two languages."""

from dataclasses import replace
from datetime import UTC, date
from html.parser import HTMLParser

import pytest

from kliping.index import ArgumentError, Article
from kliping.index.analyzer import Analyzer
from kliping.stories.report import LANGUAGES, Language, report_page
from kliping.stories.report.page import _read_labels
from kliping.stories.stories import StoryArticle

from .test_stories import MEMBERS, claim, member

VOID = ("meta", "br")
FRAGMENTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "{{ 7 * 7 }} {% raw %}",
    "</style><b>",
    "\x00\x1b[31m \ud800 \u202e",
)


class Tags(HTMLParser):
    """Collects tags, attributes and text, and checks that tags are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += attrs
        self.seen.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    return tags


def make(members: list[StoryArticle], language: Language = "id") -> str:
    return report_page(
        "a",
        members,
        zone=UTC,
        analyzer=Analyzer(),
        language=language,
        made=date(2025, 6, 1),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_and_alone(language: Language) -> None:
    """It is well-formed, asks for nothing outside, and says what the story holds."""
    other = "Jembatan yang rusak sejak dua tahun lalu putus dan 30 orang luka."
    against = member("e", 5, other, outlet="Warta", claims=[claim(other, "30 orang", 30)])
    page = make([*MEMBERS, against], language)
    tags = read(page)
    assert not {"script", "link", "img", "iframe", "object"} & set(tags.seen)
    assert "url(" not in page
    for words in ("Harian Laut", "12 orang", "diduga", "Halim"):
        assert words in tags.text
    assert "<mark>" in page
    expected = {
        "id": ("Siapa melapor lebih dulu", "angka berselisih", "salinan dari b", "1 Juni 2025"),
        "en": ("Who reported first", "figures disagree", "copy of b", "1 June 2025"),
    }
    for words in expected[language]:
        assert words in tags.text


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_nothing_of_an_article_is_markup(fragment: str) -> None:
    """What an article brings along is shown as text, wherever it stands."""
    odd = member("d", 7, f"Teks {fragment} lagi.", title=fragment, outlet=fragment, copies="a")
    odd = replace(odd, wire=(fragment,))
    plain = read(make([*MEMBERS, member("d", 7, "Teks lagi.", title="x", outlet="y", copies="a")]))
    tags = read(make([*MEMBERS, odd]))
    assert set(tags.seen) == set(plain.seen)
    assert {name for name, _ in tags.attributes} == {name for name, _ in plain.attributes}
    assert not any(character in tags.text for character in "\x00\x1b\ud800\u202e")
    if "7 * 7" in fragment:
        assert "7 * 7" in tags.text


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://kabar.example/a?b=1&c='\"", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//kabar.example/a", False),
        (None, False),
    ],
)
def test_only_web_addresses_are_links(url: str | None, *, is_link: bool) -> None:
    """An address of the web is a link, as it stands; nothing else is."""
    article = Article(id="d", text="Jembatan putus.", title="Jembatan", url=url)
    hrefs = [v for n, v in read(make([StoryArticle(article=article)])).attributes if n == "href"]
    assert hrefs == ([url] if is_link else [])


def _gaps(words: str) -> list[str]:
    return sorted(part[: part.index("}")] for part in words.split("{")[1:])


def test_every_word_is_there_in_both_languages() -> None:
    """The languages have the same keys, with the same gaps; twelve months each."""
    words = _read_labels()
    assert words["id"].keys() == words["en"].keys()
    for key in words["id"]:
        assert _gaps(words["id"][key]) == _gaps(words["en"][key])
    assert [len(words[each]["months"].split()) for each in LANGUAGES] == [12, 12]


def test_another_language_is_refused() -> None:
    """A language without words is an error that names those there are."""
    with pytest.raises(ArgumentError, match="id, en"):
        make([*MEMBERS], "jv")  # type: ignore[arg-type]
