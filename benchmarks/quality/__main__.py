"""Quotations, entities and the sample articles' gold in one run.

    python -m benchmarks.quality [--data DIR] [--write]

DIR, or KLIPING_DATA, holds quotes/, ner/ and news/; without it only the sample articles are scored.
`--write` keeps the figures in figures.md beside this file, which a change of quality must show.
"""

import argparse
import datetime
import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
PARTS = {
    "Quotations and entities of the sample articles": ["seeds.py"],
    "Quotations on PFSA-ID, with the entities enricher": ["quotations.py", "--entities"],
    "Entities on idner-news-2k and NERGrit": ["entities.py", "--tops", "0"],
}
# The parts that need data which the project may not ship.
NEED_DATA = ("quotations.py", "entities.py")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("KLIPING_DATA"))
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    lines = [f"# Quality, {datetime.date.today()}, kliping {version('kliping')}, {machine}", ""]
    for title, (script, *arguments) in PARTS.items():
        lines += [f"## {title}", ""]
        if script in NEED_DATA and options.data is None:
            lines += ["skipped: no data; give --data, or set KLIPING_DATA", ""]
            continue
        shown = " ".join(["python", f"benchmarks/quality/{script}", *arguments])
        lines += [f"`{shown}`", "", "```text", run(script, arguments, options.data), "```", ""]
    text = "\n".join(lines)
    print(text)
    if options.write:
        (HERE / "figures.md").write_text(text, encoding="utf-8")


def run(script: str, arguments: list[str], data: Path | None) -> str:
    """Return what one benchmark prints; it ends the program where the benchmark fails."""
    environment = os.environ | ({"KLIPING_DATA": str(data)} if data is not None else {})
    command = [sys.executable, str(HERE / script), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{script} failed:\n{done.stderr}")
    return done.stdout.strip()


if __name__ == "__main__":
    main()
