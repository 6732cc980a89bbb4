"""What speaks for a name being the value of a facet: attributes of all its mentions in an article.

An *attribute* is a string such as "before=role". Attributes of a value's words are counted once;
those of its surroundings by the share of its mentions that have them, so that one odd mention among
ten weighs a tenth. Of a mention inside another name only its provenance counts.
"""

from collections.abc import Sequence
from math import log2
from typing import Final

from kliping.plugins.entities.lexicon import Lexicon
from kliping.plugins.entities.rules.boundaries import begins
from kliping.plugins.entities.rules.spans import Found
from kliping.plugins.entities.tagger.features import TYPES

# Classes of a word before a mention, of a name's first word, and of its last one; a word may have
# several of them.
_LEADING: Final = frozenset(
    [
        *("role", "rank", "leadin", "prep", "placelead", "placehead", "product", "worktitle"),
        *("work", "document", "cue", "body", "orghead", "artist", "conj", "ship", "vesselword"),
        *("nation", "bodyhead", "post", "english"),
    ]
)
_FIRST: Final = frozenset(
    [
        *("body", "bodyhead", "orghead", "orgstart", "placehead", "sitehead", "eventhead"),
        *("happening", "document", "role", "post", "product", "worktitle", "english"),
        *("direction", "month", "nametitle"),
    ]
)
_LAST: Final = frozenset(
    ["orgend", "occasion", "english", "direction", "month", "role", "orghead", "placehead"]
)
_MARKS: Final = frozenset(",.()\"“”‘’'/:;-–&")
_MOST_WORDS: Final = 5
_MARGIN: Final = 4.0  # scores of the tagger are cut here: beyond it is sure either way
_NEAR: Final = 24  # code points on either side of a mention that hold the next word


_TAGS: Final = tuple(f"tag={type}" for type in TYPES)


def _cut(score: float) -> float:
    return max(-1.0, min(1.0, score / _MARGIN))


class ValueFeatures:
    """Gives the attributes of values, with their amounts."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def of_name(self, name: str) -> list[str]:
        """Return the attributes of a name's own words, each of amount 1."""
        return list(dict.fromkeys(self._iter_words(name)))

    def of_mentions(
        self, mentions: Sequence[Found], text: str, leanings: Sequence[Sequence[float]]
    ) -> dict[str, float]:
        """Return attribute → amount, -1 to 4, of what stands round a value's mentions.

        Args:
            mentions: all stretches of one type and one name, at least one, in order.
            leanings: for each mention the tagger's mean score of every type over that of no name.
        """
        first, share = mentions[0], 1.0 / len(mentions)
        found = {"bias": 1.0, f"is={first.type}": 1.0}
        found["mentions=1" if len(mentions) == 1 else "mentions>1"] = 1.0
        found["mentions"] = min(log2(len(mentions)), 4.0)
        if any(m.text != first.text for m in mentions):
            found["spellings>1"] = 1.0
        for mention, scores in zip(mentions, leanings, strict=True):
            for name in self._surroundings(mention, text):
                found[name] = found.get(name, 0.0) + share
            for label, score in zip(_TAGS, scores, strict=True):
                found[label] = found.get(label, 0.0) + share * _cut(score)
            behind = scores[TYPES.index(mention.type)] - max(scores)
            found["behind"] = found.get("behind", 0.0) + share * _cut(behind)
        return found

    def _iter_words(self, name: str) -> list[str]:
        lexicon = self._lexicon
        words = name.split(" ")
        lower = [word.lower() for word in words]
        found = [f"words={min(len(words), _MOST_WORDS)}"]
        found += [f"first={c}" for c in lexicon.classes.get(lower[0], ()) if c in _FIRST]
        if len(words) > 1:
            found += [f"last={c}" for c in lexicon.classes.get(lower[-1], ()) if c in _LAST]
        else:
            found.append(f"length={min(len(name), 8)}")
        names = sum(word in lexicon.names for word in lower)
        ordinary = sum(w in lexicon.ordinary and w not in lexicon.names for w in lower)
        english = sum("english" in lexicon.classes.get(word, ()) for word in lower)
        count = len(words)
        for label, number in (("names", names), ("ordinary", ordinary), ("english", english)):
            found.append(f"{label}={'all' if number == count else 'some' if number else 'none'}")
        if lower[0] in lexicon.names:
            found.append("names first")
        if any("role" in lexicon.classes.get(word, ()) for word in lower[1:]):
            found.append("role inside")
        if any(word.islower() for word in words):
            found.append("lower inside")
        if any(c.isdigit() for c in name):
            found.append("digit")
        if name.isupper():
            found.append("capitals")
        elif any(word[1:] != word[1:].lower() and not word.isupper() for word in words):
            found.append("camel")
        elif any(word.isupper() and len(word) > 1 for word in words):
            found.append("capitals inside")
        found += [f"holds {mark}" for mark in "-()&.'" if mark in name]
        found += [f"holds {word}" for word in ("dan", "of", "bin") if word in words]
        found += [f"end={lower[-1][-2:]}", f"end={lower[-1][-1:]}"]
        found += [f"w={word}" for word in lower]
        clusters = lexicon.clusters
        for at, word in (("first", words[0]), ("last", words[-1])):
            found += [f"{at} {group}" for group in clusters.get(word, ())[:1]]
        return found

    def _surroundings(self, mention: Found, text: str) -> list[str]:
        lexicon = self._lexicon
        start, end = mention.start, mention.end
        found = [f"from={mention.provenance}"]
        if mention.nested:
            found.append("nested")
            return found
        before = text[max(0, start - _NEAR) : start]
        after = text[end : end + _NEAR]
        led = before.rstrip(" ")
        gap = len(before) - len(led)
        if begins(text, start):
            found.append("begins")
        if led and led[-1] in _MARKS:
            found.append(f"before={led[-1]}")
        elif led:
            word = led.rpartition(" ")[2].rpartition("\n")[2]
            lower = word.lower()
            found += [f"before={c}" for c in lexicon.classes.get(lower, ()) if c in _LEADING]
            found.append(f"b={lower}")
            if word[:1].isupper() and gap and not begins(text, start - gap - len(word)):
                found.append("capital before")
                found.append("name before" if lower in lexicon.names else "word before")
            if not gap:
                found.append("glued before")
        mark = after[:1]
        if mark in _MARKS:
            found.append(f"after={mark}")
        elif mark == " ":
            word = after[1:].partition(" ")[0]
            lower = word.lower()
            if word[:1].isupper():
                found.append("capital after")
            if word[:1].isdigit():
                found.append("digit after")
            if word[:1] in _MARKS:
                found.append(f"after={word[:1]}")
            found += [f"after={c}" for c in lexicon.classes.get(lower, ()) if c == "cue"]
            found.append(f"a={lower}")
        elif mark.isalnum():
            found.append("glued after")
        return found
