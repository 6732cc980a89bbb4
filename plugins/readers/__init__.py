"""The readers that kliping ships: text, JSON, JSON lines, CSV and TSV, HTML.

Nothing of a reader is imported before the hook is called.
"""

from collections.abc import Sequence

from kliping.plugins import Reader, hookimpl


@hookimpl
def kliping_register_readers() -> Sequence[Reader]:
    """Return one reader of each shipped kind."""
    from .html import HtmlReader
    from .json_lines import JsonLinesReader
    from .json_values import JsonReader
    from .plain_text import TextReader
    from .table import TableReader

    return [TextReader(), JsonLinesReader(), JsonReader(), TableReader(), HtmlReader()]
