"""Feeds: RSS 2.0, RSS 1.0 (RDF) and Atom; one article an item.

Python's own XML parser fetches nothing and, since Expat 2.4.1, refuses entities that grow without
bound.
"""

import re
from collections.abc import Iterator
from pyexpat import ErrorString
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from kliping.index import Article
from kliping.plugins import ReadOptions, Source
from kliping.plugins.readers.base import SourceReader
from kliping.plugins.readers.records import RecordReader
from kliping.plugins.readers.sniffing import head_text
from kliping.plugins.readers.telling import WHOLE, Place
from kliping.plugins.readers.values import is_own_address

_BEGINS = re.compile(
    r"(?:<\?xml[^>]{0,200}\?>\s*)?(?:<\?[^>]{0,400}\?>\s*|<!--.{0,2000}?-->\s*)*"
    r"<(?:rss[\s>]|feed\s|(?:\w+:)?RDF\s)",
    re.DOTALL,
)
# Bytes parsed at a time. Expat reads a token that goes on beyond them again with the next ones:
# with the 16 KiB of `iterparse`, an unclosed one of some megabytes takes minutes.
_CHUNK = 4 * 1024 * 1024
_ITEMS = ("item", "entry")
_ROOTS = ("rss", "feed", "RDF")
# Elements by their names without the namespace, the preferred first. `encoded` is content:encoded,
# the whole text beside a summary.
_ELEMENTS = {
    "id": ("guid", "id"),
    "title": ("title",),
    "text": ("encoded", "content", "description", "summary"),
    "published": ("pubDate", "published", "date", "issued", "updated"),
    "authors": ("creator", "author"),
    "section": ("category",),
}


class FeedReader(SourceReader):
    """The items of a feed that was saved; its title is the outlet."""

    name = "feed"
    suffixes = (".rss", ".atom", ".rdf", ".xml")

    def recognises(self, head: bytes, options: ReadOptions) -> bool:
        """Return whether the source begins as RSS or Atom."""
        return _BEGINS.match(head_text(head)) is not None

    def iter_articles(self, source: Source, records: RecordReader) -> Iterator[Article]:
        with source.opener() as stream:
            try:
                yield from _iter_items(stream, records)
            except ParseError as error:
                line, column = error.position
                reason = f"not XML: {ErrorString(error.code)} at column {column + 1}"
                records.told.refuse(Place(line=line), f"{reason}; what follows was not read")
            except (ValueError, LookupError) as error:  # an encoding that is declared and unknown
                records.told.refuse(WHOLE, f"not XML that can be read: {error}")


def _iter_items(stream: BinaryIO, records: RecordReader) -> Iterator[Article]:
    outlet: str | None = None
    number = 0
    path: list[str] = []
    for event, element in _iter_events(stream):
        name = _local(element)
        if event == "start":
            path.append(name)
            if len(path) == 1 and name not in _ROOTS:
                reason = (
                    f"an XML document <{name}>, not a feed (RSS or Atom); "
                    "save what it holds as JSON lines, CSV or HTML"
                )
                records.told.refuse(WHOLE, reason)
                return
            continue
        path.pop()
        if name in _ITEMS:
            number += 1
            place = Place(record=f"item {number}")
            article = records.composed(_record(element) | {"outlet": outlet}, place)
            if article is not None:
                yield article
            element.clear()
        elif name == "title" and path[-1:] in (["channel"], ["feed"]):
            outlet = outlet or "".join(element.itertext()).strip() or None


def _iter_events(stream: BinaryIO) -> Iterator[tuple[str, Element]]:
    """Yield the beginnings and ends of elements.

    Raises:
        ParseError: it is not XML.
    """
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    while chunk := stream.read(_CHUNK):
        parser.feed(chunk)
        yield from parser.read_events()  # type: ignore[misc]  # of these two events only
    parser.close()
    yield from parser.read_events()  # type: ignore[misc]  # as above


def _local(element: Element) -> str:
    """Return an element's name without its namespace; "" for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _record(item: Element) -> dict[str, object]:
    """Return the fields of an item, each the first of its elements that says something."""
    inner: dict[str, list[Element]] = {}
    for element in item:
        inner.setdefault(_local(element), []).append(element)
    record: dict[str, object] = {}
    for field, names in _ELEMENTS.items():
        said = (_said(element) for name in names for element in inner.get(name, ()))
        record[field] = next((words for words in said if words), None)
    links = [_link(element) for element in inner.get("link", ())]
    record["url"] = next((link for link in links if link), None)
    id = str(record["id"] or "")
    if is_own_address(id) and not record["url"]:
        record["url"] = id
    if record["url"]:
        record["id"] = None  # the address is the id that other sources know too
    return record


def _said(element: Element) -> str:
    """Return the words of an element; of an Atom author the name, of XHTML the text."""
    name = next((inner for inner in element if _local(inner) in ("name", "term")), None)
    if name is not None:
        return (name.text or "").strip()
    return ("".join(element.itertext()) or element.get("term", "")).strip()


def _link(element: Element) -> str:
    """Return an address: RSS writes it as text, Atom as an attribute of the link to the page."""
    if element.get("rel", "alternate") != "alternate":
        return ""
    return (element.get("href") or element.text or "").strip()
