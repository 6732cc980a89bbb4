"""Leaves over keyword, number and date fields."""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kliping.index import FieldSpec, QueryError
from kliping.index import query_tree as t

from .context import Expansion, QueryContext
from .nodes import Everything, Node, Pattern, Phrase, Range, Word

# What only dates and patterns need is imported where they are compiled: every search pays for
# what is imported here.
if TYPE_CHECKING:
    from .periods import Period

_PLAIN_NUMBER = re.compile(r"[-+]?\d+(?:\.\d{1,2}|\.\d{4,})?(?:[eE][-+]?\d{1,3})?")


class ValueCompiler:
    """Compiles what stands behind a field's colon, for fields that are not text."""

    def __init__(self, query: str, context: QueryContext, expansions: list[Expansion]) -> None:
        self.query = query
        self.context = context
        self.expansions = expansions

    def compile(self, node: Node, spec: FieldSpec, weight: float) -> Any:
        """Return the tree of one leaf, which must be of a kind that the field can have."""
        if isinstance(node, Everything):
            return t.Every(spec.name, boost=weight)
        if spec.type == "keyword":
            return self._keyword(node, spec, weight)
        if isinstance(node, Word | Phrase | Range):
            if isinstance(node, Phrase) and node.slop != 1:
                raise self._fault("a value has no words to be near", node)
            convert = self._dates if spec.type == "date" else self._numbers
            return convert(node, spec, weight)
        raise self._fault(
            f"{spec.name} holds {spec.type}s, which have no patterns; write {_example(spec)}", node
        )

    # -- keywords ----------------------------------------------------------------------------

    def _keyword(self, node: Node, spec: FieldSpec, weight: float) -> Any:
        if isinstance(node, Word | Phrase):
            names = self.context.names(spec.name, node.text) or (node.text,)
            folded = list(dict.fromkeys(" ".join(name.split()).casefold() for name in names))
            if folded != [node.text.casefold()]:
                self._note(node, "alias", names)
            leaves = [t.Term(spec.name, name, boost=weight) for name in folded]
            return leaves[0] if len(leaves) == 1 else t.Or(leaves)
        if isinstance(node, Pattern):
            from .patterns import glob_pieces, glob_to_fnmatch, literal_prefix

            pieces = [(text.casefold(), wild) for text, wild in glob_pieces(node.text)]
            if pieces[-1] == ("*", True) and not any(wild for _, wild in pieces[:-1]):
                return t.Prefix(spec.name, literal_prefix(pieces), boost=weight)
            return t.Wildcard(spec.name, glob_to_fnmatch(pieces), boost=weight)
        if isinstance(node, Range):
            low = None if node.low is None else node.low.casefold()
            high = None if node.high is None else node.high.casefold()
            self._ordered(low, high, node)
            return t.TermRange(
                spec.name, low, high, not node.with_low, not node.with_high, boost=weight
            )
        raise self._fault(
            f'{spec.name} holds whole values: {spec.name}:"value" or {spec.name}:begin*', node
        )

    # -- dates -------------------------------------------------------------------------------

    def _dates(self, node: Word | Phrase | Range, spec: FieldSpec, weight: float) -> Any:
        low: int | None
        high: int | None
        if isinstance(node, Range):
            first = None if node.low is None else self._period(node.low, node)
            last = None if node.high is None else self._period(node.high, node)
            low = None if first is None else first.start if node.with_low else first.end
            high = None if last is None else last.end if node.with_high else last.start
        else:
            low, high = self._period(node.text, node)
        # The tree's ends are included; a period's end is not.
        last_second = None if high is None else high - 1
        self._ordered(low, last_second, node)
        self._note(node, "period", (self._written(low), self._written(high)))
        return t.NumericRange(spec.name, low, last_second, boost=weight)

    def _period(self, text: str, node: Node) -> "Period":
        from .periods import known_words, parse_period

        period = parse_period(text, zone=self.context.zone, now=self.context.now)
        if period is not None:
            return period
        import difflib

        close = difflib.get_close_matches(text.casefold(), known_words(), 1, 0.7)
        raise self._fault(
            f"{text!r} is not a date; write 2025, 2025-04, 2025-04-28, "
            '"28 April 2025", kemarin, "minggu lalu" or 7hari',
            node,
            f'"{close[0]}"' if close else None,
        )

    def _written(self, seconds: int | None) -> str:
        if seconds is None:
            return "*"
        return datetime.fromtimestamp(seconds, self.context.zone).isoformat()

    # -- numbers -----------------------------------------------------------------------------

    def _numbers(self, node: Word | Phrase | Range, spec: FieldSpec, weight: float) -> Any:
        if not isinstance(node, Range):
            number = self._number(node.text, node)
            return t.NumericRange(spec.name, number, number, boost=weight)
        low = None if node.low is None else self._number(node.low, node)
        high = None if node.high is None else self._number(node.high, node)
        self._ordered(low, high, node)
        return t.NumericRange(
            spec.name, low, high, not node.with_low, not node.with_high, boost=weight
        )

    def _number(self, text: str, node: Node) -> float:
        """Return the number as Indonesian writes it: 10.000 is ten thousand, 3,95 a fraction."""
        text = text.strip()
        if _PLAIN_NUMBER.fullmatch(text):
            return float(text)
        found = self.context.analyzer.values(text)
        is_whole = len(found) == 1 and (found[0].start, found[0].end) == (0, len(text))
        if is_whole and found[0].kind != "date":
            self._note(node, "number", (f"{found[0].value:.15g}",))
            return found[0].value
        raise self._fault(
            f'{text!r} is not a number; write 10000, 10.000, 3,95 or "2,7 juta"', node
        )

    # ----------------------------------------------------------------------------------------

    def _ordered(self, low: Any, high: Any, node: Node) -> None:
        if low is not None and high is not None and low > high:
            raise self._fault("the range is empty: its end lies before its beginning", node)

    def _note(self, node: Node, reason: str, into: tuple[str, ...]) -> None:
        self.expansions.append(Expansion(start=node.start, end=node.end, reason=reason, into=into))

    def _fault(self, message: str, node: Node, suggestion: str | None = None) -> QueryError:
        return QueryError(
            message,
            query=self.query,
            offset=node.start,
            length=node.end - node.start,
            suggestion=suggestion,
        )


def _example(spec: FieldSpec) -> str:
    if spec.type == "date":
        return f"{spec.name}:2025-04 or {spec.name}:[2025-04-01 TO 2025-04-30]"
    return f"{spec.name}:10000 or {spec.name}:>=10000"
