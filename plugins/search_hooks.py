"""Call the hooks that plugins put into searches, so that no search fails with them.

A hook is called in a thread of its own, with the caller's context, and for so many seconds: one
that hangs is left behind and called no more. One that raises, or gives what cannot be taken, is a
warning in the results, and the search goes on as if it were not there.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from .defaults import HOOK_SECONDS
from .faults import describe
from .loader import Plugins
from .time_limit import RaisedError, call_within

Check = Callable[[Any], str | None]
_T = TypeVar("_T")
# A search that a hook makes itself calls no hooks: it would call itself for ever.
_in_hook: ContextVar[bool] = ContextVar("kliping_in_hook", default=False)


class SearchHooks:
    """The hooks of the plugins of one archive. Safe in threads."""

    def __init__(self, plugins: Plugins) -> None:
        self._plugins = plugins
        self._late: dict[tuple[str, str], str] = {}
        self._failed: set[tuple[str, str]] = set()

    def expand_query(
        self, query: _T, *, archive: object, index: str, check: Check
    ) -> tuple[_T, tuple[str, ...]]:
        """Pass a query tree through the plugins' `kliping_expand_query`, in order of name.

        Args:
            index: "articles" or "quotations".
            check: returns what is wrong with a tree, or None.

        Returns:
            the tree, and a warning for each plugin that failed or could not be imported.
        """
        hook = "kliping_expand_query"
        others = {"archive": archive, "index": index}
        tree, warnings = self._passed_on(hook, "query", query, check, others)
        left_out = (str(f) for f in self._plugins.failures if f.hook == "import")
        return tree, (*left_out, *warnings)

    def after_search(
        self, results: _T, *, query: str, archive: object, check: Check
    ) -> tuple[_T, tuple[str, ...]]:
        """Pass results through the plugins' `kliping_after_search`; as `expand_query`."""
        hook = "kliping_after_search"
        others = {"archive": archive, "query": query}
        return self._passed_on(hook, "results", results, check, others)

    def _passed_on(
        self, hook: str, argument: str, value: _T, check: Check, others: Mapping[str, object]
    ) -> tuple[_T, tuple[str, ...]]:
        if _in_hook.get():
            return value, ()
        warnings: list[str] = []
        for name, function, names in self._plugins.iter_search_hooks(hook):
            given = {argument: value, **others}
            changed, problem = self._in_time(name, hook, function, [given[n] for n in names])
            if problem is None and changed is not None:
                problem = check(changed)
            if problem is not None:
                self._record(name, hook, problem)
                warnings.append(f"plugin {name!r}, {hook}: {problem}; the search goes on without")
            elif changed is not None:
                value = changed
        return value, tuple(warnings)

    def _record(self, name: str, hook: str, problem: str) -> None:
        """Record a hook's first failure: a program that runs for months shall not keep them all."""
        if (name, hook) not in self._failed:
            self._failed.add((name, hook))
            self._plugins.fail(name, hook, problem)

    def _in_time(
        self, name: str, hook: str, function: Callable[..., Any], arguments: list[object]
    ) -> tuple[Any, str | None]:
        """Return what a hook gives, or why it gave nothing."""
        if (name, hook) in self._late:
            return None, self._late[name, hook]
        try:
            with _inside_hook():
                return call_within(HOOK_SECONDS, function, *arguments), None
        except TimeoutError:
            reason = f"took longer than {HOOK_SECONDS:g} s, and is called no more"
            self._late[name, hook] = reason
            return None, reason
        except RaisedError as raised:  # a plugin may fail in any way
            return None, describe(raised.error)


@contextmanager
def _inside_hook() -> Iterator[None]:
    token = _in_hook.set(True)
    try:
        yield
    finally:
        _in_hook.reset(token)
