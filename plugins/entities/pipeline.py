"""From body text to mentions: match, tag, merge, name, weigh."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from operator import itemgetter

from kliping.index import Mention
from kliping.plugins.entities.gazetteer import (
    Match,
    Matcher,
    load_contexts,
    load_entries,
    tag_tokens,
)
from kliping.plugins.entities.lexicon import load_lexicon
from kliping.plugins.entities.rules.boundaries import Borders
from kliping.plugins.entities.rules.civic import settle_civic
from kliping.plugins.entities.rules.evidence import Evidence
from kliping.plugins.entities.rules.naming import Naming, bare_person
from kliping.plugins.entities.rules.patterns import Patterns
from kliping.plugins.entities.rules.ranks import Ranks
from kliping.plugins.entities.rules.spans import (
    Found,
    cut_places,
    disjoint,
    merge_matches,
    nested_matches,
    read_labels,
)
from kliping.plugins.entities.salience import weigh
from kliping.plugins.entities.tagger.features import LABELS, TYPES
from kliping.plugins.entities.tagger.tagger import Tagger, load_weights
from kliping.plugins.entities.tagger.tokens import tokenise
from kliping.plugins.entities.values.gate import (
    Value,
    ValueGate,
    collect_values,
    load_value_weights,
)

# A text with fewer tokens is a lone sentence: there the tagger's judgement stands, which (as its
# training sets do) takes a country for a place only where something happens in it. In an article
# every listed name counts. Chosen between idner's sentences and the news, 2026-11.
ARTICLE_TOKENS = 100
HEADLINE_LENGTH = 120  # code points; longer lines are no headlines
_ABBREVIATED = re.compile(r" ?\(([A-Z][\w.&/-]{1,15})\)")
KOREAN = ("koreanfamily",)
_MOST_NAMES = 100_000  # that are remembered as persons or none; about 15 MB
_MATTERS = frozenset((*TYPES, "event"))


class Pipeline:
    """Everything that is read once: gazetteer, word lists, tagger."""

    def __init__(self) -> None:
        self._entries = load_entries()
        self._matcher = Matcher(self._entries)
        self._lexicon = load_lexicon()
        self._tagger = Tagger(load_weights())
        self._naming = Naming(self._entries, self._lexicon)
        self._patterns = Patterns(self._lexicon)
        self._borders = Borders(self._lexicon, self._entries, self._is_person_name)
        self._ranks = Ranks(self._lexicon)
        self._evidence = Evidence(self._lexicon, self._entries, load_contexts(), self._borders)
        self._gate = ValueGate(load_value_weights(), self._lexicon)
        self._persons: dict[str, bool] = {}
        self._noise = {w for w, kinds in self._lexicon.classes.items() if kinds != KOREAN}
        self._bodies = {word for word, kinds in self._lexicon.classes.items() if "body" in kinds}

    def _is_person_name(self, words: Sequence[str]) -> bool:
        """Tell whether the tagger takes these words alone, after a role, for one person's name."""
        name = " ".join(words)
        known = self._persons.get(name)
        if known is None:
            tokens, _ = tokenise(f"Ketua {name} mengatakan bahwa")
            labels = self._tagger.tag(tokens, [0] * len(tokens)).labels
            known = all(LABELS[label][2:] == "person" for label in labels[1:-2].tolist())
            if len(self._persons) >= _MOST_NAMES:
                self._persons.clear()
            self._persons[name] = known
        return known

    def find(self, text: str, title: str) -> list[Mention]:
        """Return the mentions of `text`, sorted by start, the outer before the nested."""
        found, values = self.read(text)
        self._gate.apply(values, text)
        weights = weigh(found, title, len(text))
        return [
            Mention(
                start=f.start,
                end=f.end,
                text=f.text,
                type=f.type,
                name=f.name,
                salience=weights[f.type, f.name],
                provenance=f.provenance,
                counted=f.counted,
            )
            for f in found
        ]

    def read(self, text: str) -> tuple[list[Found], list[Value]]:
        """Return the stretches of `text`, named and sorted, and the values that they make."""
        tokens, starts = tokenise(text)
        matches = self._matcher.find(text)
        tagging = self._tagger.tag(tokens, tag_tokens(matches, tokens, starts))
        tagged = read_labels(text, tokens, starts, tagging.labels)
        outer = merge_matches(tagged, matches, text)
        self._shed_titles(outer, text)
        outer = cut_places(outer, matches, text)
        outer = self._ranks.apply(outer, tokens, starts, text)
        lone = len(tokens) < ARTICLE_TOKENS
        if lone:
            outer = [piece for f in outer for piece in self._borders.part(f, text)]
            outer = [f for f in outer if _is_tagged(f, tagged) or self._has_role(f, outer, text)]
        else:
            outer = self._in_article(_calm_headlines(outer, matches, text), tokens, starts, text)
        outer = [f for f in outer if f.type in _MATTERS]
        self._ranks.rename(outer, text)
        self._shed_titles(outer, text)
        found = _with_abbreviations(outer, text) if lone and tagging.news > 0.5 else outer
        outer = [f for f in found if not f.nested]
        found += nested_matches(outer, matches, text, self._bodies)
        found.sort(key=lambda f: (f.start, -f.end))
        self._naming.settle(found, text)
        settle_civic(found, matches, text)
        for stretch in found:
            stretch.counted = stretch.counted and not self._is_noise(stretch)
        return found, collect_values(found, starts, tagging.leanings)

    def _in_article(
        self, outer: list[Found], tokens: Sequence[str], starts: Sequence[int], text: str
    ) -> list[Found]:
        """Apply the rules that need an article round the names."""
        outer = self._patterns.correct(outer, tokens, text)
        outer = self._evidence.apply(outer, text)
        looked_at = outer
        outer = self._patterns.split_pairs(_split_abbreviations(outer), text)
        tagged = {id(found) for found in outer}
        outer = self._patterns.add(outer, tokens, starts, text)
        outer = [f for f in outer if id(f) in tagged or not _is_headline(text, f.start)[0]]
        outer = self._patterns.join_names(outer, text)
        outer = self._patterns.join_bodies(outer, text)
        outer = self._with_evidence(outer, looked_at, text)
        outer = self._repeated(outer, tokens, starts)
        self._agree(outer)
        return [f for f in outer if not self._is_listed_otherwise(f)]

    def _with_evidence(
        self, outer: list[Found], looked_at: Sequence[Found], text: str
    ) -> list[Found]:
        """Put also the stretches that came after the first look at the article to its test."""
        before = {id(found) for found in looked_at}
        new = [found for found in outer if id(found) not in before]
        if not new:
            return outer
        kept = self._evidence.apply(new, text)
        both = sorted([*(f for f in outer if id(f) in before), *kept], key=lambda f: f.start)
        return self._borders.join_sites(disjoint(both), text)

    def _is_listed_otherwise(self, found: Found) -> bool:
        entry = self._entries.get(found.text)
        return entry is not None and entry.type == "other"

    def _agree(self, outer: Sequence[Found]) -> None:
        """Give all stretches of one wording one type: one sense per discourse.

        What the gazetteer lists decides first, then the full names of the article, then the count.
        """
        votes: dict[str, Counter[str]] = {}
        wholes: dict[str, str] = {}
        shared: set[str] = set()
        for found in outer:
            if found.entry is None:
                votes.setdefault(found.text, Counter())[found.type] += 1
            if " " in found.text and found.type in ("person", "organisation"):
                for word in found.text.split(" "):
                    if wholes.setdefault(word, found.type) != found.type:
                        wholes[word] = "person"
                        shared.add(word)
        for found in outer:
            if found.entry is not None:
                continue
            whole = wholes.get(found.text)
            if found.type == "place" and whole == "organisation":
                continue
            body = whole == "organisation" and found.text.lower() not in self._lexicon.names
            person = whole == "person" and found.text not in shared
            if whole is not None and (body or (person and found.type == "organisation")):
                found.type = whole
            elif whole != "person":
                found.type = votes[found.text].most_common(1)[0][0]

    def _is_noise(self, found: Found) -> bool:
        """Tell whether a name is no value: listed as no name, or hardly a name at all."""
        entry = self._entries.get(found.name)
        if entry is not None:
            return entry.type == "other"
        lower = found.name.lower()
        return (
            len(lower) < 3
            or lower in self._lexicon.common
            or lower in self._noise
            or "/" in found.name
        )

    def _has_role(self, found: Found, outer: Sequence[Found], text: str) -> bool:
        """Tell whether a place stands between a role and a person: Presiden AS Donald Trump."""
        before = text[max(0, found.start - 30) : found.start].lower().split()
        return (
            found.type == "place"
            and bool(before)
            and "role" in self._lexicon.classes.get(before[-1], ())
            and any(
                f.type == "person" and self._ranks.is_between(text, found.end, f.start)
                for f in outer
            )
        )

    def _shed_titles(self, outer: Sequence[Found], text: str) -> None:
        """Take roles, and what they are roles of, off the beginning of persons' stretches."""
        for found in outer:
            if found.type != "person" or found.entry is not None:
                continue
            skipped, rest = bare_person(found.text, self._lexicon)
            before = text[max(0, found.start - 30) : found.start].lower().split()
            if before and "role" in self._lexicon.classes.get(before[-1], ()):
                rest = self._shed_common(rest)
                skipped = len(found.text) - len(rest)
            if skipped and len(rest) > 2:
                found.start += skipped
                found.text = rest
                entry = self._entries.get(rest)
                if entry is not None and entry.type in TYPES and not entry.weak:
                    found.entry, found.type = entry, entry.type

    def _shed_common(self, name: str) -> str:
        """Return a name without the common words that begin it: Perhubungan Laut Budi Karya."""
        words = name.split(" ")
        at = 0
        while at < len(words) - 2 and self._is_common(words[at]):
            at += 1
        return " ".join(words[at:]) if at and not self._is_common(words[at]) else name

    def _is_common(self, word: str) -> bool:
        lower = word.lower()
        return lower in self._lexicon.common and lower not in self._lexicon.names

    def _repeated(
        self, outer: list[Found], tokens: Sequence[str], starts: Sequence[int]
    ) -> list[Found]:
        """Add the words of full names of persons where they stand alone and were passed over."""
        parts = {
            word
            for found in outer
            if found.type == "person" and " " in found.text
            for word in found.text.split(" ")
            if len(word) > 3 and word[0].isupper() and word.lower() not in self._lexicon.common
        }
        parts -= {f.text for f in outer if f.type != "person"}
        if parts.isdisjoint(tokens):
            return outer
        taken = bytearray(starts[-1] + len(tokens[-1]) + 1)  # 1 where a stretch stands
        for found in outer:
            taken[found.start : found.end] = b"\1" * (found.end - found.start)
        added: list[Found] = []
        for at, token in enumerate(tokens):
            if token not in parts or taken[starts[at]]:
                continue
            after = tokens[at + 1] if at + 1 < len(tokens) else ""
            if after != "-" and not after[:1].isupper():
                added.append(Found(starts[at], starts[at] + len(token), token, "person"))
        return sorted([*outer, *added], key=lambda f: f.start) if added else outer


