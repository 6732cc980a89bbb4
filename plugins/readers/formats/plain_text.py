"""Text files: one article a file."""

from collections.abc import Iterator

from kliping.index import Article, Notice, Reading, Refusal
from kliping.plugins import ReadOptions, Source
from kliping.plugins.readers.base import SourceReader, read_text, stem_of
from kliping.plugins.readers.columns import Columns
from kliping.plugins.readers.records import check_text, hash_id


class TextReader(SourceReader):
    """One article a file, its text exactly as decoded; cleaning finds the headline."""

    name = "text"
    suffixes = (".txt",)

    def iter_records(
        self, source: Source, options: ReadOptions, columns: Columns
    ) -> Iterator[Reading]:
        text, note = read_text(source)
        if note is not None:
            yield Notice(source=source.name, line=None, reason=note)
        try:
            text = check_text(text)
            stem = stem_of(source)
            yield Article(
                id=stem or hash_id(text),
                id_origin="file" if stem else "content",
                text=text,
                source_path=source.name,
            )
        except ValueError as error:
            yield Refusal(source=source.name, line=None, reason=str(error))
