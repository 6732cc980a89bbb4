"""The order of enrichers: each after those it requires, and no field declared twice."""

from collections.abc import Callable, Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from .contracts import AnyEnricher, CorpusEnricher

Fail = Callable[[str, str, str], None]


def arranged(
    given: Mapping[str, AnyEnricher], reserved: Iterable[str], fail: Fail
) -> list[AnyEnricher]:
    """Return the enrichers that can run, each after those it requires, corpus enrichers last.

    Left out are those that require what is not there, that require themselves in a circle, and
    that declare a field which an earlier one of `given` has.

    Args:
        given: by name, in the order in which they may take fields.
        reserved: fields that none can declare.
        fail: called with plugin, hook and reason of each that is left out.
    """
    found = dict(given)
    _drop_unmet(found, fail)
    _drop_field_clashes(found, reserved, fail)
    while True:
        _drop_unmet(found, fail)
        graph = {name: sorted(found[name].requires) for name in sorted(found)}
        try:
            order = list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            circle = error.args[1]
            fail(found[circle[0]].plugin, "requires", f"circle: {' > '.join(circle)}")
            for name in set(circle):
                found.pop(name, None)
            continue
        return sorted((found[n] for n in order), key=lambda e: isinstance(e, CorpusEnricher))


def _drop_unmet(found: dict[str, AnyEnricher], fail: Fail) -> None:
    while True:
        for name, enricher in found.items():
            missing = next((r for r in enricher.requires if r not in found), None)
            if missing is not None or _depends_on_corpus(enricher, found):
                reason = (
                    f"enricher {name!r} requires {missing!r}, which no plugin gives"
                    if missing is not None
                    else f"enricher {name!r} of single articles requires a corpus enricher"
                )
                fail(enricher.plugin, "requires", reason)
                del found[name]
                break
        else:
            return


def _drop_field_clashes(found: dict[str, AnyEnricher], reserved: Iterable[str], fail: Fail) -> None:
    owners = dict.fromkeys(reserved, "kliping itself")
    for name, enricher in list(found.items()):
        taken = next((f.name for f in enricher.fields if f.name in owners), None)
        if taken is None:
            owner = f"plugin {enricher.plugin!r}"
            owners.update((field.name, owner) for field in enricher.fields)
            continue
        reason = f"field {taken!r} is taken by {owners[taken]}; enricher {name!r} needs another"
        fail(enricher.plugin, "fields", reason)
        del found[name]


def _depends_on_corpus(enricher: AnyEnricher, found: Mapping[str, AnyEnricher]) -> bool:
    if isinstance(enricher, CorpusEnricher):
        return False
    return any(isinstance(found.get(r), CorpusEnricher) for r in enricher.requires)
