"""Score quotations on PFSA-ID's development set, and time them on news.

    python benchmarks/quality/quotations.py [--pfsa FILE] [--news FILE] [--entities] [--show KIND]

The files default to quotes/pfsa-dev.jsonl and news/indosum.jsonl in the folder KLIPING_DATA; what
is absent is skipped with a word. `--show` prints the disagreements of one kind: recall, span, cue,
named, pronoun. `--entities` runs the entities enricher first, as an archive does.

How the figures are taken (PFSA-ID labels whole Kompas articles, with blanks between all tokens):

- recall: STATEMENTs that a quotation overlaps, of all;
- exact span: both without marks and blanks at their ends, of those recalled;
- cue: the CUE or CUECOREF next to the statement overlaps the quotation's cue;
- named speaker: the PERSON or PERSONCOREF that follows the cue shares a word (two, where it has
  three or more) with the speaker's name, or is the speaker as written;
- pronoun speaker: where the cue is CUECOREF (`katanya`) or the person `dia`, `ia`, `beliau`: the
  nearest person labelled before the statement shares a word with the speaker's name. The set links
  no pronouns, so this is a floor: the nearest name is not always whom the pronoun means.
- precision would be the share of direct quotations that a STATEMENT overlaps; only public figures'
  words are labelled, so it says little, and the rest must be read.

A word is shared as well where it begins a word of the name: `Risma`, `Tri Rismaharini`.
"""

import argparse
import json
import os
import re
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

from scoring import Share

from kliping.index.article import Article
from kliping.index.records import Mention, Quotation
from kliping.plugins.quotations.pipeline import find_quotations

Span = dict[str, Any]
MARKS = "”“\"’' "
AFTER, BEFORE = 40, 120  # code points between a statement and its cue, after and before it
TO_SPEAKER = 140  # code points between a cue and its speaker
PRONOUNS = frozenset(("dia", "ia", "beliau"))
TIMED = 1_000  # articles
Mentions = Callable[[Article], tuple[Mention, ...]]


class Scores:
    """The shares that are printed, and the disagreements of the kind that is shown."""

    def __init__(self, show: str | None) -> None:
        names = ("recall", "exact span", "cue", "named speaker", "pronoun speaker", "precision")
        self.shares = {name: Share(name=name) for name in names}
        self.show = show

    def count(self, name: str, agrees: bool, note: str) -> bool:
        self.shares[name].count(agrees)
        if not agrees and self.show and self.show in name:
            print(f"{name}: {note}")
        return agrees


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    folder = os.environ.get("KLIPING_DATA", "")
    parser.add_argument("--pfsa", type=Path, default=Path(folder, "quotes", "pfsa-dev.jsonl"))
    parser.add_argument("--news", type=Path, default=Path(folder, "news", "indosum.jsonl"))
    parser.add_argument("--entities", action="store_true")
    parser.add_argument("--show", choices=["recall", "span", "cue", "named", "pronoun"])
    options = parser.parse_args()
    mentions = entity_mentions() if options.entities else no_mentions
    if options.pfsa.is_file():
        for share in score(options.pfsa, mentions, options.show).shares.values():
            print(share)
    else:
        print(f"skipped: no {options.pfsa}; give --pfsa, or set KLIPING_DATA")
    if options.news.is_file():
        print(measure(options.news, mentions))
    else:
        print(f"skipped: no {options.news}; give --news, or set KLIPING_DATA")


def no_mentions(article: Article) -> tuple[Mention, ...]:
    return ()


def entity_mentions() -> Mentions:
    """Return a function that runs the entities enricher."""
    from kliping.plugins.contracts import Enricher
    from kliping.plugins.entities import kliping_register_enrichers

    (enricher,) = kliping_register_enrichers()
    if not isinstance(enricher, Enricher):
        sys.exit(f"{enricher!r} is no enricher of single articles")
    return lambda article: enricher.enrich(article, {}).mentions


def score(path: Path, mentions: Mentions, show: str | None) -> Scores:
    """Compare every STATEMENT of the set with what the enricher finds."""
    scores = Scores(show)
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        article = Article(id=row["id"], text=row["text"])
        found = [quotation for quotation, _ in find_quotations(article, mentions(article))]
        spans = sorted(row["spans"], key=lambda span: int(span["start"]))
        statements = [span for span in spans if span["label"] == "STATEMENT"]
        for statement in statements:
            score_statement(row["text"], spans, statement, found, scores)
        for quotation in found:
            if quotation.type == "direct":
                right = any(shared(quotation, s["start"], s["end"]) > 0 for s in statements)
                scores.shares["precision"].count(right)
    return scores


