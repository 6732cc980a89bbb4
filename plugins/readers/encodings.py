"""Which encoding a file has: one a file, found out from its bytes.

A byte order mark decides; else zeros in every second byte (UTF-16); else UTF-8. A file that is not
UTF-8 throughout is either UTF-8 with a few *strays*, bytes of Windows-1252 that were pasted in, or
it has one other encoding, for which `choose` looks at how its letters and marks stand.
"""

import codecs
import re
from collections.abc import Callable
from functools import lru_cache

SAMPLE = 64 * 1024  # bytes looked at to find out what a file is
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
# What Windows, a Mac and DOS write Latin letters in; the first is preferred where two fit alike.
_LATIN = ("cp1252", "mac_roman", "cp850")
# Other scripts write whole words beyond ASCII, so that most of such bytes stand in runs of three
# and more; in Latin text, where they stand as `_STANDS` says, hardly any do. Own samples of
# Cyrillic, Greek, Arabic, Chinese and Japanese, 2026-11: runs hold 0.5 to 1.0 of the bytes, and at
# most 0.74 of them fit a Latin encoding; Indonesian articles have fewer than 0.1 in runs.
_RUN = re.compile(rb"[\x80-\xff]{3,}")
_OTHER_SCRIPT = 0.3
_FITS = 0.8
_STRAY = re.compile("[\udc80-\udcff]")
_BEYOND = re.compile("[^\x00-\x7f]")
_LETTERS = "A-Za-zÀ-ÖØ-öø-ÿ"
# How characters beyond ASCII stand in Latin text: marks at the borders of words, a small letter in
# a word that goes on small, a capital at its beginning or among capitals, signs outside words.
_STANDS = re.compile(
    rf"""(?<![{_LETTERS}0-9])[“‘«„‚](?=\S)
    |(?<=\S)[”’»](?![{_LETTERS}0-9])
    |(?<=[{_LETTERS}])’(?=[a-z])
    |(?<![^\x00-\x7f][^\x00-\x7f])[ß-öø-ÿœšž](?![A-Z]|[À-ÖØ-ÿ][À-ÖØ-ÿ])
    |(?<![{_LETTERS}])[À-ÖØ-ÞŒŠŽ](?![À-ÖØ-ÿ][À-ÖØ-ÿ])
    |(?<=[A-Z])[À-ÖØ-ÞŒŠŽ](?![a-z])
    |(?<![a-z])[…–—•™\xa0©®°·²³¼½¾×€£§±ªº¡¿](?![a-z])
    |(?<=[a-z])[…–—™\xa0©®°²³ªº]|[…–—\xa0•€£](?=[a-z])""",
    re.VERBOSE,
)


class NotTextError(ValueError):
    """Bytes that are not text; the message says why."""


def split_bom(raw: bytes) -> tuple[str, bytes]:
    """Return the encoding of the code units, and the bytes after the byte order mark."""
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return encoding, raw[len(bom) :]
    head = raw[:SAMPLE]
    if head.count(0) >= len(head) * 0.3:  # Latin letters in UTF-16 have a zero in every pair
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if even > 20 * odd:
            return "utf-16-be", raw
        if odd > 20 * even:
            return "utf-16-le", raw
    return "utf-8", raw


def refuse_binary(raw: bytes) -> None:
    """Look at the head of a file.

    Raises:
        NotTextError: it is that of an image, an archive or another binary file.
    """
    for signature, kind in _SIGNATURES:
        if raw.startswith(signature):
            raise NotTextError(f"not text but {kind}")
    head = raw[:SAMPLE]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > len(head) * _MOST_CONTROLS:
        raise NotTextError("not text: a binary file, by its control characters")


class NarrowDecoder:
    """Decodes the pieces of one file whose code units are bytes.

    A piece that is UTF-8 is read as such; every other one in the file's one other encoding, which
    the first of them decides.
    """

    def __init__(self) -> None:
        self._encoding: str | None = None
        self._sound = 0
        self._strays = 0

    def decode(self, raw: bytes, ahead: Callable[[], bytes] = bytes) -> str:
        """Return the text of the next piece.

        Args:
            raw: whole characters.
            ahead: returns bytes that follow, from which the encoding is found out too.

        Raises:
            NotTextError: the piece is not text in the file's encoding.
        """
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            return self._decode_other(raw, ahead)
        if not raw.isascii():
            self._sound += len(_BEYOND.findall(text))
        return text

    @property
    def note(self) -> str | None:
        """What was assumed about the file, or None for UTF-8 and Windows-1252."""
        if self._encoding == "utf-8":
            return f"UTF-8 but for {self._strays} bytes, which were read as Windows-1252"
        if self._encoding in (None, "cp1252"):
            return None
        return f"read as {self._encoding}, a guess"

    def _decode_other(self, raw: bytes, ahead: Callable[[], bytes]) -> str:
        if self._encoding is None:
            sample = raw + ahead()
            seen = sample.decode("utf-8", "surrogateescape")
            strays = len(_STRAY.findall(seen))
            sound = self._sound + len(_BEYOND.findall(seen)) - strays
            self._encoding = "utf-8" if sound > strays else choose(_telling(sample))
        try:
            return self._mend(raw) if self._encoding == "utf-8" else raw.decode(self._encoding)
        except (UnicodeDecodeError, LookupError):
            which = "broken UTF-8"
            if self._encoding != "utf-8":
                which = f"neither UTF-8 nor {self._encoding}, as the rest of the file"
            raise NotTextError(f"{which}; save it as UTF-8 and read it again") from None

    def _mend(self, raw: bytes) -> str:
        text = raw.decode("utf-8", "surrogateescape")
        mended = _STRAY.sub(lambda m: bytes((ord(m[0]) - 0xDC00,)).decode("cp1252"), text)
        self._strays += len(_STRAY.findall(text))
        return mended


def _telling(sample: bytes) -> bytes:
    """Return the lines of a sample that tell the encoding: those beyond ASCII."""
    lines = [line for line in re.split(rb"[\r\n]+", sample) if not line.isascii()]
    return b"\n".join(lines)[:SAMPLE]


@lru_cache(maxsize=16)
def choose(sample: bytes) -> str:
    """Return the encoding of bytes that are not UTF-8."""
    fits = {encoding: _fitness(sample.decode(encoding, "replace")) for encoding in _LATIN}
    best = max(fits, key=lambda encoding: fits[encoding])
    beyond = len(sample) - len(sample.translate(None, bytes(range(0x80, 0x100))))
    in_runs = sum(len(run) for run in _RUN.findall(sample))
    if fits[best] >= _FITS or in_runs < beyond * _OTHER_SCRIPT:
        return best
    from charset_normalizer import from_bytes

    guess = from_bytes(sample).best()
    return guess.encoding if guess is not None else best


def _fitness(text: str) -> float:
    """Return the share of the characters beyond ASCII that stand as they do in Latin text."""
    beyond = len(_BEYOND.findall(text))
    stands = sum(found[0] > "\x7f" for found in _STANDS.findall(text))
    return stands / beyond if beyond else 1.0
