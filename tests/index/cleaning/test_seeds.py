"""The seeds' gold: what of each sample article is not body text."""

import json
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from kliping.index import Article
from kliping.index.cleaning import clean
from kliping.plugins.readers import kliping_register_readers
from kliping.plugins.reading import read_sources

read = partial(read_sources, readers=kliping_register_readers())

SEEDS = Path(str(files("kliping.seeds")))
ZONE = ZoneInfo("Asia/Jakarta")


def rows(name: str) -> Iterator[dict[str, object]]:
    for line in (SEEDS / "gold" / name).read_text("utf-8").splitlines():
        yield json.loads(line)


def articles() -> dict[str, Article]:
    found = [reading for reading in read(SEEDS / "articles") if isinstance(reading, Article)]
    return {article.id: clean(article, zone=ZONE) for article in found}


def test_regions_of_the_seeds() -> None:
    """Of the code points marked .99 are marked in the gold, and .95 of those in the gold are."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows("regions.jsonl"):
        wanted[str(row["article"])].update(range(int(str(row["start"])), int(str(row["end"]))))
    complete = json.loads((SEEDS / "gold" / "annotated.json").read_text("utf-8"))["regions"]
    found = articles()
    right = marked = gold = 0
    for id in complete:
        text = found[id].text
        ours = {at for r in found[id].regions for at in range(r.start, r.end)}
        ours = {at for at in ours if not text[at].isspace()}
        theirs = {at for at in wanted[id] if not text[at].isspace()}
        right, marked, gold = right + len(ours & theirs), marked + len(ours), gold + len(theirs)
    assert right >= 0.99 * marked
    assert right >= 0.95 * gold


def test_fields_of_the_seeds() -> None:
    """No title and no outlet is read that the gold does not have."""
    found = articles()
    for row in rows("articles.jsonl"):
        article = found[str(row["article"])]
        assert article.title in ("", row["title"])
        assert article.outlet in (None, row["outlet"])
