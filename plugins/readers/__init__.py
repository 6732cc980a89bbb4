"""The readers that kliping ships: text, JSON, JSON lines, CSV and TSV, feeds, HTML.

Nothing of a reader is imported before the hook is called.
"""

from collections.abc import Sequence

from kliping.plugins import Reader, hookimpl


@hookimpl
def kliping_register_readers() -> Sequence[Reader]:
    """Return one reader of each shipped kind."""
    from .formats.feed import FeedReader
    from .formats.html import HtmlReader
    from .formats.json_document import JsonReader
    from .formats.json_lines import JsonLinesReader
    from .formats.plain_text import TextReader
    from .formats.table import TableReader

    return [
        TextReader(),
        JsonLinesReader(),
        JsonReader(),
        TableReader(),
        FeedReader(),
        HtmlReader(),
    ]
