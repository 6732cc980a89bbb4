"""What people type for an operator, and how it is read.

Where only one reading makes sense it is taken, with a warning that says so: `beras atau gabah`,
`outlet=Kompas`, `value>100`. Else the text stays text, and a warning says how to write what may
have been meant: an article's headline can hold any of these words and signs.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from kliping.index import FieldSpec
from kliping.index.data_files import read_rows

from . import nodes as n

_NEAR = 0.75  # likeness of a name to a field's, as difflib counts; by eye, 2026-11
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_DASHED = re.compile(rf"[{_DASHES}](?=\w)")
_NAMED = re.compile(r"(?P<name>[^\W\d]\w*)(?P<sign>>=|<=|[=<>])(?P<value>[^=<>]*)")
_LABEL = re.compile(r"(?P<name>[^\W\d]\w*):")
_DETACHED = re.compile(r"[~^]\d+(?:\.\d+)?|~")
_ARROW = re.compile(r"[-=<>]{2,}")
_NUMBER = re.compile(r"\d[\d.,]*")


@cache
def _operators() -> dict[str, str]:
    return dict(read_rows(__package__, "operators.tsv", str, str))


class Reader:
    """Reads one query's nodes again, as what people type.

    Attributes:
        warnings: how parts were read, in the order of the query.
    """

    def __init__(self, query: str, fields: Sequence[FieldSpec]) -> None:
        self.query = query
        self.fields = {spec.name: spec for spec in fields if spec.searchable}
        self.warnings: list[str] = []

    def read(self, node: n.Node, field: FieldSpec | None = None) -> n.Node:
        """Return the node with its parts read.

        Args:
            field: whose value the node is, None for text.
        """
        if isinstance(node, n.Field):
            return self._field(node)
        if isinstance(node, n.Several):
            clauses = list(self._clauses(node.clauses, field))
            if isinstance(node, n.Sequence) and field is None:
                clauses = self._with_fields(clauses)
                if either := self._alternatives(clauses):
                    return either
            clauses = [self.read(clause, field) for clause in clauses]
            if isinstance(node, n.Sequence) and len(clauses) == 1:
                return clauses[0]
            return type(node)(clauses=tuple(clauses), start=node.start, end=node.end)
        if isinstance(node, n.Not | n.Must | n.Boost):
            changed = {"child": self.read(node.child, field)}
            if isinstance(node, n.Not):
                self._negation(node)
            return type(node)(**{**node.__dict__, **changed})
        if isinstance(node, n.Range) and (field is None or field.type == "text"):
            return self._range(node)
        if type(node) is n.Word and field is None:
            return self._word(node)
        return node

    # -- fields ------------------------------------------------------------------------------

    def _field(self, node: n.Field) -> n.Node:
        spec = self.fields.get(node.name.casefold())
        if spec is not None:
            return n.Field(
                name=node.name, child=self.read(node.child, spec), start=node.start, end=node.end
            )
        if self._near(node.name) or not self._is_text(node.child):
            return node  # which the compiler refuses, with what may have been meant
        self.warnings.append(
            f"there is no field {node.name!r}: {self._written(node)!r} was read as words"
        )
        word = n.Word(text=node.name, start=node.start, end=node.start + len(node.name))
        both = (word, self.read(node.child))
        return n.Sequence(clauses=both, start=node.start, end=node.end)

    def _is_text(self, node: n.Node) -> bool:
        """Tell whether a node can stand without a field."""
        return not any(isinstance(part, n.Range) for part, _ in n.iter_nodes(node))

    def _near(self, name: str) -> str | None:
        import difflib

        found = difflib.get_close_matches(name.casefold(), self.fields, 1, _NEAR)
        return found[0] if found else None

    def _clauses(self, clauses: Sequence[n.Node], field: FieldSpec | None) -> Iterator[n.Node]:
        """Yield the clauses, what was taken for a field as words beside the others."""
        for number, clause in enumerate(clauses):
            clause = self._doubled(clauses[number - 1] if number else None, clause)
            if field is None and isinstance(clause, n.Field):
                read = self._field(clause)
                if isinstance(read, n.Sequence):
                    yield from read.clauses
                    continue
                clause = read
            yield clause

    def _doubled(self, before: n.Node | None, clause: n.Node) -> n.Node:
        """Return `-venue` behind `venue` as a word: nothing holds a word and does not hold it."""
        if not (isinstance(clause, n.Not) and self._written(clause).startswith("-")):
            return clause
        word = clause.child
        if type(before) is not n.Word or type(word) is not n.Word:
            return clause
        if before.text.casefold() != word.text.casefold():
            return clause
        self.warnings.append(f"{self._written(clause)!r} was read as the second half of a word")
        return word

    def _with_fields(self, clauses: Sequence[n.Node]) -> list[n.Node]:
        """Return the clauses with `outlet="Harian Umum"` as a field and its value."""
        found: list[n.Node] = []
        for clause in clauses:
            before = found[-1] if found else None
            named = type(before) is n.Word and before.end == clause.start and self._named(before)
            if before and named and not named["value"] and isinstance(clause, n.Phrase):
                found[-1] = self._compared(before, named, clause.text, clause)
            else:
                found.append(clause)
        return found

    def _named(self, word: n.Node) -> re.Match[str] | None:
        """Return the parts of `field=value` and the like, of a field that there is."""
        match = _NAMED.fullmatch(self._written(word))
        if match is None or match["name"].casefold() not in self.fields:
            return None
        spec = self.fields[match["name"].casefold()]
        return match if match["sign"] == "=" or spec.type != "text" else None

    def _compared(self, word: n.Node, named: re.Match[str], value: str, last: n.Node) -> n.Field:
        sign = named["sign"]
        start, end = word.start + named.end("sign"), last.end
        child: n.Node
        if sign == "=" and isinstance(last, n.Phrase):
            child = last
        elif sign == "=":
            child = n.Word(text=value, start=start, end=end)
        elif sign[0] == ">":
            child = n.Range(low=value, with_low=sign == ">=", start=start, end=end)
        else:
            child = n.Range(high=value, with_high=sign == "<=", start=start, end=end)
        written = self.query[word.start : last.end]
        meant = f"{named['name']}:{sign.lstrip('=')}{self.query[start:end]}"
        self.warnings.append(f"{written!r} was read as {meant}")
        return n.Field(name=named["name"], child=child, start=word.start, end=last.end)

    # -- words -------------------------------------------------------------------------------

    def _word(self, word: n.Word) -> n.Node:
        written = self._written(word)
        if written.isalnum() or "\\" in written:
            return word  # no sign, or one that is meant as it stands
        named = self._named(word)
        if named and named["value"]:
            return self._compared(word, named, named["value"], word)
        label = _LABEL.fullmatch(written)
        if label:
            self._label(label["name"])
        elif _DASHED.match(written):
            self.warnings.append(
                f"{written!r} was read with a dash, which is no minus; to leave a word out: "
                f"-{written[1:]}"
            )
        elif _DETACHED.fullmatch(written):
            self.warnings.append(
                f"{written!r} was read as text; as a sign it touches the word before it"
            )
        elif written[0] == "/" and len(written) > 1:
            self.warnings.append(
                f"{written!r} was read as a word; a regular expression ends with another /"
            )
        elif "|" in written.replace("||", ""):
            self.warnings.append(f"{written!r}: | was read as a blank; either word: beras OR gabah")
        elif re.search(r"[<>=]", written) and not _ARROW.fullmatch(written):
            self.warnings.append(
                f"{written!r} was read as text; < > compare behind a field: value:>30"
            )
        return word

    def _label(self, name: str) -> None:
        """Warn of a field's name whose colon touches no value."""
        known = name.casefold() if name.casefold() in self.fields else self._near(name)
        if known:
            self.warnings.append(
                f'"{name}:" was read as a word; the colon of a field touches its value, as in '
                f"{known}:..."
            )

    def _range(self, node: n.Range) -> n.Node:
        written = self._written(node)
        if written[:1] not in "<>":
            return node  # which the compiler refuses: it has the form of a range
        self.warnings.append(
            f"{written!r} was read as text; < > compare behind a field: value:{written}"
        )
        return n.Word(text=written, start=node.start, end=node.end)

    def _negation(self, node: n.Not) -> None:
        written = self._written(node)
        if written[:1] == "-" and _NUMBER.fullmatch(written[1:]):
            self.warnings.append(
                f"{written!r} leaves out articles with {written[1:]}; for the number: "
                f'value:{written}, for the text: "{written}"'
            )

    # -- words for operators -----------------------------------------------------------------

    def _alternatives(self, clauses: Sequence[n.Node]) -> n.Node | None:
        """Return `beras atau gabah` as alternatives; warn of operators in small letters."""
        meant = [self._operator(clause) for clause in clauses]
        operands = [clause for clause, sign in zip(clauses, meant, strict=True) if sign is None]
        between = [sign for sign in meant if sign is not None]
        if len(operands) >= 2 and meant == [None, *["OR", None] * (len(operands) - 1)]:
            words = " OR ".join(self._written(operand) for operand in operands)
            self.warnings.append(f"{self._span(clauses)!r} was read as {words}")
            read = tuple(self.read(operand) for operand in operands)
            return n.Or(clauses=read, start=clauses[0].start, end=clauses[-1].end)
        if between:
            self._warn_of_operators(clauses, meant)
        return None

    def _warn_of_operators(self, clauses: Sequence[n.Node], meant: Sequence[str | None]) -> None:
        for number, sign in enumerate(meant):
            inside = 0 < number < len(clauses) - 1 or (sign == "NOT" and number < len(clauses) - 1)
            if sign in ("OR", "NOT") and inside:
                word = self._written(clauses[number])
                self.warnings.append(
                    f"{word!r} was read as a word; operators are in capitals: {sign}"
                )

    def _operator(self, node: n.Node) -> str | None:
        if type(node) is not n.Word:
            return None
        return _operators().get(self._written(node).casefold())

    def _written(self, node: n.Node) -> str:
        return self.query[node.start : node.end]

    def _span(self, clauses: Sequence[n.Node]) -> str:
        return self.query[clauses[0].start : clauses[-1].end]
