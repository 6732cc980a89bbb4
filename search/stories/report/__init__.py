"""One readable HTML page about a story, to print and to send."""

from .page import LANGUAGES, Language, report_page

__all__ = ["LANGUAGES", "Language", "report_page"]
