"""The sentence around a stretch of a text."""

from kliping.highlight.sentences import sentence_text


def test_the_sentence_text() -> None:
    """The sentence that holds a range, at both ends of the text as well."""
    text = "Satu dua. Tiga empat lima! Enam"
    assert sentence_text(text, 15, 20) == "Tiga empat lima!"
    assert sentence_text(text, 0, 4) == "Satu dua."
    assert sentence_text(text, 27, 31) == "Enam"
