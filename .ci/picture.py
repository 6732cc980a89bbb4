"""Write the README's picture of a terminal: a search over the sample articles."""

import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

from rich.console import Console

import kliping
from kliping.cli import figures, output, search
from kliping.seeds import articles_path

ROOT = Path(__file__).resolve().parent.parent
QUERY = "feri selat makassar"
FACETS = ("speaker:5", "person:5", "place:5")
WIDTH = 104


def main() -> None:
    console = Console(
        record=True, width=WIDTH, file=sys.stderr, force_terminal=True, highlight=False
    )
    asked = " ".join(f"--facet {facet}" for facet in FACETS)
    with (
        tempfile.TemporaryDirectory() as folder,
        kliping.open(Path(folder) / "a", create=True) as archive,
        patch.object(search, "console", lambda: console),
        patch.object(figures, "console", lambda: console),
        patch.object(output, "console", lambda: console),
    ):
        archive.add_all(kliping.read(str(articles_path())))
        archive.search(QUERY)  # the first search opens files; the picture shows the second
        results = archive.search(QUERY, limit=3, facets=FACETS)
        console.print(f"[bold green]$[/] kliping search {QUERY!r} --limit 3 {asked}")
        search.print_results(results, "table")
    (ROOT / "terminal.svg").write_text(console.export_svg(title="kliping"), encoding="utf-8")


if __name__ == "__main__":
    main()
