"""Decide which article an incoming one is: a stored one, a changed one, or another.

The *candidate* is the id that a reader proposes, with what it is made of (`Article.id_origin`).
It becomes the article's id unless it names two articles. Nothing here is decided by a text alone:
one text under another outlet, title, day or own id is another article, and the two are copies.

The rules, in order:

1. Of what was seen in this call, the same text with equal outlet, title and day under one
   candidate is a *repeat*, and so is equal content under another candidate, unless both are the
   source's own ids. Anything else under a candidate that was seen is another article and gets an
   *alternative id*, made of the candidate and a hash of what tells the two apart.
2. Under the candidate stored with equal content: *unchanged*.
3. Stored under another id with equal content: unchanged, so that a renamed or moved file, a folder
   given from another parent, or the second of two articles that share a candidate is itself again.
   A source's own id that is new stands for a new article even so, unless an own address says that
   it is the stored one.
4. Stored under the candidate with other content: *changed*; but another article, with an
   alternative id, where the candidate is a file's name or counts rows, and comes from another file
   than the stored one, which still exists; or where it counts rows and title, text and address
   all differ.
5. Else *new*.
"""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Protocol

from kliping.index import ArgumentError, Article, Notice, Reading, Refusal
from kliping.index.store import ArticleState
from kliping.safe_text import harmless_line

from .report import AddReport
from .same_article import (
    LONGEST_ID,
    STDIN,
    absolute,
    agree,
    all_differ,
    alternative_id,
    digest_of,
    former_id,
    has_own_id,
    is_from_elsewhere,
    labels,
    lies_in,
)

# Articles looked up in the store at a time: one statement for all of them, and few in memory.
CHUNK = 64
# Notices of one kind about one source that are given in full; the rest are counted.
SHOWN_NOTICES = 3


class Standing(Enum):
    """What an incoming article is to the archive."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """An incoming article under the id that it has in the archive.

    Attributes:
        content_hash: of the article as read.
        moved: the stored article's source is elsewhere now; nothing else of it changed.
    """

    article: Article
    standing: Standing
    content_hash: str
    moved: bool = False


class KnownArticles(Protocol):
    """What identity asks of a store."""

    def states(self, ids: Sequence[str]) -> Mapping[str, ArticleState]:
        """Return what is stored under those of the ids that are there."""
        ...

    def ids_of_content(self, content_hashes: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """Return by content hash the ids of the articles stored with it."""
        ...

    def get_many(self, ids: Sequence[str]) -> Mapping[str, Article]:
        """Return the stored articles with these ids."""
        ...


class NothingKnown:
    """The store of an archive that is not there yet."""

    def states(self, ids: Sequence[str]) -> Mapping[str, ArticleState]:
        return {}

    def ids_of_content(self, content_hashes: Sequence[str]) -> Mapping[str, Sequence[str]]:
        return {}

    def get_many(self, ids: Sequence[str]) -> Mapping[str, Article]:
        return {}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What this call has passed on under an id: hashes that stand for the values."""

    content: str
    text: bytes
    labels: bytes

    @classmethod
    def of(cls, article: Article, content_hash: str) -> "_Seen":
        return cls(content_hash, digest_of(article.text), digest_of(*labels(article)))


