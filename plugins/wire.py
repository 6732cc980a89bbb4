"""The wire: whose text an article says it is, or is retold from.

Found in the body, the dateline and the by-line:

- a dateline or a credit in brackets: `Jakarta (ANTARA) -`, `(AFP)`, `(Reuters)`;
- a by-line code that holds a wire's: `(ant/rsa)`, `[afp]`;
- a phrase: `dilansir dari X`, `dikutip X dari Y` (Y is the source), `mengutip laman X`,
  `melansir X`, `lapor X`.

After `dilansir`, `melansir`, and with `dari`, `laman` or `situs`, any capitalised name counts;
after `dikutip`, `mengutip` and `lapor` alone only names of the list `wire.tsv`, since people and
papers are quoted with the same words. An outlet is never its own wire.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import ClassVar, Final, NamedTuple

from kliping.index import Article, Enrichment, FieldSpec, Record
from kliping.index.data_files import choices, read_lines, read_rows
from kliping.index.guards import WordGuard, iter_from

from .contracts import Enricher
from .hookspecs import hookimpl

SKIPPED: Final = frozenset({"readmore", "related", "comments", "teaser", "navigation", "caption"})
"""Kinds of region in which a name is not the source of this article's text."""

_WORD = r"[A-Z][\w&'’!-]*(?:\.[\w-]+)*"
_NAME = (
    rf"(?P<name>(?:(?:www\.)?[a-z\d][\w-]*(?:\.[\w-]+)+|{_WORD})"
    rf"(?: (?:{_WORD}|of|the|and|und|de|La|Le))*)"
)
_SITE = (
    r"(?:(?:oleh |di )?(?:laman|situs|kantor berita|media|koran|harian|surat kabar)"
    r"(?: (?:resmi|berita|asing|lokal|online|daring))* )"
)
_ANY_NAME = re.compile(
    rf"\b(?:[Dd]ilansir|[Mm]elansir|[Dd]ikutip|[Mm]engutip|[Dd]isadur|[Dd]ilaporkan)"
    rf"(?: {_WORD}(?: {_WORD})?)? dari {_SITE}?{_NAME}"
)
_SITE_NAME = re.compile(rf"\b(?:[Dd]ikutip|[Mm]engutip|[Dd]ilansir|[Mm]elansir) {_SITE}{_NAME}")
_BARE_NAME = re.compile(rf"\b(?:[Dd]ilansir|[Mm]elansir) (?:oleh )?{_NAME}")
_LISTED_NAME = re.compile(
    rf"\b(?:[Dd]ikutip|[Mm]engutip|[Ll]apor|[Dd]ilaporkan|(?:[Mm]enurut|kata) (?:laporan )?{_SITE})"
    rf" ?(?:oleh )?{_SITE}?{_NAME}"
)
# A word with which each of these expressions begins.
_CUES: Final = WordGuard(
    [
        *("dilansir", "melansir", "dikutip", "mengutip", "disadur", "dilaporkan", "lapor"),
        *("menurut", "kata"),
    ]
)
_BRACKETS = re.compile(r"[(\[](?P<name>[^()\[\]\n]{2,40})[)\]]")
_CODE = re.compile(r"[^\W_]+(?: [^\W_]+)*")
_LINE_END = re.compile(r"[\s.]*(?:\n|\Z)")
_DATELINE_END = re.compile(r"\s*[-–—:]")
_DATELINE_LENGTH: Final = 80
_HEAD: Final = 160


class _Wires(NamedTuple):
    """The lists: folded alias → name, folded by-line code → name, words that end a name."""

    names: Mapping[str, str]
    codes: Mapping[str, str]
    stop: frozenset[str]


class WireEnricher(Enricher):
    """Names the agencies and outlets that an article declares as the source of its text."""

    name: ClassVar[str] = "wire"
    version: ClassVar[str] = "1"
    fields: ClassVar[tuple[FieldSpec, ...]] = (
        FieldSpec(
            name="wire",
            type="keyword",
            multi_valued=True,
            facet=True,
            description="agency or outlet that the article names as the source of its text",
        ),
    )

    def enrich(self, article: Article, earlier: Mapping[str, Enrichment]) -> Enrichment:
        """Return the wires in order of their first mention, each with a record of kind "wire"."""
        own = resolve(article.outlet or "")
        found = sorted(iter_wires(visible_text(article)), key=lambda r: (r.start, r.end))
        found = [r for r in found if own is None or _fold(str(r.data["name"])) != _fold(own)]
        names = tuple(dict.fromkeys(str(record.data["name"]) for record in found))
        if not names:
            return Enrichment()
        return Enrichment(values={"wire": names}, records=tuple(found))


