"""From bytes to text: find out the encoding, a whole file or a line at a time.

A *fault* is a sentence that says why bytes are not text; a *note* says what was assumed about
bytes that are. Line ends stay as they were read; a byte order mark is not part of the text.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO, NamedTuple

# The longest line, and the largest one-article file, in bytes. A long news article has 50 kB;
# a "line" above this is a file of another kind, and would only cost memory.
MAX_LINE = 16 * 1024 * 1024
_TOO_LONG = f"the line is longer than {MAX_LINE:,} bytes"
_SAMPLE = 64 * 1024  # bytes looked at to find out what a file is
_CHUNK = 1024 * 1024
_BOMS = (  # the longer first: UTF-32's little-endian mark begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "gzip-compressed; unpack it first"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
_CONTROLS = bytes((*range(9), *range(14, 27)))
_MOST_CONTROLS = 0.1  # share of the bytes; text has none, compiled and packed files a fifth
# What Indonesian text in Windows-1252 has beyond ASCII: typographic marks and the letters of
# loan words and names. Bytes of other encodings fall on other letters (chosen on articles of
# Tribunnews re-encoded, 2026-11: charset-normalizer alone takes them for cp1250 or cp775).
_WESTERN = re.compile("[\x00-\x7f…‘’“”•–—™\xa0©®°·«»²³¼½¾×€£àáâãäåæçèéêëìíîïñòóôõöøùúûüýÉÁÖÜÇ]*")


class NotTextError(ValueError):
    """Bytes that are not text; the message says why."""


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
        note: what was assumed to read the line, or None.
    """

    number: int
    text: str | None
    fault: str | None = None
    whole: bool = False
    note: str | None = None


def decode(raw: bytes) -> Decoded:
    """Return the text of a whole file.

    Raises:
        NotTextError: the bytes are not text.
    """
    encoding, raw = split_bom(raw)
    if encoding == "utf-8":
        _refuse_binary(raw)
        _refuse_nul(raw)
        return _decode_narrow(raw)
    try:
        return Decoded(raw.decode(encoding), None)
    except UnicodeDecodeError as error:
        raise NotTextError(f"broken {encoding.upper()} at byte {error.start}") from None


def iter_lines(stream: BinaryIO) -> Iterator[Line]:
    """Yield the lines of a stream, holding one at a time; lines end with a line feed.

    A line that is longer than `MAX_LINE` bytes or is not text is yielded as a fault, and the
    next one is read. Where the head of the stream is binary, that is the only thing yielded.
    """
    raw = stream.readline(MAX_LINE + 1)
    encoding, raw = split_bom(raw)
    if encoding != "utf-8":
        yield from _iter_wide(raw, stream, encoding)
        return
    try:
        _refuse_binary(raw)
    except NotTextError as error:
        yield Line(1, None, fault=str(error), whole=True)
    else:
        yield from _iter_narrow(raw, stream)


def iter_chunks(stream: BinaryIO) -> Iterator[Decoded]:
    """Yield the text of a stream in pieces of about a megabyte, without regard to lines.

    Raises:
        NotTextError: the stream is binary, or turns out to be.
    """
    held = stream.read(_CHUNK)
    encoding, held = split_bom(held)
    if encoding == "utf-8":
        _refuse_binary(held)
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    while held:
        chunk = stream.read(_CHUNK)
        if encoding != "utf-8":
            yield Decoded(_decode_step(decoder, held, encoding, final=not chunk), None)
            held = chunk
            continue
        cut = len(held)
        while chunk and cut and held[cut - 1] >= 0x80:  # never inside a character
            cut -= 1
        cut = cut or len(held)
        _refuse_nul(held)
        yield _decode_narrow(held[:cut])
        held = held[cut:] + chunk


def _decode_step(
    decoder: codecs.IncrementalDecoder, chunk: bytes, encoding: str, *, final: bool
) -> str:
    try:
        return decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        raise NotTextError(f"broken {encoding.upper()}: {error.reason}") from None


def split_bom(raw: bytes) -> tuple[str, bytes]:
    """Return the encoding of the code units, and the bytes after the byte order mark."""
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return encoding, raw[len(bom) :]
    head = raw[:_SAMPLE]
    if head.count(0) >= len(head) * 0.3:  # Latin letters in UTF-16 have a zero in every pair
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if even > 20 * odd:
            return "utf-16-be", raw
        if odd > 20 * even:
            return "utf-16-le", raw
    return "utf-8", raw


