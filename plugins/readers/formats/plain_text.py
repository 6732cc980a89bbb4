"""Text files: one article a file."""

from collections.abc import Iterator

from kliping.index import Article
from kliping.plugins import ReadOptions, Source
from kliping.plugins.readers.base import SourceReader, read_text, stem_of
from kliping.plugins.readers.records import RecordReader, check_text, hash_id
from kliping.plugins.readers.telling import WHOLE
from kliping.plugins.readers.values import UnfitError


class TextReader(SourceReader):
    """One article a file, its text exactly as decoded; cleaning finds the headline."""

    name = "text"
    suffixes = (".txt",)

    def recognises(self, head: bytes, options: ReadOptions) -> bool:
        """Return False: text is what no other reader recognises."""
        return False

    def iter_articles(self, source: Source, records: RecordReader) -> Iterator[Article]:
        text, note = read_text(source)
        if note is not None:
            records.told.notice(WHOLE, note)
        try:
            text = check_text(text)
        except UnfitError as error:
            records.told.refuse(WHOLE, str(error))
            return
        stem = stem_of(source)
        yield Article(
            id=stem or hash_id(text),
            id_origin="file" if stem else "content",
            text=text,
            source_path=source.name,
        )