def _is_tagged(found: Found, tagged: Sequence[Found]) -> bool:
    return any(t.start < found.end and found.start < t.end for t in tagged)


def _split_abbreviations(outer: list[Found]) -> list[Found]:
    """Take `Long Name (LN)` apart again where the tagger made one stretch of it."""
    out: list[Found] = []
    for found in outer:
        long, bracket, short = found.text.partition(" (")
        if found.type == "organisation" and bracket and short.endswith(")"):
            middle = found.start + len(long)
            out.append(Found(found.start, middle, long, found.type))
            if short[0].isupper() and " " not in short:
                begin = middle + 2
                out.append(Found(begin, found.end - 1, short[:-1], found.type))
            continue
        out.append(found)
    return out


def _with_abbreviations(outer: list[Found], text: str) -> list[Found]:
    """Join an organisation with its abbreviation in brackets; keep both as nested stretches."""
    found: list[Found] = []
    abbreviated = -1
    for stretch in outer:
        if stretch.start < abbreviated:
            stretch.nested = True
            found.append(stretch)
            continue
        match = _ABBREVIATED.match(text, stretch.end) if stretch.type == "organisation" else None
        if match and not stretch.text.endswith(")") and _abbreviates(match[1], stretch.text):
            abbreviated = match.end()
            whole = text[stretch.start : abbreviated]
            found.append(Found(stretch.start, abbreviated, whole, "organisation"))
            stretch.nested = True
            if not any(f.start == match.start(1) for f in outer):
                found.append(
                    Found(match.start(1), match.end(1), match[1], "organisation", nested=True)
                )
        found.append(stretch)
    return found


