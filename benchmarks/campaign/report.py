"""What a part of the campaign promises, how often it was tried, and what came out."""

import datetime
import os
import platform
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

# Of very many faults only the first of each kind are shown.
SHOWN = 12
KIND_LENGTH = 60


@dataclass(slots=True, kw_only=True)
class Finding:
    """Attributes: where: the case, small enough to be run again; fault: what was wrong."""

    where: str
    fault: str


@dataclass(slots=True, kw_only=True)
class Row:
    """One line of the table.

    Attributes:
        promise: what kliping says of itself.
        tried: cases, with their unit: "1,000 kills".
        notes: what else is worth saying, such as how many cases were harmless.
        skipped: why nothing was tried, or "".
    """

    promise: str
    unit: str
    tried: int = 0
    notes: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    skipped: str = ""

    def add(self, where: str, faults: list[str]) -> None:
        """Count one case, with what was wrong in it."""
        self.tried += 1
        self.findings += [Finding(where=where, fault=fault) for fault in faults]
        if faults:
            print(f"  FAULT {where}: {faults[0]}", flush=True)

    @property
    def result(self) -> str:
        if self.skipped:
            return f"skipped: {self.skipped}"
        cases = len({finding.where for finding in self.findings})
        said = f"**{cases:,} with faults**" if cases else "0 faults"
        return ", ".join([said, *(f"{count:,} {note}" for note, count in self.notes.items())])


def table(rows: list[Row]) -> str:
    """Return the rows as Markdown."""
    lines = ["| promise | tried | result |", "|---|---|---|"]
    lines += [f"| {row.promise} | {row.tried:,} {row.unit} | {row.result} |" for row in rows]
    return "\n".join(lines)


def faults(rows: list[Row]) -> str:
    """Return the first findings of each row as Markdown, with how many more there are."""
    lines = []
    for row in rows:
        if not row.findings:
            continue
        lines += [f"## {row.promise}", ""]
        for found in row.findings[:SHOWN]:
            lines.append(f"- {found.where}: {found.fault}")
        if len(row.findings) > SHOWN:
            lines.append(f"- and {len(row.findings) - SHOWN:,} more")
        lines.append("")
    return "\n".join(lines)


def heading(seconds: float) -> str:
    """Return the first lines: date, machine, how long it took."""
    return (
        f"# The campaign, {datetime.date.today()}, kliping on {platform.machine()}, "
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, "
        f"{seconds:,.0f} s\n\nMade by `python -m benchmarks.campaign --write`; "
        "benchmarks/campaign/README.md says what each line tries.\n"
    )


def write(folder: Path, rows: list[Row], seconds: float) -> Path:
    """Write the table under `benchmarks/results/`; return the file."""
    path = folder / f"campaign-{datetime.date.today()}.md"
    parts = [heading(seconds), table(rows), "", faults(rows)]
    path.write_text("\n".join(parts).rstrip() + "\n", encoding="utf-8")
    return path