class Identifier:
    """Identifies the articles of one call, in order. Not for several threads at once."""

    def __init__(self, known: KnownArticles) -> None:
        self._known = known
        self._seen: dict[str, _Seen] = {}
        # Content hash → the id under which this call had it first.
        self._contents: dict[str, str] = {}
        # Candidate and content hash → the id that this call gave to the two.
        self._given: dict[tuple[str, str], str] = {}
        self._told: Counter[tuple[str, str]] = Counter()
        self.refused: list[Refusal] = []
        self.notices: list[str] = []
        self.refused_sources: set[str] = set()

    def iter_identified(
        self, given: Iterable[Reading], progress: Callable[[int], None] | None = None
    ) -> Iterator[Identified]:
        """Yield each article with its standing; refusals and notices are kept, see `finish`.

        Where the source raises or is interrupted, what came before is yielded first.

        Args:
            progress: called with 1 for each thing that was given.

        Raises:
            ArgumentError: something else than an article, a refusal or a notice is given.
        """
        chunk: list[tuple[Article, str]] = []
        source = iter(given)
        failure: BaseException | None = None
        ended = False
        while not ended:
            try:
                self._take(next(source), chunk)
                if progress is not None:
                    progress(1)
            except StopIteration:
                ended = True
            except BaseException as error:  # a caller's iterable may fail in any way
                failure, ended = error, True
            if len(chunk) >= CHUNK or ended:
                yield from self._identify(chunk)
                chunk = []
        if failure is not None:
            raise failure

    def _take(self, thing: Reading, chunk: list[tuple[Article, str]]) -> None:
        if isinstance(thing, Refusal):
            self.refused.append(thing)
            self.refused_sources.add(absolute(thing.source) or thing.source)
        elif isinstance(thing, Notice):
            self.notices.append(str(thing))
        elif not isinstance(thing, Article):
            raise ArgumentError(f"add_all got {thing!r}: expected a kliping.Article")
        else:
            try:
                _check(thing)
                content_hash = thing.content_hash()
            except ValueError as error:
                self.refused.append(_refusal(thing, error))
                return
            chunk.append((replace(thing, source_path=absolute(thing.source_path)), content_hash))

    def _identify(self, chunk: Sequence[tuple[Article, str]]) -> Iterator[Identified]:
        asked = [id for article, _ in chunk for id in _possible_ids(article)]
        states = dict(self._known.states(list(dict.fromkeys(asked))))
        unmatched = [
            content_hash
            for article, content_hash in chunk
            if article.id not in states or states[article.id].content_hash != content_hash
        ]
        same = self._known.ids_of_content(list(dict.fromkeys(unmatched))) if unmatched else {}
        missing = [id for found in same.values() for id in found if id not in states]
        if missing:
            states |= self._known.states(missing)
        for article, content_hash in chunk:
            seen = _Seen.of(article, content_hash)
            known = self._given.get((article.id, content_hash))
            if known is not None:
                yield self._repeat(article, seen, known)
                continue
            decided = self._decide(article, seen, states, same.get(content_hash, ()))
            self._given[article.id, content_hash] = decided.article.id
            yield decided

    def _decide(
        self,
        article: Article,
        seen: _Seen,
        states: Mapping[str, ArticleState],
        same: Sequence[str],
    ) -> Identified:
        if article.id in self._seen:
            return self._meet(article, seen, states, same)
        if seen.content in self._contents and not has_own_id(article):
            return self._repeat(article, seen, self._contents[seen.content])
        state = states.get(article.id)
        if state is not None and state.content_hash == seen.content:
            return self._unchanged(article, seen, state)
        twin = self._twin(article, same)
        if twin is not None and not (has_own_id(article) and state is None):
            return self._unchanged(replace(article, id=twin), seen, states[twin])
        alternative = alternative_id(article)
        if state is not None and alternative in states and alternative not in self._seen:
            return self._pass(replace(article, id=alternative), seen, Standing.CHANGED)
        if state is not None:
            return self._change(article, seen, state)
        former = former_id(article)
        if former in states and former not in self._seen:
            stored = self._known.get_many([former]).get(former)
            if stored is not None and stored.text == article.text and agree(article, stored):
                return self._pass(replace(article, id=former), seen, Standing.CHANGED)
        return self._pass(article, seen, Standing.NEW)

    def _meet(
        self,
        article: Article,
        seen: _Seen,
        states: Mapping[str, ArticleState],
        same: Sequence[str],
    ) -> Identified:
        """Identify an article whose candidate this call has seen already."""
        earlier = self._seen[article.id]
        if (seen.text, seen.labels) == (earlier.text, earlier.labels):
            return self._repeat(article, seen, article.id)
        if seen.content in self._contents and not has_own_id(article):
            return self._repeat(article, seen, self._contents[seen.content])
        other = replace(article, id=alternative_id(article))
        if other.id in self._seen:
            held = self._seen[other.id]
            if (seen.text, seen.labels) == (held.text, held.labels):
                return self._repeat(article, seen, other.id)
            other = replace(article, id=alternative_id(article, by_address=False))
        if other.id in self._seen:
            return self._repeat(article, seen, other.id)
        if article.id_origin != "row":
            self._tell(
                article,
                "shared",
                f"two articles have the id {article.id!r}; both are kept, this one as {other.id!r}",
            )
        twin = self._twin(article, same)
        if twin is not None:
            return self._unchanged(replace(article, id=twin), seen, states[twin])
        state = states.get(other.id)
        return self._pass(other, seen, Standing.NEW if state is None else Standing.CHANGED)

    def _twin(self, article: Article, same: Sequence[str]) -> str | None:
        """Return an id, not seen yet, under which equal content is stored; a possible one first."""
        free = [id for id in same if id not in self._seen]
        return next((id for id in _possible_ids(article) if id in free), free[0] if free else None)

    def _repeat(self, article: Article, seen: _Seen, id: str) -> Identified:
        if seen.content != self._seen[id].content:
            self._tell(article, "repeat", f"repeats the article {id!r}; the first one counts")
        return Identified(
            article=replace(article, id=id),
            standing=Standing.UNCHANGED,
            content_hash=self._seen[id].content,
        )

    def _change(self, article: Article, seen: _Seen, state: ArticleState) -> Identified:
        """Identify an article whose candidate is stored with other content."""
        stored = self._known.get_many([article.id]).get(article.id)
        if stored is None:
            return self._pass(article, seen, Standing.CHANGED)
        other_source = is_from_elsewhere(article, state.source_path)
        replaced = all_differ(article, stored)
        if not replaced and not other_source:
            return self._pass(article, seen, Standing.CHANGED)
        of = f"{stored.title!r}" if stored.title else f"{stored.text[:60]!r}…"
        if other_source or article.id_origin == "row":
            other = alternative_id(article)
            self._tell(
                article,
                "other",
                f"the id {article.id!r} is that of another article, {of}; both are kept, "
                f"this one as {other!r}",
            )
            return self._pass(replace(article, id=other), seen, Standing.NEW)
        self._tell(
            article,
            "replaced",
            f"replaces the article {article.id!r}, {of}, {_unlike(article)}; to keep both, give "
            "ids that are unique in the archive",
        )
        return self._pass(article, seen, Standing.CHANGED)

    def _unchanged(self, article: Article, seen: _Seen, state: ArticleState) -> Identified:
        stored = state.source_path
        moved = article.source_path not in (None, STDIN, stored) and not (
            stored is not None and os.path.exists(stored)
        )
        self._note(article.id, seen)
        return Identified(
            article=article,
            standing=Standing.UNCHANGED,
            content_hash=seen.content,
            moved=moved,
        )

    def _pass(self, article: Article, seen: _Seen, standing: Standing) -> Identified:
        self._note(article.id, seen)
        return Identified(article=article, standing=standing, content_hash=seen.content)

    def _note(self, id: str, seen: _Seen) -> None:
        self._seen[id] = seen
        self._contents.setdefault(seen.content, id)

    def _tell(self, article: Article, kind: str, reason: str) -> None:
        source = article.source_path or article.id
        self._told[source, kind] += 1
        if self._told[source, kind] <= SHOWN_NOTICES:
            where = f"{source}:{article.source_position}" if article.source_position else source
            self.notices.append(f"{where}: {reason}")

    def absent(
        self, stored: Iterable[tuple[str, str | None]], sources: Sequence[str | Path]
    ) -> tuple[str, ...]:
        """Return the ids of stored articles that the sources of this call hold no more.

        Those of a file that was refused in part or whole may be there still, and of sources that
        gave no article at all (an empty folder, a disk that is not mounted) nothing is called
        absent.

        Args:
            stored: id and source of all articles.
            sources: the files and folders that this call has read.
        """
        places = [place for source in sources if (place := absolute(str(source))) is not None]
        if not self._seen:
            return ()
        return tuple(
            id
            for id, path in stored
            if id not in self._seen and path not in self.refused_sources and lies_in(path, places)
        )

    def finish(self) -> list[str]:
        """Return all notices; what was not told in full is counted, a source and kind at a time."""
        said = {
            "repeat": "repeat another one of this call",
            "shared": "share their id with another one",
            "other": "have the id of another article that is stored",
            "replaced": "replace an article with another title, text and address",
        }
        for (source, kind), count in self._told.items():
            if count > SHOWN_NOTICES:
                self.notices.append(
                    f"{source}: {count - SHOWN_NOTICES:,} more articles {said[kind]}"
                )
        return self.notices


