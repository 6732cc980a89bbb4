"""Precision of facet values, spellings and speakers, over what was judged by eye.

    python -m benchmarks.judged --archive ARCHIVE [--data FOLDER] [--enrich] [--held-out]

ARCHIVE is opened; where there is none and FOLDER (or KLIPING_DATA) is given, FOLDER/news/*.jsonl
are indexed into it first. `--enrich` runs the enrichers of entities and quotations again over an
archive that an earlier state of the program made; it writes to the archive. `--held-out` counts
only the third of the articles that no model is trained on. README.md tells how the values were
drawn and judged.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import kliping
from benchmarks.judged.comparing import Comparison, compare, read_given
from benchmarks.judged.quoting import (
    JudgedSpeaker,
    SpeakerComparison,
    compare_speakers,
    read_quotations,
    read_speakers,
)
from benchmarks.judged.verdicts import (
    FIELDS,
    JudgedPair,
    JudgedValue,
    is_held_out,
    read_pairs,
    read_values,
)
from kliping.index import ArchiveNotFoundError

HERE = Path(__file__).resolve().parent


def report(result: Comparison) -> str:
    """Return the figures and the lists, as printed."""
    lines = ["field          right  wrong  precision  faults"]
    for name in FIELDS:
        kinds = sorted(
            ((kind, n) for (field, kind), n in result.kinds.items() if field == name),
            key=lambda pair: (-pair[1], pair[0]),
        )
        faults = ", ".join(f"{kind} {n}" for kind, n in kinds)
        lines.append(f"{name:13}{_row(result.right[name], result.wrong[name])}  {faults}".rstrip())
    lines.append(f"{'all':13}{_row(result.right.total(), result.wrong.total())}")
    lines += ["", "spellings      right  wrong  precision"]
    lines += [f"{f:13}{_row(result.pairs_right[f], result.pairs_wrong[f])}" for f in FIELDS]
    lines.append(f"{'all':13}{_row(result.pairs_right.total(), result.pairs_wrong.total())}")
    lines += _section("right values lost", [_value(v) for v in result.lost])
    lines += _section(
        "wrong values mended", [f"{_value(v)} → {_name(_answer(v))}" for v in result.mended]
    )
    lines += _section("wrong values gone", [_value(v) for v in result.gone])
    different = [f"{_value(v)} → {_name(now)}" for v, now in result.different]
    lines += _section("different at the same span, not judged yet", different)
    new = [f"{_value(v)}, and {_name(now)}" for v, now in result.new]
    lines += _section("new at the same span, not judged yet", new)
    lines += _section("right pairs parted", [_pair(p) for p in result.parted])
    lines += _section("wrong pairs mended", [_pair(p) for p in result.mended_pairs])
    if result.absent:
        lines += ["", f"left out: {len(result.absent)} judged articles are not in the archive"]
    return "\n".join(lines)


def report_speakers(result: SpeakerComparison) -> str:
    """Return the figures and the lists of speakers, as printed."""
    wrong = result.kinds.total()
    faults = ", ".join(f"{kind} {n}" for kind, n in result.kinds.most_common())
    right = result.right + sum(1 for one in result.mended if one.kind != "none")
    lines = ["", "speakers       right  wrong  precision  faults"]
    lines.append(f"{'quotations':13}{_row(right, wrong)}  {faults}".rstrip())
    lines += _section("right quotations lost", [_speaker(s) for s in result.lost])
    lines += _section("wrong speakers mended", [_speaker(s) for s in result.mended])
    different = [f"{_speaker(s)} → {now!r}" for s, now in result.different]
    lines += _section("speakers that differ, not judged yet", different)
    if result.absent:
        lines += ["", f"left out: {len(result.absent)} judged articles are not in the archive"]
    return "\n".join(lines)


def _speaker(one: JudgedSpeaker) -> str:
    return f"{one.article} {one.start}-{one.end} {one.speaker!r}"


def _row(right: int, wrong: int) -> str:
    precision = f"{right / (right + wrong):.3f}" if right + wrong else "-"
    return f"{right:7}{wrong:7}  {precision:>9}"


def _section(title: str, rows: list[str]) -> list[str]:
    return ["", f"{title}: {len(rows)}", *(f"  {row}" for row in rows)]


def _answer(judged: JudgedValue) -> tuple[str, str]:
    return judged.right_field, judged.right_value


def _name(found: tuple[str, str]) -> str:
    return f"{found[0]} {found[1]!r}"


def _value(judged: JudgedValue) -> str:
    return f"{judged.article} {judged.start}-{judged.end} {judged.field} {judged.value!r}"


def _pair(pair: JudgedPair) -> str:
    place = f"{pair.article} {pair.start}-{pair.end} {pair.field}"
    return f"{place} {pair.spelling!r} = {pair.value!r}"


def index(archive: Path, data: Path) -> None:
    """Index the news of a data folder as a user does; it ends the program where that fails."""
    files = sorted(str(path) for path in (data / "news").glob("*.jsonl"))
    if not files:
        sys.exit(f"no news/*.jsonl in {str(data)!r}; give the folder that holds news/ as --data")
    command = [sys.executable, "-m", "kliping", "--archive", str(archive), "index", *files]
    if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode != 0:
        sys.exit(f"{str(data)!r} could not be indexed into {str(archive)!r}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=os.environ.get("KLIPING_DATA"))
    parser.add_argument("--enrich", action="store_true", help="run both enrichers again")
    parser.add_argument("--held-out", action="store_true", help="only values of held-out articles")
    options = parser.parse_args()
    values, pairs = read_values(HERE / "values.tsv"), read_pairs(HERE / "aliases.tsv")
    speakers = read_speakers(HERE / "quotations.tsv")
    if options.held_out:
        values = [judged for judged in values if is_held_out(judged.article)]
        pairs = [judged for judged in pairs if is_held_out(judged.article)]
        speakers = [judged for judged in speakers if is_held_out(judged.article)]
    if not options.archive.exists() and options.data is not None:
        index(options.archive, options.data)
    try:
        archive = kliping.open(options.archive, read_only=not options.enrich)
    except ArchiveNotFoundError as error:
        sys.exit(f"{error}; or give --data FOLDER")
    with archive:
        if options.enrich:
            archive.enrich(everything=True, only=["entities", "quotations"])
        ids = [v.article for v in values] + [p.article for p in pairs]
        print(report(compare(read_given(archive, ids), values, pairs)))
        given = read_quotations(archive, [s.article for s in speakers])
        print(report_speakers(compare_speakers(given, speakers)))


if __name__ == "__main__":
    main()