def shared(quotation: Quotation, start: int, end: int) -> int:
    return min(quotation.end, end) - max(quotation.start, start)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in MARKS:
        start += 1
    while end > start and text[end - 1] in MARKS:
        end -= 1
    return start, end


def score_statement(
    text: str, spans: list[Span], statement: Span, found: list[Quotation], scores: Scores
) -> None:
    start, end = trim(text, statement["start"], statement["end"])
    candidates = [q for q in found if q.type != "indirect" and shared(q, start, end) > 0]
    best = max(candidates, key=lambda q: shared(q, start, end), default=None)
    context = text[max(0, start - 60) : end + 100]
    if not scores.count("recall", best is not None, context) or best is None:
        return
    scores.count("exact span", trim(text, best.start, best.end) == (start, end), context)
    cue = cue_of(spans, statement)
    if cue is None:
        return
    overlaps = best.cue is not None and (
        best.cue.start < cue["end"] and cue["start"] < best.cue.end
    )
    scores.count("cue", overlaps, context)
    person = person_after(text, spans, cue, statement)
    is_pronoun = cue["label"] == "CUECOREF" or (
        person is not None and person["text"].lower() in PRONOUNS
    )
    if is_pronoun:
        person = person_before(spans, statement)
    if person is None:
        return
    name = best.speaker.name if best.speaker is not None else ""
    written = best.speaker.as_written if best.speaker is not None else ""
    agrees = is_same(person["text"], name) or (
        not is_pronoun and person["text"].lower() == written.lower()
    )
    kind = "pronoun speaker" if is_pronoun else "named speaker"
    scores.count(kind, agrees, f"{person['text']} | {name} <{written}> | {context}")


def cue_of(spans: list[Span], statement: Span) -> Span | None:
    cues = [span for span in spans if span["label"] in ("CUE", "CUECOREF")]
    after = [c for c in cues if 0 <= c["start"] - statement["end"] <= AFTER]
    before = [c for c in cues if 0 <= statement["start"] - c["end"] <= BEFORE]
    return (after[:1] or before[-1:] or [None])[0]


def person_after(text: str, spans: list[Span], cue: Span, statement: Span) -> Span | None:
    """Return the person that follows a cue in the same sentence."""
    if cue["start"] < statement["end"]:
        return None
    for span in spans:
        if span["label"] not in ("PERSON", "PERSONCOREF") or span["start"] < cue["end"]:
            continue
        between = re.sub(r"\b\w\b ?\.|\d", "", text[cue["end"] : span["start"]])
        near = span["start"] - cue["end"] < TO_SPEAKER
        return span if near and "." not in between else None
    return None


def person_before(spans: list[Span], statement: Span) -> Span | None:
    persons = [
        span
        for span in spans
        if span["label"] in ("PERSON", "PERSONCOREF")
        and span["end"] <= statement["start"]
        and span["text"].lower() not in PRONOUNS | {"mereka"}
    ]
    return persons[-1] if persons else None


def is_same(wanted: str, found: str) -> bool:
    gold = set(re.findall(r"\w+", wanted.lower()))
    name = set(re.findall(r"\w+", found.lower()))
    common = {w for w in gold if w in name or (len(w) > 4 and any(n.startswith(w) for n in name))}
    return bool(common) if len(gold) < 3 else len(common) >= 2 or (len(name) == 1 and name <= gold)


def measure(path: Path, mentions: Mentions) -> str:
    """Return the articles a second of quotations alone, and quotations an article."""
    with path.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in islice(lines, TIMED)]
    articles = [Article(id=str(number), text=text) for number, text in enumerate(texts)]
    prepared = [(article, mentions(article)) for article in articles]
    find_quotations(*prepared[0])
    began = time.process_time()
    found = sum(len(find_quotations(article, given)) for article, given in prepared)
    seconds = time.process_time() - began
    words = sum(len(text.split()) for text in texts) / len(texts)
    rate, density = len(texts) / seconds, found / len(texts)
    return (
        f"{rate:.0f} articles a second ({len(texts)} articles of {words:.0f} words), "
        f"{density:.1f} quotations each"
    )


if __name__ == "__main__":
    main()
