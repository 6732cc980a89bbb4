"""How the installed plugins fare: what each gives, what was left out, what its enrichers take."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kliping.index.store import EnricherState
from kliping.plugins.loader import Plugins


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginStatus:
    """One plugin, as it fares in an archive.

    Attributes:
        name: the entry point's name.
        version, origin: of the distribution that brings it; None where it could not be told.
        enrichers, fields: that it gives.
        status: "ok", "disabled", or "left out: …" with the reasons.
        failures: articles for which one of its enrichers failed.
        stale: articles whose results are of another version, options or data of its enrichers than
            now; `kliping enrich --stale` makes them anew.
        mean_ms: milliseconds an article that its enrichers take together.
        isolated: those of its enrichers that run in a process of their own.
    """

    name: str
    version: str | None = None
    origin: str | None = None
    enrichers: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    status: str = "ok"
    failures: int = 0
    stale: int = 0
    mean_ms: float = 0.0
    isolated: tuple[str, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "version": self.version,
            "origin": self.origin,
            "enrichers": list(self.enrichers),
            "fields": list(self.fields),
            "status": self.status,
            "failures": self.failures,
            "stale": self.stale,
            "mean_ms": self.mean_ms,
            "isolated": list(self.isolated),
        }


def plugin_statuses(
    plugins: Plugins,
    states: Iterable[EnricherState] = (),
    stale_ids: Callable[[Mapping[str, str]], Mapping[str, Sequence[str]]] | None = None,
) -> list[PluginStatus]:
    """Return the status of each plugin, loading all; those whose name is taken too.

    Args:
        states: of the enrichers in an archive; none where there is no archive.
        stale_ids: enricher → fingerprint → enricher → articles without a result of it, as of
            `Store.stale_ids`; none where there is no archive.
    """
    known = {state.name: state for state in states}
    enrichers = plugins.enrichers()
    plugins.readers()
    stale = stale_ids({each.name: each.fingerprint() for each in enrichers}) if stale_ids else {}
    problems: dict[str, list[str]] = {}
    for failure in plugins.failures:
        problems.setdefault(failure.plugin, []).append(failure.reason)
    found = []
    for origin in plugins.origins():
        given = [enricher for enricher in enrichers if enricher.plugin == origin.name]
        own = [known[enricher.name] for enricher in given if enricher.name in known]
        found.append(
            PluginStatus(
                name=origin.name,
                version=origin.version,
                origin=origin.distribution,
                enrichers=tuple(enricher.name for enricher in given),
                fields=tuple(spec.name for enricher in given for spec in enricher.fields),
                status=_status(problems.pop(origin.name, ()), enabled=origin.enabled),
                failures=sum(state.failures for state in own),
                stale=len({id for each in given for id in stale.get(each.name, ())}),
                mean_ms=round(1000 * sum(state.seconds for state in own), 3),
                isolated=tuple(e.name for e in given if not plugins.is_own(e.name)),
            )
        )
    found += [PluginStatus(name=name, status=_status(why)) for name, why in problems.items()]
    return found


def _status(problems: Sequence[str], *, enabled: bool = True) -> str:
    if not enabled:
        return "disabled"
    return f"left out: {'; '.join(problems)}" if problems else "ok"