def _refuse_binary(raw: bytes) -> None:
    for signature, kind in _SIGNATURES:
        if raw.startswith(signature):
            raise NotTextError(f"not text but {kind}")
    head = raw[:_SAMPLE]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > len(head) * _MOST_CONTROLS:
        raise NotTextError("not text: a binary file, by its control characters")


def _refuse_nul(raw: bytes) -> None:
    zero = raw.find(0)
    if zero >= 0:
        line = raw.count(b"\n", 0, zero) + 1
        raise NotTextError(f"a NUL byte in line {line}: a binary file, or a damaged one")


def _decode_narrow(raw: bytes) -> Decoded:
    try:
        return Decoded(raw.decode("utf-8"), None)
    except UnicodeDecodeError:
        pass
    mixed = _decode_mixed(raw)
    if mixed is not None:
        return mixed
    western = raw.decode("cp1252", "replace")
    if _WESTERN.fullmatch(western):
        return Decoded(western, None)
    encoding = _guess(raw[:_SAMPLE])
    try:
        return Decoded(raw.decode(encoding), f"read as {encoding}, a guess")
    except (UnicodeDecodeError, LookupError):
        raise NotTextError(
            f"neither UTF-8 nor {encoding}; save it as UTF-8 and read it again"
        ) from None


def _decode_mixed(raw: bytes) -> Decoded | None:
    """Return UTF-8 with a few bytes of Windows-1252 in it, as pasting makes it, or None."""
    text = raw.decode("utf-8", "surrogateescape")
    strays = re.findall("[\udc80-\udcff]", text)
    sound = sum(character > "\x7f" for character in text) - len(strays)
    if sound <= len(strays):
        return None
    try:
        mended = re.sub(
            "[\udc80-\udcff]", lambda m: bytes((ord(m[0]) - 0xDC00,)).decode("cp1252"), text
        )
    except UnicodeDecodeError:
        raise NotTextError(
            f"UTF-8 with {len(strays)} broken bytes; save it as UTF-8 and read it again"
        ) from None
    return Decoded(mended, f"UTF-8 but for {len(strays)} bytes, which were read as Windows-1252")


@lru_cache(maxsize=16)
def _guess(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return best.encoding if best is not None else "cp1252"


def _iter_narrow(raw: bytes, stream: BinaryIO) -> Iterator[Line]:
    number = 0
    while raw:
        number += 1
        if len(raw) > MAX_LINE:
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(_SAMPLE)
            yield Line(number, None, fault=_TOO_LONG)
        elif b"\0" in raw:
            yield Line(number, None, fault="a NUL byte in the line")
        else:
            try:
                yield Line(number, raw.decode("utf-8"))
            except UnicodeDecodeError:
                yield _rescue(number, raw)
        raw = stream.readline(MAX_LINE + 1)


def _rescue(number: int, raw: bytes) -> Line:
    try:
        text, note = _decode_narrow(raw)
    except NotTextError as error:
        return Line(number, None, fault=str(error))
    return Line(number, text, note=note)


def _iter_wide(raw: bytes, stream: BinaryIO, encoding: str) -> Iterator[Line]:
    number = 0
    try:
        for text in _split_wide(raw, stream, encoding):
            number += 1
            if text is None:
                yield Line(number, None, fault=_TOO_LONG)
            elif "\0" in text:
                yield Line(number, None, fault="a NUL character in the line")
            else:
                yield Line(number, text)
    except UnicodeDecodeError as error:
        reason = f"broken {encoding.upper()} ({error.reason}); the rest was not read"
        yield Line(number + 1, None, fault=reason, whole=True)


def _split_wide(raw: bytes, stream: BinaryIO, encoding: str) -> Iterator[str | None]:
    """Yield lines, None for one that is too long. Lone surrogates pass; records refuse them."""
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    held, dropping = "", False
    while chunk := raw or stream.read(_SAMPLE):
        raw = b""
        *lines, held = (held + decoder.decode(chunk)).split("\n")
        for text in lines:
            yield None if dropping else text + "\n"
            dropping = False
        if len(held) * 2 > MAX_LINE:
            held, dropping = "", True
    held += decoder.decode(b"", final=True)
    if held or dropping:
        yield None if dropping else held
