"""Count in how many articles each word stands: writes plugins/stories/frequencies.tsv.

    python -m benchmarks.stories.frequencies --data FOLDER        (or KLIPING_DATA=FOLDER)

FOLDER holds `news/indosum.jsonl` (IndoSum, CC BY-SA 4.0) and `news/tribun.jsonl`
(mrrizal/Document_Classifier, MIT). Only the counts are shipped.
"""

import argparse
import json
import os
import re
import sys
from collections import Counter
from pathlib import Path

from kliping.index.analyzer import Analyzer
from kliping.plugins.stories.features import LEAST_COUNTED

TABLE = Path(__file__).parents[2] / "plugins" / "stories" / "frequencies.tsv"
HEAD = """\
# In how many of the first line's Indonesian news articles a word's stem stands (headline or text).
# Counted by benchmarks/stories/frequencies.py on IndoSum (3,462 articles of ten outlets, 2016-2018;
# CC BY-SA 4.0) and mrrizal/Document_Classifier (1,488 of Tribunnews, 2018; MIT), 2026-11.
# stem	articles
"""
_WORD = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]{2,})*")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=os.environ.get("KLIPING_DATA"))
    arguments = parser.parse_args()
    if arguments.data is None:
        print("no data: give --data FOLDER or set KLIPING_DATA", file=sys.stderr)
        return 2
    analyzer = Analyzer()
    articles: Counter[str] = Counter()
    total = 0
    for name in ("indosum", "tribun"):
        with (Path(arguments.data) / "news" / f"{name}.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                total += 1
                words = set(_WORD.findall(f"{record['title']}\n{record['text']}"))
                articles.update(
                    {
                        term.stem
                        for word in words
                        for term in analyzer.terms(word)
                        if not analyzer.is_stop_word(term.exact)
                    }
                )
    rows = [(stem, n) for stem, n in articles.most_common() if n >= LEAST_COUNTED]
    rows.sort(key=lambda row: (-row[1], row[0]))
    text = "".join(f"{stem}\t{n}\n" for stem, n in [("(all)", total), *rows])
    TABLE.write_text(HEAD + text, encoding="utf-8")
    print(f"{len(rows)} stems of {total} articles")
    return 0


if __name__ == "__main__":
    sys.exit(main())
