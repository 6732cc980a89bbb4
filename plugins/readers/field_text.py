"""What a field of a record says: HTML, entities and mojibake decoded.

Tables and JSON often hold a page's HTML (`<p>Harga naik.</p><script>…`), entities (`&quot;`), both
once more escaped (`&lt;p&gt;`), or UTF-8 that some program read as Windows-1252 (`â€œ`). What this
module returns is the article's text from then on: every offset counts its code points.

An *element* counts as HTML only where its name is one of HTML's (`elements.tsv`):
`<Baca juga>` and `5 < 6` are text.
"""

import re
from html import unescape
from typing import Final, NamedTuple

from kliping.index.data_files import read_rows, words


def _elements(kind: str) -> frozenset[str]:
    rows = read_rows(__package__, "elements.tsv", str, words)
    return frozenset(name for of, names in rows if of == kind for name in names)


BLOCKS: Final = _elements("block")
SILENT: Final = _elements("silent")


def _any_of(names: frozenset[str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


# What follows a tag's name in HTML but not in `x <b and c> y`: the end of the tag, or an attribute.
_REST: Final = (
    r"(?:\s*/?>|\s+(?:[\w:.@-]+\s*=|(?:hidden|nowrap|noshade|itemscope|data-[\w-]+)[\s/>]))"
)
_SHAPE: Final = (
    rf"/?(?:{_any_of(BLOCKS | _elements('inline'))}){_REST}"
    rf"|/?(?:{_any_of(SILENT)})[\s/>]|!--|!doctype\s"
)
_TAG: Final = re.compile(rf"<(?:{_SHAPE})", re.IGNORECASE)
_OPENS: Final = re.compile(rf"<(?!{_SHAPE})", re.IGNORECASE)
_CDATA: Final = re.compile(r"<!\[CDATA\[|\]\]>")
_PROCESSING: Final = re.compile(r"<\?xml\b[^<>]{0,200}\?>")
# With the semicolon only: `?a=1&copy=2` is an address.
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BLANKS: Final = re.compile(r"[ \t\r\n\f\u00a0]+")
_SPACES: Final = re.compile(r"[ \t\f\u00a0]+")
_LINE: Final = re.compile(r"[^\r\n]+")
_WESTERN: Final = frozenset(["latin-1", "sloppy-windows-1252"])
MENDED: Final = "UTF-8 that had been read as Windows-1252 was mended"
TOO_DEEP: Final = "its HTML is nested too deeply to be read; the tags are left in the text"
LOST: Final = "it holds the mark of lost characters (U+FFFD); its encoding was broken before"


class _TooDeepError(ValueError):
    """The HTML is nested more deeply than the parser follows; it would lose what is inside."""


class FieldText(NamedTuple):
    r"""A field's value, decoded.

    Attributes:
        text: with `\n` between what HTML sets on lines of their own.
        notes: what was mended or is lost, each worth a notice; decoding HTML is worth none.
    """

    text: str
    notes: tuple[str, ...]


def read_text(value: str) -> FieldText:
    """Return the text of a field that may have lines: an article's body.

    A value without `<`, `&` and characters beyond ASCII comes back as it is. One that holds a NUL
    or half a surrogate pair, which no field may, does too. Cost: linear in the value.
    """
    if "\0" in value:
        return FieldText(value, ())
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return FieldText(value, ())
    text, notes = value, []
    if not value.isascii():
        text = mend_encoding(value)
        if text != value:
            notes.append(MENDED)
    if "<" in text or "&" in text:
        try:
            text = _decode(text)
        except _TooDeepError:
            notes.append(TOO_DEEP)
    if "\ufffd" in text:
        notes.append(LOST)
    return FieldText(text, tuple(notes))


def read_line(value: str) -> FieldText:
    """Return the text of a field that is one line: a title, a name. Blanks are single."""
    text, notes = read_text(value)
    return FieldText(" ".join(text.split()) if text != value else text, notes)


def mend_encoding(text: str) -> str:
    """Return a text in which UTF-8 that was read as another encoding is itself again, by ftfy.

    Lines are mended one by one: a text may be pasted together from several sources. Only what
    Windows and Macintosh programs make of it is mended; what ftfy takes for a text read as Cyrillic
    or as one of DOS is rather a foreign word.
    """
    from ftfy.badness import is_bad

    return _LINE.sub(lambda line: _mend_line(line[0]), text) if is_bad(text) else text


def _mend_line(line: str) -> str:
    from ftfy import TextFixerConfig, fix_encoding_and_explain

    fixed, steps = fix_encoding_and_explain(line, TextFixerConfig())
    used = {step.parameter for step in steps or () if step.action == "encode"}
    if not used <= _WESTERN | {"macroman"}:
        return line
    latin = all(letter < "\u0250" or "\u2000" <= letter < "\u2c00" for letter in fixed)
    return fixed if latin or used <= _WESTERN else line


def _decode(text: str) -> str:
    """Return a text without HTML: tags out, entities decoded, also where they are escaped twice."""
    text = _PROCESSING.sub("", _CDATA.sub("", text))
    marked = _TAG.search(text) is not None
    if not marked:
        unescaped = _unescape(text)
        marked = unescaped != text and _TAG.search(unescaped) is not None
        text = unescaped
    if marked:
        text = _strip(text)
    return _unescape(text)


def _unescape(text: str) -> str:
    if "&" not in text:
        return text
    return _ENTITY.sub(lambda entity: unescape(entity[0]).replace("\u00a0", " "), text)


def _strip(markup: str) -> str:
    """Return the text of HTML, with a line end where a block begins or ends.

    Blanks are single, as a browser shows them. HTML without any block keeps its own lines: so does
    the text of a blog before its paragraphs are set.
    """
    from lxml.etree import ErrorLevels, HTMLParser, iterwalk
    from lxml.html import document_fromstring

    escaped = _OPENS.sub("&lt;", markup)
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    root = document_fromstring(f"<body>{escaped}</body>".encode(), parser=parser)
    if any(error.level == ErrorLevels.FATAL for error in parser.error_log):
        raise _TooDeepError
    parts: list[str] = []
    silent = 0
    blocks = False
    for event, element in iterwalk(root, events=("start", "end")):
        name = element.tag
        if name in SILENT:
            silent += 1 if event == "start" else -1
        elif name in BLOCKS:
            parts.append("\0")  # no text holds one
            blocks = True
        told = element.text if event == "start" else element.tail
        if told and not silent:
            parts.append(told)
    blanks = _BLANKS if blocks else _SPACES
    lines = (blanks.sub(" ", line).strip() for line in "".join(parts).split("\0"))
    return "\n".join(line for line in lines if line)
