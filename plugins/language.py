"""The language of each article: a vote of frequent words, and a second opinion where it is unsure.

langdetect has no Malay, Javanese or Sundanese profile and calls all three Indonesian with a
probability near one; py3langid knows no Sundanese. A vote of words that only one of the languages
writes tells them apart (`language-words.tsv`), and takes a hundredth of langdetect's time. Where no
language has a clear majority, the letters of the words decide (`language_model.py`), and langdetect
where they are of none of the five. Malay and Indonesian share most frequent words: an Indonesian
vote that does not stand out is checked by the letters too.
"""

import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import blake2b
from typing import Any

from kliping.index import Article, Enrichment, FieldSpec, Record
from kliping.index.data_files import read_file, read_rows, words

from .contracts import Enricher
from .hookspecs import hookimpl
from .language_model import TABLE, Likelihood, likelihood

# Code points of body text that are looked at: enough to be sure, and the time stays bounded.
_BEGINNING = 1000
_WHOLE = 5000  # where the beginning is unclear (a list of song titles), the vote looks farther
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_LATIN = re.compile(r"[A-Za-z]")
_SHARED = "malayic"
_LIKELY = ("id", "en")
# A vote is clear with so many words, so many and so large a share of them known, and twice as
# many as the next group's. Chosen on IndoSum and Tribun (4,929 of 4,950 articles clear) and on
# short texts in the other four languages, 2026-11.
_LEAST_WORDS = 8
_LEAST_VOTES = 3
_LEAST_SHARE = 0.12
# A second language makes an article mixed from this share of its words on.
_MIXED_SHARE = 0.2
_MIXED_WORDS = 25
# An Indonesian vote on so many words is beyond doubt where its own words are so many more than
# Malay's, times four: three in four articles of news; of 8 Malay sentences in a row the most is 1.
# Nor is a text Malay unless its letters lead by this much, in nats a part, the second for texts of
# 40 words or more. Chosen on Indonesian news alone that the table was not made from: three of 2,000
# sentences are above the first, no article above the second, 2026-11.
_SURE_WORDS = 100
_SURELY_INDONESIAN = 6
_MALAY_TIMES = 4
_MALAY_LEAD = -0.05
_MALAY_LEAD_LONG = -0.09
_LONG_WORDS = 40
# Of a text in none of the five languages at most .08 of the words have a row in the model; of
# sentences in them nearly all have .2 (nine languages tried, 2026-11).
_LEAST_KNOWN = 0.2

_WORDS = "language-words.tsv"
_warming = threading.Lock()
_factory: Any = None  # langdetect ships no types


@cache
def _groups() -> dict[str, str]:
    """Return word → group: "malayic" (Indonesian and Malay), "id", "ms", "jv", "su", "en"."""
    groups: dict[str, str] = {}
    for group, listed in read_rows(__package__, _WORDS, str, words):
        groups.update(dict.fromkeys(listed, group))
    return groups


def _vote(text: str) -> tuple[int, Counter[str]]:
    """Return the number of words, and how many of them each group knows."""
    words = _WORD.findall(text.lower())
    return len(words), Counter(filter(None, map(_groups().get, words)))


def _decide(words: int, votes: Counter[str]) -> str | None:
    """Return the language of a clear vote, else None."""
    malayic = votes[_SHARED] + votes["id"] + votes["ms"]
    ranked = sorted(
        [(malayic, _SHARED), (votes["jv"], "jv"), (votes["su"], "su"), (votes["en"], "en")]
    )
    most, group = ranked[-1]
    clear = most >= _LEAST_VOTES and most >= _LEAST_SHARE * words and most >= 2 * ranked[-2][0]
    if words < _LEAST_WORDS or not clear:
        return None
    if group != _SHARED:
        return group
    if votes["ms"] >= 2 and votes["ms"] > votes["id"]:
        return "ms"
    return "id" if votes["id"] > votes["ms"] else None


