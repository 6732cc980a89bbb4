"""The program as a user runs it: output, errors and exit codes, apart."""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest


class Ran(Protocol):
    """What a command printed, and how it ended: the fixture's own class is conftest.py's."""

    code: int
    out: str
    err: str


Kliping = Callable[..., Ran]


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_index_reports_what_it_did(tmp_path: Path, kliping: Kliping) -> None:
    """Counts of added and refused go to standard output as one JSON row when piped."""
    (tmp_path / "a.jsonl").write_text('{"id": "x", "isi": "Gunung Semeru meletus."}\n')
    ran = kliping("index", "a.jsonl")
    assert (ran.code, ran.err) == (0, "")
    [report] = rows(ran.out)
    assert (report["added"], report["refused"]) == (1, [])


def test_indexing_again_changes_nothing(indexed: Kliping) -> None:
    """The same folder again is all unchanged."""
    [report] = rows(indexed("index", "berita").out)
    assert (report["added"], report["updated"], report["unchanged"]) == (0, 0, 2)


def test_refused_input_is_exit_code_5(tmp_path: Path, kliping: Kliping) -> None:
    """A broken line is named with file and line, the others go in, and the code tells."""
    (tmp_path / "a.jsonl").write_text('{"isi": "Satu."}\n{broken\n{"isi": "Tiga."}\n')
    ran = kliping("index", "a.jsonl")
    assert ran.code == 5
    assert "a.jsonl:2" in ran.err
    assert rows(ran.out)[0]["added"] == 2


def test_standard_input_is_read(kliping: Kliping) -> None:
    """`-` reads JSON lines from standard input."""
    ran = kliping("index", "-", stdin='{"id": "s", "judul": "Uji", "isi": "Sungai meluap."}\n')
    assert ran.code == 0
    assert kliping("search", "sungai", "--format", "ids").out == "s\n"


def test_columns_can_be_mapped(tmp_path: Path, kliping: Kliping) -> None:
    """--map names the column of a field."""
    (tmp_path / "a.csv").write_text("nomor,cerita\n7,Kereta anjlok di Garut.\n")
    assert kliping("index", "a.csv", "--map", "text=cerita", "--map", "id=nomor").code == 0
    assert kliping("search", "kereta", "--format", "ids").out == "7\n"


def test_the_sample_articles_can_be_indexed_anywhere(kliping: Kliping) -> None:
    """--seeds needs no file of the user's."""
    ran = kliping("index", "--seeds")
    assert ran.code == 0, ran.err
    assert int(str(rows(ran.out)[0]["added"])) >= 40


def test_search_prints_json_lines_when_piped(indexed: Kliping) -> None:
    """One row a hit, with the documented keys."""
    [hit] = rows(indexed("search", "mengungsi").out)
    assert hit["id"] == "banjir"
    assert {"rank", "score", "title", "outlet", "published", "snippet", "copies"} <= hit.keys()


def test_search_as_json_is_one_object(indexed: Kliping) -> None:
    """--format json gives query, total, hits and facets."""
    ran = indexed("search", "warga OR beras", "--facet", "person", "--format", "json")
    found = json.loads(ran.out)
    assert found["total"] == 2
    assert {v["value"] for v in found["facets"]["person"]["values"]} == {
        "Wahyu Pratomo",
        "Sinta Maharani",
    }


@pytest.mark.parametrize("format_", ["table", "json", "jsonl", "csv", "ids"])
def test_every_format_prints_the_hit(indexed: Kliping, format_: str) -> None:
    """Each format names the article."""
    ran = indexed("search", "mengungsi", "--format", format_)
    assert (ran.code, ran.err) == (0, "")
    assert "banjir" in ran.out


def test_no_hit_is_success_unless_asked(indexed: Kliping) -> None:
    """Finding nothing exits with 0, with -e with 1."""
    assert indexed("search", "unta").code == 0
    assert indexed("search", "-e", "unta").code == 1


def test_quotes_tell_who_said_what(indexed: Kliping) -> None:
    """Each quotation is a row whose offsets cut its text from the article."""
    [quote] = rows(indexed("quotes", "--speaker", "Wahyu Pratomo").out)
    [article] = rows(indexed("show", str(quote["article"]), "--format", "jsonl").out)
    text = str(article["text"])
    assert text[quote["start"] : quote["end"]] == quote["text"]
    assert quote["speaker"]["name"] == "Wahyu Pratomo"
    assert quote["cue"]["text"] == "kata"


def test_mentions_cut_their_text_from_the_article(indexed: Kliping) -> None:
    """Every mention's offsets give its text."""
    mentions = rows(indexed("entities", "--mentions").out)
    assert {m["name"] for m in mentions} >= {"Wahyu Pratomo", "Surabaya", "Jawa Timur"}
    for mention in mentions:
        [article] = rows(indexed("show", str(mention["article"]), "--format", "jsonl").out)
        text = str(article["text"])
        assert text[mention["start"] : mention["end"]] == mention["text"]


