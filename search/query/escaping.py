"""Text for a query: every sign of the language taken for itself."""

import re

from kliping.arguments import checked

# A sign, or a word that stands for an operator; `readings` leaves escaped words alone.
_SPECIAL = re.compile(r"[^\w\s]|(?<![^\s()])(?:and|or|not|dan|atau|bukan)(?![^\s()])", re.I)


@checked
def escape(text: str) -> str:
    r"""Return the text as a part of a query that means its words and nothing else.

    Outside quotation marks each word is searched; between them (`f'"{escape(text)}"'`) the text is
    a phrase or a field's whole value.

    >>> escape("Menkeu: nilai (tukar) atau -5%?")
    'Menkeu\\: nilai \\(tukar\\) \\atau \\-5\\%\\?'
    """
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", text)
