"""Nodes → the engine's tree.

Weights are pushed down to the leaves. A negation is always AndNot, with `Every` before it where
the query has nothing positive. Function and question words need not match (AndMaybe), unless the
query has no other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kliping.index import FieldSpec, QueryError
from kliping.index import query_tree as t

from . import nodes as n
from .context import Compiled, Expansion, Marks, PhraseMark, QueryContext, WordMode
from .furniture import find_furniture
from .meanings import MEANING_WEIGHT, Meant, with_meanings
from .mending import mend
from .parser import parse, plain_words
from .readings import Reader
from .values import ValueCompiler
from .words import Collected, Scope, WordCompiler

if TYPE_CHECKING:
    from .ports import Term


# How much an article with some of the words only is held back: the exponent of the share of their
# idf that it has (benchmarks/relevance, README, "Weights").
COVERAGE = 0.15


def compile_query(query: str, context: QueryContext) -> Compiled:
    """Parse and compile.

    Raises:
        QueryError: the query cannot be understood, or names a field that there is not.
        QueryLimitError: it would cost more than `context.limits` allow.
    """
    try:
        return _compile_strictly(query, context)
    except QueryError as error:
        if not context.lenient or len(query) > context.limits.length:
            raise
        found = compile(
            plain_words(query, limits=context.limits), context, query=query, reread=False
        )
        warning = f"the query was read as plain words: {error}"
        return replace(found, warnings=(warning, *found.warnings))


def _compile_strictly(query: str, context: QueryContext) -> Compiled:
    mended, warnings = mend(query)
    try:
        root = parse(mended, limits=context.limits)
    except QueryError as error:
        error.query = query
        raise
    found = compile(root, context, query=query)
    return replace(found, warnings=(*warnings, *found.warnings)) if warnings else found


def compile(root: n.Node, context: QueryContext, *, query: str, reread: bool = True) -> Compiled:
    """Return the tree of parsed nodes; raises as `compile_query`.

    Args:
        query: the text that the nodes' offsets count in.
        reread: take what people type for operators as `readings` says.
    """
    compiler = _Compiler(query, context)
    compiler.furniture = find_furniture(query)
    for start, end in compiler.furniture:
        compiler.warnings.append(
            f"{query[start:end].strip()!r} stands before an article's body, so it need not match"
        )
    if reread:
        reader = Reader(query, context.fields)
        root = reader.read(root)
        compiler.warnings += reader.warnings
    tree = compiler.query_tree(root)
    if tree is None:
        raise QueryError(
            "the query has no word to search for", query=query, length=len(query.rstrip())
        )
    return Compiled(
        query=query,
        root=root,
        tree=tree,
        highlights=compiler.collected.highlights(),
        warnings=tuple(dict.fromkeys(compiler.warnings)),
        expansions=tuple(sorted(compiler.expansions, key=lambda e: (e.start, e.end))),
        words=compiler.ranked,
        only_meaning=compiler.only_meaning,
    )


class _Clauses:
    """The clauses of one level: what must match, should, need not, must not.

    `ranked` are words of which one must match, and the more the better.
    """

    def __init__(self) -> None:
        self.must: list[Any] = []
        self.ranked: list[Any] = []
        self.should: list[Any] = []
        self.optional: list[Any] = []
        self.never: list[Any] = []

    def tree(self) -> Any:
        """Return one node, or None where there is no clause at all."""
        required = list(self.must)
        if self.ranked:
            required.append(_ranked(self.ranked))
        either, optional = self.should, self.optional
        if not required and not either:
            required, optional = optional, []
        if required:
            positive = _all(required)
            maybe = either + optional
        elif either:
            positive, maybe = _any(either), optional
        else:
            positive, maybe = None, []
        if maybe:
            positive = t.AndMaybe(positive, _any(maybe))
        if not self.never:
            return positive
        return t.AndNot(t.Every() if positive is None else positive, _any(self.never))


def _all(trees: list[Any]) -> Any:
    return trees[0] if len(trees) == 1 else t.And(trees)


def _ranked(trees: list[Any]) -> Any:
    return trees[0] if len(trees) == 1 else t.RankedWords(trees, coverage=COVERAGE)


def _any(trees: list[Any]) -> Any:
    return trees[0] if len(trees) == 1 else t.Or(trees)


class _Name(n.Node):
    """Words side by side that are a full name, with its abbreviations and their weights."""

    words: tuple[n.Word, ...]
    shorts: "tuple[tuple[Term, float], ...]"


def _is_plain(clause: n.Node) -> bool:
    """Tell whether a clause is words as one types them, without a sign that asks for more."""
    if isinstance(clause, n.Boost):
        return _is_plain(clause.child)
    return isinstance(clause, n.Word | _Name | Meant)


class _Compiler:
    def __init__(self, query: str, context: QueryContext) -> None:
        self.query = query
        self.context = context
        self.collected = Collected()
        self.expansions: list[Expansion] = []
        self.warnings: list[str] = []
        self.furniture: tuple[tuple[int, int], ...] = ()
        self.words = WordCompiler(query, context, self.collected, self.warnings)
        self.ranked: tuple[str, ...] = ()
        self.only_meaning = False

    def query_tree(self, root: n.Node) -> Any:
        """Return the tree of a whole query; None where it holds no word."""
        everywhere = self.everywhere()
        if isinstance(root, n.Sequence):
            return self._top_level(root.clauses, everywhere)
        if type(root) is n.Word:
            return self._top_level((root,), everywhere)
        return self.node(root, everywhere, 1.0, True)

    def _top_level(self, clauses: Sequence[n.Node], everywhere: Scope) -> Any:
        """Return the tree of words as one types them, which may also mean an amount or a time."""
        nodes = with_meanings(self.query, clauses, self.context)
        self.only_meaning = all(isinstance(node, Meant) for node in nodes)
        return self._level(nodes, everywhere, 1.0, True, mode=self.context.words)

    def everywhere(self) -> Scope:
        """Return the scope of unnamed words."""
        weighted = (f for f in self.context.fields if f.type == "text" and f.weight > 0)
        return Scope(fields=tuple(weighted))

    def node(self, node: n.Node, scope: Scope, weight: float, positive: bool) -> Any:
        """Return a node's tree, or None where it holds no word (mere punctuation).

        Args:
            scope: text fields, or one field of another type.
            weight: multiplies the boost of every leaf.
            positive: False inside a negation.
        """
        if isinstance(node, n.Several):
            return self._several(node, scope, weight, positive)
        if isinstance(node, n.Not | n.Must):
            return self._level((node,), scope, weight, positive)
        if isinstance(node, n.Boost):
            return self.node(node.child, scope, weight * node.factor, positive)
        if isinstance(node, n.Field):
            return self.node(node.child, self._named(node), weight, positive)
        return self._leaf(node, scope, weight, positive)

    # -- fields ------------------------------------------------------------------------------

    def _named(self, node: n.Field) -> Scope:
        name = node.name.casefold()
        known = {spec.name: spec for spec in self.context.fields if spec.searchable}
        if name in known:
            return Scope(fields=(known[name],), name=name)
        import difflib

        close = difflib.get_close_matches(name, known, 1, 0.6)
        message = f'unknown field "{node.name}"'
        if close:
            message += f'; did you mean "{close[0]}"?'
        else:
            message += f"; there are: {', '.join(sorted(known))}"
        raise QueryError(
            message,
            query=self.query,
            offset=node.start,
            length=len(node.name),
            suggestion=close[0] if close else f"{node.name}\\: for the word with a colon",
        )

    # -- several clauses ---------------------------------------------------------------------

    def _several(self, node: n.Several, scope: Scope, weight: float, positive: bool) -> Any:
        if isinstance(node, n.Or):
            trees = (self.node(clause, scope, weight, positive) for clause in node.clauses)
            found = [tree for tree in trees if tree is not None]
            return _any(found) if found else None
        any_will_do = isinstance(node, n.Sequence) and self.context.words == "any"
        mode: WordMode = "any" if any_will_do else "all"
        return self._level(node.clauses, scope, weight, positive, mode=mode)

    def _level(
        self,
        nodes: Sequence[n.Node],
        scope: Scope,
        weight: float,
        positive: bool,
        *,
        mode: WordMode = "all",
    ) -> Any:
        """Return the tree of clauses side by side.

        Args:
            mode: "ranked" is for the words of the query's top level alone.
        """
        level = _Clauses()
        ranked: list[str] = []
        is_text = all(spec.type == "text" for spec in scope.fields)
        if is_text:
            nodes = self._with_names(nodes)
        # A word that need not match is not marked either, unless there is no other.
        marked = positive and all(self._is_optional(clause) for clause in nodes)
        for clause in nodes:
            target = level.should if mode == "any" else level.must
            if mode == "ranked" and _is_plain(clause):
                target = level.ranked
            if isinstance(clause, Meant):
                for word, tree in self._meant(clause, scope, weight, positive):
                    target.append(tree)
                    if target is level.ranked:
                        ranked.append(self.query[word.start : word.end])
                continue
            clause = self._without_dash(clause)
            if isinstance(clause, n.Not):
                target, clause = level.never, clause.child
                tree = self.node(clause, scope, weight, not positive)
            elif isinstance(clause, n.Must):
                target = level.must
                tree = self.node(clause.child, scope, weight, positive)
            elif isinstance(clause, _Name):
                if self._is_furniture(clause.start, clause.start + 1):
                    target = level.optional
                tree = self._name(clause, scope, weight, positive, mode=mode)
            elif is_text and self._is_optional(clause):
                target = level.optional
                tree = self.node(clause, scope, weight, marked)
            else:
                tree = self.node(clause, scope, weight, positive)
            if tree is not None:
                target.append(tree)
                if target is level.ranked:
                    ranked.append(self.query[clause.start : clause.end])
        if len(ranked) > 1:
            self.ranked = tuple(ranked)
        return level.tree()

    def _without_dash(self, clause: n.Node) -> n.Node:
        """Return what the dash of a dateline seems to deny: `MANILA -Torehan`."""
        if isinstance(clause, n.Not) and self._is_furniture(clause.start, clause.start + 1):
            return clause.child
        return clause

    def _is_optional(self, clause: n.Node) -> bool:
        """Tell whether a clause need not match: function words, and what no article's body has."""
        if isinstance(clause, n.Boost):
            return self._is_optional(clause.child)
        surfaces = self.words.surfaces(clause) if isinstance(clause, n.Word) else []
        if surfaces and self.words.is_optional(surfaces):
            return True
        if isinstance(clause, n.Word):
            return bool(surfaces) and self._is_furniture(clause.start, clause.end)
        inside = isinstance(clause, n.Several | n.Phrase | n.Pattern)
        return inside and self._is_furniture(clause.start, clause.start + 1)

    def _is_furniture(self, start: int, end: int) -> bool:
        """Tell whether a part of the query stands where an article's body does not."""
        return any(low < end and start < high for low, high in self.furniture)

    # -- full names and their abbreviations --------------------------------------------------

    def _with_names(self, clauses: Sequence[n.Node]) -> list[n.Node]:
        """Return the clauses with each run of words that is a full name as one _Name."""
        units: list[n.Node] = []
        run: list[n.Word] = []
        for clause in (*clauses, None):
            if isinstance(clause, n.Word):
                run.append(clause)
                continue
            units += self._name_runs(run)
            run = []
            if clause is not None:
                units.append(clause)
        return units

    def _name_runs(self, run: list[n.Word]) -> Iterable[n.Node]:
        spelled = [(i, s) for i, word in enumerate(run) for s in self.words.surfaces(word)]
        if len(spelled) < 2:
            return run
        names: dict[tuple[int, int], list[tuple[Term, float]]] = {}
        for found in self.context.abbreviate([surface for _, surface in spelled]):
            first, last = spelled[found.first][0], spelled[found.last - 1][0]
            in_word = found.first > 0 and spelled[found.first - 1][0] == first
            in_word |= found.last < len(spelled) and spelled[found.last][0] == last
            if not in_word:
                names.setdefault((first, last + 1), []).append((found.term, found.weight))
        units: list[n.Node] = []
        done = 0
        for (first, last), shorts in names.items():
            words = tuple(run[first:last])
            units += run[done:first]
            units.append(
                _Name(words=words, shorts=tuple(shorts), start=words[0].start, end=words[-1].end)
            )
            done = last
        return [*units, *run[done:]]

    def _name(
        self, name: _Name, scope: Scope, weight: float, positive: bool, *, mode: WordMode
    ) -> Any:
        whole = self._plain(name.words, scope, weight, positive, mode=mode)
        shorts = [
            self.words.term(term, scope, weight * share, positive) for term, share in name.shorts
        ]
        self.expansions.append(
            Expansion(
                start=name.start,
                end=name.end,
                reason="abbreviation",
                into=tuple(term.stem for term, _ in name.shorts),
                weight=name.shorts[0][1],
            )
        )
        return t.Or([whole, *shorts])

    def _meant(
        self, meant: Meant, scope: Scope, weight: float, positive: bool
    ) -> Iterable[tuple[n.Node, Any]]:
        """Return each word of an amount or a time with what finds it: itself, or what all mean.

        So an article that has the meaning has all of the words, and one that has some of the words
        lacks the others. The meaning's weight is shared by the words.
        """
        self.expansions.append(
            Expansion(
                start=meant.start,
                end=meant.end,
                reason=meant.reason,
                into=meant.into,
                weight=MEANING_WEIGHT,
            )
        )
        words = [word for word in meant.words if not self._is_optional(word)]
        trees = [(word, self._leaf(word, scope, weight, positive)) for word in words]
        found = [(word, tree) for word, tree in trees if tree is not None]
        if not found:
            return [(meant, meant.leaf(MEANING_WEIGHT * weight))]
        leaf = meant.leaf(MEANING_WEIGHT * weight / len(found))
        return [(word, t.Or([tree, leaf])) for word, tree in found]

    def _plain(
        self,
        words: Sequence[n.Word],
        scope: Scope,
        weight: float,
        positive: bool,
        *,
        mode: WordMode,
    ) -> Any:
        level = _Clauses()
        required = level.ranked if mode == "ranked" else level.must
        ranked: list[str] = []
        for word in words:
            tree = self._leaf(word, scope, weight, positive)
            if tree is None:
                continue
            target = level.optional if self._is_optional(word) else required
            target.append(tree)
            if target is level.ranked:
                ranked.append(self.query[word.start : word.end])
        if len(ranked) > 1:
            # Where these are the query's only words; else the level around them says which.
            self.ranked = tuple(ranked)
        return level.tree()

    # -- leaves ------------------------------------------------------------------------------

    def _leaf(self, node: n.Node, scope: Scope, weight: float, positive: bool) -> Any:
        spec = scope.fields[0] if scope.name else None
        if spec is not None and spec.type != "text":
            values = ValueCompiler(self.query, self.context, self.expansions, self.warnings)
            tree = values.compile(node, spec, weight)
            if positive and spec.type == "keyword" and isinstance(node, n.Word | n.Phrase):
                self._mark_names(spec, node)
            return tree
        words = self.words
        if isinstance(node, n.Everything):
            return t.Every(spec.name if spec else None, boost=weight)
        if isinstance(node, n.Address):
            return words.address(node, scope, weight, positive)
        if isinstance(node, n.Word):
            surfaces = words.surfaces(node)
            return words.word(surfaces, scope, weight, positive) if surfaces else None
        if isinstance(node, n.Phrase):
            return words.phrase(node, scope, weight, positive)
        if isinstance(node, n.Pattern):
            return words.pattern(node, scope, weight, positive)
        if isinstance(node, n.Regex):
            return words.regex(node, scope, weight, positive)
        if isinstance(node, n.Fuzzy):
            return words.fuzzy(node, scope, weight, positive)
        raise QueryError(
            f"{scope.name or 'text'} holds words, which have no order; ranges are for dates, "
            "numbers and keywords",
            query=self.query,
            offset=node.start,
            length=node.end - node.start,
        )

    def _mark_names(self, spec: FieldSpec, node: n.Word | n.Phrase) -> None:
        """Let the names that a keyword field is asked for be marked in the text."""
        for name in self.context.names(spec.name, node.text) or (node.text,):
            words = tuple(self.words.exacts(name))
            if len(words) == 1:
                self.collected.add("", Marks(exacts=frozenset(words)))
            elif words:
                self.collected.add("", Marks(phrases=(PhraseMark(words=words),)))
