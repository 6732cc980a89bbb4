"""HTML pages, by trafilatura: the extra `html`.

Trafilatura finds the main text. What the page says of itself (when it was published, by whom, in
which outlet) is read from its own statements. Offsets count the code points of the extracted text,
not of the page.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kliping.index import Article
from kliping.plugins import ReadOptions, Source
from kliping.plugins.readers.authors import split_authors
from kliping.plugins.readers.base import SourceReader, read_text, stem_of
from kliping.plugins.readers.field_text import MENDED, mend_encoding
from kliping.plugins.readers.records import RecordReader
from kliping.plugins.readers.sniffing import head_text
from kliping.plugins.readers.telling import WHOLE

if TYPE_CHECKING:
    from .page_lines import PageLines
    from .page_statements import Statements

_BEGINS = re.compile(
    r"(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    r"<(?:!doctype\s+html|(?:html|head|body|article|main|div|section|p|h1|meta|title)[\s>])",
    re.IGNORECASE | re.DOTALL,
)

NO_ARTICLE = "no article was found in the page"
IS_LIST = (
    "the page is a list of articles, not one: it shows several linked headings and no paragraph "
    "outside them; save the pages that it links to"
)


class HtmlReader(SourceReader):
    """The main text of a page and what the page says about it."""

    name = "html"
    suffixes = (".html", ".htm")

    def recognises(self, head: bytes, options: ReadOptions) -> bool:
        """Return whether the source begins with an element of HTML."""
        return _BEGINS.match(head_text(head)) is not None

    def iter_articles(self, source: Source, records: RecordReader) -> Iterator[Article]:
        try:
            from trafilatura import bare_extraction
        except ImportError as error:
            reason = f"reading HTML needs trafilatura: pip install 'kliping[html]' ({error})"
            records.told.refuse(WHOLE, " ".join(reason.split()))
            return
        from .page_lines import read_lines
        from .page_published import find_published
        from .page_statements import read_statements

        page = _read_page(source, records)
        with _quiet():
            found: Any = bare_extraction(
                page,
                with_metadata=True,
                include_comments=False,
                date_extraction_params={"extensive_search": False},
            )
        if found is None or not (found.text or "").strip():
            records.told.refuse(WHOLE, NO_ARTICLE)
            return
        root = _parse(page)
        statements = read_statements(root)
        lines = read_lines(root, statements.title or found.title)
        if not statements.article and lines.is_list():
            records.told.refuse(WHOLE, IS_LIST)
            return
        published, note = find_published(statements, lines, records.options.zone)
        if note is not None:
            records.told.notice(WHOLE, note)
        record = _record_of(found, statements, lines, published)
        article = records.composed(record, stem=stem_of(source))
        if article is not None:
            yield article


def _read_page(source: Source, records: RecordReader) -> str:
    """Return the markup of a source, and tell what had to be mended in it."""
    page, note = read_text(source)
    if note is not None:
        records.told.notice(WHOLE, note)
    mended = mend_encoding(page)
    if mended != page:
        records.told.notice(WHOLE, MENDED)
    return mended


def _record_of(
    found: Any, statements: "Statements", lines: "PageLines", published: datetime | None
) -> dict[str, Any]:
    """Return what a page says of itself, and where it says nothing what trafilatura found."""
    from .page_lines import printed_authors

    outlet = statements.outlet or found.sitename
    stated = [name for written in statements.authors for name in split_authors(written)]
    authors = [name for name in stated if name != outlet] or [
        *(printed_authors(lines) or split_authors(found.author or ""))
    ]
    return {
        "title": statements.title or found.title,
        "text": found.text,
        "published": published.isoformat() if published is not None else None,
        "outlet": outlet,
        "url": statements.url or found.url,
        "authors": authors,
        "section": statements.section or (found.categories[0] if found.categories else None),
        "language": found.language,
    }


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what trafilatura logs of a page from a terminal: a refusal says it."""
    log = logging.getLogger("trafilatura")
    level = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(level)


def _parse(page: str) -> Any:
    """Return the tree of a page, from lxml."""
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    return document_fromstring(page.encode("utf-8", "replace"), parser=parser)
