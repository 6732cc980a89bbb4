"""Take articles in and out, and keep the links between those that lead.

The links in an archive depend on the articles in it alone (`nearness`, `affinity`), so whatever the
order of arrival, the size of the batches and the deletions, the same articles are linked alike.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Final

from .affinity import Profile, affinities
from .features import Features
from .nearness import Keys, add_keys, find_near, keys_of, remove_keys
from .state import (
    NUMBERS,
    Corpus,
    pack_features,
    pack_link,
    unpack_features,
    unpack_link,
)

LEAST_LINK: Final = 0.10
"""Similarities below are not stored, and count 0 in means."""
LINKED_AT_ONCE: Final = 100
"""So many articles look for what is near them in one go: it is read together, and held in memory
(22 others each, 4 KB each, on the news of 2016 to 2018)."""


def add(corpus: Corpus, id: str, features: Features) -> None:
    """Store an article's features; `lead` or `follow` does the rest."""
    digest = blake2b(id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    number = int.from_bytes(digest, "little") % NUMBERS
    while corpus.ids.get(number) is not None:
        number = (number + 1) % NUMBERS
    corpus.numbers.put(id, number)
    corpus.ids.put(number, id)
    corpus.features.put(number, pack_features(features))


def remove(corpus: Corpus, id: str) -> set[str]:
    """Remove an article, and return those that were linked to it."""
    number = corpus.numbers.get(id)
    if number is None:
        return set()
    near = unlink(corpus, id)
    _set_copied(corpus, [id], None)
    corpus.numbers.remove([id])
    corpus.ids.remove([number])
    corpus.features.remove([number])
    corpus.unsettled.remove([id])
    corpus.settled.remove([id])
    return near


def unlink(corpus: Corpus, id: str) -> set[str]:
    """Take back what `lead` did with an article; return those that were linked to it."""
    number = corpus.numbers.get(id)
    if number is None or corpus.leading.get(id) is None:
        return set()
    features = unpack_features(corpus.features.get_many([number])[number])
    remove_keys(corpus, keys_of(number, features))
    corpus.leading.remove([id])
    corpus.shifted.remove([id])
    return _remove_links(corpus, id)


def follow(corpus: Corpus, id: str, copied: str) -> set[str]:
    """Let an article go where another goes that it copies; return those it was linked to."""
    _set_copied(corpus, [id], copied)
    return unlink(corpus, id)


def lead(corpus: Corpus, ids: Sequence[str]) -> None:
    """Give keys and links to articles that copy no other and have none yet.

    The links of what this, or what was removed before, shifted are made anew.
    """
    numbers = corpus.numbers.get_many(ids)
    _set_copied(corpus, list(numbers), None)
    corpus.leading.put_many(numbers.items())
    stored = corpus.features.get_many(numbers.values())
    keys = {number: keys_of(number, unpack_features(packed)) for number, packed in stored.items()}
    add_keys(corpus, keys)
    shifted = corpus.shifted.keys()
    if shifted:
        corpus.shifted.clear()
        for id in shifted:
            corpus.mark_unsettled({id, *_remove_links(corpus, id)})
        again = corpus.numbers.get_many(shifted).values()
        found = corpus.features.get_many(again)
        keys.update((number, keys_of(number, unpack_features(f))) for number, f in found.items())
    _link(corpus, keys)


def _link(corpus: Corpus, articles: Mapping[int, Keys]) -> None:
    """Compare leading articles without links with what is near them, and store the links."""
    ordered = list(articles)
    for at in range(0, len(ordered), LINKED_AT_ONCE):
        part = ordered[at : at + LINKED_AT_ONCE]
        near = find_near(corpus, {number: articles[number] for number in part})
        seen = {*part, *(other for others in near.values() for other in others)}
        ids = corpus.ids.get_many(sorted(seen))
        stored = corpus.features.get_many(sorted(seen))
        profiles = {n: Profile.of(unpack_features(packed)) for n, packed in stored.items()}
        rows: list[tuple[str, bytes]] = []
        for number in part:
            others = sorted(near[number])
            values = affinities(profiles[number], [profiles[other] for other in others])
            for other, value in zip(others, values, strict=True):
                similarity = round(value, 4)
                if similarity >= LEAST_LINK:
                    id, other_id = ids[number], ids[other]
                    rows.append((id, pack_link(other_id, similarity)))
                    rows.append((other_id, pack_link(id, similarity)))
        corpus.links.add(dict.fromkeys(rows))


def _remove_links(corpus: Corpus, id: str) -> set[str]:
    """Remove an article's links in both directions; return the others."""
    near: set[str] = set()
    rows: list[tuple[str, bytes]] = []
    for link in corpus.links.members(id):
        other, similarity = unpack_link(link)
        near.add(other)
        rows += [(id, link), (other, pack_link(id, similarity))]
    corpus.links.remove(rows)
    return near


def iter_components(
    corpus: Corpus, starts: Iterable[str], *, least: float
) -> Iterator[tuple[set[str], list[tuple[str, str, float]]]]:
    """Yield (articles, all links among them) of what hangs together by links of at least `least`.

    Each component that holds one of the starts comes once.
    """
    seen: set[str] = set()
    for start in sorted(starts):
        if start in seen:
            continue
        component, frontier = {start}, [start]
        links: list[tuple[str, str, float]] = []
        while frontier:
            reached: set[str] = set()
            for id, found in corpus.links.members_of(frontier).items():
                for other, similarity in map(unpack_link, found):
                    links.append((id, other, similarity))
                    if similarity >= least:
                        reached.add(other)
            frontier = sorted(reached - component)
            component |= reached
        seen |= component
        yield component, [row for row in links if row[0] < row[1] and row[1] in component]


def _set_copied(corpus: Corpus, ids: Sequence[str], copied: str | None) -> None:
    """Let articles copy another, or none."""
    before = corpus.copied.get_many(ids)
    corpus.copies.remove((other, id) for id, other in before.items())
    if copied is None:
        corpus.copied.remove(before)
    else:
        corpus.copied.put_many((id, copied) for id in ids)
        corpus.copies.add((copied, id) for id in ids)
