"""Score what kliping finds in its own seeds against their gold.

`python benchmarks/quality/seeds.py [--json] [--show quotations|entities|copies|regions|metadata]`

The seeds are indexed into a temporary archive, so reading, cleaning and the loader are in what is
measured. Scores are precision, recall and F1 in per cent:

- quotations: one to one by the largest overlap, of at least `MIN_OVERLAP` of the
  union; cue, speaker and chain as shares of the pairs.
- entities: equal span and type; `Name (ABBR)` found as one counts as its two parts; gold names
  inside a larger name may be found or not.
- values: the set of (type, name) of an article, which is what its facets count.
- copies: pairs of articles.
- regions: code points that are not white space.
"""

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

from scoring import Row, Score, Share, cut, is_inside, key, match, overlap

import kliping
from kliping.retrieval.rows import mention_row, quotation_row
from kliping.seeds import articles_path, gold_path


def read_gold(name: str) -> list[Row]:
    lines = (gold_path() / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def read_annotated(name: str) -> list[str]:
    found: dict[str, list[str]] = json.loads((gold_path() / "annotated.json").read_text("utf-8"))
    return found[name]


def chain_of(row: Row) -> tuple[str, ...]:
    speaker = row["speaker"]["name"] if row["speaker"] else "-"
    return (speaker, *(via["name"] for via in row["via"]))


def is_same_speaker(found: Row, wanted: Row) -> bool:
    if not (found["speaker"] and wanted["speaker"]):
        return bool(found["speaker"] is wanted["speaker"])
    name = found["speaker"]["name"].casefold()
    names = {name.casefold() for name in names_of(wanted["speaker"])}
    if wanted["speaker"]["kind"] in {"person", "organisation", "place"}:
        return name in names
    return any(_share_beginning(name.split(), other.split()) for other in names)


def _share_beginning(left: list[str], right: list[str]) -> bool:
    """Whether one description begins with the other and keeps two words of it, or its only one."""
    shorter = min(len(left), len(right))
    return left[:shorter] == right[:shorter] and (shorter >= 2 or len(right) == 1)


def in_words(row: Row) -> str:
    cue = row["cue"]["text"] if row["cue"] else "-"
    return f"{row['type']} {row['text']!r} | {cue} | {' < '.join(chain_of(row))}"


def score_quotations(archive: kliping.Archive) -> list[Score | Share]:
    articles = read_annotated("quotations")
    total = Score(name="quotations, overlap")
    kinds = {k: Share(name=f"recall of {k}") for k in ("direct", "fragment", "mixed", "indirect")}
    names = ("exact span", "type", "cue", "speaker", "speaker, pronouns", "whole chain, where any")
    shares = {name: Share(name=name) for name in names}
    for id in articles:
        article = archive.get(id)
        heads = [r for r in article.regions if r.kind == "headline"]
        found = [
            row
            for _, quotation in archive.iter_quotations([id])
            if not any(head.start <= quotation.start < head.end for head in heads)
            for row in [quotation_row(id, quotation)]
        ]
        gold = [r for r in read_gold("quotations") if r["article"] == id and not r.get("headline")]
        wanted = [r for r in gold if not r.get("optional")]
        free = [r for r in gold if r.get("optional")]
        found = [f for f in found if not match([f], free)]
        pairs = match(found, wanted)
        total.right += len(pairs)
        total.found += len(found)
        total.wanted += len(wanted)
        for row in wanted:
            hit = any(w is row for _, w in pairs)
            kinds[row["type"]].count(hit)
            if not hit:
                total.notes.append(f"{id}: missed {in_words(row)}")
        for row in found:
            if not any(f is row for f, _ in pairs):
                total.notes.append(f"{id}: extra  {in_words(row)}")
        for f, w in pairs:
            same_cue = (f["cue"] and f["cue"]["start"]) == (w["cue"] and w["cue"]["start"])
            same_speaker = is_same_speaker(f, w)
            same_chain = same_speaker and chain_of(f)[1:] == chain_of(w)[1:]
            shares["exact span"].count((f["start"], f["end"]) == (w["start"], w["end"]))
            shares["type"].count(f["type"] == w["type"])
            shares["cue"].count(same_cue)
            shares["speaker"].count(same_speaker)
            if w["speaker"] and is_pronoun(w["speaker"]["as_written"]):
                shares["speaker, pronouns"].count(same_speaker)
            if w["via"] or f["via"]:
                shares["whole chain, where any"].count(same_chain)
            if not (same_cue and same_chain and overlap(f, w) > 0.9):
                total.notes.append(f"{id}: found {in_words(f)}\n    for   {in_words(w)}")
    return [total, *kinds.values(), *shares.values()]


def is_pronoun(words: str) -> bool:
    return words.casefold() in {"nya", "ia", "dia", "mereka"} or words.split()[-1] in {
        "itu",
        "tersebut",
    }


def score_entities(archive: kliping.Archive) -> list[Score | Share]:
    spans = Score(name="entities, span and type")
    values = Score(name="entities, facet values")
    kinds = {k: Score(name=f"  {k}") for k in ("person", "organisation", "place")}
    named = Share(name="right name")
    for id in read_annotated("entities"):
        gold = [r for r in read_gold("entities") if r["article"] == id]
        free = {key(r) for r in gold if r.get("nested") or r.get("optional")}
        outer = {key(r): r for r in gold if key(r) not in free}
        rows = [r for _, m in archive.iter_mentions([id]) for r in iter_parts(mention_row(id, m))]
        rows = [r for r in rows if r["type"] in kinds and key(r) not in free]
        found = {key(r): r for r in rows if not is_inside(r, rows)}
        spans.add(set(found), set(outer))
        for kind, score in kinds.items():
            score.add({k for k in found if k[2] == kind}, {k for k in outer if k[2] == kind})
        for both in found.keys() & outer.keys():
            same = found[both]["name"] in names_of(outer[both])
            named.count(same)
            if not same:
                pair = f"{found[both]['name']!r} for {outer[both]['name']!r}"
                spans.notes.append(f"{id}: named {pair}")
        for place in sorted(found.keys() - outer.keys()):
            spans.notes.append(f"{id}: extra  {place} {found[place]['text']!r}")
        for place in sorted(outer.keys() - found.keys()):
            spans.notes.append(f"{id}: missed {place} {outer[place]['text']!r}")
        wanted = {(r["type"], r["name"]) for r in outer.values()}
        usual = {(r["type"], n): (r["type"], r["name"]) for r in gold for n in names_of(r)}
        values_found = {(r["type"], r["name"]) for r in found.values()}
        allowed = set(usual.values()) - wanted
        values.add({usual.get(v, v) for v in values_found} - allowed, wanted)
    return [spans, *kinds.values(), named, values]


def iter_parts(row: Row) -> Iterable[Row]:
    """Yield `Name` and `ABBR` of a mention `Name (ABBR)`, any other mention as it is."""
    parts = re.fullmatch(r"(.+) \((.+)\)", row["text"])
    if parts is None:
        yield row
        return
    for group in (1, 2):
        start, end = (row["start"] + at for at in parts.span(group))
        yield {**row, "start": start, "end": end, "text": parts[group]}


def names_of(row: Row) -> set[str]:
    return {row["name"], *row.get("also", ())}


def score_copies(archive: kliping.Archive) -> list[Score | Share]:
    score = Score(name="copies, pairs")
    first = Share(name="canonical article")
    gold = read_gold("copies")
    found = [group.to_dict() for group in archive.copies()]
    pairs, wanted = set(iter_pairs(found)), set(iter_pairs(gold))
    score.add(pairs, wanted)
    score.notes += [f"extra  {pair}" for pair in sorted(pairs - wanted)]
    score.notes += [f"missed {pair}" for pair in sorted(wanted - pairs)]
    canonical = {group["members"][0]["article"] for group in found}
    for group in gold:
        first.count(group["members"][0]["article"] in canonical)
    return [score, first]


def iter_pairs(groups: list[Row]) -> Iterable[tuple[str, str]]:
    for group in groups:
        yield from combinations(sorted(member["article"] for member in group["members"]), 2)


def score_regions(archive: kliping.Archive) -> list[Score | Share]:
    score = Score(name="regions, code points")
    kinds = Share(name="right kind")
    for id in read_annotated("regions"):
        article = archive.get(id)
        text = article.text
        gold = [r for r in read_gold("regions") if r["article"] == id]
        wanted = {
            at: r["kind"]
            for r in gold
            for at in range(r["start"], r["end"])
            if not text[at].isspace()
        }
        found = {
            at: region.kind
            for region in article.regions
            for at in range(region.start, region.end)
            if not text[at].isspace()
        }
        score.add(set(found), set(wanted))
        for at in found.keys() & wanted.keys():
            kinds.count(found[at] == wanted[at])
        score.notes += [f"{id}: extra  {s!r}" for s in cut(text, found.keys() - wanted.keys())]
        score.notes += [f"{id}: missed {s!r}" for s in cut(text, wanted.keys() - found.keys())]
    return [score, kinds]


def score_metadata(archive: kliping.Archive) -> list[Score | Share]:
    names = ("title", "outlet", "published", "language")
    shares = {name: Share(name=name) for name in names}
    total = Score(name="metadata")
    for gold in read_gold("articles"):
        article = archive.get(gold["article"])
        given = article.published
        found = {
            "title": article.title,
            "outlet": article.outlet,
            "published": given and given.astimezone(archive.zone).date().isoformat(),
            "language": article.language,
        }
        wanted = {**gold, "published": gold["published"][:10]}
        for name in (*gold["stated"], "language"):
            same = found[name] == wanted[name]
            shares[name].count(same)
            total.wanted += 1
            total.right += same
            total.found += found[name] is not None
            if not same:
                total.notes.append(f"{article.id}: {name} {found[name]!r} for {wanted[name]!r}")
    return [total, *shares.values()]


SCORERS = {
    "quotations": score_quotations,
    "entities": score_entities,
    "copies": score_copies,
    "regions": score_regions,
    "metadata": score_metadata,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--show", choices=SCORERS, action="append", default=[])
    parser.add_argument("--json", action="store_true", help="print F1 scores and shares as JSON")
    arguments = parser.parse_args()
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "seeds.kliping"
        with kliping.open(path, create=True) as archive:
            archive.add_all(kliping.read(articles_path()))
            for failure in archive.plugin_failures():
                print(failure, file=sys.stderr)
            for name, scorer in SCORERS.items():
                scores = scorer(archive)
                figures |= {score.name.strip(): round(score.value(), 4) for score in scores}
                if arguments.json:
                    continue
                print(*scores, sep="\n")
                if name in arguments.show:
                    notes = [n for s in scores if isinstance(s, Score) for n in s.notes]
                    print(*notes, sep="\n")
    if arguments.json:
        print(json.dumps(figures, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
