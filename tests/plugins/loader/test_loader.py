"""The loader: discovery without import, isolation, order."""

import sys
import types
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import EntryPoint
from typing import Any

import pytest

from kliping.index import ArgumentError, Article, Enrichment, FieldSpec
from kliping.plugins import CorpusEnricher, Enricher, hookimpl
from kliping.plugins.loader import Plugins


def make_enricher(name: str, *requires: str, fields: Sequence[FieldSpec] = ()) -> Enricher:
    class Made(Enricher):
        version = "1"
        options: Mapping[str, str | int | float | bool] = {"size": 3}  # type: ignore[misc]  # a class of a test

        def enrich(self, article: Article, earlier: Mapping[str, Enrichment]) -> Enrichment:
            return Enrichment()

    Made.name = name
    Made.requires = requires
    Made.fields = tuple(fields)
    return Made()


class Corpus(CorpusEnricher):
    name = "corpus"
    version = "1"

    def prepare(self, article: Article, earlier: Mapping[str, Enrichment]) -> object:
        return None

    def observe(self, state: Any, id: str, prepared: object) -> None: ...

    def forget(self, state: Any, id: str) -> None: ...

    def resolve(self, state: Any, changed: Any, lookup: Any) -> Mapping[str, Enrichment]:
        return {}


class Environment:
    """Entry points of this test, in place of those that are installed."""

    def __init__(self) -> None:
        self.entry_points: list[EntryPoint] = []
        self.modules: list[str] = []

    def add(self, name: str, **hooks: Any) -> None:
        module = types.ModuleType(f"trial_{name}")
        for hook, function in hooks.items():
            setattr(module, hook, hookimpl(function))
        sys.modules[module.__name__] = module
        self.modules.append(module.__name__)
        self.entry_points.append(EntryPoint(name, module.__name__, "kliping"))

    def give(self, name: str, *enrichers: object) -> None:
        self.add(name, kliping_register_enrichers=lambda: list(enrichers))


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[Environment]:
    made = Environment()
    monkeypatch.setattr("kliping.plugins.loader.entry_points", lambda group: made.entry_points)
    yield made
    for name in made.modules:
        sys.modules.pop(name, None)


def names(plugins: Plugins) -> list[str]:
    return [enricher.name for enricher in plugins.enrichers()]


def test_nothing_is_imported_to_list_plugins(environment: Environment) -> None:
    """Origins come from metadata alone: a plugin that cannot be imported is listed too."""
    environment.entry_points.append(EntryPoint("ghost", "no_such_module", "kliping"))
    plugins = Plugins(disabled=["ghost"])
    assert [(o.name, o.module, o.enabled) for o in plugins.origins()] == [
        ("ghost", "no_such_module", False)
    ]
    assert plugins.failures == []


def test_enrichers_come_after_what_they_require(environment: Environment) -> None:
    """Order follows `requires`, and corpus enrichers come last."""
    environment.give("z", Corpus(), make_enricher("c", "b"))
    environment.give("a", make_enricher("b", "a"), make_enricher("a"))
    assert names(Plugins()) == ["a", "b", "c", "corpus"]


def test_a_plugin_that_cannot_be_imported_is_left_out(environment: Environment) -> None:
    """An import error is recorded with the plugin's name; the others work."""
    environment.entry_points.append(EntryPoint("ghost", "no_such_module", "kliping"))
    environment.give("good", make_enricher("good"))
    plugins = Plugins()
    assert names(plugins) == ["good"]
    [failure] = plugins.failures
    assert (failure.plugin, failure.hook) == ("ghost", "import")
    assert "no_such_module" in str(failure)


def test_a_hook_that_raises_is_left_out(environment: Environment) -> None:
    """A hook's exception is recorded with plugin and hook; the others are called."""

    def fall() -> list[Enricher]:
        raise OSError("fell")

    environment.add("bad", kliping_register_enrichers=fall)
    environment.give("good", make_enricher("good"))
    plugins = Plugins()
    assert names(plugins) == ["good"]
    assert [(f.plugin, f.hook) for f in plugins.failures] == [("bad", "kliping_register_enrichers")]


@pytest.mark.parametrize("thing", [object(), "enricher", 3])
def test_what_is_no_enricher_is_refused(environment: Environment, thing: object) -> None:
    """Only objects of the base classes are taken."""
    environment.give("bad", thing)
    plugins = Plugins()
    assert names(plugins) == []
    assert "base classes" in plugins.failures[0].reason


def test_an_enricher_with_a_missing_requirement_is_left_out(environment: Environment) -> None:
    """So is, then, what requires that one."""
    environment.give("p", make_enricher("a", "nobody"), make_enricher("b", "a"), make_enricher("c"))
    plugins = Plugins()
    assert names(plugins) == ["c"]
    assert len(plugins.failures) == 2


def test_a_circle_is_left_out(environment: Environment) -> None:
    """Enrichers that require each other are named as a circle; the others stay."""
    environment.give("p", make_enricher("a", "b"), make_enricher("b", "a"), make_enricher("c"))
    plugins = Plugins()
    assert names(plugins) == ["c"]
    assert "circle" in plugins.failures[0].reason


def test_the_first_to_take_a_name_has_it(environment: Environment) -> None:
    """A second enricher of a name is recorded as a failure of its plugin."""
    environment.give("a", make_enricher("same"))
    environment.give("b", make_enricher("same"))
    plugins = Plugins()
    assert names(plugins) == ["same"]
    assert [failure.plugin for failure in plugins.failures] == ["b"]


def test_options_reach_their_enricher_and_change_its_fingerprint(environment: Environment) -> None:
    """A setting is taken, and makes stored results stale."""
    environment.give("p", make_enricher("a"))
    [plain] = Plugins().enrichers()
    before = plain.fingerprint()
    [configured] = Plugins(options={"a": {"size": 4}}).enrichers()
    assert configured.settings["size"] == 4
    assert configured.fingerprint() != before


@pytest.mark.parametrize(("settings", "words"), [({"sise": 1}, "sise"), ({"size": "x"}, "a int")])
def test_a_bad_option_is_refused(settings: dict[str, Any], words: str) -> None:
    """An unknown option, or one of another type, names itself."""
    with pytest.raises(ArgumentError, match=words):
        make_enricher("a").configure(settings)


def test_a_field_belongs_to_the_first(environment: Environment) -> None:
    """A later enricher of a field is left out, and so is what requires it; the first stays."""
    field = FieldSpec(name="mood", type="keyword")
    environment.give("a", make_enricher("first", fields=[field]))
    environment.give("b", make_enricher("second", fields=[field]), make_enricher("c", "second"))
    plugins = Plugins()
    assert names(plugins) == ["first"]
    assert [f.plugin for f in plugins.failures] == ["b", "b"]
    assert "field 'mood' is taken by plugin 'a'" in plugins.failures[0].reason


def test_a_field_that_every_archive_has_belongs_to_none(environment: Environment) -> None:
    """An enricher that declares a reserved field is left out."""
    environment.give("a", make_enricher("a", fields=[FieldSpec(name="outlet", type="keyword")]))
    plugins = Plugins(reserved=["outlet"])
    assert names(plugins) == []
    assert "field 'outlet' is taken by kliping itself" in plugins.failures[0].reason
