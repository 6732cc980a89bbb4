"""The packages of the distribution, found in the folders that hold them."""

from pathlib import Path

from setuptools import setup

# Folder of the sources → the package that it becomes.
FOLDERS = {
    "search": "kliping",
    "index": "kliping.index",
    "plugins": "kliping.plugins",
    "seeds": "kliping.seeds",
}


def package_dirs() -> dict[str, str]:
    """Return package → folder, for every folder with an `__init__.py`."""
    found = {}
    for folder, package in FOLDERS.items():
        for init in sorted(Path(folder).rglob("__init__.py")):
            inner = init.parent.relative_to(folder).parts
            found[".".join((package, *inner))] = init.parent.as_posix()
    return found


setup(packages=sorted(package_dirs()), package_dir=package_dirs())
