"""The texts of five languages, split into those to learn from and those to try on."""

import csv
import json
import random
import re
from pathlib import Path

from kliping.plugins.language_model import LANGUAGES

HERE = Path(__file__).parent
_NUSAX = {"id": "indonesian", "jv": "javanese", "su": "sundanese", "en": "english"}
_HELD_OUT = 5
"""Every fifth text of NusaX is tried on, the others are learned from."""
_NEWS = 2_000
"""Articles of news to learn from; as many others are tried on."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def nusax(folder: Path, language: str) -> list[str]:
    """Return the 500 or so texts of NusaX's training file in one language."""
    path = folder / "language" / f"nusax-{_NUSAX[language]}-train.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return [row["text"] for row in csv.DictReader(lines)]


def malay(name: str) -> list[str]:
    """Return own sentences, of "train" or "test"."""
    lines = (HERE / f"malay-{name}.txt").read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def news(folder: Path) -> list[str]:
    """Return the texts of IndoSum and Tribunnews in an order drawn once."""
    texts = [
        json.loads(line)["text"]
        for name in ("indosum", "tribun")
        for line in (folder / "news" / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    random.Random("language/2026-11-27").shuffle(texts)
    return texts


def sentences(text: str, most: int) -> list[str]:
    """Return the first sentences of 8 to 40 words."""
    found = [s for s in _SENTENCE_END.split(text) if 8 <= len(s.split()) <= 40]
    return found[:most]


def training(folder: Path) -> dict[str, list[str]]:
    """Return language → texts to learn from."""
    texts: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for language in _NUSAX:
        rows = nusax(folder, language)
        texts[language] += [row for at, row in enumerate(rows) if at % _HELD_OUT]
    # Reviews and short messages count as much as news, or every informal text is no Indonesian.
    texts["id"] *= 3
    texts["id"] += [s for text in news(folder)[:_NEWS] for s in sentences(text, 3)]
    texts["ms"] += malay("train")
    return texts


def trials(folder: Path) -> dict[str, tuple[str, list[str]]]:
    """Return what is tried → (its language, texts that nothing was learned from)."""
    found = {
        f"NusaX, {name}": (language, nusax(folder, language)[::_HELD_OUT])
        for language, name in _NUSAX.items()
    }
    others = news(folder)[_NEWS : 2 * _NEWS]
    found["news, a sentence"] = "id", [s for text in others for s in sentences(text, 1)]
    found["news, an article"] = "id", others
    own = malay("test")
    found["Malay news, a sentence"] = "ms", own
    found["Malay news, three"] = "ms", [" ".join(own[at : at + 3]) for at in range(0, len(own), 3)]
    return found
