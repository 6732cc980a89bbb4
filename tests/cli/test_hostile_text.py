"""What an article holds cannot reach the terminal: every command, every format."""

import ast
import json
import re
from pathlib import Path

import pytest

from kliping.cli.main import run

from .test_commands import Kliping

ROOT = Path(__file__).resolve().parent.parent.parent
# Retitles a terminal, clears it, turns the direction, is a C1 control, breaks a line.
ATTACK = "\x1b]0;milik kami\x07\x1b[2J\u202edesrever\u202c\x9b31m\x85\x08\x7f"
TEXT = (
    f'Harga {ATTACK} beras naik di Demak. "Harga {ATTACK} beras naik tajam dan warga resah '
    f'sekali," kata Menteri Perdagangan Sinta {ATTACK} Maharani di Jakarta, Senin (28/4/2025).\r\n'
    f"Sebanyak 1.250 warga {ATTACK} mengungsi ke balai desa."
)
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
COMMANDS = (
    ("search", "harga", "--facet", "outlet", "--facet", "person", "--facet", "speaker"),
    ("search", "harga", "--all"),
    ("facets", "harga", "outlet"),
    ("show", "a"),
    ("show", "a", "--highlight", "harga beras"),
    ("similar", "a"),
    ("explain", "harga", "a"),
    ("words",),
    ("quotes", "harga"),
    ("quotes", "harga", "--variants"),
    ("entities",),
    ("copies",),
    ("copies", "a", "--trace"),
    ("stories",),
    ("stats",),
    ("suggest", "har"),
    ("check",),
    ("plugins",),
    ("search", "harga \x1b]0;x\x07 (("),
    ("search", "outlet:\x1b[2J"),
    ("show", "\x1b[2J"),
    ("\x1b[2J",),
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    rows = [
        {
            "id": name,
            "title": f"Harga {ATTACK} beras",
            "outlet": f"Harian {ATTACK} {name}",
            "authors": [f"Budi {ATTACK}"],
            "published": f"2025-04-2{day}T08:00:00+07:00",
            "text": TEXT,
        }
        for day, name in enumerate("abc", start=1)
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "h.jsonl").write_text(lines, encoding="utf-8")
    return folder


def invoke(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run the program in this process and return all that it printed."""
    run(arguments)
    printed = capsys.readouterr()
    return printed.out + printed.err


@pytest.mark.parametrize("format_", ["table", "json", "jsonl", "csv", "ids", "md"])
def test_no_control_character_gets_out(
    format_: str,
    hostile: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No byte of an article moves a cursor, in any format that a command has."""
    monkeypatch.setenv("KLIPING_ARCHIVE", str(hostile / "arsip.kliping"))
    invoke(capsys, "index", str(hostile / "h.jsonl"))
    shown = 0
    for command in COMMANDS:
        printed = invoke(capsys, *command, "--format", format_)
        if "--format" in printed:  # the command lacks it, or this choice of it
            if format_ != "table":
                continue
            printed = invoke(capsys, *command)
        found = UNSAFE.search(printed)
        assert found is None, (command, printed[max(0, found.start() - 40) : found.end() + 40])
        shown += "milik kami" in printed
    # Some command shows the attacked title or text in every format but bare ids.
    assert shown or format_ == "ids"


def test_csv_cells_are_no_formulas_unless_raw(kliping: Kliping, tmp_path: Path) -> None:
    """A title that a spreadsheet would run is text in CSV; --raw gives it as it is."""
    row = {"id": "=1+1", "title": '=HYPERLINK("http://jahat.example")', "text": "Harga naik."}
    (tmp_path / "h.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert kliping("index", "h.jsonl").code == 0
    safe = kliping("search", "harga", "-f", "csv")
    assert "'=1+1" in safe.out
    assert "'=HYPERLINK" in safe.out
    raw = kliping("search", "harga", "-f", "csv", "--raw")
    assert ",=1+1," in raw.out
    assert "'" not in raw.out


def test_the_command_line_prints_through_one_module() -> None:
    """Nothing in cli/ but output.py and the progress bar writes to a stream by itself."""
    writing = {"click.echo", "click.secho", "print", "sys.stdout.write", "sys.stderr.write"}
    for path in sorted((ROOT / "search" / "cli").glob("*.py")):
        if path.name == "output.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                assert ast.unparse(node.func) not in writing, f"{path.name}:{node.lineno}"
