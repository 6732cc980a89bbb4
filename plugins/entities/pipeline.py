"""From body text to mentions: match, recognise, name, weigh."""

import re
from collections import Counter

from kliping.index import Mention

from .gazetteer import Match, Matcher, load_entries

_NAME = r"(?:[A-Z][a-z'’]+(?:-[A-Za-z]+)?|[A-Z]\.?)(?: (?:[A-Z][\w'’-]+|[A-Z]\.|bin|binti|al|van|de|der)){0,4}"
_TITLED = re.compile(
    r"\b(?:Presiden|Wakil Presiden|Menteri [A-Z]\w+(?: [A-Z]\w+)?|Gubernur|Wali Kota|Bupati|Jenderal|"
    r"Letjen|Mayjen|Brigjen|Kombes|AKBP|Irjen|Komjen|Kolonel|Letkol|Ketua(?: Umum)?|Sekjen|Direktur(?: Utama)?|"
    r"Kapolri|Kapolda|Kepala|Perdana Menteri|PM|Pemimpin|Hakim|Jaksa|Pelatih|Prof|Dr|Ustaz|KH)\.? "
    rf"(?P<name>{_NAME})"
)


class Pipeline:
    """Everything that is loaded once: gazetteer, matcher."""

    def __init__(self) -> None:
        self._matcher = Matcher(load_entries())

    def find(self, text: str, title: str) -> tuple[Mention, ...]:
        """Return the mentions of `text`, sorted by start, the outer before the nested."""
        matches = [match for match in self._matcher.find(text) if not match.entry.weak]
        spans: dict[tuple[int, int], tuple[str, str]] = {}
        for match in matches:
            if not _crossed(match, matches):
                spans[match.start, match.end] = (match.entry.type, match.entry.name)
        for titled in _TITLED.finditer(text):
            start, end = titled.span("name")
            if not any(start < stop and at < end for at, stop in spans):
                spans[start, end] = ("person", titled["name"])
        counts = Counter(spans.values())
        most = max(counts.values(), default=1)
        return tuple(
            Mention(
                start=start,
                end=end,
                text=text[start:end],
                type=type,
                name=name,
                salience=round(counts[type, name] / most, 2),
            )
            for (start, end), (type, name) in sorted(
                spans.items(), key=lambda pair: (pair[0][0], -pair[0][1])
            )
        )


def _crossed(match: Match, matches: list[Match]) -> bool:
    """Tell whether an earlier or longer match crosses this one without containing it."""
    return any(other.start < match.start < other.end < match.end for other in matches)
