"""What is installed, by the names of metadata folders."""

import importlib.metadata
import sys
from pathlib import Path

import pytest

from kliping.index.installed import iter_metadata, project_name


def test_the_names_are_those_that_importlib_knows() -> None:
    """The folders name the same distributions as importlib.metadata, which reads them all."""
    known = {d.metadata["Name"].lower() for d in importlib.metadata.distributions()}
    known = {name.replace("_", "-").replace(".", "-") for name in known}
    assert {project_name(folder) for folder in iter_metadata()} == known


@pytest.mark.parametrize(
    ("name", "project"),
    [
        ("whoosh3-3.54.0.dist-info", "whoosh3"),
        ("whoosh_reloaded-2.7.5.dist-info", "whoosh-reloaded"),
        ("Whoosh-2.7.4-py3.11.egg-info", "whoosh"),
        ("kliping.egg-info", "kliping"),
    ],
)
def test_a_folder_names_its_project(name: str, project: str) -> None:
    """Wheels, eggs and editable installs spell their folders differently."""
    assert project_name(Path(name)) == project


@pytest.mark.parametrize("kind", ["zip", "egg", "finder"])
def test_what_folders_cannot_show_is_said(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Zip files, eggs and other finders may hold more distributions, so the look gives up."""
    if kind == "zip":
        monkeypatch.setattr(sys, "path", [str(tmp_path / "a.zip")])
        (tmp_path / "a.zip").write_bytes(b"PK")
    elif kind == "egg":
        monkeypatch.setattr(sys, "path", [str(tmp_path)])
        (tmp_path / "a-1.0-py3.11.egg").mkdir()
    else:
        monkeypatch.setattr(
            sys, "meta_path", [*sys.meta_path, importlib.metadata.DistributionFinder]
        )
    with pytest.raises(LookupError):
        list(iter_metadata())
