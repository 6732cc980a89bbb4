"""Texts given token by token are sentences and paragraphs again."""

import json
from pathlib import Path

import pytest

import kliping
from kliping.plugins.readers.tokenised import is_paragraph, is_sentence, join_tokens

FLOOD = ["Banjir", "merendam", "desa", "."]
FLOOD_TEXT, SAID_TEXT = "Banjir merendam desa.", "Warga mengungsi, kata Budi (40)."
SAID = ["Warga", "mengungsi", ",", "kata", "Budi", "(", "40", ")", "."]


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        (FLOOD, "Banjir merendam desa."),
        (SAID, "Warga mengungsi, kata Budi (40)."),
        (['"', "Air", "surut", ",", '"', "kata", "Budi", "."], '"Air surut," kata Budi.'),
        (["Harian", ".", "com", ",", "Demak", ":", "Banjir", "."], "Harian.com, Demak: Banjir."),
        (["Rp", "5", "-", "6", "juta", "?"], "Rp 5 - 6 juta?"),
    ],
)
def test_a_sentence_is_as_it_is_printed(tokens: list[str], text: str) -> None:
    """No blank stands before a closing sign and behind an opening one."""
    assert is_sentence(tokens)
    assert join_tokens(tokens) == text


@pytest.mark.parametrize(
    "value",
    [
        ["Banjir merendam desa.", "Warga mengungsi."],
        ["Banjir", "Longsor"],
        [],
        ["Banjir."],
        [1, 2, 3],
        ["Banjir", None, "."],
        "Banjir .",
    ],
)
def test_paragraphs_are_no_tokens(value: object) -> None:
    """A list of paragraphs, of headings or of other values is no sentence."""
    assert not is_sentence(value)
    assert not is_paragraph([value])


@pytest.mark.parametrize(
    ("record", "text"),
    [
        (
            {"clean_article": [FLOOD, SAID]},
            f"{FLOOD_TEXT} {SAID_TEXT}",
        ),
        (
            {"paragraphs": [[FLOOD, ["Ya"]], [SAID]]},
            f"{FLOOD_TEXT} Ya\n{SAID_TEXT}",
        ),
        ({"text": FLOOD}, "Banjir merendam desa."),
        ({"text": ["Banjir merendam desa.", "Warga mengungsi."]}, None),
    ],
)
def test_public_layouts_are_read(
    record: dict[str, object], text: str | None, tmp_path: Path
) -> None:
    """Sentences of tokens, paragraphs of sentences; a list of paragraphs stays one a line."""
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "1", **record}), encoding="utf-8")
    (article,) = (found for found in kliping.read([path]) if isinstance(found, kliping.Article))
    assert article.text == (text or "Banjir merendam desa.\nWarga mengungsi.")
