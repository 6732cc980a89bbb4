"""The retrieval tasks: queries, each with the one document that it must find."""

import ast
import csv
import json
import random
import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Queries over documents; `wanted[i]` is the number of the document for `queries[i]`."""

    name: str
    documents: tuple[str, ...]
    queries: tuple[str, ...]
    wanted: tuple[int, ...]


def read_jsonl(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def questions(folder: Path) -> Task:
    """Question → its passage, among all distinct passages (FacQA)."""
    numbers: dict[str, int] = {}
    queries, wanted = [], []
    for name in ("facqa-train.csv", "facqa-dev.csv"):
        with (folder / "retrieval" / name).open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                passage = " ".join(ast.literal_eval(row["passage"]))
                queries.append(" ".join(ast.literal_eval(row["question"])))
                wanted.append(numbers.setdefault(passage, len(numbers)))
    return Task(
        name="question → passage",
        documents=tuple(numbers),
        queries=tuple(queries),
        wanted=tuple(wanted),
    )


def titles(folder: Path) -> Task:
    """Title → its article, tribun.jsonl among all news. Equal texts count as one document."""
    numbers: dict[str, int] = {}
    queries, wanted = [], []
    for row in read_jsonl(folder / "news" / "indosum.jsonl"):
        numbers.setdefault(row["text"], len(numbers))
    for row in read_jsonl(folder / "news" / "tribun.jsonl"):
        queries.append(row["title"])
        wanted.append(numbers.setdefault(row["text"], len(numbers)))
    return Task(
        name="title → article",
        documents=tuple(numbers),
        queries=tuple(queries),
        wanted=tuple(wanted),
    )


def three_words(task: Task) -> Task:
    """Three words of each title → its article, as a person who half remembers a title types.

    Drawn with a fixed seed from the title's words of three letters and more, so that no chain's
    stems or stop words choose them; their order is the title's.
    """
    draw = random.Random(0)
    queries, wanted = [], []
    for title, number in zip(task.queries, task.wanted, strict=True):
        words = [word for word in re.findall(r"[^\W_]+", title) if len(word) > 2]
        if len(words) >= 3:
            chosen = sorted(draw.sample(range(len(words)), 3))
            queries.append(" ".join(words[place] for place in chosen))
            wanted.append(number)
    return Task(
        name="3 title words → article",
        documents=task.documents,
        queries=tuple(queries),
        wanted=tuple(wanted),
    )


def own(queries: Path, articles: Path) -> Task:
    """Read a task of the user's: JSON lines `{id, text}` and `{query, id}`."""
    rows = read_jsonl(articles)
    numbers = {row["id"]: number for number, row in enumerate(rows)}
    asked = read_jsonl(queries)
    return Task(
        name=queries.stem,
        documents=tuple(row["text"] for row in rows),
        queries=tuple(row["query"] for row in asked),
        wanted=tuple(numbers[row["id"]] for row in asked),
    )
