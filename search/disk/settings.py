"""kliping.toml: the settings of one archive."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kliping.index import SettingsError
from kliping.index.article import DEFAULT_ZONE
from kliping.plugins.defaults import ENRICHER_SECONDS, SETTINGS_KEYS

if TYPE_CHECKING:
    from kliping.plugins.contracts import Option

SETTINGS_FILE = "kliping.toml"

NEW_FILE = f"""\
# Settings of this kliping archive. After a change to plugins: kliping enrich --stale

# The zone of dates that name none, and of facets by day, week, month and year.
timezone = "{DEFAULT_ZONE}"

[plugins]
# Entry points to leave out, e.g. ["quotations"]; `kliping plugins` lists them.
disabled = []

# Options of one enricher:
# [plugins.NAME]
# option = value
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What kliping.toml says.

    Attributes:
        zone: of dates without one, and of facets by period.
        disabled: plugins (entry point names) that are left out.
        options: enricher name → its options.
        enricher_seconds: that one enricher may take over one article.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo(DEFAULT_ZONE))
    disabled: tuple[str, ...] = ()
    options: Mapping[str, "Mapping[str, Option]"] = field(default_factory=dict)
    enricher_seconds: float = ENRICHER_SECONDS


def read_settings(folder: Path) -> Settings:
    """Read the archive's kliping.toml; a missing file means the defaults.

    Raises:
        SettingsError: it is not TOML, or a key or value is not understood.
    """
    path = folder / SETTINGS_FILE
    try:
        written = path.read_bytes()
    except FileNotFoundError:
        return Settings()
    if written == NEW_FILE.encode():
        return Settings()
    import tomllib  # 6 ms, for nothing where the file is as `kliping index` made it

    try:
        given = tomllib.loads(written.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: {error}; mend the line, or remove the file") from error
    unknown = sorted(set(given) - {"timezone", "plugins"})
    if unknown:
        raise SettingsError(f"{path}: unknown key {unknown[0]!r}; expected timezone or plugins")
    plugins = given.get("plugins", {})
    if not isinstance(plugins, dict):
        raise SettingsError(f"{path}: plugins = {plugins!r}: expected a table, [plugins]")
    return Settings(
        zone=_zone(given.get("timezone", DEFAULT_ZONE), path),
        disabled=_names(plugins.get("disabled", []), path),
        options=_options({k: v for k, v in plugins.items() if k not in SETTINGS_KEYS}, path),
        enricher_seconds=_seconds(plugins.get("seconds", ENRICHER_SECONDS), path),
    )


def parse_zone(name: str) -> ZoneInfo:
    """Return the time zone of an IANA name.

    Raises:
        ValueError: there is none of this name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(
            f"time zone {name!r} is unknown; expected an IANA name such as 'Asia/Makassar'"
        ) from error


def _zone(name: object, path: Path) -> ZoneInfo:
    if not isinstance(name, str):
        raise SettingsError(f"{path}: timezone = {name!r}: expected a name in quotation marks")
    try:
        return parse_zone(name)
    except ValueError as error:
        raise SettingsError(f"{path}: {error}") from error


def _names(value: object, path: Path) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise SettingsError(f"{path}: plugins.disabled = {value!r}: expected a list of names")
    return tuple(value)


def _seconds(value: object, path: Path) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
        raise SettingsError(f"{path}: plugins.seconds = {value!r}: expected seconds, more than 0")
    return float(value)


def _options(tables: Mapping[str, object], path: Path) -> "dict[str, dict[str, Option]]":
    options: dict[str, dict[str, Option]] = {}
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise SettingsError(f"{path}: plugins.{name}: expected a table, [plugins.{name}]")
        for key, value in table.items():
            if not isinstance(value, str | int | float | bool):
                raise SettingsError(
                    f"{path}: plugins.{name}.{key} = {value!r}: expected a string, number or bool"
                )
        options[name] = dict(table)
    return options
