"""Find, load and guard plugins.

pluggy itself isolates nothing: one plugin that cannot be imported, or whose hook raises, would take
the program with it. So plugins are discovered without importing them, each is imported and
registered on its own, and each hook implementation is called on its own; what fails is recorded as
a `PluginFailure` and left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import pluggy

from kliping.index import FieldSpec, PluginError

from . import hookspecs
from .contracts import CorpusEnricher, Enricher, Option, Reader
from .discovery import OWN_MODULES, PROJECT

AnyEnricher = Enricher | CorpusEnricher


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginFailure:
    """A plugin that was left out, and why. `hook` is "import" where it could not be loaded."""

    plugin: str
    hook: str
    reason: str

    def __str__(self) -> str:
        return f"plugin {self.plugin!r} left out: {self.hook}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginOrigin:
    """A plugin as its distribution declares it, not imported.

    Attributes:
        name: the entry point's name.
        module: what will be imported.
        distribution, version: who installed it.
        enabled: false where the archive's settings switch it off.
    """

    name: str
    module: str
    distribution: str
    version: str
    enabled: bool = True


class Plugins:
    """The plugins of this environment, under one archive's settings."""

    def __init__(
        self,
        *,
        disabled: Iterable[str] = (),
        options: Mapping[str, Mapping[str, Option]] | None = None,
    ) -> None:
        """Look the entry points up; nothing is imported yet.

        Args:
            disabled: names of entry points to leave out.
            options: enricher name → its options.
        """
        self.failures: list[PluginFailure] = []
        self._disabled = frozenset(disabled)
        self._options = options or {}
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._loaded: dict[str, object | None] = {}

    @cached_property
    def _entry_points(self) -> dict[str, EntryPoint]:
        found: dict[str, EntryPoint] = {}
        # This distribution's plugins come first, so that none of their names can be taken.
        everything = entry_points(group=PROJECT)
        own = sorted((e for e in everything if _is_own(e)), key=lambda e: e.name)
        others = [e for e in everything if not _is_own(e)]
        for entry_point in (*own, *sorted(others, key=lambda e: (_distribution(e), e.name))):
            if entry_point.name in found:
                other = _distribution(found[entry_point.name])
                reason = f"the name is taken by {other!r}; rename the entry point"
                self._fail(f"{_distribution(entry_point)}:{entry_point.name}", "discovery", reason)
                continue
            found[entry_point.name] = entry_point
        return found

    def origins(self) -> list[PluginOrigin]:
        """Return every plugin installed, by name, without importing any."""
        return [
            PluginOrigin(
                name=name,
                module=entry_point.value,
                distribution=_distribution(entry_point),
                version=entry_point.dist.version if entry_point.dist else "",
                enabled=name not in self._disabled,
            )
            for name, entry_point in sorted(self._entry_points.items())
        ]

    # -- what plugins register ---------------------------------------------------------------

    def readers(self) -> list[Reader]:
        """Return the readers of all plugins, this distribution's first."""
        readers: list[Reader] = []
        for name in self._names(own=("readers",)):
            readers.extend(self._registered(name, "kliping_register_readers", Reader))
        return readers

    @cached_property
    def _enrichers(self) -> dict[str, tuple[str, AnyEnricher]]:
        found: dict[str, tuple[str, AnyEnricher]] = {}
        for plugin in self._names():
            kinds = (Enricher, CorpusEnricher)
            for enricher in self._registered(plugin, "kliping_register_enrichers", kinds):
                if enricher.name in found:
                    reason = (
                        f"enricher {enricher.name!r} is registered by {found[enricher.name][0]!r}"
                    )
                    self._fail(plugin, "kliping_register_enrichers", reason)
                    continue
                enricher.configure(self._options.get(enricher.name, {}))
                found[enricher.name] = (plugin, enricher)
        return found

    def enrichers(self) -> list[AnyEnricher]:
        """Return the enrichers, each after those it requires.

        An enricher whose requirement is missing, or that requires itself in a circle, is left out
        with a failure. Corpus enrichers come after all others.

        Raises:
            ArgumentError: the settings hold a bad option for one.
        """
        found = {name: enricher for name, (_, enricher) in self._enrichers.items()}
        self._drop_unmet(found)
        while True:
            graph = {name: sorted(found[name].requires) for name in sorted(found)}
            try:
                order = list(TopologicalSorter(graph).static_order())
            except CycleError as error:
                circle = error.args[1]
                self._fail(self.plugin_of(circle[0]), "requires", f"circle: {' > '.join(circle)}")
                for name in set(circle):
                    found.pop(name, None)
                self._drop_unmet(found)
                continue
            return sorted((found[n] for n in order), key=lambda e: isinstance(e, CorpusEnricher))

    def _drop_unmet(self, found: dict[str, AnyEnricher]) -> None:
        while True:
            for name, enricher in found.items():
                missing = next((r for r in enricher.requires if r not in found), None)
                if missing is not None or _depends_on_corpus(enricher, found):
                    reason = (
                        f"enricher {name!r} requires {missing!r}, which no plugin gives"
                        if missing is not None
                        else f"enricher {name!r} of single articles requires a corpus enricher"
                    )
                    self._fail(self.plugin_of(name), "requires", reason)
                    del found[name]
                    break
            else:
                return

    def plugin_of(self, enricher: str) -> str:
        """Return the name of the plugin that registered the enricher."""
        return self._enrichers[enricher][0]

    def add_commands(self, cli: object) -> None:
        """Let third parties' plugins add their commands to the program."""
        for name in self._names(own=()):
            self._call(name, "kliping_register_commands", cli=cli)

    def expand_query(self, query: object, archive: object) -> object:
        """Pass the query tree through the plugins' `kliping_expand_query`, in order of name."""
        for name in self._names(own=()):
            query = self._call(name, "kliping_expand_query", query=query, archive=archive) or query
        return query

    def after_search(self, results: object, query: str, archive: object) -> object:
        """Pass the results through the plugins' `kliping_after_search`, in order of name."""
        for name in self._names(own=()):
            arguments: dict[str, object] = {"results": results, "query": query, "archive": archive}
            results = self._call(name, "kliping_after_search", **arguments) or results
        return results

    # -- loading, each on its own ------------------------------------------------------------

    @cached_property
    def _own(self) -> frozenset[str]:
        return frozenset(name for name, e in self._entry_points.items() if _is_own(e))

    def _names(self, *, own: Sequence[str] | None = None) -> list[str]:
        """Return enabled plugins: all, or of this distribution only those named in `own`.

        Its plugins register readers and enrichers and nothing else, so that a search or a list of
        commands need not import them.
        """
        return [
            name
            for name in self._entry_points
            if name not in self._disabled and (own is None or name in own or name not in self._own)
        ]

    def _load(self, name: str) -> object | None:
        if name not in self._loaded:
            self._loaded[name] = None
            try:
                plugin = self._entry_points[name].load()
                if isinstance(plugin, type):
                    plugin = plugin()
                self._manager.register(plugin, name=name)
                self._manager.check_pending()
            except Exception as error:  # a plugin may fail in any way
                if self._manager.has_plugin(name):
                    self._manager.unregister(name=name)
                self._fail(name, "import", _in_words(error))
            else:
                self._loaded[name] = plugin
        return self._loaded[name]

    def _call(self, name: str, hook: str, **arguments: object) -> Any:
        if self._load(name) is None:
            return None
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            if implementation.plugin_name == name:
                given = [arguments[a] for a in implementation.argnames]
                try:
                    return implementation.function(*given)
                except Exception as error:  # a plugin may fail in any way
                    self._fail(name, hook, _in_words(error))
        return None

    def _registered(self, name: str, hook: str, kinds: Any) -> list[Any]:
        given = self._call(name, hook)
        found = []
        for thing in given or ():
            problem = _problem_with(thing, kinds)
            if problem:
                self._fail(name, hook, problem)
            else:
                found.append(thing)
        return found

    def _fail(self, plugin: str, hook: str, reason: str) -> None:
        failure = PluginFailure(plugin=plugin, hook=hook, reason=reason)
        if failure not in self.failures:
            self.failures.append(failure)


