"""Names of authors out of what sources write: `Penulis: Rani Lestari | Editor: Budi Hartono`.

A label says what the names after it did. Who wrote is an author; who edited, photographed or
translated is none.
"""

import re
from collections.abc import Iterator
from typing import Final

_WROTE: Final = (
    r"penulis|ditulis oleh|reporter|wartawan|pewarta|jurnalis|kontributor|laporan wartawan"
    r"|written by"
)
_OTHERS: Final = (
    r"(?:copy\s?|video\s?|photo\s?|foto\s?)?editor|disunting(?: oleh)?|penyunting|redaktur|uploader"
    r"|fotografer|videografer|penerjemah|photographer|edited by"
)
# These are words of names and sentences too: labels where a field begins, or before a colon.
_WROTE_FIRST: Final = r"oleh|by|author|laporan"
_OTHERS_FIRST: Final = r"foto|desain|ilustrasi|sumber|source"
_LABEL: Final = re.compile(
    rf"(?:(?:^|(?<=[|/;,(–-])\s*|\n)(?:(?P<wrote1>{_WROTE_FIRST})|{_OTHERS_FIRST})(?:\s*:\s*|\s+|$)"
    rf"|(?:^|(?<=[\s|/;,(–-]))(?:(?P<wrote2>{_WROTE_FIRST})|{_OTHERS_FIRST})\s*:\s*"
    rf"|(?:^|(?<=[\s|/;,(–-]))(?:(?P<wrote3>{_WROTE})|{_OTHERS})(?:\s*[:.]\s*|\s+|$))",
    re.IGNORECASE,
)
_PARTS: Final = re.compile(r"\s*[|;•·\n]\s*|\s+[-–—/]\s+|\s+(?:dan|and|&)\s+(?=[A-Z])")
_EDGES: Final = " \t,.:;|/()[]-–—"
_MAIL: Final = re.compile(r"\S+@\S+|https?://\S+")


_NAME: Final = r"[^\W\d_a-z][\w.'’-]*(?: (?:[^\W\d_a-z][\w.'’-]*|bin|binti|van|de)){0,4}"
_BYLINE: Final = re.compile(
    rf"(?:diposting |diposkan |posted )?(?:{_WROTE}|{_WROTE_FIRST})(?P<mark>\s*:)?\s+"
    rf"(?P<names>(?-i:{_NAME})(?:(?:, | dan | & |; )(?-i:{_NAME}))*)",
    re.IGNORECASE,
)


def read_byline(line: str, *, labelled: bool) -> tuple[str, ...]:
    """Return the names in a line that begins with who wrote: `Oleh Rani Lestari | 5 Juni 2026`.

    Args:
        labelled: only with a colon after the label; elsewhere `Oleh` may begin a sentence.
    """
    found = _BYLINE.match(line)
    if found is None or (labelled and not found["mark"]):
        return ()
    return split_authors(found["names"])


def split_authors(written: str) -> tuple[str, ...]:
    """Return the names of who wrote, each once, in order.

    Names are parted by `;`, `|`, `dan`, dashes between blanks; else by commas, where each part has
    two words: a single word may be a degree (`Siti Aminah, S.Pd.`).
    """
    names: list[str] = []
    for part in _iter_written(_MAIL.sub(" ", written)):
        for piece in _PARTS.split(part):
            names += _split_commas(piece)
    return tuple(dict.fromkeys(name for name in names if any(map(str.isalpha, name))))


def _iter_written(text: str) -> Iterator[str]:
    """Yield the stretches of a field that no label, or one of writing, stands before."""
    begin, wrote = 0, True
    for label in _LABEL.finditer(text):
        if wrote:
            yield text[begin : label.start()]
        begin, wrote = label.end(), any(label.groups())
    if wrote:
        yield text[begin:]


def _split_commas(piece: str) -> list[str]:
    names = [name.strip(_EDGES) for name in piece.split(",")]
    if len(names) > 1 and all(" " in name for name in names):
        return names
    bare = piece.strip().strip(" ,:;|/-–—")
    return [bare.strip("()[] ") if bare[:1] in "([" else bare]