def test_copies_are_grouped(tmp_path: Path, indexed: Kliping) -> None:
    """An article that comes again in another file is a copy of the first, and folds into it."""
    text = " ".join(f"Warga desa nomor {n} menerima bantuan beras dari gudang." for n in range(20))
    (tmp_path / "a.txt").write_text(text)
    (tmp_path / "b.txt").write_text("Kabar terbaru dari lapangan. " + text)
    assert indexed("index", "a.txt", "b.txt").code == 0
    [group] = rows(indexed("copies").out)
    assert {member["article"] for member in group["members"]} == {"a", "b"}  # type: ignore[attr-defined]  # a list
    [first] = rows(indexed("search", '"nomor 3 menerima"').out)
    assert first["copies"] in (["a"], ["b"])
    assert len(rows(indexed("search", "--each", '"nomor 3 menerima"').out)) == 2
    assert "and 1 copy: " in indexed("search", '"nomor 3 menerima"', "-f", "table").out


def test_facets_are_rows(indexed: Kliping) -> None:
    """`facets` prints one row a value."""
    assert rows(indexed("facets", "*", "person").out) == [
        {"field": "person", "value": "Sinta Maharani", "count": 1},
        {"field": "person", "value": "Wahyu Pratomo", "count": 1},
    ]


def test_delete_says_what_was_not_there(indexed: Kliping) -> None:
    """An unknown id is named and the code is 5; the others are deleted."""
    ran = indexed("delete", "banjir", "nihil")
    assert ran.code == 5
    assert "'nihil'" in ran.err
    assert indexed("search", "banjir", "--format", "ids").out == ""


def test_check_and_rebuild(tmp_path: Path, indexed: Kliping) -> None:
    """A damaged index file is found by `check --deep`, and `rebuild` mends it."""
    assert indexed("check", "--deep").code == 0
    largest = max((tmp_path / "arsip.kliping" / "index").rglob("*"), key=lambda p: p.stat().st_size)
    content = bytearray(largest.read_bytes())
    content[len(content) // 2] ^= 0xFF
    largest.write_bytes(content)
    damaged = indexed("check", "--deep")
    assert damaged.code == 1
    assert largest.name in damaged.out
    assert indexed("rebuild").code == 0
    assert indexed("check", "--deep").code == 0
    assert indexed("search", "mengungsi", "--format", "ids").out == "banjir\n"


def test_plugins_are_listed_with_fields_and_failures(indexed: Kliping) -> None:
    """Every shipped plugin is listed as ok."""
    listed = {str(row["name"]): row for row in rows(indexed("plugins").out)}
    assert {"readers", "language", "entities", "quotations", "copies"} <= listed.keys()
    assert {row["status"] for row in listed.values()} == {"ok"}
    assert "speaker" in listed["quotations"]["fields"]  # type: ignore[operator]  # a list


def test_stats_count(indexed: Kliping) -> None:
    """`stats` counts articles and quotations."""
    [row] = rows(indexed("stats").out)
    assert row["articles"] == 2
    assert int(str(row["quotations"])) >= 1


def test_enrich_runs_again(indexed: Kliping) -> None:
    """--stale finds nothing to do after indexing; --only --all runs one enricher."""
    assert "language: 0 articles" in indexed("enrich", "--stale").out
    assert indexed("enrich", "--all", "--only", "language").out == "language: 2 articles\n"


def test_analyze_shows_tokens(kliping: Kliping) -> None:
    """Each token has its stem and the rule that decided."""
    found = json.loads(kliping("analyze", "Pengungsi berkumpul", "--format", "json").out)
    assert [token["token"] for token in found["tokens"]] == ["Pengungsi", "berkumpul"]
    assert found["tokens"][1]["stem"] == "kumpul"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["search", "x"], 3, "kliping index FOLDER"),
        (["index"], 2, "no SOURCE"),
        (["index", "a.txt", "--map", "text"], 2, "FIELD=COLUMN"),
        (["seach", "x"], 2, "search"),
        (["search"], 2, "QUERY"),
        (["index", "nihil.txt"], 5, "nihil.txt"),
        (["search", "x", "--limit", "-1"], 2, "-1"),
    ],
)
def test_mistakes_have_their_code(
    kliping: Kliping, arguments: list[str], code: int, words: str
) -> None:
    """Each mistake names itself on standard error, without a traceback, and has its exit code."""
    ran = kliping(*arguments)
    assert ran.code == code
    assert words in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["search", "speker:Wahyu"], 'did you mean "speaker"'),
        (["search", "banjir OR"], "^"),
        (["search", "banjir", "--facet", "persn"], "no facet 'persn'"),
        (["search", "banjir", "--sort", "x"], "cannot sort by 'x'"),
        (["show", "nihil"], "no article 'nihil'"),
        (["search", "banjir", "--where", "person"], "FIELD=VALUE"),
    ],
)
def test_mistakes_in_a_query_are_exit_code_2(
    indexed: Kliping, arguments: list[str], words: str
) -> None:
    """A mistake in query, facet, order or id is named, without a traceback."""
    ran = indexed(*arguments)
    assert ran.code == 2
    assert words in ran.err
    assert "Traceback" not in ran.err


