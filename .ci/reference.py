"""Write REFERENCE.md from the program itself: commands, rows, fields, the library, hooks, errors.

`make reference` writes it; a test compares the file with what this would write.
"""

import dataclasses
import importlib
import inspect
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click

import kliping
from kliping.cli.main import cli
from kliping.index import FieldSpec
from kliping.ingest.documents import ARTICLE_FIELDS, QUOTATION_FIELDS
from kliping.plugins import contracts, hookspecs
from kliping.plugins.loader import Plugins

ROOT = Path(__file__).resolve().parent.parent
HEADER = """\
# Reference

Made from the program by `make reference`; a test keeps it fresh.
"""


def render() -> str:
    """Return the whole page."""
    rows = (ROOT / ".ci" / "rows.md").read_text(encoding="utf-8")
    parts = [HEADER, rows, *_fields(), *_commands(), *_library(), *_hooks(), *_errors()]
    return "\n".join(part.rstrip() + "\n" for part in parts)


def _commands() -> Iterator[str]:
    yield "## Commands"
    for name, command in _iter_commands():
        settings = cli.context_settings
        context = click.Context(command, info_name=f"kliping {name}".strip(), **settings)
        text = command.get_help(context)
        yield f"### {f'kliping {name}'.strip()}\n\n```text\n{text}\n```"


def _iter_commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(cli)
    yield "", cli
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            for inner in command.list_commands(context):
                found = command.get_command(context, inner)
                assert found is not None
                yield f"{name} {inner}", found


def _fields() -> Iterator[str]:
    yield "## Fields of articles\n\nThose of an enricher are there while its plugin is installed."
    rows = [("kliping", field) for field in ARTICLE_FIELDS]
    own = {origin.name for origin in Plugins().origins() if origin.distribution == "kliping"}
    plugins = Plugins()
    for enricher in sorted(plugins.enrichers(), key=lambda e: e.name):
        if plugins.plugin_of(enricher.name) in own:
            rows += [(enricher.name, field) for field in enricher.fields]
    yield _table(rows)
    yield "## Fields of quotations\n\nWhat `kliping quotes` searches and counts."
    yield _table([("quotations", field) for field in QUOTATION_FIELDS])


def _table(rows: list[tuple[str, FieldSpec]]) -> str:
    lines = ["| field | from | type | values | facet | meaning |", "|---|---|---|---|---|---|"]
    for origin, field in rows:
        values = "several" if field.multi_valued else "one"
        facet = "yes" if field.facet else "no"
        lines.append(
            f"| `{field.name}` | {origin} | {field.type} | {values} | {facet} "
            f"| {field.description} |"
        )
    return "\n".join(lines)


def _library() -> Iterator[str]:
    yield "## The library: `import kliping`"
    errors = {n for n in kliping.__all__ if _is_error(getattr(kliping, n))}
    for name in sorted(set(kliping.__all__) - errors, key=lambda n: (n.lower(), n)):
        thing = getattr(kliping, name)
        yield f"### kliping.{name}\n\n{_described(name, thing)}"
    yield "## What plugins import: `kliping.plugins`"
    for name in ("Enricher", "CorpusEnricher", "Reader", "ReadOptions", "Source"):
        yield f"### kliping.plugins.{name}\n\n{_described(name, getattr(contracts, name))}"


def _is_error(thing: object) -> bool:
    return isinstance(thing, type) and issubclass(thing, Exception)


def _described(name: str, thing: object) -> str:
    lines = [_code(f"{name}{_signature(thing)}"), _doc(thing)]
    if isinstance(thing, type):
        for method_name, method in _members(thing).items():
            function = method.fget if isinstance(method, property) else method
            if inspect.isfunction(function):
                shown = "" if isinstance(method, property) else _signature(function)
                lines.append(_code(f"{name}.{method_name}{shown}"))
                lines.append(_doc(function))
    return "\n\n".join(line for line in lines if line)


def _members(thing: type) -> dict[str, object]:
    """Return the public members of a class and of the parts it is made of, in order."""
    members: dict[str, object] = {}
    for part in thing.__mro__:
        if part.__module__.startswith("kliping"):
            for name, member in vars(part).items():
                if not name.startswith("_"):
                    members.setdefault(name, member)
    return members


def _signature(thing: object) -> str:
    try:
        text = str(inspect.signature(thing))  # type: ignore[arg-type]  # it raises where it cannot
    except (TypeError, ValueError):
        return ""
    text = re.sub(r"(?<=[:>] )'([^']+)'", r"\1", text)  # annotations written as strings
    text = re.sub(r"<factory>|mappingproxy\(\{\}\)", "{}", text)
    text = re.sub(r"(?<!')\b(?:[a-z_]+\.)+(?=[A-Za-z_])", "", text)
    return text.replace("self, ", "").replace("(self)", "()")


def _code(text: str) -> str:
    if len(text) > 96 and "(" in text:
        head, _, rest = text.partition("(")
        inner, _, result = rest.rpartition(")")
        parts = re.split(r", (?=[a-z_*]+\b(?::|=|,|$))", inner)
        text = head + "(\n" + "".join(f"    {part},\n" for part in parts) + ")" + result
    return f"```python\n{text}\n```"


def _doc(thing: object) -> str:
    doc = inspect.getdoc(thing) or ""
    if dataclasses.is_dataclass(thing) and doc.startswith(f"{getattr(thing, '__name__', '')}("):
        return ""
    doc = re.sub(r"(?m)^(Attributes|Args|Returns|Raises|Yields):$", r"**\1**\n", doc)
    return re.sub(r"(?m)^    (\S.*)$", r"- \1", doc) if "**" in doc else doc


def _hooks() -> Iterator[str]:
    yield "## Hooks"
    for name, function in vars(hookspecs).items():
        if name.startswith("kliping_"):
            yield _code(f"{name}{_signature(function)}") + "\n\n" + _doc(function)


def _errors() -> Iterator[str]:
    module = importlib.import_module("kliping.index.errors")
    _, _, tree = (module.__doc__ or "").partition("\n\n")
    drawing, _, rest = tree.partition("\n\nA message")
    yield f"## Errors\n\n```text\n{textwrap.dedent(drawing)}\n```\n\nA message{rest}"


if __name__ == "__main__":
    (ROOT / "REFERENCE.md").write_text(render(), encoding="utf-8")
