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

from .context import Highlights, Marks, PhraseMark, QueryContext, WordPattern
from .nodes import Address, Fuzzy, Node, Pattern, Phrase, Regex, Word
from .slots import Slot

if TYPE_CHECKING:
    from .ports import Term

# A word as written, against its stem (issue 4).
EXACT_WEIGHT = 0.5
# A wildcard must say at least so much of the word.
_LEAST_LITERAL = 2
# The keyword field that holds an article's address.
URL_FIELD = "url"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which text fields a word is looked for in, and which name its marks go under.

    Attributes:
        name: the field's name, "" for unnamed words.
    """

    fields: tuple[FieldSpec, ...]
    name: str = ""

    @property
    def exact(self) -> tuple[FieldSpec, ...]:
        """The fields that hold words as written, with their places."""
        return tuple(spec for spec in self.fields if spec.exact)

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

    def __init__(
        self, query: str, context: QueryContext, collected: Collected, warnings: list[str]
    ) -> None:
        self.query = query
        self.context = context
        self.collected = collected
        self.warnings = warnings

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
        is_compound = len(terms) > len(surfaces)
        if len(terms) > 1 and (is_compound or any(not term.exact.isalpha() for term in terms)):
            # ibukota, 10.000, Covid-19, 28/4: the parts mean something only side by side.
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
            if spec.exact and term.rule != "abbreviation":
                # In capitals only it is an abbreviation; as written, `AS` would meet any `as`.
                exact = t.Term(f"{spec.name}_exact", term.exact, boost=in_field * EXACT_WEIGHT)
                leaves.append(exact)
        if positive:
            self.collected.add(scope.name, Marks(stems=frozenset(stems)))
        return leaves[0] if len(leaves) == 1 else t.Or(leaves)

    def address(self, node: Address, scope: Scope, weight: float, positive: bool) -> Any:
        """Return the tree of an address: the article that has it, or those that write it."""
        words = self.exacts(node.text)
        trees = [self._phrase(words, 1, scope, weight, positive)] if words else []
        if not scope.name and any(spec.name == URL_FIELD for spec in self.context.fields):
            trees += [t.Term(URL_FIELD, form, boost=weight) for form in _addresses(node.text)]
        return t.Or(trees) if trees else None

    # -- phrases -----------------------------------------------------------------------------

    def phrase(self, node: Phrase, scope: Scope, weight: float, positive: bool) -> Any:
        """Return the tree of a phrase, None for mere punctuation."""
        if node.pattern:
            return self._globs(node.pattern, node, scope, weight, positive, slop=node.slop)
        words = self.exacts(node.text)
        return self._phrase(words, node.slop, scope, weight, positive) if words else None

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
        slots = [Slot.of_word(word) for word in words]
        return self._in_order(slots, slop, scope, weight, positive)

    def _in_order(
        self, slots: list[Slot], slop: int, scope: Scope, weight: float, positive: bool
    ) -> Any:
        """Return the tree of words and patterns one behind the other, in any field of the scope."""
        if positive:
            self.collected.add(scope.name, _marks_of(slots, slop))
        leaves = []
        for spec in scope.exact:
            name, in_field = f"{spec.name}_exact", weight * scope.weight_of(spec)
            if len(slots) == 1:
                leaves.append(slots[0].leaf(name, in_field))
            elif all(slot.kind == "word" for slot in slots):
                words = [slot.text for slot in slots]
                leaves.append(t.Phrase(name, words, slop=slop, boost=in_field))
            else:
                inside = [slot.leaf(name, 1.0) for slot in slots]
                leaves.append(t.Sequence(inside, slop=slop, boost=in_field))
        return _any(leaves)

    # -- patterns ----------------------------------------------------------------------------

    def pattern(self, node: Pattern, scope: Scope, weight: float, positive: bool) -> Any:
        return self._globs(node.text, node, scope, weight, positive, slop=1)

    def _globs(
        self, pattern: str, node: Node, scope: Scope, weight: float, positive: bool, *, slop: int
    ) -> Any:
        """Return the tree of words with wildcards, None for mere punctuation."""
        from .patterns import split_glob

        words = split_glob(pattern, self.context.analyzer)
        if not words:
            return None
        if sum(not wild for pieces in words for _, wild in pieces) < _LEAST_LITERAL:
            raise QueryLimitError(
                f"{self._written(node)} says too little of the word; give at least "
                f"{_LEAST_LITERAL} letters (limit: expanded terms)",
                query=self.query,
                offset=node.start,
                length=node.end - node.start,
            )
        said = [pieces for pieces in words if not all(wild for _, wild in pieces)]
        if len(said) < len(words):
            self.warnings.append(
                f"{self._written(node)}: a * or ? that touches no letter stands for no word and "
                'was left out; "these words"~2 finds words with one between them'
            )
        slots = [Slot.of_glob(pieces) for pieces in said]
        self._limit(node, slots, scope)
        return self._in_order(slots, slop, scope, weight, positive)

    def regex(self, node: Regex, scope: Scope, weight: float, positive: bool) -> Any:
        """Return the tree of a regular expression, None where it matches no letter."""
        from .patterns import PatternFault, check_regex, split_regex

        try:
            check_regex(node.pattern, self.context.limits)
            alternatives = split_regex(node.pattern, self.context.analyzer)
        except PatternFault as fault:
            kind = QueryLimitError if fault.limit else QueryError
            limit = f" (limit: {fault.limit})" if fault.limit else ""
            raise kind(
                f"{fault}{limit}",
                query=self.query,
                offset=min(node.start + 1 + fault.offset, node.end - 1),
            ) from None
        trees = []
        for expressions in filter(None, alternatives):
            slots = [Slot.of_regex(expression) for expression in expressions]
            self._limit(node, slots, scope)
            trees.append(self._in_order(slots, 1, scope, weight, positive))
        return trees[0] if len(trees) == 1 else t.Or(trees) if trees else None

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
                prefixlength=0,
            )
            for spec in scope.exact
        ]
        return _any(leaves)

    # -- limits ------------------------------------------------------------------------------

    def _limit(self, node: Node, slots: list[Slot], scope: Scope) -> None:
        """Refuse a pattern that stands for too many terms of a field of the scope."""
        for spec in scope.exact:
            for slot in slots:
                if slot.kind != "word":
                    self._limit_slot(node, slot, f"{spec.name}_exact")

    def _limit_slot(self, node: Node, slot: Slot, field_name: str) -> None:
        terms, limit = self.context.terms, self.context.limits.expanded_terms
        if terms is None or terms.count_terms(field_name, slot.begins) <= limit:
            return
        matches = re.compile(slot.expression).fullmatch
        found = (term for term in terms.iter_terms(field_name, slot.begins) if matches(term))
        if next(islice(found, limit, None), None) is not None:
            raise QueryLimitError(
                f"{self._written(node)} stands for more than {limit:,} words of the archive "
                "(limit: expanded_terms)",
                query=self.query,
                offset=node.start,
                length=node.end - node.start,
            )

    def _written(self, node: Node) -> str:
        return self.query[node.start : node.end]

    def _fault(self, message: str, node: Node) -> QueryError:
        return QueryError(
            message, query=self.query, offset=node.start, length=node.end - node.start
        )


def _any(leaves: list[Any]) -> Any:
    """Return what any leaf matches; a field of stems alone gives none, and matches nothing."""
    if not leaves:
        return t.NullQuery
    return leaves[0] if len(leaves) == 1 else t.Or(leaves)


def _marks_of(slots: list[Slot], slop: int) -> Marks:
    """Return what words and patterns in order mark."""
    (first, *more) = slots
    if not more and first.kind == "word":
        return Marks(exacts=frozenset([first.text]))
    if not more:
        return Marks(patterns=(first.expression,))
    words = tuple(
        slot.text if slot.kind == "word" else WordPattern(slot.expression) for slot in slots
    )
    return Marks(phrases=(PhraseMark(words=words, slop=slop),))


def _addresses(text: str) -> list[str]:
    """Return the forms in which an address may be stored: with either scheme, with a last /."""
    bare = text if "://" not in text else text.partition("://")[2]
    schemes = ("https://", "http://") if "://" not in text else (text[: -len(bare)],)
    bare = bare.rstrip("/")
    return [f"{scheme}{bare}{end}".casefold() for scheme in schemes for end in ("", "/")]
