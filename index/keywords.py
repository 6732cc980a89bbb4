"""Values of keyword fields: one form for one value, at index and query.

A source may write a value with tabs, line ends or two blanks between its words, or its letters
decomposed (NFD); shown and compared it is one value. Case counts when it is shown only.
"""

import unicodedata


def keyword_value(value: str) -> str:
    """Return a value as facets show it: single blanks, none at its ends, letters composed (NFC)."""
    if value.isascii() and value.isprintable() and "  " not in value:
        return value.strip()
    return " ".join(unicodedata.normalize("NFC", value).split())


def keyword_term(value: str) -> str:
    """Return the term that the index holds of a value: its shown form, casefolded."""
    return keyword_value(value).casefold()


def without_accents(text: str) -> str:
    """Return the text without the accents of its letters."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))
