"""Hits as Markdown, to paste into a note."""

import re
from collections.abc import Iterable

from kliping.retrieval.rows import Hit

from .output import write_line

_SPECIAL = re.compile(r"[\\`*_\[\]<>#|]")


def print_markdown(hits: Iterable[Hit]) -> int:
    """Print hits as a numbered list, matches in bold; return how many there were."""
    count = 0
    for hit in hits:
        count += 1
        known = ", ".join(part for part in (hit.outlet, hit.published, hit.id) if part)
        write_line(f"{hit.rank}. **{_escape(hit.title or hit.id)}** ({_escape(known)})")
        text, at = "", 0
        for start, end in hit.marks:
            text += f"{_escape(hit.snippet[at:start])}**{_escape(hit.snippet[start:end])}**"
            at = end
        write_line(f"   {text}{_escape(hit.snippet[at:])}")
    return count


def _escape(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", " ".join(text.splitlines()))