def identify(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of `text`, or None where too little tells it."""
    beginning = " ".join(text.split())[:_BEGINNING]
    words, votes = _vote(beginning)
    if not words:
        return None
    clear = _decide(words, votes)
    if clear is None and len(text) > _BEGINNING:
        clear = _decide(*_vote(text[:_WHOLE]))
    if clear is None and words < _LEAST_WORDS:
        return _of_few_words(beginning, votes)
    if clear == "id" and not _is_surely_indonesian(words, votes):
        return "ms" if _is_malay(likelihood(beginning)) else "id"
    return clear or _second_opinion(beginning)


def _is_surely_indonesian(words: int, votes: Counter[str]) -> bool:
    lead = votes["id"] - _MALAY_TIMES * votes["ms"]
    return words >= _SURE_WORDS and lead >= _SURELY_INDONESIAN


def _is_malay(found: Likelihood) -> bool:
    """Tell whether a text in Indonesian or Malay is Malay."""
    least = _MALAY_LEAD_LONG if found.words >= _LONG_WORDS else _MALAY_LEAD
    return found.malay > least


def _of_few_words(text: str, votes: Counter[str]) -> str | None:
    """Return the language of a text too short for langdetect, or None where little speaks for one.

    `harga naik lagi` is Tagalog to it, `teks satu` Estonian, `abc` Somali. Of a text in Latin
    letters only what an archive of Indonesian news is likely to hold is believed.
    """
    groups = Counter({"id": votes[_SHARED] + votes["id"], "ms": votes["ms"]})
    groups.update({group: votes[group] for group in ("jv", "su", "en")})
    [(group, most), (_, next_most)] = groups.most_common(2)
    if most > next_most:
        return group
    if most:
        return None
    found = _langdetect(text)
    return found if found in _LIKELY or not _LATIN.search(text) else None


def _second_opinion(text: str) -> str | None:
    """Return the language that the letters speak for, langdetect's where they are of none."""
    found = likelihood(text)
    if found.known < _LEAST_KNOWN:
        return _langdetect(text)
    if found.best in ("id", "ms"):
        return "ms" if _is_malay(found) else "id"
    return found.best


def _langdetect(text: str) -> str | None:
    from langdetect import LangDetectException

    detector = _detector_factory().create()
    detector.append(text)
    try:
        language: str = detector.detect()
    except LangDetectException:  # nothing but addresses, or letters of no profile
        return None
    return None if language == detector.UNKNOWN_LANG else language


def _detector_factory() -> Any:
    """Return langdetect's factory, seeded and with its profiles loaded, once per process.

    langdetect's own lazy loading races between threads: hence the lock.
    """
    global _factory
    with _warming:
        if _factory is None:
            from langdetect import detector_factory

            detector_factory.init_factory()
            detector_factory._factory.set_seed(0)
            _factory = detector_factory._factory
    return _factory


def _stretches(text: str, main: str) -> Iterator[tuple[str, int, int, int]]:
    """Yield (language, start, end, words) of runs of sentences in one language.

    A sentence whose vote is not clear belongs to `main` where it has more of the main language's
    words than of others, else to the run before it.
    """
    language, start, end, words = main, 0, 0, 0
    for sentence in _SENTENCE.finditer(text):
        count, votes = _vote(sentence[0])
        if not count:
            continue
        found = _decide(count, votes) or _leaning(votes, main) or language
        if {found, main} == {"id", "ms"}:  # too near each other to part the sentences of one text
            found = main
        if found != language:
            if words:
                yield language, start, end, words
            language, words = found, 0
        if not words:
            start = sentence.start() + len(sentence[0]) - len(sentence[0].lstrip())
        end, words = sentence.end(), words + count
    if words:
        yield language, start, end, words


def _leaning(votes: Counter[str], main: str) -> str | None:
    """Return `main` where most votes are for it, or for words that it shares."""
    own = votes[main] + (votes[_SHARED] if main in ("id", "ms") else 0)
    return main if 2 * own > votes.total() else None


def shares(text: str, main: str) -> tuple[Record, ...]:
    """Return one record per language of a mixed text, the largest first, none for one language.

    The record's place is the longest stretch in that language; `share` is of all words.
    """
    words, votes = _vote(text)
    groups = Counter({"malayic": votes[_SHARED] + votes["id"] + votes["ms"]})
    groups.update({group: votes[group] for group in ("jv", "su", "en")})
    # Cheap test first: without a fair number of another group's words nothing can be mixed.
    if sum(sorted(groups.values())[:-1]) < _LEAST_SHARE * _MIXED_SHARE * words:
        return ()
    stretches = list(_stretches(text, main))
    counts: Counter[str] = Counter()
    for language, _, _, count in stretches:
        counts[language] += count
    total = sum(counts.values())
    large = [
        language
        for language, count in counts.most_common()
        if count >= _MIXED_WORDS and count >= _MIXED_SHARE * total
    ]
    if len(large) < 2:
        return ()
    records: list[Record] = []
    for language in large:
        _, start, end, _ = max((s for s in stretches if s[0] == language), key=lambda s: s[3])
        share: dict[str, str | int | float | bool | None] = {
            "language": language,
            "share": round(counts[language] / total, 2),
        }
        records.append(
            Record(kind="language", start=start, end=end, text=text[start:end], data=share)
        )
    return tuple(records)


class LanguageEnricher(Enricher):
    """Set `language` to an ISO 639-1 code; an article with too little text gets none.

    A mixed article has its main language in `language`, all of them in `languages`, and a record
    of kind "language" with the share of each.
    """

    name = "language"
    version = "4"
    fields = (
        FieldSpec(
            name="language",
            type="keyword",
            facet=True,
            description="The article's main language as an ISO 639-1 code: id, en, ms, jv, su …",
        ),
        FieldSpec(
            name="languages",
            type="keyword",
            multi_valued=True,
            facet=True,
            description="Every language that a fifth of a mixed article's words is in.",
        ),
    )

    def __init__(self) -> None:
        super().__init__()
        self.resources = blake2b(
            read_file(__package__, _WORDS) + read_file(__package__, TABLE), digest_size=8
        ).hexdigest()

    def enrich(self, article: Article, earlier: Mapping[str, Enrichment]) -> Enrichment:
        body = article.body_text()
        language = identify(body)
        if language is None:
            return Enrichment()
        records = tuple(
            Record(
                kind=record.kind,
                start=record.start,
                end=record.end,
                text=article.text[record.start : record.end],
                data=record.data,
            )
            for record in shares(body, language)
        )
        found = tuple(str(record.data["language"]) for record in records) or (language,)
        return Enrichment(values={"language": (found[0],), "languages": found}, records=records)


@hookimpl
def kliping_register_enrichers() -> tuple[Enricher, ...]:
    return (LanguageEnricher(),)
