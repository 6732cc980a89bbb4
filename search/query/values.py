"""Leaves over keyword, number and date fields."""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kliping.index import FieldSpec, QueryError
from kliping.index import query_tree as t
from kliping.index.keywords import keyword_term

from .context import Expansion, QueryContext
from .nodes import Everything, Node, Pattern, Phrase, Range, Word

# What only dates and patterns need is imported where they are compiled: every search pays for
# what is imported here.
if TYPE_CHECKING:
    from .periods import Period

_PLAIN_NUMBER = re.compile(r"[-+−]?\d+(?:\.\d{1,2}|\.\d{4,})?(?:[eE][-+]?\d{1,3})?")


class ValueCompiler:
    """Compiles what stands behind a field's colon, for fields that are not text."""

    def __init__(
        self,
        query: str,
        context: QueryContext,
        expansions: list[Expansion],
        warnings: list[str],
    ) -> None:
        self.query = query
        self.context = context
        self.expansions = expansions
        self.warnings = warnings

    def compile(self, node: Node, spec: FieldSpec, weight: float) -> Any:
        """Return the tree of one leaf, which must be of a kind that the field can have."""
        if isinstance(node, Everything):
            return t.Every(spec.name, boost=weight)
        if spec.type == "keyword":
            return self._keyword(node, spec, weight)
        if isinstance(node, Word | Phrase | Range):
            if isinstance(node, Phrase) and (node.slop != 1 or node.is_open):
                raise self._fault("a value has no words to be near, and no beginning", node)
            convert = self._dates if spec.type == "date" else self._numbers
            return convert(node, spec, weight)
        raise self._fault(
            f"{spec.name} holds {spec.type}s, which have no patterns; write {_example(spec)}", node
        )

    # -- keywords ----------------------------------------------------------------------------

    def _keyword(self, node: Node, spec: FieldSpec, weight: float) -> Any:
        if isinstance(node, Word | Phrase) and not _is_open(node):
            if isinstance(node, Word) and (several := self._listed(node, spec)):
                return t.Or([self._value(value, node, spec, weight) for value in several])
            return self._value(node.text, node, spec, weight)
        if isinstance(node, Pattern | Phrase):
            return self._begun(node, spec, weight)
        if isinstance(node, Range):
            low = None if node.low is None else keyword_term(node.low)
            high = None if node.high is None else keyword_term(node.high)
            self._ordered(low, high, node)
            return t.TermRange(
                spec.name, low, high, not node.with_low, not node.with_high, boost=weight
            )
        raise self._fault(
            f'{spec.name} holds whole values: {spec.name}:"value" or {spec.name}:begin*', node
        )

    def _value(self, text: str, node: Node, spec: FieldSpec, weight: float) -> Any:
        """Return the tree of a value by any of its names."""
        names = self.context.names(spec.name, text) or (text,)
        folded = list(dict.fromkeys(map(keyword_term, names)))
        if folded != [text.casefold()]:
            self._note(node, "alias", names)
        leaves = [t.Term(spec.name, name, boost=weight) for name in folded]
        return leaves[0] if len(leaves) == 1 else t.Or(leaves)

    def _begun(self, node: Pattern | Phrase, spec: FieldSpec, weight: float) -> Any:
        from .patterns import glob_pieces, glob_to_fnmatch, is_prefix, literal_prefix

        if isinstance(node, Phrase):
            return t.Prefix(spec.name, keyword_term(node.text), boost=weight)
        pieces = [
            (text if wild else text.casefold(), wild) for text, wild in glob_pieces(node.text)
        ]
        if is_prefix(pieces):
            return t.Prefix(spec.name, literal_prefix(pieces), boost=weight)
        return t.Wildcard(spec.name, glob_to_fnmatch(pieces), boost=weight)

    def _listed(self, node: Word, spec: FieldSpec) -> list[str]:
        """Return the values of `Kompas,Tempo` where there is no such value, but each of them."""
        parts = [part.strip() for part in node.text.split(",")]
        if len(parts) < 2 or not all(parts) or self._is_held(spec, node.text):
            return []
        if not all(self._is_held(spec, part) for part in parts):
            return []
        self.warnings.append(
            f"{self.query[node.start : node.end]!r} was read as any of: {', '.join(parts)}"
        )
        return parts

    def _is_held(self, spec: FieldSpec, value: str) -> bool:
        """Tell whether any article has the value, by any of its names."""
        if self.context.terms is None:
            return False
        terms = self.context.terms
        for name in self.context.names(spec.name, value) or (value,):
            term = keyword_term(name)
            if next(iter(terms.iter_terms(spec.name, term)), None) == term:
                return True
        return False

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
            low, high = self._stretch(node.text, node)
        # The tree's ends are included; a period's end is not.
        last_second = None if high is None else high - 1
        self._ordered(low, last_second, node)
        self._note(node, "period", (self._shown(low), self._shown(high)))
        return t.NumericRange(spec.name, low, last_second, boost=weight)

    def _period(self, text: str, node: Node) -> "Period":
        from .periods import parse_period

        period = parse_period(text, zone=self.context.zone, now=self.context.now)
        if period is None:
            raise self._no_date(text, node)
        return period

    def _stretch(self, text: str, node: Node) -> tuple[int | None, int | None]:
        """Return [start, end) of a period, or from the first of two to the end of the other."""
        from .periods import parse_stretch

        stretch = parse_stretch(text, zone=self.context.zone, now=self.context.now)
        if stretch is None:
            raise self._no_date(text, node)
        return stretch

    def _no_date(self, text: str, node: Node) -> QueryError:
        import difflib

        from .periods import known_words

        close = difflib.get_close_matches(text.casefold(), known_words(), 1, 0.7)
        return self._fault(
            f"{text!r} is not a date; write 2025, 2025-04, 2025-04-28, 2025-04-28..2025-05-02, "
            '"28 April 2025", kemarin, "minggu lalu" or 7hari',
            node,
            f'"{close[0]}"' if close else None,
        )

    def _shown(self, seconds: int | None) -> str:
        if seconds is None:
            return "*"
        try:
            return datetime.fromtimestamp(seconds, self.context.zone).isoformat()
        except (ValueError, OverflowError):  # the edges of the calendar lie in no zone but UTC
            return str(seconds)

    # -- numbers -----------------------------------------------------------------------------

    def _numbers(self, node: Word | Phrase | Range, spec: FieldSpec, weight: float) -> Any:
        if not isinstance(node, Range):
            if ".." in node.text:
                ends = node.text.partition("..")
                node = Range(low=ends[0] or None, high=ends[2] or None).at(node.start, node.end)
                return self._numbers(node, spec, weight)
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
            return float(text.replace("−", "-"))
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


def _is_open(node: Word | Phrase) -> bool:
    return isinstance(node, Phrase) and node.is_open


def _example(spec: FieldSpec) -> str:
    if spec.type == "date":
        return f"{spec.name}:2025-04 or {spec.name}:[2025-04-01 TO 2025-04-30]"
    return f"{spec.name}:10000 or {spec.name}:>=10000"
