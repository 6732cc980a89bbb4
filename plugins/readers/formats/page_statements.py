"""What a web page says of itself in its head: JSON-LD, microdata and meta elements.

A *statement* is a value with a name that says what it means. Statements of other articles (lists,
related items) are left out.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from kliping.index.data_files import read_rows, words

_ARTICLE: Final = re.compile(
    r"(?:https?://schema\.org/)?(?:\w*(?:Article|BlogPosting)|Report|Review|SocialMediaPosting)"
)
_PAGE: Final = re.compile(r"(?:https?://schema\.org/)?(?:WebPage|ItemPage|AboutPage|QAPage)")
_LIST: Final = re.compile(
    r"(?:https?://schema\.org/)?(?:CollectionPage|ItemList|SearchResultsPage|Blog|WebSite)"
)
# What an article's or a page's node holds under these is of other articles.
_OTHERS: Final = frozenset(
    ["itemListElement", "hasPart", "isPartOf", "mentions", "citation", "isBasedOn", "relatedLink",
     "significantLink", "review", "comment", "about", "publisher", "breadcrumb", "blogPost"]
)  # fmt: skip
_LOOSE_DATE: Final = re.compile(r'"datePublished"\s*:\s*"([^"\\]{4,60})"')
_DEEPEST: Final = 12  # levels of a node; @graph of an array of pages has four


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """What the head of a page says.

    Attributes:
        article: the page says that it is one article; listing: that it is a list of several.
        published: as written, the most trusted first.
        dated: as written, what does not say whether it is the day of publication.
        title, outlet, url, section: or None.
        authors: as written, the most trusted statement only.
    """

    article: bool
    listing: bool
    published: tuple[str, ...]
    dated: tuple[str, ...]
    title: str | None
    outlet: str | None
    url: str | None
    section: str | None
    authors: tuple[str, ...]


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    return dict(read_rows(__package__, "page_names.tsv", str, words))


def read_statements(root: Any) -> Statements:
    """Return what a page says of itself; `root` is its tree, from lxml."""
    nodes, loose = _linked_data(root)
    metas = _metas(root)
    url = _address(root, metas)
    node, described = _main_node(nodes, url, metas.get("og:title", [""])[0])
    published = [_string(node.get("datePublished"))] if described else []
    if described or not any(_is(n, _ARTICLE) for n in nodes):
        published += [_string(n.get("datePublished")) for n in nodes if _is(n, _PAGE)]
        published += loose
    authors: tuple[str, ...] = tuple(_people(node.get("author") or node.get("creator")))
    return Statements(
        article=described or metas.get("og:type", [""])[0].startswith("article"),
        listing=any(_is(n, _LIST) for n in nodes) or metas.get("og:type", [""])[0] == "website",
        published=tuple(dict.fromkeys(filter(None, [*published, *_named(metas, "published")]))),
        dated=tuple(_named(metas, "dated")),
        title=_string(node.get("headline")) or _first(metas.get("og:title", ())),
        outlet=_first(_named(metas, "outlet")[:1]) or _first(_people(node.get("publisher"))),
        url=url,
        section=_first(_strings(node.get("articleSection"))) or _first(_named(metas, "section")),
        authors=authors or tuple(_authors(metas)),
    )


def _linked_data(root: Any) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the nodes of the page's JSON-LD, and the dates of scripts that are broken JSON."""
    nodes: list[dict[str, Any]] = []
    loose: list[str] = []
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = (script.text or "").strip()
        try:
            nodes += _iter_nodes(json.loads(text, strict=False), 0)
        except (ValueError, RecursionError):
            found = set(_LOOSE_DATE.findall(text))
            loose += found if len(found) == 1 else ()
    return nodes, loose


def _iter_nodes(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for inner in value:
            yield from _iter_nodes(inner, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for key, inner in value.items():
            if isinstance(inner, dict | list) and key not in _OTHERS:
                yield from _iter_nodes(inner, depth + 1)


def _is(node: Mapping[str, Any], kind: re.Pattern[str]) -> bool:
    return any(kind.fullmatch(name) for name in _strings(node.get("@type")))


def _main_node(
    nodes: list[dict[str, Any]], url: str | None, title: str
) -> tuple[dict[str, Any], bool]:
    """Return the node of the page's own article, and whether there is one.

    Of several, that with the page's address or title; else the first that says when it was
    published, if no other says another day.
    """
    articles = [node for node in nodes if _is(node, _ARTICLE)]
    if len(articles) > 1:
        own = [n for n in articles if _has_address(n, url) or _same(n.get("headline"), title)]
        if own:
            articles = own
    dated = [node for node in articles if _string(node.get("datePublished"))]
    if len({_string(node.get("datePublished")) for node in dated}) > 1 and len(articles) > 1:
        own = [n for n in dated if _has_address(n, url)]
        return (own[0], True) if own else ({}, False)
    found = dated or articles
    return (found[0], True) if found else ({}, False)


def _has_address(node: Mapping[str, Any], url: str | None) -> bool:
    page = node.get("mainEntityOfPage")
    written = [
        node.get("url"),
        node.get("@id"),
        page.get("@id") if isinstance(page, dict) else page,
    ]
    return url is not None and any(
        isinstance(one, str) and one.partition("#")[0].rstrip("/") == url.rstrip("/")
        for one in written
    )


def _same(left: object, right: str) -> bool:
    squeezed = ["".join(filter(str.isalnum, str(text or "").casefold())) for text in (left, right)]
    return squeezed[0] != "" and squeezed[0] == squeezed[1]


def _metas(root: Any) -> dict[str, list[str]]:
    """Return name, casefolded, → contents, of the meta elements, and of microdata in the page."""
    metas: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        content = " ".join((meta.get("content") or "").split())
        for attribute in ("property", "name", "itemprop"):
            name = (meta.get(attribute) or "").strip().casefold()
            if name and content:
                metas.setdefault(name, []).append(content)
    return metas


def _named(metas: Mapping[str, list[str]], what: str) -> list[str]:
    return [content for name in _names()[what] for content in metas.get(name, ())]


def _authors(metas: Mapping[str, list[str]]) -> list[str]:
    for name in _names()["author"]:
        found = [content for content in metas.get(name, ()) if "://" not in content]
        if found:
            return found
    return []


def _address(root: Any, metas: Mapping[str, list[str]]) -> str | None:
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            address = (link.get("href") or "").strip()
            if address.startswith(("http://", "https://")):
                return str(address)
    address = _first(metas.get("og:url", ()))
    return address if address and address.startswith(("http://", "https://")) else None


def _string(value: object) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _strings(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [found for one in values if (found := _string(one))]


def _people(value: object) -> list[str]:
    """Return the names of persons or bodies: strings, or nodes with a name."""
    values = value if isinstance(value, list) else [value]
    named = (one.get("name") if isinstance(one, dict) else one for one in values)
    return [name for one in named for name in _strings(one) if "://" not in name]


def _first(values: Any) -> str | None:
    return next((value for value in values if value), None)
