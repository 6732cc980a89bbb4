"""The plugins that an archive's settings leave, over the fields that every archive has."""

from kliping.disk.settings import Settings
from kliping.plugins.loader import Plugins

from .documents import ARTICLE_FIELDS


def find_plugins(settings: Settings) -> Plugins:
    """Return the installed plugins under the settings of one archive; nothing is imported."""
    return Plugins(
        disabled=settings.disabled,
        options=settings.options,
        reserved=[field.name for field in ARTICLE_FIELDS],
        seconds=settings.enricher_seconds,
    )
