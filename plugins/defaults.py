"""What kliping.toml may say of all plugins, in its table [plugins], and what holds otherwise.

Apart from the loader, because every search reads the settings.
"""

from typing import Final

# The keys beside the tables of single enrichers; no enricher can have such a name.
SETTINGS_KEYS: Final = ("disabled", "seconds")
# Seconds that one enricher may take over one article.
ENRICHER_SECONDS: Final = 30.0
# Seconds that a plugin's hook may take over one search: a user waits for it.
HOOK_SECONDS: Final = 10.0