def _abbreviates(short: str, long: str) -> bool:
    """Tell whether the letters of `short` occur in `long` in this order, its first letter first."""
    letters = iter(long.lower())
    return short[:1].lower() == long[:1].lower() and all(
        letter in letters for letter in short.lower() if letter.isalpha()
    )


def _calm_headlines(outer: list[Found], matches: Sequence[Match], text: str) -> list[Found]:
    """Keep of the names in Title Case lines only what is listed or named elsewhere."""
    elsewhere: set[str] = set()
    doubtful: list[Found] = []
    line_end, headline = -1, False
    for found in outer:
        if found.start > line_end:
            headline, line_end = _is_headline(text, found.start)
        if headline and found.entry is None:
            doubtful.append(found)
        else:
            elsewhere.add(found.text)
    if not doubtful:
        return outer
    dropped = [f for f in doubtful if f.text not in elsewhere]
    gone = {id(f) for f in dropped}
    listed = [
        Found(match.start, match.end, text[match.start : match.end], match.entry.type, match.entry)
        for f in dropped
        for match in _within(matches, f)
        if match.end <= f.end and not match.entry.weak
    ]
    kept = [f for f in outer if id(f) not in gone]
    return disjoint(sorted([*kept, *listed], key=lambda f: (f.start, -f.end)))


def _within(matches: Sequence[Match], found: Found) -> Sequence[Match]:
    """Return the matches, which are sorted, that begin inside a stretch."""
    first = bisect_left(matches, found.start, key=itemgetter(0))
    return matches[first : bisect_left(matches, found.end, lo=first, key=itemgetter(0))]


def _is_headline(text: str, at: int) -> tuple[bool, int]:
    """Tell whether the line that holds `at` is set in Title Case, and where it ends."""
    furthest = max(0, at - HEADLINE_LENGTH - 1)
    first = text.rfind("\n", furthest, at) + 1
    limit = min(len(text), at + HEADLINE_LENGTH + 1)
    last = text.find("\n", at, limit)
    last = last if last >= 0 else limit
    if not first and furthest:
        return False, last  # its beginning is further away than a headline is long
    if last - first > HEADLINE_LENGTH:
        return False, last
    line = text[first:last]
    words = [word for word in line.split() if word[0].isalpha()]
    if len(words) < 3 or line.rstrip().endswith((".", ",", "”", '"')):
        return False, last
    return sum(word[0].isupper() for word in words) >= 0.7 * len(words), last
