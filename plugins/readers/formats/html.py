"""HTML pages, by trafilatura: the extra `html`.

Trafilatura finds the main text. What the page says of itself (when it was published, by whom, in
which outlet) is read from its own statements. Offsets count the code points of the extracted text,
not of the page.
"""

from collections.abc import Iterator
from typing import Any

from kliping.index import Reading, Refusal
from kliping.plugins import ReadOptions, Source
from kliping.plugins.readers.authors import split_authors
from kliping.plugins.readers.base import SourceReader, read_text, stem_of
from kliping.plugins.readers.columns import Columns
from kliping.plugins.readers.field_text import MENDED, mend_encoding
from kliping.plugins.readers.records import RecordReader

NO_ARTICLE = "no article was found in the page"
IS_LIST = (
    "the page is a list of articles, not one: it shows several linked headings and no paragraph "
    "outside them; save the pages that it links to"
)


class HtmlReader(SourceReader):
    """The main text of a page and what the page says about it."""

    name = "html"
    suffixes = (".html", ".htm")

    def iter_records(
        self, source: Source, options: ReadOptions, columns: Columns
    ) -> Iterator[Reading]:
        try:
            from trafilatura import bare_extraction
        except ImportError as error:
            reason = f"reading HTML needs trafilatura: pip install 'kliping[html]' ({error})"
            reason = " ".join(reason.split())
            yield Refusal(source=source.name, line=None, reason=reason)
            return
        from .page_lines import printed_authors, read_lines
        from .page_published import find_published
        from .page_statements import read_statements

        records = RecordReader(source, options, Columns({}))
        page, note = read_text(source)
        if note is not None:
            yield records.notice(None, note)
        mended = mend_encoding(page)
        if mended != page:
            yield records.notice(None, MENDED)
            page = mended
        found: Any = bare_extraction(
            page,
            with_metadata=True,
            include_comments=False,
            date_extraction_params={"extensive_search": False},
        )
        if found is None or not found.text or not found.text.strip():
            yield records.refuse(None, NO_ARTICLE)
            return
        root = _parse(page)
        statements = read_statements(root)
        lines = read_lines(root, statements.title or found.title)
        if not statements.article and lines.is_list():
            yield records.refuse(None, IS_LIST)
            return
        published, note = find_published(statements, lines, options.zone)
        if note is not None:
            yield records.notice(None, note)
        outlet = statements.outlet or found.sitename
        authors = [name for written in statements.authors for name in split_authors(written)]
        authors = [name for name in authors if name != outlet] or [
            *(printed_authors(lines) or split_authors(found.author or ""))
        ]
        record = {
            "title": statements.title or found.title,
            "text": found.text,
            "published": published.isoformat() if published is not None else None,
            "outlet": outlet,
            "url": statements.url or found.url,
            "authors": authors,
            "section": statements.section or (found.categories[0] if found.categories else None),
            "language": found.language,
        }
        yield from records.article(record, None, stem=stem_of(source))


def _parse(page: str) -> Any:
    """Return the tree of a page, from lxml."""
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    return document_fromstring(page.encode("utf-8", "replace"), parser=parser)
