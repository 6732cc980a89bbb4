"""Words and names that begin with what was typed: completions and word lists."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from kliping.index import ArgumentError
from kliping.index.analyzer import Analyzer
from kliping.index.analyzer.tokenizer import normalise

# Names of so many fields are looked through for a completion.
NAME_FIELDS = ("person", "organisation", "place", "speaker")
# A field, its colon and what of its value was typed: `place:kor`, `-person:"sri le`.
_VALUE = re.compile(
    r"""(?:^|(?<=[\s(+\-!]))(?P<field>[^\W\d]\w*):(?:["“”„](?P<quoted>[^"“”„]*)|(?P<word>[^\s"“”„()]*))\Z"""
)


class TermReader(Protocol):
    """What completing asks of kliping.index.engine.EngineReader."""

    def top_terms(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]: ...

    def term_counts(
        self, field: str, prefix: str = "", limit: int | None = None
    ) -> list[tuple[str, int]]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What the typed text may become.

    Attributes:
        text: the whole query, its last word completed.
        completed: the word or name that was completed.
        field: the field that the name or word is of; None for a word of no named field.
        count: articles that have the word or name.
    """

    text: str
    completed: str
    field: str | None
    count: int

    def to_dict(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "completed": self.completed,
            "field": self.field,
            "count": self.count,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class WordForm:
    """A word of the archive as written (casefolded), its stem, and articles that have it."""

    word: str
    stem: str
    count: int

    def to_dict(self) -> dict[str, Any]:
        return {"word": self.word, "stem": self.stem, "count": self.count}


def _as_they_are(names: Sequence[tuple[str, str]]) -> list[str]:
    return [name for _, name in names]


def complete(
    reader: TermReader,
    typed: str,
    *,
    limit: int,
    name_fields: Sequence[str] = NAME_FIELDS,
    value_fields: Collection[str] = NAME_FIELDS,
    text_fields: Collection[str] = ("text", "title"),
    spell: Callable[[Sequence[tuple[str, str]]], Sequence[str]] = _as_they_are,
) -> list[Completion]:
    """Return completions of the last word typed, names among them, most frequent first.

    Args:
        typed: a query being typed; what stands before its last word is kept.
        name_fields: keyword fields whose values are completed too.
        value_fields: keyword fields that may be named before a colon; then their values alone are
            completed.
        text_fields: fields of text that may be named so; then their words alone are.
        spell: pairs of field and casefolded name → the names as they are written.

    An empty text, or one that ends with a blank, has no completion.
    """
    if limit < 0:
        raise ArgumentError(f"limit = {limit}: expected 0 or more")
    valued = _VALUE.search(typed)
    if valued is not None:
        return _complete_value(
            reader,
            typed,
            valued,
            limit,
            value_fields=value_fields,
            text_fields=text_fields,
            spell=spell,
        )
    head, last = _split(typed)
    if not last:
        return []
    prefix = last.casefold()
    # (count, word or casefolded name, field or "")
    written = as_indexed(last)
    found = [(n, word, "") for word, n in reader.top_terms("text_exact", written, limit)]
    words = {word for _, word, _ in found}
    named: dict[str, tuple[int, str, str]] = {}
    for field in name_fields:
        for name, count in reader.top_terms(field, prefix, limit):
            # Of a name of one word the word is there already.
            if name not in words and (name not in named or named[name][0] < count):
                named[name] = (count, name, field)
    chosen = sorted([*found, *named.values()], key=lambda row: (-row[0], row[1], row[2]))[:limit]
    spelled = iter(spell([(field, name) for _, name, field in chosen if field]))
    completions = []
    for count, word, field in chosen:
        completed = next(spelled) if field else word
        text = f'{head}{field}:"{_escaped(completed)}"' if field else head + word
        completions.append(
            Completion(text=text, completed=completed, field=field or None, count=count)
        )
    return completions


def _complete_value(
    reader: TermReader,
    typed: str,
    valued: re.Match[str],
    limit: int,
    *,
    value_fields: Collection[str],
    text_fields: Collection[str],
    spell: Callable[[Sequence[tuple[str, str]]], Sequence[str]],
) -> list[Completion]:
    """Return completions of a field's value; none for an unknown field, a date or a number."""
    field, head = valued["field"].casefold(), typed[: valued.start()]
    quoted = valued["quoted"] is not None
    begun = (valued["quoted"] if quoted else valued["word"]).casefold().lstrip()
    if not begun:
        return []
    if field in text_fields and not quoted:
        words = reader.top_terms(f"{field}_exact", as_indexed(begun), limit)
        return [
            Completion(text=f"{head}{field}:{word}", completed=word, field=field, count=count)
            for word, count in words
        ]
    if field not in value_fields:
        return []
    values = reader.top_terms(field, begun, limit)
    spelled = spell([(field, value) for value, _ in values])
    return [
        Completion(
            text=f'{head}{field}:"{_escaped(value)}"', completed=value, field=field, count=count
        )
        for value, (_, count) in zip(spelled, values, strict=True)
    ]


def as_indexed(word: str) -> str:
    """Return the beginning of a word as the index has it: small letters, no accents."""
    return "".join(normalise(word)) or word.casefold()


def _escaped(value: str) -> str:
    """Return a value as it stands between quotation marks."""
    return re.sub(r'(["“”„\\])', r"\\\1", value)


def _split(typed: str) -> tuple[str, str]:
    """Return (what stands before the last word, the last word's letters)."""
    cut = len(typed)
    while cut and (typed[cut - 1].isalnum() or typed[cut - 1] in "'’"):
        cut -= 1
    return typed[:cut], typed[cut:]


def list_words(
    reader: TermReader, prefix: str, *, analyzer: Analyzer, limit: int | None = None
) -> list[WordForm]:
    """Return the words of the article texts that begin with the prefix, most frequent first.

    Args:
        limit: at most so many; None for all. Ties are in order of the alphabet.
    """
    if limit is not None and limit < 0:
        raise ArgumentError(f"limit = {limit}: expected 0 or more")
    folded = as_indexed(prefix)
    if limit is None:
        counted = reader.term_counts("text_exact", folded)
        counted.sort(key=lambda row: (-row[1], row[0]))
    else:
        counted = reader.top_terms("text_exact", folded, limit)
    forms = []
    for word, count in counted:
        terms = analyzer.terms(word)
        forms.append(WordForm(word=word, stem=terms[0].stem if terms else word, count=count))
    return forms
