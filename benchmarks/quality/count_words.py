"""Count which words running text writes in lower case: `plugins/entities/lexicon/ordinary.txt`.

    python benchmarks/quality/count_words.py --data FOLDER > ordinary.txt

Read are the texts of `FOLDER/news`. Counted is inside sentences only: after a lower-case word and a
space, so that neither the beginning of a sentence nor a headline decides. A word is ordinary that
is in lower case at least `SEEN` times and in capitals at most `CAPITAL` of all times.
"""

import argparse
import json
import re
from collections import Counter
from pathlib import Path

SEEN = 4  # chosen by reading what 3, 4 and 8 add and leave out
CAPITAL = 0.3
HEAD = """\
# Words that running text writes in lower case, also where they begin a sentence or a headline
# Source: benchmarks/quality/count_words.py over the development news (README.md), 2026-11
"""
_WORD = re.compile(r"(?<=[a-z] )[A-Za-z][a-z]{2,}(?![\w.-])")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    folder: Path = parser.parse_args().data
    small: Counter[str] = Counter()
    large: Counter[str] = Counter()
    for path in sorted((folder / "news").glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                for word in _WORD.findall(json.loads(line)["text"]):
                    (small if word.islower() else large)[word.lower()] += 1
    print(HEAD, end="")
    for word, count in sorted(small.items()):
        if count >= SEEN and large[word] <= CAPITAL * (count + large[word]):
            print(word)


if __name__ == "__main__":
    main()