def check_fields(
    enrichers: Iterable[AnyEnricher], reserved: Iterable[FieldSpec]
) -> list[FieldSpec]:
    """Return the fields of all enrichers, and refuse two declarations of one name.

    Args:
        reserved: the fields that every archive has.

    Raises:
        PluginError: an enricher declares a field that is taken.
    """
    owners = dict.fromkeys((field.name for field in reserved), "kliping")
    fields = []
    for enricher in enrichers:
        for field in enricher.fields:
            if field.name in owners:
                raise PluginError(
                    f"field {field.name!r} belongs to {owners[field.name]!r}; choose another name",
                    plugin=enricher.name,
                    hook="fields",
                )
            owners[field.name] = enricher.name
            fields.append(field)
    return fields


def _problem_with(thing: object, kinds: Any) -> str | None:
    if not isinstance(thing, kinds):
        return f"returned {thing!r}, which is not one of kliping.plugins' base classes"
    if not isinstance(getattr(thing, "name", None), str):
        return f"{type(thing).__name__} has no `name`"
    if isinstance(thing, Reader):
        return None
    if not isinstance(getattr(thing, "version", None), str):
        return f"{type(thing).__name__} has no `version`"
    return None


def _depends_on_corpus(enricher: AnyEnricher, found: Mapping[str, AnyEnricher]) -> bool:
    if isinstance(enricher, CorpusEnricher):
        return False
    return any(isinstance(found.get(r), CorpusEnricher) for r in enricher.requires)


def _is_own(entry_point: EntryPoint) -> bool:
    # By its module: to look up the distribution's name takes milliseconds.
    return entry_point.value.startswith(OWN_MODULES)


def _distribution(entry_point: EntryPoint) -> str:
    return entry_point.dist.name if entry_point.dist else ""


def _in_words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
