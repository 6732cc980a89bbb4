"""The filtering options that search, facets, quotes and entities share."""

import functools
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

_FILTERS = (
    "where",
    "any_of",
    "exclude",
    "words",
    "lenient",
    "group",
    "count_by",
    "recency",
)
_Command = TypeVar("_Command", bound=Callable[..., Any])


def _pairs(
    ctx: click.Context, param: click.Parameter, given: tuple[str, ...]
) -> dict[str, list[str]]:
    pairs: dict[str, list[str]] = {}
    for pair in given:
        field, equals, value = pair.partition("=")
        if not (field and equals and value):
            raise click.BadParameter(f"{pair!r}: expected FIELD=VALUE, e.g. place='Korea Utara'")
        pairs.setdefault(field, []).append(value)
    return pairs


def check_types(given: Iterable[str], known: Iterable[str]) -> None:
    """Refuse the value of --type that there is not.

    Raises:
        click.UsageError: it names the known ones.
    """
    there = list(known)
    for name in given:
        if name not in there:
            raise click.UsageError(f"no type {name!r}; there are: {', '.join(there)}")


def any_option(command: Any) -> Any:
    """Add --any; the command gets `words`, an argument of SearchOptions, or None."""
    return click.option(
        "--any", "words", flag_value="any", help="Any word may match; all that match count."
    )(command)


def filter_options(command: _Command) -> _Command:
    """Add the options; the command gets `filters`, arguments of SearchOptions."""

    @functools.wraps(command)
    def with_filters(*args: Any, **given: Any) -> Any:
        names = (
            "where",
            "any_of",
            "exclude",
            "words",
            "lenient",
            "group",
            "count_by",
            "recency",
        )
        filters = {name: given.pop(name) for name in names}
        filters["words"] = filters["words"] or "ranked"
        return command(*args, filters=filters, **given)

    described: list[tuple[tuple[str, ...], dict[str, Any]]] = [
        (("--where", "where"), {"help": "Only articles with this value; all of several."}),
        (
            ("--any-of", "any_of"),
            {"help": "Only articles with one of these values; FIELD's own counts stay."},
        ),
        (("--not", "exclude"), {"help": "Only articles without this value."}),
    ]
    wrapped: Any = with_filters
    wrapped = click.option("--recency", is_flag=True, help="Prefer newer articles.")(wrapped)
    wrapped = click.option(
        "--count-by",
        type=click.Choice(("article", "group")),
        default="article",
        show_default=True,
        help="Count articles, or each copy group once.",
    )(wrapped)
    wrapped = click.option(
        "--group",
        type=click.Choice(("copies", "story", "each")),
        default=None,
        help="Of each group show only the best hit; a search folds copies anyway.",
    )(wrapped)
    wrapped = click.option(
        "--each", "group", flag_value="each", help="Show each copy as a hit of its own."
    )(wrapped)
    wrapped = any_option(
        click.option(
            "--all-words",
            "words",
            flag_value="all",
            help="All words must match; else articles with some of them stand behind.",
        )(wrapped)
    )
    wrapped = click.option(
        "--lenient", is_flag=True, help="Read a QUERY that is none as plain words."
    )(wrapped)
    for names, more in reversed(described):
        wrapped = click.option(
            *names, multiple=True, metavar="FIELD=VALUE", callback=_pairs, **more
        )(wrapped)
    return wrapped  # type: ignore[no-any-return]  # click's decorators are untyped here
