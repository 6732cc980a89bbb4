"""What a change does to the results of a whole corpus: new, gone, different, by field.

    python -m benchmarks.diff_corpus --data DIR [--against REVISION] [--articles N] [--show N]

Indexes DIR/news/*.jsonl twice, with the working tree and with a git revision (HEAD, if not
told), and compares bit for bit what is stored of each article, every result of every enricher, and
hits, scores, snippets and facet counts of queries drawn from the titles. Exits with 1 if anything
differs. Differences are listed as ids and spans; `--texts` shows the words too.

What a revision gave is kept under build/diff-corpus, so that it is run only once.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .comparing import Difference, compare, read_snapshot, summarise

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "build" / "diff-corpus"
SNAPSHOT = Path(__file__).with_name("snapshot.py")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=os.environ.get("KLIPING_DATA"))
    parser.add_argument("--against", default="HEAD", help="a git revision")
    parser.add_argument("--articles", type=int, help="only so many, drawn at random")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--show", type=int, default=20, help="differences listed, drawn at random")
    parser.add_argument("--texts", action="store_true", help="show what differs, not only where")
    arguments = parser.parse_args(argv)
    if arguments.data is None:
        print("no data: give --data FOLDER or set KLIPING_DATA; skipped", file=sys.stderr)
        return 2
    files = sorted((Path(arguments.data) / "news").glob("*.jsonl"))
    if not files:
        print(f"no articles: {arguments.data}/news has no *.jsonl", file=sys.stderr)
        return 2
    revision = git("rev-parse", f"{arguments.against}^{{commit}}")
    how = [*map(str, files), "--jobs", str(arguments.jobs)]
    if arguments.articles is not None:
        how += ["--articles", str(arguments.articles)]
    before = KEPT / f"{revision}-{arguments.articles or 'all'}.jsonl.gz"
    after = KEPT / "working-tree.jsonl.gz"
    KEPT.mkdir(parents=True, exist_ok=True)
    if not before.exists():
        take_of_revision(revision, how, before)
    take(how, after, dict(os.environ))
    differences = compare(read_snapshot(before), read_snapshot(after))
    print(f"# {arguments.against} ({revision[:9]}) → the working tree\n")
    if not differences:
        print("No difference.")
        return 0
    print("\n".join(summarise(differences)), end="\n\n")
    for one in drawn(differences, arguments.show):
        print(shown(one, texts=arguments.texts))
    return 1


def take(how: Sequence[str], out: Path, environment: dict[str, str]) -> None:
    """Write a snapshot, by the kliping that the environment's path leads to."""
    part = out.with_suffix(".part")
    subprocess.run(
        [sys.executable, str(SNAPSHOT), *how, "--out", str(part)], env=environment, check=True
    )
    part.replace(out)


def take_of_revision(revision: str, how: Sequence[str], out: Path) -> None:
    """Install a revision beside, with its kernel, and write its snapshot."""
    with tempfile.TemporaryDirectory() as folder:
        tree, site = Path(folder) / "tree", Path(folder) / "site"
        tree.mkdir()
        packed = Path(folder) / "tree.tar"
        git("archive", "--output", str(packed), revision)
        shutil.unpack_archive(packed, tree, filter="data")
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(site),
             "--no-build-isolation", "--disable-pip-version-check", str(tree)],
            check=True,
        )  # fmt: skip
        take(how, out, os.environ | {"PYTHONPATH": str(site)})


def git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(ROOT), *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def drawn(differences: Sequence[Difference], most: int) -> list[Difference]:
    """Return some of them, uniformly drawn with a fixed seed, in their order."""
    places = range(len(differences))
    if len(places) > most:
        places = sorted(random.Random(1).sample(places, most))  # type: ignore[assignment]
    return [differences[place] for place in places]


def shown(one: Difference, *, texts: bool) -> str:
    """Return a line about a difference."""
    key = ":".join(map(str, one.key)) if texts or one.what in ("mentions", "quotations") else ""
    if one.what == "records":
        key = ":".join(map(str, one.key))
    line = f"{one.change:9} {one.article} {one.where} {one.what} {key}".rstrip()
    if one.fields:
        line += f" ({', '.join(one.fields)})"
    return f"{line}\n  - {one.before}\n  + {one.after}" if texts else line


if __name__ == "__main__":
    sys.exit(main())
