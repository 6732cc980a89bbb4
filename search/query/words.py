"""Leaves over text fields: words, phrases, patterns, as tree nodes and as what they mark.

A word outside quotation marks is looked for by its stem, and as written at half the weight, in
every field of the scope; all of it in one flat Or, which the engine can add up in one pass.
"""

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from kliping.index import FieldSpec, QueryError, QueryLimitError
from kliping.index import query_tree as t

from .context import Highlights, Marks, PhraseMark, QueryContext
from .nodes import Fuzzy, Node, Pattern, Phrase, Regex, Word

if TYPE_CHECKING:
    from .ports import Term

# A word as written, against its stem (issue 4).
EXACT_WEIGHT = 0.5
# A wildcard must say at least so much of the word.
_LEAST_LITERAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which text fields a word is looked for in, and which name its marks go under.

    Attributes:
        name: the field's name, "" for unnamed words.
    """

    fields: tuple[FieldSpec, ...]
    name: str = ""

    def weight_of(self, spec: FieldSpec) -> float:
        """Return what a match in the field counts; one named field counts 1."""
        return 1.0 if self.name else spec.weight


class Collected:
    """What the leaves say besides the tree: marks by field name."""

    def __init__(self) -> None:
        self.marks: dict[str, Marks] = {}

    def add(self, scope: str, marks: Marks) -> None:
        self.marks[scope] = self.marks.get(scope, Marks()) | marks

    def highlights(self) -> Highlights:
        named = {name: marks for name, marks in self.marks.items() if name}
        return Highlights(everywhere=self.marks.get("", Marks()), fields=named)


class WordCompiler:
    """Compiles the leaves of one query. `positive` is False inside a negation: nothing marks."""

    def __init__(self, query: str, context: QueryContext, collected: Collected) -> None:
        self.query = query
        self.context = context
        self.collected = collected

    # -- words -------------------------------------------------------------------------------

    def surfaces(self, node: Word) -> list[str]:
        """Return the node's words as written; none for mere punctuation."""
        return [surface for surface, _, _ in self.context.analyzer.iter_surfaces(node.text)]

    def is_optional(self, surfaces: list[str]) -> bool:
        """Tell whether all of them are function or question words."""
        return all(self.context.analyzer.is_stop_word(surface) for surface in surfaces)

    def word(self, surfaces: list[str], scope: Scope, weight: float, positive: bool) -> Any:
        """Return the tree of one Word node's words: all are required."""
        terms = [term for s in surfaces for term in self.context.analyzer.query_terms(s)]
        if len(terms) > 1 and any(not term.exact.isalpha() for term in terms):
            # 10.000, Covid-19, 28/4: the parts mean something only side by side.
            return self._phrase([term.exact for term in terms], 1, scope, weight, positive)
        distinct = {term.stem: term for term in terms}
        found = [self.term(term, scope, weight, positive) for term in distinct.values()]
        return found[0] if len(found) == 1 else t.And(found)

    def term(self, term: "Term", scope: Scope, weight: float, positive: bool) -> Any:
        """Return an Or of the term's stems and its form as written, over the scope's fields."""
        stems = (term.stem, *term.alternatives)
        leaves = []
        for spec in scope.fields:
            in_field = weight * scope.weight_of(spec)
            leaves += [t.Term(spec.name, stem, boost=in_field) for stem in stems]
            if term.rule != "abbreviation":
                # In capitals only it is an abbreviation; as written, `AS` would meet any `as`.
                exact = t.Term(f"{spec.name}_exact", term.exact, boost=in_field * EXACT_WEIGHT)
                leaves.append(exact)
        if positive:
            self.collected.add(scope.name, Marks(stems=frozenset(stems)))
        return leaves[0] if len(leaves) == 1 else t.Or(leaves)

    # -- phrases -----------------------------------------------------------------------------

    def phrase(self, node: Phrase, scope: Scope, weight: float, positive: bool) -> Any:
        words = self.exacts(node.text)
        if not words:
            raise self._fault("there is no word between the quotation marks", node)
        return self._phrase(words, node.slop, scope, weight, positive)

    def exacts(self, text: str) -> list[str]:
        """Return the words of a text as the exact fields index them."""
        analyzer = self.context.analyzer
        return [
            term.exact
            for surface, _, _ in analyzer.iter_surfaces(text)
            for term in analyzer.query_terms(surface)
        ]

    def _phrase(
        self, words: list[str], slop: int, scope: Scope, weight: float, positive: bool
    ) -> Any:
        if positive and len(words) == 1:
            self.collected.add(scope.name, Marks(exacts=frozenset(words)))
        elif positive:
            mark = PhraseMark(words=tuple(words), slop=slop)
            self.collected.add(scope.name, Marks(phrases=(mark,)))
        leaves = [
            t.Term(f"{spec.name}_exact", words[0], boost=weight * scope.weight_of(spec))
            if len(words) == 1
            else t.Phrase(
                f"{spec.name}_exact", words, slop=slop, boost=weight * scope.weight_of(spec)
            )
            for spec in scope.fields
        ]
        return leaves[0] if len(leaves) == 1 else t.Or(leaves)

    # -- patterns ----------------------------------------------------------------------------

    def pattern(self, node: Pattern, scope: Scope, weight: float, positive: bool) -> Any:
        from .patterns import glob_to_fnmatch, glob_to_regex, literal_prefix

        pieces = self._folded(node)
        literal = [text for text, wild in pieces if not wild]
        if len(literal) < _LEAST_LITERAL:
            raise QueryLimitError(
                f"{node.text} says too little of the word; give at least {_LEAST_LITERAL} letters "
                "(limit: expanded terms)",
                query=self.query,
                offset=node.start,
                length=node.end - node.start,
            )
        expression = glob_to_regex(pieces)
        is_prefix = pieces[-1] == ("*", True) and not any(wild for _, wild in pieces[:-1])
        prefix = literal_prefix(pieces)
        leaves = []
        for spec in scope.fields:
            name, in_field = f"{spec.name}_exact", weight * scope.weight_of(spec)
            self._limit(node, name, prefix, expression)
            if is_prefix:
                leaves.append(t.Prefix(name, prefix, boost=in_field))
            else:
                leaves.append(t.Wildcard(name, glob_to_fnmatch(pieces), boost=in_field))
        if positive:
            self.collected.add(scope.name, Marks(patterns=(expression,)))
        return leaves[0] if len(leaves) == 1 else t.Or(leaves)

    def _folded(self, node: Pattern) -> list[tuple[str, bool]]:
        """Return the pattern's pieces, literal letters normalised as indexed words are."""
        from .patterns import glob_pieces

        pieces: list[tuple[str, bool]] = []
        for text, wild in glob_pieces(node.text):
            if wild:
                pieces.append((text, True))
            else:
                pieces += [(letter, False) for word in self._normal(text) for letter in word]
        return pieces

    def _normal(self, letter: str) -> list[str]:
        return [term.exact for term in self.context.analyzer.query_terms(letter)]

    def regex(self, node: Regex, scope: Scope, weight: float, positive: bool) -> Any:
        from .patterns import PatternFault, check_regex

        try:
            check_regex(node.pattern, self.context.limits)
        except PatternFault as fault:
            kind = QueryLimitError if fault.limit else QueryError
            limit = f" (limit: {fault.limit})" if fault.limit else ""
            raise kind(
                f"{fault}{limit}",
                query=self.query,
                offset=min(node.start + 1 + fault.offset, node.end - 1),
            ) from None
        # The engine anchors a pattern at the beginning of a term only. Without a group it can
        # tell what every match begins with.
        whole = f"(?:{node.pattern})\\Z" if "|" in node.pattern else f"{node.pattern}\\Z"
        leaves = []
        for spec in scope.fields:
            name = f"{spec.name}_exact"
            self._limit(node, name, "", node.pattern)
            leaves.append(t.Regex(name, whole, boost=weight * scope.weight_of(spec)))
        if positive:
            self.collected.add(scope.name, Marks(patterns=(node.pattern,)))
        return leaves[0] if len(leaves) == 1 else t.Or(leaves)

    def fuzzy(self, node: Fuzzy, scope: Scope, weight: float, positive: bool) -> Any:
        words = self.exacts(node.text)
        if len(words) != 1:
            raise self._fault(f"{node.text!r} is not one word, so it cannot be fuzzy", node)
        if positive:
            self.collected.add(scope.name, Marks(near=((words[0], node.distance),)))
        leaves = [
            t.FuzzyTerm(
                f"{spec.name}_exact",
                words[0],
                boost=weight * scope.weight_of(spec),
                maxdist=node.distance,
                prefixlength=1,
            )
            for spec in scope.fields
        ]
        return leaves[0] if len(leaves) == 1 else t.Or(leaves)

    # -- limits ------------------------------------------------------------------------------

    def _limit(self, node: Node, field_name: str, prefix: str, expression: str) -> None:
        """Refuse a pattern that stands for too many of the field's terms."""
        terms, limit = self.context.terms, self.context.limits.expanded_terms
        if terms is None or terms.count_terms(field_name, prefix) <= limit:
            return
        matches = re.compile(expression).fullmatch
        found = (term for term in terms.iter_terms(field_name, prefix) if matches(term))
        if next(islice(found, limit, None), None) is not None:
            raise QueryLimitError(
                f"{self.query[node.start : node.end]} stands for more than {limit:,} words of the "
                "archive (limit: expanded_terms)",
                query=self.query,
                offset=node.start,
                length=node.end - node.start,
            )

    def _fault(self, message: str, node: Node) -> QueryError:
        return QueryError(
            message, query=self.query, offset=node.start, length=node.end - node.start
        )
