"""Text of articles on its way out: no control character reaches a terminal, a file or a page.

An article may hold anything: escape sequences that retitle a terminal, C1 controls, characters
that reverse the direction of what follows, and formulas for a spreadsheet. Every way out passes
one of the functions here. Sources of the sets: ECMA-48 (C0 and C1 controls), Unicode UAX #9
(explicit directional formatting), OWASP "CSV Injection" (first characters of formulas).
"""

import json
import re

# Explicit directional formatting (LRE to RLO, LRI to PDI) and the deprecated format characters.
# The plain marks (U+200E, U+200F, U+061C) stay: Arabic text needs them, and they reverse nothing.
_DIRECTION = "\u202a-\u202e\u2066-\u206f"
# Line ends that only some programs know, so that one line becomes two: NEL is a C1 control.
_LINE_ENDS = "\u2028\u2029"
_SURROGATES = "\ud800-\udfff"
_UNSAFE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_DIRECTION}{_LINE_ENDS}{_SURROGATES}]")
# JSON escapes C0 controls by itself.
_UNSAFE_IN_JSON = re.compile(f"[\x7f-\x9f{_DIRECTION}{_LINE_ENDS}{_SURROGATES}]")
_NOT_XML = re.compile("[\ufffe\uffff]")
# A spreadsheet reads a cell that begins so as a formula; the wide forms are read likewise.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?")


def harmless(text: str) -> str:
    """Return text of the same length in which nothing moves a cursor or turns a direction.

    Line feeds and tabs stay. A carriage return becomes a blank before a line feed, elsewhere a
    line feed; other C0 controls become their pictures (`␛`), the rest U+FFFD.
    """
    return _UNSAFE.sub(_picture, text)


def _picture(match: re.Match[str]) -> str:
    character = match[0]
    if character == "\r":
        return " " if match.string[match.end() : match.end() + 1] == "\n" else "\n"
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def harmless_line(text: str) -> str:
    """Return `harmless` text of the same length on one line: line ends and tabs become blanks."""
    return harmless(text).replace("\n", " ").replace("\t", " ")


def json_line(value: object, *, indent: int | None = None) -> str:
    """Return JSON of the same value: Indonesian readable, what is unsafe as a `u` escape."""
    written = json.dumps(value, ensure_ascii=False, indent=indent)
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


def xml_text(text: str) -> str:
    """Return text as SVG, HTML and XML can hold it: harmless, and escaped for any place."""
    from html import escape  # with a table of 2,000 entities

    return escape(_NOT_XML.sub("\ufffd", harmless(text)))


def spreadsheet_cell(text: str) -> str:
    """Return a cell that no spreadsheet runs: harmless, a formula behind an apostrophe.

    A number keeps its sign.
    """
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text.strip()):
        text = f"'{text}"
    return harmless(text)
