"""Queries on the command line: a word with a minus before it is no option.

`kliping search kapal -feri` leaves out articles with `feri`. Click would read `-f eri` or `-h`, or
refuse it. What begins with one dash is an option only where it can be one: a known letter, and
behind it a value that the option takes (`-n5`, `-fjson`), or further flags.
"""

from collections.abc import Iterator
from typing import Any

import click

# Stands before a word of the query while click sorts the arguments; no argument can hold it.
_MARK = "\0"


class QueryCommand(click.Command):
    """A command among whose arguments is a query."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, list(self._iter_marked(ctx, args)))
        ctx.params = {name: _unmarked(value) for name, value in ctx.params.items()}
        return rest

    def _iter_marked(self, ctx: click.Context, args: list[str]) -> Iterator[str]:
        """Yield the arguments, with the mark before those that are words of a query."""
        options = [p for p in self.get_params(ctx) if isinstance(p, click.Option)]
        names = {name: option for option in options for name in option.opts}
        rest = iter(args)
        for arg in rest:
            if arg == "--":
                yield arg
                yield from rest
                return
            yield _MARK + arg if _is_word(ctx, arg, names) else arg
            option = names.get(arg)
            if option is not None and not option.is_flag:
                yield from (value for _, value in zip(range(option.nargs), rest, strict=False))


def _unmarked(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_unmarked, value))
    return value.removeprefix(_MARK) if isinstance(value, str) else value


def _is_word(ctx: click.Context, arg: str, names: dict[str, click.Option]) -> bool:
    """Tell whether an argument that begins with one dash cannot be options."""
    if not arg.startswith("-") or arg.startswith("--") or len(arg) < 3:
        return False
    for at in range(1, len(arg)):
        option = names.get(f"-{arg[at]}")
        if option is None:
            return True
        if not option.is_flag:
            value = arg[at + 1 :]
            return bool(value) and not _takes(ctx, option, value)
    return False


def _takes(ctx: click.Context, option: click.Option, value: str) -> bool:
    try:
        option.type.convert(value, option, ctx)
    except click.UsageError:
        return False
    return True