def visible_text(article: Article) -> str:
    """Return the text with blanks for what is neither body nor dateline nor by-line."""
    parts, at = [], 0
    for region in article.regions:
        if region.kind in SKIPPED:
            parts.append(article.text[at : region.start])
            hidden = article.text[region.start : region.end]
            blank = "\n" not in hidden
            parts.append(
                " " * len(hidden) if blank else "".join(c if c == "\n" else " " for c in hidden)
            )
            at = region.end
    parts.append(article.text[at:])
    return "".join(parts)


def iter_wires(text: str) -> Iterator[Record]:
    """Yield a record per place of the text that names a wire; one place may be named twice."""
    seen: set[int] = set()
    cues = _CUES.starts(text)
    for pattern, listed in (
        (_ANY_NAME, False),
        (_SITE_NAME, False),
        (_BARE_NAME, False),
        (_LISTED_NAME, True),
    ):
        for match in iter_from(pattern, text, cues):
            start = match.start("name")
            written = _trim(match["name"])
            name = resolve(written, listed=listed)
            if name and start not in seen:
                seen.add(start)
                yield _record(text, start, start + len(written), name, "phrase")
    for match in _BRACKETS.finditer(text):
        how = _bracket_role(text, match)
        if how is not None:
            for code in _CODE.finditer(match["name"]):
                name = _code_name(code[0], credit=how != "byline")
                start = match.start("name") + code.start()
                if name and start not in seen:
                    seen.add(start)
                    yield _record(text, start, start + len(code[0]), name, how)


def resolve(written: str, *, listed: bool = False) -> str | None:
    """Return the name of a source as the list spells it, or as written where it is not listed.

    None for what is no source, and with `listed` for all that is not listed.
    """
    if not written:
        return None
    known = wires().names.get(_fold(written))
    return known if known or listed else written


@cache
def wires() -> _Wires:
    """Return the lists, read once."""
    names: dict[str, str] = {}
    codes: dict[str, str] = {}
    listed = choices(";")
    for name, aliases, by_line in read_rows(__package__, "wire.tsv", str, listed, listed):
        names.update((_fold(alias), name) for alias in (name, *aliases))
        codes.update(dict.fromkeys(by_line, name))
    lines = read_lines(__package__, "wire-stop.txt")
    stop = frozenset(word for line in lines for word in line.split())
    return _Wires(names, codes, stop)


def _record(text: str, start: int, end: int, name: str, how: str) -> Record:
    data = {"name": name, "how": how}
    return Record(kind="wire", start=start, end=end, text=text[start:end], data=data)


def _bracket_role(text: str, match: re.Match[str]) -> str | None:
    """Return what brackets are: a dateline's, at a line's end a credit or a by-line, or None."""
    line_start = text.rfind("\n", 0, match.start()) + 1
    if match.start() - line_start <= _DATELINE_LENGTH and _DATELINE_END.match(text, match.end()):
        return "dateline" if match.start() <= _HEAD else None
    if _LINE_END.match(text, match.end()):
        return "credit" if "/" not in match["name"] else "byline"
    return None


def _code_name(code: str, *, credit: bool) -> str | None:
    known = wires().codes.get(code.casefold())
    return known or (resolve(code, listed=True) if credit else None)


def _trim(name: str) -> str:
    """Cut a name before a word that is no part of it, and drop what cannot end it."""
    words: list[str] = []
    for word in name.split():
        if word.casefold() in wires().stop:
            break
        words.append(word)
    while words and words[-1].islower() and "." not in words[-1]:
        words.pop()
    return " ".join(words).rstrip(".-'’!&")


def _fold(name: str) -> str:
    """Fold a name for comparison: case, `www.`, domains, spaces and marks do not count."""
    folded = re.sub(r"^www\.|\.(?:com|co\.id|co\.uk|org|net|id)\b.*$", "", name.casefold())
    return re.sub(r"[\W_]", "", folded)


@hookimpl
def kliping_register_enrichers() -> Sequence[Enricher]:
    """Give kliping the enricher of wires."""
    return [WireEnricher()]
