"""Days and amounts as typed mentions."""

from datetime import date

import pytest

from kliping.plugins.entities.rules.quantities import iter_quantities, read_number


@pytest.mark.parametrize(
    ("written", "value"),
    [("2.500", 2500), ("2.500,5", 2500.5), ("3,95", 3.95), ("3.5", 3.5), ("17", 17)],
)
def test_numbers_are_read_the_indonesian_way(written: str, value: float) -> None:
    """A point groups thousands, a comma begins the decimals."""
    assert read_number(written) == value


@pytest.mark.parametrize(
    ("text", "part", "type", "name"),
    [
        ("Panen dimulai Senin (28/4/2025) pagi.", "28/4/2025", "date", "2025-04-28"),
        ("Bantuan Rp 2,5 miliar cair.", "Rp 2,5 miliar", "amount", "IDR 2500000000"),
        ("Harganya Rp10.000 sekilo.", "Rp10.000", "amount", "IDR 10000"),
        ("Utang US$ 1,2 juta lunas.", "US$ 1,2 juta", "amount", "USD 1200000"),
        ("Naik 5,4 persen setahun.", "5,4 persen", "amount", "% 5.4"),
        ("Sebesar 30 juta dolar AS.", "30 juta dolar AS", "amount", "USD 30000000"),
    ],
)
def test_quantities_have_one_name(text: str, part: str, type: str, name: str) -> None:
    """A day's name is ISO 8601, an amount's its unit and number; the span is the words."""
    found = list(iter_quantities(text, reference=date(2025, 5, 1)))
    assert [(text[q.start : q.end], q.type, q.name) for q in found] == [(part, type, name)]


def test_plain_numbers_are_no_amounts() -> None:
    """A number without money or share is no mention."""
    assert list(iter_quantities("Sebanyak 10.000 orang dan 3 truk.", reference=None)) == []
