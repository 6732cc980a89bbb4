"""Find where the content of a cue begins, behind the gap that may stand between.

The *gap* is what may stand between a cue and its content: `kepada BBC`, `pada Senin (28/4/2025)`,
`dalam sebuah pernyataan`.
"""

from dataclasses import dataclass

from kliping.plugins.quotations.grammar.phrases import ADJUNCT, DAY, NOUNS, PRONOUN, read_phrase
from kliping.plugins.quotations.page.parsed_article import CAP, NUMBER, ParsedArticle
from kliping.plugins.quotations.page.words import word_group

GAP_TOKENS = 24  # tokens of one adjunct between cue and content
NO_GAP = word_group("no gap")
SEPARATORS = {
    "bahwa": "bahwa",
    "bahwasanya": "bahwa",
    "bahwasannya": "bahwa",
    "jika": "bahwa",
    "kalau": "bahwa",
    "bila": "bahwa",
    "apabila": "bahwa",
    "agar": "agar",
    "supaya": "agar",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Where the content of a cue begins.

    Attributes:
        at: its first token.
        separator: what parts it from the cue: "bahwa", "agar", ",", ":" or "".
        gap: whether anything else stood between.
    """

    at: int
    separator: str
    gap: bool


def find_opening(page: ParsedArticle, at: int, limit: int) -> Opening | None:
    """Find where the content begins after the cue (or its speaker) that ends before token `at`."""
    gap = False
    separator = ""
    while at < limit:
        word, low, bits = page.words[at], page.lower[at], page.classes[at]
        if low in SEPARATORS:
            while page.words[at + 1 : at + 2] == [","]:
                at += 1
            kept = low in ("jika", "kalau", "bila", "apabila") and bool(separator or gap)
            return Opening(at=at if kept else at + 1, separator=SEPARATORS[low], gap=gap)
        if not separator and page.lower[at + 1 : at + 2] == ["bahwa"] and not page.is_verb(at):
            return Opening(at=at + 2, separator="bahwa", gap=True)  # membantah kabar bahwa …
        if word in (",", ":"):
            separator = word
            after = _skip_dated(page, at + 1, limit)
            if after is None:
                return _past_bahwa(page, at + 1, limit, word, gap)
            at, gap = after, True
            continue
        if separator:
            return Opening(at=at, separator=separator, gap=gap)
        if low in ("awal", "akhir") and page.lower[at + 1 : at + 2] not in (
            ["tahun"],
            ["pekan"],
            ["bulan"],
        ):
            return Opening(at=at, separator=separator, gap=gap)
        if low in NO_GAP:
            return Opening(at=at, separator=separator, gap=gap)
        if bits & DAY or (bits & ADJUNCT and not bits & (PRONOUN | CAP | NOUNS)) or word == "(":
            after = _skip_adjunct(page, at, limit)
            if after is None:
                return None if gap or low == "kepada" else Opening(at=at, separator="", gap=gap)
            at, gap = after, True
            continue
        if low in ("juga", "kembali", "pula", "lebih", "secara", "dirinya") and not gap:
            if low in ("secara", "lebih"):
                at += 1
            at += 1
            continue
        return Opening(at=at, separator=separator, gap=gap)
    return None


def _past_bahwa(
    page: ParsedArticle, at: int, limit: int, separator: str, gap: bool
) -> Opening | None:
    if at >= limit:
        return None
    low = page.lower[at]
    if low in ("bahwa", "agar", "supaya"):
        return Opening(at=at + 1, separator=SEPARATORS[low], gap=gap)
    return Opening(at=at, separator=separator, gap=gap)


def _skip_dated(page: ParsedArticle, at: int, limit: int) -> int | None:
    """Return the token after a place and date in commas: `, di Jakarta, Senin (28/4),`."""
    if at >= limit:
        return None
    low, bits = page.lower[at], page.classes[at]
    if not bits & DAY and low not in (
        "di", "dalam", "pada", "saat", "ketika", "usai", "seusai", "seperti", "sebagaimana",
        "dikutip", "dilansir", "melalui", "lewat", "kepada", "hari", "kemarin",
    ):  # fmt: skip
        return None
    dated = bool(bits & DAY) or low in ("seperti", "sebagaimana", "dikutip", "dilansir")
    for index in range(at, min(limit, at + GAP_TOKENS)):
        if page.classes[index] & DAY:
            dated = True
        if page.words[index] in ("(",) and index + 1 < limit and page.classes[index + 1] & NUMBER:
            dated = True
        ends = page.words[index] == "," or page.lower[index] == "bahwa"
        if ends and dated:
            following = index + 1
            if following < limit and page.words[index] == "," and page.classes[following] & DAY:
                continue
            return index
        if page.is_verb(index) and not dated and index > at:
            return None
    return None


def _skip_adjunct(page: ParsedArticle, at: int, limit: int) -> int | None:
    """Return the token after an adjunct that begins at `at`, or None where it does not end."""
    if page.lower[at] == "kepada":
        receiver = read_phrase(page, at + 1, limit)
        if receiver is not None and receiver.last < limit:
            return receiver.last
    if page.classes[at] & DAY or page.words[at] == "(":
        end = at + 1 if page.words[at] != "(" else at
        while end < limit and page.lower[end] in (
            "malam",
            "pagi",
            "siang",
            "sore",
            "lalu",
            "ini",
            "petang",
            "dini",
            "hari",
        ):
            end += 1
        if end < limit and page.words[end] == "(":
            while end < limit and page.words[end] != ")":
                end += 1
            end += 1
        return end if end < limit else None
    depth = 0
    for index in range(at + 1, min(limit, at + GAP_TOKENS)):
        word, low = page.words[index], page.lower[index]
        if word == "(":
            depth += 1
        elif word == ")":
            depth -= 1
            if depth == 0 and index + 1 < limit and page.words[index + 1] not in ",":
                return index + 1
        elif depth == 0 and (word in (",", ":") or low in ("bahwa", "agar", "supaya")):
            return index
    span = page.lower[at + 1 : at + 2]
    if page.lower[at] in ("awal", "akhir") and span not in (["tahun"], ["pekan"], ["bulan"]):
        return None
    if page.lower[at] in ("awal", "akhir", "pekan", "hari", "kemarin", "tadi"):
        end = at + 1
        while end < limit and page.lower[end] in (
            "tahun",
            "pekan",
            "bulan",
            "minggu",
            "ini",
            "lalu",
            "depan",
            "hari",
        ):
            end += 1
        return end if end < limit else None
    return None
