"""HTML pages, by trafilatura: the extra `html`.

Offsets count the code points of the extracted text, not of the page.
"""

from collections.abc import Iterator
from typing import Any

from kliping.index import Reading, Refusal
from kliping.plugins import ReadOptions, Source
from kliping.plugins.readers.base import SourceReader, read_text, stem_of
from kliping.plugins.readers.columns import Columns
from kliping.plugins.readers.records import RecordReader


class HtmlReader(SourceReader):
    """The main text of a page and what its head says about it."""

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
        records = RecordReader(source, options, Columns({}))
        page, note = read_text(source)
        if note is not None:
            yield records.notice(None, note)
        found: Any = bare_extraction(page, with_metadata=True, include_comments=False)
        if found is None or not found.text or not found.text.strip():
            yield records.refuse(None, "no article was found in the page")
            return
        record = {
            "title": found.title,
            "text": found.text,
            "published": found.date,
            "outlet": found.sitename,
            "url": found.url,
            "authors": found.author,
            "section": found.categories[0] if found.categories else None,
            "language": found.language,
        }
        yield from records.article(record, None, stem=stem_of(source))
