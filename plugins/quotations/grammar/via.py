"""Find the chain through which a quotation came: `dikutip dari laman The Hindu`, `menurut KCNA`."""

from kliping.plugins.quotations.grammar.phrases import DAY, Phrase, read_phrase
from kliping.plugins.quotations.page.parsed_article import CAP, QUOTED, ParsedArticle
from kliping.plugins.quotations.page.words import word_group

CARRIERS = word_group("carrier")
LINKS = word_group("carrier link")


def is_carrier(page: ParsedArticle, at: int) -> bool:
    """Tell whether token `at` names a source that the report leans on."""
    low = page.lower[at]
    if low in CARRIERS:
        return True
    return low == "dilaporkan" and page.lower[at - 1 : at] in (["seperti"], ["sebagaimana"])


def find_via(page: ParsedArticle, first: int, last: int, speaker: Phrase | None) -> list[Phrase]:
    """Return the phrases of sources that tokens `[first, last)` name, the nearest first.

    A carrier's object is a source unless it is the speaker itself. `menurut X` is one where the
    sentence has another cue, which the caller sees to by the range it gives.
    """
    found: list[Phrase] = []
    at = first
    while at < last:
        if not is_carrier(page, at):
            at += 1
            continue
        start = at + 1
        while start < last and page.lower[start] in LINKS and not page.classes[start] & CAP:
            start += 1
        phrase = read_source(page, start, last)
        if phrase is not None and not (
            speaker is not None and speaker.first < phrase.last and phrase.first < speaker.last
        ):
            if page.lower[at].startswith("me"):  # `dilansir AFP mengutip Kyodo`: Kyodo is nearer
                found.insert(max(0, len(found) - 1), phrase)
            else:
                found.append(phrase)
            at = phrase.last
        else:
            at += 1
    return found or _in_opening(page, first, last, speaker)


def _in_opening(page: ParsedArticle, first: int, last: int, speaker: Phrase | None) -> list[Phrase]:
    """Return the outlet of `Dalam sebuah laporan kantor berita KCNA, …`, which opens a sentence."""
    if (
        page.lower[first] not in ("dalam", "berdasarkan")
        or "laporan" not in page.lower[first : first + 4]
    ):
        return []
    for at in range(first + 1, min(last, first + 14)):
        if page.words[at] == ",":
            break
        name = page.lexicon.media.get(page.lower[at])
        if (
            name is not None
            and page.classes[at] & CAP
            and not (speaker and speaker.first <= at < speaker.last)
        ):
            return [Phrase(first=at, last=at + 1, kind="named", stretch=(at, at + 1))]
    return []


def find_according(
    page: ParsedArticle, first: int, last: int, speaker: Phrase | None
) -> list[Phrase]:
    """Return the sources of `menurut X` after a cue: `kata Kim, menurut KCNA`."""
    found = []
    for at in range(first, last - 1):
        if page.lower[at] == "menurut":
            phrase = read_phrase(page, at + 1, last, after_cue=True)
            if phrase is not None and phrase.kind == "named" and phrase is not speaker:
                found.append(phrase)
                continue
            for index in range(at + 1, min(last, at + 8)):
                if page.words[index] == ",":
                    break
                if page.classes[index] & CAP and page.lower[index] in page.lexicon.media:
                    found.append(
                        Phrase(
                            first=index, last=index + 1, kind="named", stretch=(index, index + 1)
                        )
                    )
    return found


def read_source(page: ParsedArticle, at: int, last: int) -> Phrase | None:
    """Read the name of a source: capitalised words, or a listed outlet in any writing."""
    if at >= last or page.classes[at] & (QUOTED | DAY):
        return None
    if not page.classes[at] & CAP:
        written = page.words[at]
        if written.lower() in page.lexicon.media:
            return Phrase(first=at, last=at + 1, kind="named", stretch=(at, at + 1))
        if "." in written or is_brand(written):
            return Phrase(first=at, last=at + 1, kind="named", stretch=(at, at + 1))
        return None
    return read_phrase(page, at, last, after_cue=True)


def is_brand(written: str) -> bool:
    """Tell whether a small first letter is a name's own: `detikEdu`, `detikFinance`."""
    first = written.partition(" ")[0]
    return first[:1].islower() and any(letter.isupper() for letter in first)


def finds_before(page: ParsedArticle, first: int, at: int) -> Phrase | None:
    """Return the medium that cites the speaker: `KCNA mengutip Kim yang mengatakan`."""
    for index in range(at - 1, first, -1):
        if page.lower[index] in ("mengutip", "menyitir", "menukil", "melansir"):
            from kliping.plugins.quotations.grammar.subjects import find_subject

            subject = find_subject(page, index, first)
            phrase = subject.phrase
            named = phrase is not None and phrase.kind == "named"
            return phrase if named and not subject.denied else None
    return None