def _possible_ids(article: Article) -> tuple[str, ...]:
    by_content = alternative_id(article, by_address=False)
    return article.id, alternative_id(article), by_content, former_id(article)


def _unlike(article: Article) -> str:
    if article.id_origin == "url":
        return "which had the same address but another title and text"
    return "of which title, text and address all differ"


def _check(article: Article) -> None:
    """Refuse an article that no command line, log or file could hold.

    Raises:
        ValueError: its id holds a control character or is too long, or a field holds a NUL.
    """
    id = article.id
    if len(id) > LONGEST_ID:
        raise ValueError(f"the id {id[:40]!r}… has {len(id):,} characters; at most {LONGEST_ID:,}")
    if harmless_line(id) != id or id != id.strip():
        raise ValueError(
            f"the id {id!r} holds a control character, or a blank at an end; "
            "expected printable characters"
        )
    fields = {
        "title": article.title,
        "text": article.text,
        "outlet": article.outlet,
        "url": article.url,
        "section": article.section,
        "authors": "".join(article.authors),
    }
    for name, value in fields.items():
        if value and "\0" in value:
            raise ValueError(f"{name} holds a NUL character at {value.index(chr(0))}")


def _refusal(article: Article, error: ValueError) -> Refusal:
    reason = str(error)
    if isinstance(error, UnicodeEncodeError):
        reason = (
            f"article {article.id!a} holds a lone surrogate, {error.object[error.start]!r}, "
            "which is no character; replace it, as with: "
            "text.encode('utf-16', 'surrogatepass').decode('utf-16', 'replace')"
        )
    source = article.source_path or article.id
    return Refusal(source=source, line=None, reason=reason)


def plan(
    known: KnownArticles,
    given: Iterable[Reading],
    *,
    stored: Iterable[tuple[str, str | None]] = (),
    sources: Sequence[str | Path] = (),
    progress: Callable[[int], None] | None = None,
) -> AddReport:
    """Return what adding these articles would do; nothing is written.

    Args:
        stored: id and source of all stored articles, for what is absent.
        sources: the files and folders that are read.
    """
    began = time.monotonic()
    identifier = Identifier(known)
    counts = Counter(one.standing for one in identifier.iter_identified(given, progress))
    return AddReport(
        added=counts[Standing.NEW],
        updated=counts[Standing.CHANGED],
        unchanged=counts[Standing.UNCHANGED],
        refused=tuple(identifier.refused),
        notices=tuple(identifier.finish()),
        absent=identifier.absent(stored, sources),
        seconds=time.monotonic() - began,
        dry_run=True,
    )
