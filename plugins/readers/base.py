"""What the shipped readers share: every failure of a source becomes a refusal."""

from abc import abstractmethod
from collections.abc import Iterator

from kliping.index import Article, Reading
from kliping.plugins import Reader, ReadOptions, Source

from .decoding import MAX_LINE, Decoded, decode
from .encodings import NotTextError
from .records import RecordReader
from .telling import WHOLE


class SourceReader(Reader):
    """A reader that only makes articles; opening, failing and telling is done here."""

    def read(self, source: Source, options: ReadOptions) -> Iterator[Reading]:
        """Yield the articles of the source and what is to be told of it."""
        return self._guarded(source, RecordReader(source, options))

    @abstractmethod
    def iter_articles(self, source: Source, records: RecordReader) -> Iterator[Article]:
        """Yield the articles; may raise OSError and NotTextError for the source as a whole."""

    def _guarded(self, source: Source, records: RecordReader) -> Iterator[Reading]:
        empty = True
        try:
            for article in self.iter_articles(source, records):
                empty = False
                yield from records.told.flush_whole()
                yield article
            if empty and not records.told.anything:
                records.told.refuse(WHOLE, "no records in the file")
        except NotTextError as error:
            records.told.refuse(WHOLE, str(error))
        except OSError as error:
            records.told.refuse(WHOLE, f"cannot be read: {error.strerror or error}")
        yield from records.finish()


def read_bytes(source: Source) -> bytes:
    """Return all bytes of a source that holds one article.

    Raises:
        NotTextError: there are more than `MAX_LINE` of them, or none.
        OSError: it cannot be opened or read.
    """
    with source.opener() as stream:
        raw = stream.read(MAX_LINE + 1)
    if len(raw) > MAX_LINE:
        raise NotTextError(f"larger than {MAX_LINE:,} bytes, which is no single article")
    return raw


def read_text(source: Source) -> Decoded:
    """Return the decoded text of a source that holds one article.

    Raises:
        NotTextError: as `read_bytes` and `decode`; also where there is nothing but blanks.
        OSError: it cannot be opened or read.
    """
    decoded = decode(read_bytes(source))
    if not decoded.text.strip():
        raise NotTextError("the file is empty" if not decoded.text else "nothing but blanks")
    return decoded


def stem_of(source: Source) -> str | None:
    """Return the id of the one article in a source, or None where the source has no name."""
    if source.id is not None:
        return source.id
    return source.path.stem if source.path is not None else None
