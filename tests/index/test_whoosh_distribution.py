"""One distribution owns the name whoosh."""

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from kliping.index import InstallationError
from kliping.index.whoosh_distribution import check_whoosh


def only(*names: str) -> Callable[[str], str]:
    def version(name: str) -> str:
        if name not in names:
            raise PackageNotFoundError(name)
        return "1"

    return version


def _folders(*names: str) -> Callable[[], list[Path]]:
    return lambda: [Path(f"{name.replace('-', '_')}-1.0.dist-info") for name in names]


def test_this_environment_is_sound() -> None:
    """Where the tests run, whoosh comes from whoosh3 alone."""
    check_whoosh(thorough=True)


@pytest.mark.parametrize("other", ["whoosh", "whoosh-reloaded"])
def test_two_owners_are_refused(monkeypatch: pytest.MonkeyPatch, other: str) -> None:
    """A second line of Whoosh is named, with the commands that mend it."""
    monkeypatch.setattr(
        "kliping.index.whoosh_distribution.iter_metadata", _folders("whoosh3", other)
    )
    monkeypatch.setattr("importlib.metadata.version", only("whoosh3", other))
    with pytest.raises(InstallationError, match=f"pip uninstall {other} "):
        check_whoosh()


def test_a_missing_base_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without whoosh3 the message says what to install."""
    monkeypatch.setattr("kliping.index.whoosh_distribution.iter_metadata", _folders())
    monkeypatch.setattr("importlib.metadata.version", only())
    with pytest.raises(InstallationError, match="pip install whoosh3"):
        check_whoosh()


def test_an_unknown_owner_is_found_by_a_thorough_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any distribution that brings the name is found among all that are installed."""
    found = {"whoosh": ["whoosh3", "Whoosh-Fork"]}
    monkeypatch.setattr("importlib.metadata.packages_distributions", lambda: found)
    with pytest.raises(InstallationError, match="whoosh-fork"):
        check_whoosh(thorough=True)
