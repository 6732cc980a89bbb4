"""Slots: the single words of a text that a phrase or a pattern names one behind the other."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Self

from kliping.index import query_tree as t

if TYPE_CHECKING:
    from .patterns import Pieces

SlotKind = Literal["word", "prefix", "glob", "regex"]
_MERE_LETTERS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One word, or a pattern that one word must match.

    Attributes:
        text: the word, or the pattern as the engine's node of its kind wants it.
        expression: a regular expression that matches the whole word.
        begins: what every match begins with.
    """

    kind: SlotKind
    text: str
    expression: str
    begins: str = ""

    @classmethod
    def of_word(cls, word: str) -> Self:
        return cls(kind="word", text=word, expression=re.escape(word), begins=word)

    @classmethod
    def of_glob(cls, pieces: "Pieces") -> Self:
        """Return the slot of a word with wildcards, or of one that has none after all."""
        from .patterns import glob_to_fnmatch, glob_to_regex, is_prefix, literal_prefix

        begins = literal_prefix(pieces)
        if not any(wild for _, wild in pieces):
            return cls.of_word(begins)
        expression = glob_to_regex(pieces)
        if is_prefix(pieces):
            return cls(kind="prefix", text=begins, expression=expression, begins=begins)
        text = glob_to_fnmatch(pieces)
        return cls(kind="glob", text=text, expression=expression, begins=begins)

    @classmethod
    def of_regex(cls, expression: str) -> Self:
        if _MERE_LETTERS.fullmatch(expression):
            return cls.of_word(expression)
        # The engine anchors a pattern at the beginning of a term only. Without a group it can
        # tell what every match begins with.
        whole = f"(?:{expression})\\Z" if "|" in expression else f"{expression}\\Z"
        return cls(kind="regex", text=whole, expression=expression)

    def leaf(self, field: str, boost: float) -> Any:
        """Return the node that asks for the slot in an indexed field."""
        kinds = {"word": t.Term, "prefix": t.Prefix, "glob": t.Wildcard, "regex": t.Regex}
        return kinds[self.kind](field, self.text, boost=boost)
