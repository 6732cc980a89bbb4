"""Find, load and guard plugins.

pluggy itself isolates nothing: one plugin that cannot be imported, or whose hook raises, would take
the program with it. So plugins are discovered without importing them, each is imported and
registered on its own, and each hook implementation is called on its own; what fails is recorded as
a `PluginFailure` and left out.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any

import pluggy

from kliping.index import ArgumentError

from . import hookspecs
from .arrangement import arranged
from .contracts import (
    AbbreviationSource,
    AliasSuggester,
    AnyEnricher,
    CorpusEnricher,
    Enricher,
    Option,
    Reader,
)
from .declarations import enricher_problem, reader_problem
from .defaults import ENRICHER_SECONDS
from .discovery import OWN_MODULES, PROJECT, RENAMED
from .faults import describe, shown

if TYPE_CHECKING:
    from .isolation.enrichers import EnricherProcess


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginFailure:
    """A plugin, or a part of it, that was left out, and why.

    Attributes:
        plugin: the entry point's name.
        hook: "import" where it could not be loaded; else the hook or the step that failed.
        reason: one line.
    """

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
        reserved: Iterable[str] = (),
        isolate: bool = True,
        seconds: float = ENRICHER_SECONDS,
    ) -> None:
        """Look the entry points up; nothing is imported yet.

        Args:
            disabled: names of entry points to leave out.
            options: enricher name → its options.
            reserved: names of fields that no enricher can declare.
            isolate: whether the enrichers of other distributions run in a process of their own.
            seconds: that such an enricher may take over one article.
        """
        self.failures: list[PluginFailure] = []
        self._disabled = frozenset(RENAMED.get(name, name) for name in disabled)
        self._options = {RENAMED.get(name, name): own for name, own in (options or {}).items()}
        self._reserved = tuple(reserved)
        self._isolate = isolate
        self._seconds = seconds
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._loading = threading.RLock()
        self._loaded: dict[str, object | None] = {}

    def close(self) -> None:
        """End the process of the enrichers, if one was started."""
        if "_process" in vars(self):
            self._process.close()

    @cached_property
    def _process(self) -> "EnricherProcess":
        from .isolation.enrichers import EnricherProcess
        from .isolation.messages import Setup

        setup = Setup(disabled=self._disabled, options=self._options, reserved=self._reserved)
        return EnricherProcess(setup, seconds=self._seconds)

    def begin_run(self) -> None:
        """Give enrichers that were switched off in an earlier run another chance."""
        if "_process" in vars(self):
            self._process.begin_run()

    def take_notices(self) -> tuple[str, ...]:
        """Return, once, what was switched off since this was last asked."""
        if "_process" not in vars(self):
            return ()
        taken, self._process.notices = tuple(self._process.notices), []
        return taken

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
                self.fail(f"{_distribution(entry_point)}:{entry_point.name}", "discovery", reason)
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
        claimed: dict[str, str] = {}
        hook = "kliping_register_readers"
        for name in self._names(own=("readers",)):
            for reader in self._registered(name, hook, Reader):
                problem = reader_problem(reader)
                if problem is not None:
                    self.fail(name, hook, problem)
                    continue
                readers.append(reader)
                for suffix in reader.suffixes:
                    other = claimed.setdefault(suffix, reader.name)
                    if other != reader.name:
                        reason = f"reader {reader.name!r}: {suffix} is read by {other!r}"
                        self.fail(name, hook, reason)
        return readers

    @cached_property
    def _enrichers(self) -> dict[str, AnyEnricher]:
        found: dict[str, AnyEnricher] = {}
        hook = "kliping_register_enrichers"
        for plugin in self._names():
            for enricher in self._registered(plugin, hook, (Enricher, CorpusEnricher)):
                problem = enricher_problem(enricher)
                if problem is None and enricher.name in found:
                    other = found[enricher.name].plugin
                    problem = f"enricher {enricher.name!r} is registered by {other!r}"
                if problem is not None:
                    self.fail(plugin, hook, problem)
                    continue
                enricher.plugin = plugin
                found[enricher.name] = enricher
        return found

    def enrichers(self) -> list[AnyEnricher]:
        """Return the enrichers in the order in which they run; see `arrangement.arranged`.

        Raises:
            ArgumentError: the settings hold a bad option for one.
        """
        found = dict(self._enrichers)
        self._configure(found)
        return [self._placed(enricher) for enricher in arranged(found, self._reserved, self.fail)]

    def _configure(self, found: dict[str, AnyEnricher]) -> None:
        for name, enricher in list(found.items()):
            given = self._options.get(name, {})
            if self.is_own(name):
                enricher.configure(given)
                continue
            try:
                enricher.configure(given)
                fingerprint: object = enricher.fingerprint()
                if not isinstance(fingerprint, str):
                    raise TypeError(f"fingerprint() gives {shown(fingerprint)}, expected a string")
            except (KeyboardInterrupt, ArgumentError):  # the settings are the user's
                raise
            except BaseException as error:  # a plugin may fail in any way
                self.fail(enricher.plugin, f"enricher {name!r}", describe(error))
                del found[name]

    def _placed(self, enricher: AnyEnricher) -> AnyEnricher:
        """Return what is called: of other distributions a stand-in."""
        if not self._isolate or self.is_own(enricher.name):
            return enricher
        from .isolation.enrichers import IsolatedCorpusEnricher, IsolatedEnricher

        if isinstance(enricher, CorpusEnricher):
            return IsolatedCorpusEnricher(enricher, self._process)
        return IsolatedEnricher(enricher, self._process)

    def plugin_of(self, enricher: str) -> str:
        """Return the name of the plugin that registered the enricher."""
        return self._enrichers[enricher].plugin

    def is_own(self, enricher: str) -> bool:
        """Return whether the enricher is this distribution's own."""
        return self.plugin_of(enricher) in self._own

    def alias_suggesters(self) -> list[AliasSuggester]:
        """Return this distribution's enrichers that can tell which values name one thing."""
        return [e for e in self._own_enrichers() if isinstance(e, AliasSuggester)]

    def abbreviation_sources(self) -> list[AbbreviationSource]:
        """Return this distribution's enrichers whose records state abbreviations."""
        return [e for e in self._own_enrichers() if isinstance(e, AbbreviationSource)]

    def _own_enrichers(self) -> list[AnyEnricher]:
        return [enricher for name, enricher in self._enrichers.items() if self.is_own(name)]

    def add_commands(self, cli: object) -> None:
        """Let third parties' plugins add their commands to the program."""
        for name in self._names(own=()):
            self._call(name, "kliping_register_commands", cli=cli)

    def iter_search_hooks(
        self, hook: str
    ) -> Iterator[tuple[str, Callable[..., Any], tuple[str, ...]]]:
        """Yield third parties' functions for a hook of searches: plugin, function, arguments."""
        for name in self._names(own=()):
            if self._load(name) is not None:
                for function, names in self._implementations(name, hook):
                    yield name, function, names

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
        with self._loading:
            if name not in self._loaded:
                self._loaded[name] = None
                try:
                    plugin = self._entry_points[name].load()
                    if isinstance(plugin, type):
                        plugin = plugin()
                    self._manager.register(plugin, name=name)
                    self._manager.check_pending()
                except KeyboardInterrupt:
                    raise
                except BaseException as error:  # a plugin may fail in any way, SystemExit too
                    if self._manager.has_plugin(name):
                        self._manager.unregister(name=name)
                    self.fail(name, "import", describe(error))
                else:
                    self._loaded[name] = plugin
            return self._loaded[name]

    def _implementations(
        self, name: str, hook: str
    ) -> list[tuple[Callable[..., Any], tuple[str, ...]]]:
        """Return a loaded plugin's functions for a hook, with the names of their arguments."""
        found = getattr(self._manager.hook, hook).get_hookimpls()
        return [(i.function, i.argnames) for i in found if i.plugin_name == name]

    def _call(self, name: str, hook: str, **arguments: object) -> list[object]:
        """Return what each implementation of a hook gives; what raises is recorded."""
        if self._load(name) is None:
            return []
        given: list[object] = []
        for function, names in self._implementations(name, hook):
            try:
                given.append(function(*(arguments[a] for a in names)))
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # a plugin may fail in any way, SystemExit too
                self.fail(name, hook, describe(error))
        return given

    def _registered(self, name: str, hook: str, kinds: Any) -> list[Any]:
        found = []
        for given in self._call(name, hook):
            if not isinstance(given, list | tuple):
                self.fail(name, hook, f"returned {shown(given)}, expected a list")
                continue
            for thing in given:
                if isinstance(thing, kinds):
                    found.append(thing)
                else:
                    reason = f"returned {shown(thing)}, not one of kliping.plugins' base classes"
                    self.fail(name, hook, reason)
        return found

    def fail(self, plugin: str, hook: str, reason: str) -> None:
        """Record, once, what was left out."""
        failure = PluginFailure(plugin=plugin, hook=hook, reason=reason)
        if failure not in self.failures:
            self.failures.append(failure)


def _is_own(entry_point: EntryPoint) -> bool:
    # By its module: to look up the distribution's name takes milliseconds.
    return entry_point.value.startswith(OWN_MODULES)


def _distribution(entry_point: EntryPoint) -> str:
    return entry_point.dist.name if entry_point.dist else ""
