"""Where the bytes of articles.db are: by table and index, an article.

    python benchmarks/store_sizes.py NEWS.jsonl [NEWS.jsonl ...] [--articles N] [--jobs N]
    python benchmarks/store_sizes.py --archive FOLDER

Draws N articles of the files at random (seed 1), indexes them into a new archive and prints
Markdown. *Payload* is what the rows hold; the rest is SQLite's cells, pages and free space.
"""

import argparse
import datetime
import random
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import kliping
from kliping.index import Article


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", help="articles, as `kliping index` reads them")
    parser.add_argument("--archive", type=Path, help="measure this archive, index nothing")
    parser.add_argument("--articles", type=int, default=1_000, help="how many to draw at random")
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.archive is not None:
        print_sizes(arguments.archive)
    elif arguments.files:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "sizes.kliping"
            found = [a for a in kliping.read(arguments.files) if isinstance(a, Article)]
            random.Random(1).shuffle(found)
            with kliping.open(path, create=True) as archive:
                archive.add_all(found[: arguments.articles], jobs=arguments.jobs)
            print_sizes(path)
    else:
        parser.error("give files, or --archive")


def print_sizes(archive: Path) -> None:
    """Print the bytes of each table and index of an archive's articles.db."""
    path = archive / "articles.db"
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        (articles,) = connection.execute("SELECT count(*) FROM articles").fetchone()
        # Which map of which corpus enricher a table `state_n` holds; format 1 has none.
        formed = connection.execute("PRAGMA user_version").fetchone() != (1,)
        maps = {
            f"state_{number}": f"{enricher}: {name}"
            for number, enricher, name in (
                connection.execute("SELECT number, enricher, name FROM state_maps")
                if formed
                else ()
            )
        }
        rows = connection.execute(
            "SELECT name, sum(pgsize), sum(payload), sum(ncell) FROM dbstat "
            "GROUP BY name ORDER BY 2 DESC, name"
        ).fetchall()
    total = path.stat().st_size
    print(f"# articles.db, {datetime.date.today()}, SQLite {sqlite3.sqlite_version}\n")
    if not articles:
        raise SystemExit("no article was indexed: the files hold none that can be read")
    print(f"{articles:,} articles, {total:,} bytes: {total / articles:,.0f} an article\n")
    print("| table or index | cells | bytes an article | of these payload |")
    print("|---|---|---|---|")
    for name, size, payload, cells in rows:
        table = maps.get(name, name)
        print(f"| {table} | {cells:,} | {size / articles:,.0f} | {payload / articles:,.0f} |")


if __name__ == "__main__":
    main()
