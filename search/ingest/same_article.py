"""Whether two articles are one: what their ids, addresses, labels and texts say.

The *labels* of an article are its outlet, title and day: what tells articles of one text apart.
"""

import os
from collections.abc import Sequence
from hashlib import blake2b

from kliping.index import Article

# Code points: longer ids are no ids, and an address of 2,000 is as long as browsers take.
LONGEST_ID = 2_048
STDIN = "-"
# Two texts of which the shorter shares fewer of its sequences of three words are different
# articles, not versions of one: of 1,000 random pairs of IndoSum none shares more than .13, and an
# article whose every second sentence is another's shares .31 or more (2026-11).
SAME_TEXT = 0.2


def alternative_id(article: Article, *, by_address: bool = True) -> str:
    """Return the id of an article whose candidate belongs to another one.

    It stays the same while the article's own address does, else while its content does.

    Args:
        by_address: false where another article has this one's address, too.
    """
    own = by_address and has_own_address(article)
    parts = [article.url or ""] if own else [article.text, article.url or "", *labels(article)]
    return f"{article.id[: LONGEST_ID - 9]}~{digest_of(*parts).hex()[:8]}"


def former_id(article: Article) -> str:
    """Return the id that 0.1.0 gave an article without id and address: a hash of its text.

    Other articles have no former id: the candidate is returned.
    """
    if article.id_origin != "content":
        return article.id
    return blake2b(article.text.encode(), digest_size=10).hexdigest()


def has_own_address(article: Article) -> bool:
    """Return whether the article's url leads to one article: it goes on behind the host."""
    host, _, path = (article.url or "").partition("//")[2].partition("/")
    return "." in host and bool(path.strip("/"))


def has_own_id(article: Article) -> bool:
    """Return whether the source calls the article unique, and no address says what it is."""
    return article.id_origin == "given" and not has_own_address(article)


def absolute(source_path: str | None) -> str | None:
    """Return where a source lies, whatever folder the program runs in."""
    if source_path is None or source_path == STDIN:
        return source_path
    return os.path.abspath(source_path)


def lies_in(source_path: str | None, folders: Sequence[str]) -> bool:
    """Return whether a source is one of these files or lies below one of these folders."""
    if source_path is None:
        return False
    return any(
        source_path == folder or source_path.startswith(folder.rstrip(os.sep) + os.sep)
        for folder in folders
    )


def labels(article: Article) -> tuple[str, ...]:
    """Return what tells articles of one text apart: outlet, title, day; case and blanks aside."""
    day = article.published.date().isoformat() if article.published else ""
    folded = (" ".join(part.casefold().split()) for part in (article.outlet or "", article.title))
    return (*folded, day)


def agree(article: Article, stored: Article) -> bool:
    """Return whether outlet, title and day are equal where both have them."""
    pairs = zip(labels(article), labels(stored), strict=True)
    return all(not here or not there or here == there for here, there in pairs)


def all_differ(article: Article, stored: Article) -> bool:
    """Return whether title, text and address differ; one that is missing says nothing.

    Nor does an address that the candidate is made of: it may be that of a list of articles.
    """
    said = article.url if article.id_origin != "url" else None
    return (
        (not article.title or article.title != stored.title)
        and (not said or said != stored.url)
        and _share_of_words(article.text, stored.text) < SAME_TEXT
    )


def _share_of_words(first: str, second: str) -> float:
    """Return the share of the shorter text's sequences of three words that both texts hold."""
    one, other = _sequences(first), _sequences(second)
    return len(one & other) / min(len(one), len(other))


def _sequences(text: str) -> set[tuple[str, ...]]:
    words = text.casefold().split()
    return {tuple(words[at : at + 3]) for at in range(max(1, len(words) - 2))}


def is_from_elsewhere(article: Article, stored: str | None) -> bool:
    """Return whether the candidate says something in its own file only, and is another file's.

    The file's name and the number of a row are such candidates. A stored file that is gone may
    have been renamed to this one.
    """
    if article.id_origin not in ("file", "row") or stored is None or article.source_path is None:
        return False
    return os.path.abspath(stored) != article.source_path and os.path.isfile(stored)


def digest_of(*parts: str) -> bytes:
    digest = blake2b(digest_size=8)
    for part in parts:
        encoded = part.encode()
        digest.update(len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return digest.digest()
