"""The figures as Markdown."""

import math
import os
import platform
import sqlite3
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Any

NAMES = {
    "top": "top ten",
    "total": "+ total",
    "facet": "+ one facet",
    "facets": "+ three facets",
    "collapse": "+ collapse",
}


def markdown(results: dict[str, Any]) -> str:
    """Return the report of one run."""
    engines = results["engines"]
    parts = [
        f"## {results['size']:,} articles ({results['corpus']}), {date.today().isoformat()}",
        machine(),
        building(engines),
        cells(engines),
        summary(engines),
        agreement(results["disagreements"]),
    ]
    return "\n\n".join(parts) + "\n"


def machine() -> str:
    names = ("kliping", "numpy", "whoosh3", "tantivy", "bm25s")
    found = [f"SQLite {sqlite3.sqlite_version}", f"Python {platform.python_version()}"]
    for name in names:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}; {', '.join(found)}."


def building(engines: dict[str, Any]) -> str:
    lines = [
        "| | articles per CPU second | bytes per article | open (ms) |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name, row in engines.items():
        speed = row["documents"] / row["cpu_s"]
        size = row["bytes"] / row["documents"]
        lines.append(f"| {name} | {speed:,.0f} | {size:,.0f} | {row['open_ms']:.2f} |")
    return "\n".join(lines)


def cells(engines: dict[str, Any]) -> str:
    names = list(engines)
    lines = [
        "Milliseconds: median / 95th percentile.",
        "",
        f"| | | {' | '.join(names)} |",
        f"| --- | --- | {' | '.join('---:' for _ in names)} |",
    ]
    for key in next(iter(engines.values()))["cells"]:
        cell, variant = key.split("|")
        shown = []
        for name in names:
            taken = engines[name]["cells"].get(key)
            shown.append(f"{taken['median']:.3f} / {taken['p95']:.3f}" if taken else "")
        lines.append(f"| {cell} | {NAMES[variant]} | {' | '.join(shown)} |")
    return "\n".join(lines)


def summary(engines: dict[str, Any]) -> str:
    """Return how many times longer each other engine takes than kliping."""
    ours = engines.get("kliping", {}).get("cells", {})
    lines = [
        "How many times as long as kliping takes (below 1: quicker than kliping).",
        "",
        "| | geometric mean | least | cell of the least |",
        "| --- | ---: | ---: | --- |",
    ]
    for name, row in engines.items():
        ratios = {
            key: taken["median"] / ours[key]["median"]
            for key, taken in row["cells"].items()
            if key in ours
        }
        if name == "kliping" or not ratios:
            continue
        mean = math.exp(sum(map(math.log, ratios.values())) / len(ratios))
        least = min(ratios, key=ratios.__getitem__)
        cell, variant = least.split("|")
        lines.append(f"| {name} | {mean:,.2f} | {ratios[least]:,.2f} | {cell}, {NAMES[variant]} |")
    return "\n".join(lines)


def agreement(disagreements: list[str]) -> str:
    if not disagreements:
        return "All engines agree on totals and facet counts, and Whoosh on the ranking."
    return "Disagreements:\n\n" + "\n".join(f"- {line}" for line in disagreements)
