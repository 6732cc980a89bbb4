"""Draw latency against corpus size as SVG, from the JSON files of several runs.

python benchmarks/engine/figure.py OUT.svg RUN.json RUN.json …
"""

import json
import math
import sys
from pathlib import Path
from typing import Any

SHOWN = ("common word|facet", "3-word OR|facet", "3-word AND|facet", "phrase|facet")
COLOURS = {
    "kliping": "#c0392b",
    "whoosh": "#7f8c8d",
    "fts5": "#2980b9",
    "tantivy": "#27ae60",
    "bm25s": "#8e44ad",
}
WIDTH, HEIGHT, EDGE = 300, 240, 46


def main() -> None:
    target, *names = sys.argv[1:]
    runs = sorted((json.loads(Path(n).read_text()) for n in names), key=lambda run: run["size"])
    panels = [panel(runs, key, number) for number, key in enumerate(SHOWN)]
    legend = "".join(
        f'<text x="{EDGE + 90 * n}" y="{2 * HEIGHT + 20}" fill="{colour}">{name}</text>'
        for n, (name, colour) in enumerate(COLOURS.items())
    )
    Path(target).write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH} {2 * HEIGHT + 30}" '
        f'font-family="sans-serif" font-size="11">{"".join(panels)}{legend}</svg>\n'
    )


def panel(runs: list[dict[str, Any]], key: str, number: int) -> str:
    """Return one cell's panel: milliseconds (median) against articles, both axes logarithmic."""
    left, top = number % 2 * WIDTH, number // 2 * HEIGHT
    lines: dict[str, list[tuple[float, float]]] = {}
    for run in runs:
        for name, row in run["engines"].items():
            if key in row["cells"]:
                lines.setdefault(name, []).append((run["size"], row["cells"][key]["median"]))
    points = [point for line in lines.values() for point in line]
    sizes = [math.log10(size) for size, _ in points]
    times = [math.log10(ms) for _, ms in points]
    low, high = math.floor(min(times)), math.ceil(max(times))
    first, last = min(sizes), max(max(sizes), min(sizes) + 0.1)

    def place(size: float, ms: float) -> tuple[float, float]:
        x = (math.log10(size) - first) / (last - first) * (WIDTH - 2 * EDGE)
        y = (math.log10(ms) - low) / max(1, high - low) * (HEIGHT - 2 * EDGE)
        return left + EDGE + x, top + HEIGHT - EDGE - y

    parts = [f'<text x="{left + EDGE}" y="{top + 24}">{key.replace("|", " + one ")}, ms</text>']
    for power in range(low, high + 1):
        x, y = place(10**first, 10.0**power)
        parts.append(f'<text x="{x - 8}" y="{y + 4}" text-anchor="end">{10.0**power:g}</text>')
        parts.append(f'<path d="M{x} {y}H{left + WIDTH - EDGE}" stroke="#ddd"/>')
    for size in sorted({size for size, _ in points}):
        x, y = place(size, 10.0**low)
        parts.append(f'<text x="{x}" y="{y + 16}" text-anchor="middle">{size:,.0f}</text>')
    for name, line in lines.items():
        path = "L".join("{:.1f} {:.1f}".format(*place(*point)) for point in line)
        parts.append(f'<path d="M{path}" stroke="{COLOURS[name]}" fill="none" stroke-width="2"/>')
        for point in line:
            x, y = place(*point)
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{COLOURS[name]}"/>')
    return "".join(parts)


if __name__ == "__main__":
    main()