def test_a_newer_archive_is_exit_code_3(tmp_path: Path, indexed: Kliping) -> None:
    """An archive of a later format is refused with the way to go on."""
    with sqlite3.connect(tmp_path / "arsip.kliping" / "articles.db") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    ran = indexed("search", "banjir")
    assert (ran.code, "upgrade" in ran.err) == (3, True)


def test_a_locked_archive_is_exit_code_4(tmp_path: Path, indexed: Kliping) -> None:
    """A writer that cannot get the lock in --wait seconds gives up."""
    from kliping.disk.lock import writer_lock

    with writer_lock(tmp_path / "arsip.kliping", 0):
        ran = indexed("--wait", "0.1", "delete", "banjir")
        assert (ran.code, "--wait" in ran.err) == (4, True)
        assert indexed("search", "banjir").code == 0


@pytest.mark.long
def test_a_broken_pipe_is_success(tmp_path: Path, indexed: Kliping) -> None:
    """A reader that goes away, as `head` does, is no error."""
    for n in range(300):
        (tmp_path / f"n{n}.txt").write_text(f"Berita nomor {n} tentang panen raya. " * 20)
    assert indexed("index", str(tmp_path / "n*.txt")).code == 0
    for what in (
        "search panen -n 300 --format json",
        "search panen -n 300 --format jsonl",
        "search panen -n 300 --format table",
        "entities --mentions",
    ):
        command = f"{sys.executable} -m kliping {what} | head -c 10"
        ran = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        assert (ran.returncode, ran.stderr) == (0, b""), what


def test_the_archive_may_be_named_by_the_environment(tmp_path: Path, indexed: Kliping) -> None:
    """KLIPING_ARCHIVE stands for --archive."""
    os.rename(tmp_path / "arsip.kliping", tmp_path / "lain")
    assert indexed("search", "banjir").code == 3
    assert indexed("search", "banjir", KLIPING_ARCHIVE="lain").code == 0


@pytest.mark.parametrize("arguments", [["--help"], ["search", "--help"], ["search", "banjir"]])
def test_no_enricher_is_imported_without_need(
    tmp_path: Path, indexed: Kliping, arguments: list[str]
) -> None:
    """Help and search load neither an enricher nor what it needs."""
    program = (
        "import sys; from kliping.cli.main import run; code = run(sys.argv[1:]); "
        "heavy = [m for m in ('langdetect', 'pycrfsuite', 'ahocorasick_rs', "
        "'kliping.plugins.quotations', 'kliping.plugins.entities', 'kliping.plugins.language', "
        "'kliping.plugins.copies') if m in sys.modules]; "
        "print(heavy, file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 0
    assert done.stderr.decode().splitlines()[-1] == "[]"


def test_check_tells_of_damage_before_anything_mends_it(tmp_path: Path, indexed: Kliping) -> None:
    """A missing index file is damage for `check`, though other commands would build it anew."""
    largest = max((tmp_path / "arsip.kliping" / "index").rglob("*"), key=lambda p: p.stat().st_size)
    largest.unlink()
    ran = indexed("check")
    assert ran.code == 1
    assert "kliping rebuild" in ran.out
    assert indexed("rebuild").code == 0
    assert indexed("check", "--deep").code == 0


def test_a_full_disk_is_one_line(indexed: Kliping, tmp_path: Path) -> None:
    """An error of the system is told without a traceback."""
    command = f"{sys.executable} -m kliping search banjir > /dev/full"
    ran = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, check=False)
    assert ran.returncode == 2
    assert "No space left" in ran.stderr.decode()
    assert "Traceback" not in ran.stderr.decode()


def test_an_encoding_without_the_letters_gets_escapes(indexed: Kliping) -> None:
    """What the terminal cannot show goes out escaped, and nothing fails."""
    ran = indexed("search", "mengungsi", "--format", "table", PYTHONIOENCODING="ascii")
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.slow
def test_a_killed_indexing_leaves_no_process(tmp_path: Path, kliping: Kliping) -> None:
    """The workers of a killed process end by themselves."""
    lines = [json.dumps({"text": f"Berita {n}. " + "Warga menunggu. " * 400}) for n in range(3000)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    process = subprocess.Popen(
        [sys.executable, "-m", "kliping", "index", "a.jsonl", "--jobs", "2"], cwd=tmp_path
    )
    deadline = time.monotonic() + 60
    while len(children := _children(process.pid)) < 2 and time.monotonic() < deadline:
        time.sleep(0.2)
    process.kill()
    process.wait()
    assert len(children) >= 2
    deadline = time.monotonic() + 60
    while any(Path(f"/proc/{child}").exists() for child in children):
        assert time.monotonic() < deadline, "workers outlive their parent"
        time.sleep(0.2)
    assert kliping("check", "--deep").code in (0, 1, 3)


def _children(pid: int) -> list[int]:
    """Return the processes that a process has started, whichever of its threads did."""
    found = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # the thread has ended
            found += [int(n) for n in listed.read_text().split()]
    return found
