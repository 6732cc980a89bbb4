"""What a search need not import, it does not."""

import subprocess
import sys
from pathlib import Path

# Modules of ours and of others that take a millisecond or more, and what needs them.
UNNEEDED = {
    "csv": "--format csv",
    "hashlib": "writing",
    "html": "snippets as HTML",
    "importlib.metadata": "an environment with other plugins",
    "importlib.resources": "writing",
    "kliping.index.store.sqlite.write": "writing",
    "kliping.plugins.contracts": "writing",
    "kliping.plugins.loader": "an environment with other plugins",
    "kliping.ingest.report": "writing and statistics",
    "kliping.ingest.writer": "writing",
    "lark": "queries of more than words",
    "pluggy": "an environment with other plugins",
    "rich": "tables",
    "shutil": "removing an index",
    "tomllib": "settings that were changed",
}


def test_a_search_for_words_imports_little(prepared: Path) -> None:
    """A search for words with a facet, printed as JSON, leaves out what only others need."""
    program = (
        "import sys; import numpy, whoosh.query, click; before = set(sys.modules); "
        "from kliping.cli.main import run; code = run(sys.argv[1:]); "
        "print(*(set(sys.modules) - before), sep='\\n', file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "search", "banjir", "--facet", "person"],
        cwd=prepared,
        capture_output=True,
        check=False,
    )
    loaded = set(done.stderr.decode().split())
    assert done.returncode == 0
    assert "kliping.retrieval.searching" in loaded
    assert not UNNEEDED.keys() & loaded
