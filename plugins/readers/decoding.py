"""From bytes to text: whole files, lines, and pieces of about a megabyte.

A *fault* is a sentence that says why bytes are not text; a *note* says what was assumed about
bytes that are. Line ends stay as they were read; a byte order mark is not part of the text.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from .encodings import SAMPLE, NarrowDecoder, NotTextError, refuse_binary, split_bom

# The longest line, and the largest one-article file, in bytes. A long news article has 50 kB;
# a "line" above this is a file of another kind, and would only cost memory.
MAX_LINE = 16 * 1024 * 1024
_TOO_LONG = f"the line is longer than {MAX_LINE:,} bytes"
_CHUNK = 1024 * 1024


class Decoded(NamedTuple):
    """Text, and what was assumed to read it, or None."""

    text: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file, line end included, or why it is none.

    Attributes:
        number: 1-based.
        text: None where there is a fault.
        fault: why the line cannot be read, or None.
        whole: the fault concerns the whole file, of which nothing more is read.
    """

    number: int
    text: str | None
    fault: str | None = None
    whole: bool = False


def decode(raw: bytes) -> Decoded:
    """Return the text of a whole file.

    Raises:
        NotTextError: the bytes are not text.
    """
    encoding, raw = split_bom(raw)
    if encoding == "utf-8":
        refuse_binary(raw)
        _refuse_nul(raw)
        decoder = NarrowDecoder()
        text = decoder.decode(raw)
        return Decoded(text, decoder.note)
    try:
        return Decoded(raw.decode(encoding), None)
    except UnicodeDecodeError as error:
        raise NotTextError(f"broken {encoding.upper()} at byte {error.start}") from None


class Lines:
    """The lines of a stream, one held at a time.

    Lines end with a line feed; in a file that has none, as old programs on Macs write, with a
    carriage return. A line that is longer than `MAX_LINE` bytes or is not text is a fault, and the
    next one is read. Where the head of the stream is binary, that is the only line.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._bytes = _Ahead(stream)
        self._decoder = NarrowDecoder()

    @property
    def note(self) -> str | None:
        """What was assumed about the file so far, or None."""
        return self._decoder.note

    def __iter__(self) -> Iterator[Line]:
        encoding, rest = split_bom(self._bytes.peek(SAMPLE))
        self._bytes.read(len(self._bytes.peek(SAMPLE)) - len(rest))
        if encoding != "utf-8":
            yield from _iter_wide(self._bytes, encoding)
            return
        try:
            refuse_binary(rest)
        except NotTextError as error:
            yield Line(1, None, fault=str(error), whole=True)
        else:
            yield from self._iter_narrow()

    def _iter_narrow(self) -> Iterator[Line]:
        head = self._bytes.peek(_CHUNK)
        end = b"\r" if b"\n" not in head and b"\r" in head else b"\n"
        number = 0
        while raw := self._bytes.readline(MAX_LINE + 1, end):
            number += 1
            if len(raw) > MAX_LINE:
                while raw and not raw.endswith(end):
                    raw = self._bytes.readline(SAMPLE, end)
                yield Line(number, None, fault=_TOO_LONG)
            elif b"\0" in raw:
                yield Line(number, None, fault="a NUL byte in the line")
            else:
                try:
                    yield Line(number, self._decoder.decode(raw, self._bytes.sample))
                except NotTextError as error:
                    yield Line(number, None, fault=str(error))


class Chunks:
    """The text of a stream in pieces of about a megabyte, without regard to lines."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decoder = NarrowDecoder()

    @property
    def note(self) -> str | None:
        """What was assumed about the file so far, or None."""
        return self._decoder.note

    def __iter__(self) -> Iterator[str]:
        """Yield the pieces.

        Raises:
            NotTextError: the stream is binary, or turns out to be.
        """
        held = self._stream.read(_CHUNK)
        encoding, held = split_bom(held)
        if encoding == "utf-8":
            refuse_binary(held)
        wide = codecs.getincrementaldecoder(encoding)("surrogatepass")
        while held:
            chunk = self._stream.read(_CHUNK)
            if encoding != "utf-8":
                yield _decode_step(wide, held, encoding, final=not chunk)
                held = chunk
                continue
            cut = len(held)
            while chunk and cut and held[cut - 1] >= 0x80:  # never inside a character
                cut -= 1
            cut = cut or len(held)
            _refuse_nul(held)
            rest = held[cut:] + chunk
            yield self._decoder.decode(held[:cut], lambda rest=rest: rest)  # type: ignore[misc]
            held = rest


class _Ahead:
    """A stream of bytes that can be looked at ahead."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._held = b""
        self._at = 0

    def sample(self) -> bytes:
        """Return some of the bytes that come next."""
        return self.peek(SAMPLE)

    def peek(self, size: int) -> bytes:
        """Return the next bytes, at least `size` of them except at the end of the stream."""
        while len(self._held) - self._at < size:
            if not self._fill():
                break
        return self._held[self._at : self._at + max(size, 0)]

    def read(self, size: int) -> bytes:
        """Return and pass the next `size` bytes, fewer at the end of the stream."""
        found = self.peek(size)
        self._at += len(found)
        return found

    def readline(self, limit: int, end: bytes) -> bytes:
        """Return and pass the bytes up to and with `end`, at most `limit`; b"" at the end."""
        searched = self._at
        while (found := self._held.find(end, searched)) < 0:
            if len(self._held) - self._at >= limit:
                return self.read(limit)
            searched = len(self._held) - self._at
            if not self._fill():
                return self.read(limit)
        return self.read(min(found + 1 - self._at, limit))

    def _fill(self) -> bool:
        more = self._stream.read(_CHUNK)
        self._held = self._held[self._at :] + more
        self._at = 0
        return bool(more)


def _decode_step(
    decoder: codecs.IncrementalDecoder, chunk: bytes, encoding: str, *, final: bool
) -> str:
    try:
        return decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        raise NotTextError(f"broken {encoding.upper()}: {error.reason}") from None


def _refuse_nul(raw: bytes) -> None:
    zero = raw.find(0)
    if zero >= 0:
        line = raw.count(b"\n", 0, zero) + 1
        raise NotTextError(f"a NUL byte in line {line}: a binary file, or a damaged one")


def _iter_wide(stream: _Ahead, encoding: str) -> Iterator[Line]:
    number = 0
    try:
        for number, text in enumerate(_split_wide(stream, encoding), 1):
            if text is None:
                yield Line(number, None, fault=_TOO_LONG)
            elif "\0" in text:
                yield Line(number, None, fault="a NUL character in the line")
            else:
                yield Line(number, text)
    except UnicodeDecodeError as error:
        reason = f"broken {encoding.upper()} ({error.reason}); the rest was not read"
        yield Line(number + 1, None, fault=reason, whole=True)


def _split_wide(stream: _Ahead, encoding: str) -> Iterator[str | None]:
    """Yield lines, None for one that is too long. Lone surrogates pass; records refuse them."""
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    held, dropping = "", False
    while chunk := stream.read(SAMPLE):
        *lines, held = (held + decoder.decode(chunk)).split("\n")
        for text in lines:
            yield None if dropping else text + "\n"
            dropping = False
        if len(held) * 2 > MAX_LINE:
            held, dropping = "", True
    held += decoder.decode(b"", final=True)
    if held or dropping:
        yield None if dropping else held
