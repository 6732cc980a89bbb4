"""What the shipped readers share: every failure of a source becomes a refusal."""

from abc import abstractmethod
from collections.abc import Iterator

from kliping.index import Reading, Refusal
from kliping.plugins import Reader, ReadOptions, Source

from .columns import Columns
from .decoding import MAX_LINE, Decoded, NotTextError, decode


class SourceReader(Reader):
    """A reader that only says how to iterate; opening, closing and failing is done here."""

    def read(self, source: Source, options: ReadOptions) -> Iterator[Reading]:
        """Yield the records of the source.

        Raises:
            ArgumentError: `options.columns` names a field that articles do not have.
        """
        return self._guarded(source, options, Columns(options.columns))

    @abstractmethod
    def iter_records(
        self, source: Source, options: ReadOptions, columns: Columns
    ) -> Iterator[Reading]:
        """Yield the records; may raise OSError and NotTextError for the source as a whole."""

    def _guarded(self, source: Source, options: ReadOptions, columns: Columns) -> Iterator[Reading]:
        empty = True
        try:
            for reading in self.iter_records(source, options, columns):
                empty = False
                yield reading
            if empty:
                yield Refusal(source=source.name, line=None, reason="no records in the file")
        except NotTextError as error:
            yield Refusal(source=source.name, line=None, reason=str(error))
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
            yield Refusal(source=source.name, line=None, reason=reason)


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
