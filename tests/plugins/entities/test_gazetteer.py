"""The gazetteer: its files, and the matcher over them."""

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliping.index.data_files import read_lines
from kliping.plugins.entities.gazetteer import FILES, Entry, Matcher, load_entries, parse

WORDS = ("Korea", "Korea Utara", "Utara", "AS", "Kemenlu", "İzmir", "Åland")
ENTRIES = {word: Entry(name=word, type="place", weak=False) for word in WORDS}


def brute_force(text: str, surfaces: dict[str, Entry]) -> set[tuple[int, int]]:
    """Find every surface at every offset by slicing."""
    found = set()
    for surface in surfaces:
        for start in range(len(text)):
            end = start + len(surface)
            if text[start:end] != surface:
                continue
            if start and text[start - 1].isalnum():
                continue
            if end < len(text) and (text[end].isalnum() or text[end] in "_$"):
                continue
            found.add((start, end))
    return found


@given(st.lists(st.sampled_from([*WORDS, " ", "-", "ü", "😀", ",", "x", "_"]), max_size=12))
def test_matches_are_what_slicing_finds(parts: list[str]) -> None:
    """Offsets count code points, and a match never begins or ends inside a word."""
    text = "".join(parts)
    surfaces = dict(ENTRIES)
    for surface in WORDS:
        if len(surface) >= 4:
            surfaces.setdefault(surface.upper(), ENTRIES[surface])
    surfaces.setdefault("KOREA Utara", ENTRIES["Korea Utara"])
    found = {(m.start, m.end) for m in Matcher(ENTRIES).find(text)}
    assert found == brute_force(text, surfaces)


def test_case_counts_for_short_names() -> None:
    """An abbreviation is found in capitals only."""
    matcher = Matcher(load_entries())
    assert not [m for m in matcher.find("as roda itu patah") if m.entry.type == "place"]
    assert [m.entry.name for m in matcher.find("Menlu AS tiba")][-1] == "Amerika Serikat"


def test_leads_in_capitals_are_found() -> None:
    """A name is found with its first word, or all of it, in capitals."""
    matcher = Matcher(load_entries())
    for text in ("KOREA Utara menolak", "KOREA UTARA menolak"):
        assert matcher.find(text)[0].entry.name == "Korea Utara"


@pytest.mark.parametrize(("name", "type"), FILES)
def test_files_are_well_formed(name: str, type: str) -> None:
    """Every line has a name and at most one tab; the head names source and columns."""
    text = (files("kliping.plugins.entities") / "gazetteer" / f"{name}.tsv").read_text("utf-8")
    lines = text.splitlines()
    assert any(line.startswith("# Source:") for line in lines[:3])
    for line in lines:
        assert line.startswith("#") or (line.strip("\t| ") and line.count("\t") <= 1), line
    read = read_lines("kliping.plugins.entities", f"gazetteer/{name}.tsv")
    assert all(surface == surface.strip() for surface, _ in parse(read, type))


def test_weak_marks() -> None:
    """A question mark makes that surface weak, and the name too where the name is repeated."""
    lines = ["?Batu\tKota Batu", "Bank Century\t?Century", "Line\t?Line"]
    read = dict(parse(lines, "place"))
    assert {surface: entry.weak for surface, entry in read.items()} == {
        "Batu": True,
        "Kota Batu": False,
        "Bank Century": False,
        "Century": True,
        "Line": True,
    }
