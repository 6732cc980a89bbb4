"""The facade: one archive, as a user's program sees it."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kliping.arguments import check_names
from kliping.disk.layout import (
    ARTICLES_INDEX,
    QUOTATIONS_INDEX,
    STORE_FILE,
    create_folder,
    remove_indexes,
    size_on_disk,
)
from kliping.disk.settings import SETTINGS_FILE
from kliping.index import (
    ArgumentError,
    Article,
    Enrichment,
    Mention,
    Notice,
    Quotation,
    Refusal,
)
from kliping.index import query_tree as q
from kliping.index.columnar import DEFAULT_MEMORY
from kliping.index.records import iter_quotations
from kliping.index.whoosh_distribution import check_whoosh
from kliping.retrieval.rows import Facet, SearchResults
from kliping.retrieval.searching import SearchOptions

from .aliases import Naming
from .exploring import Exploring
from .session import DEFAULT_PATH, DEFAULT_WAIT, Holding

if TYPE_CHECKING:
    from kliping.ingest.report import AddReport
    from kliping.retrieval.copy_groups import CopyGroup, CopyMember

    from .stats import Stats


class Archive(Holding, Exploring, Naming):
    """One archive on disk: search it, add to it, delete from it.

    Reading is safe in any number of threads. Writing takes the archive's writer lock for the time
    of one call. Use it as a context manager, or call `close`.
    """

    def add(self, article: Article) -> "AddReport":
        """Add one article, or replace the one with its id; as `add_all`."""
        return self.add_all([article])

    def add_all(
        self,
        articles: Iterable[Article | Refusal | Notice],
        *,
        jobs: int = 1,
        progress: Callable[[int], None] | None = None,
    ) -> "AddReport":
        """Add articles; one whose id is stored replaces it, or is left alone where it is equal.

        What the report counts as added or updated is on disk and survives a killed process.

        Args:
            articles: as `kliping.read` yields them: refusals and notices go into the report.
            jobs: processes that clean and enrich; above 1 a script needs the guard
                `if __name__ == "__main__":`, because the processes are spawned.
            progress: called with 1 for each record read.

        Raises:
            ArchiveLockedError: another process writes longer than the archive waits.
        """
        if jobs < 1:
            raise ArgumentError(f"jobs = {jobs}: expected 1 or more")
        with self._writing() as writer:
            return writer.add_all(articles, jobs=jobs, progress=progress)

    def delete(self, ids: Iterable[str]) -> list[str]:
        """Delete articles by id; return the ids that were there."""
        with self._writing() as writer:
            return writer.delete(check_names(ids, "ids"))

    def enrich(
        self,
        *,
        everything: bool = False,
        only: Sequence[str] = (),
        progress: Callable[[int], None] | None = None,
    ) -> dict[str, int]:
        """Run enrichers again over stored articles, where their result is stale, or everywhere.

        Args:
            everything: also where the result is current.
            only: names of enrichers; empty means all.

        Returns:
            enricher → number of articles it ran over.

        Raises:
            ArgumentError: `only` names an enricher that there is not.
        """
        check_names(only, "only")
        with self._writing() as writer:
            known = {enricher.name for enricher in writer.enrichers}
            unknown = [name for name in only if name not in known]
            if unknown:
                raise ArgumentError(
                    f"no enricher {unknown[0]!r}; there are: {', '.join(sorted(known))}"
                )
            return writer.enrich(everything=everything, only=only, progress=progress)

    def rebuild(self) -> None:
        """Make both indexes anew from the stored articles."""
        from kliping.ingest.writer import writer_lock

        with writer_lock(self.path, self.wait):
            self._close_engines()
            remove_indexes(self.path)
            self._store.set_meta("analyzer", self.analyzer.fingerprint)
        with self._writing() as writer:
            writer.catch_up()

    # -- reading -----------------------------------------------------------------------------

    def backup(self, path: str | Path) -> None:
        """Copy the archive into a new folder while others read and write it.

        The copy holds the store and the settings; its indexes are built when it is opened first.

        Raises:
            ArgumentError: the folder exists and is not empty.
        """
        folder = Path(path)
        if folder.resolve().is_relative_to(self.path.resolve()):
            raise ArgumentError(f"backup {str(path)!r} lies in the archive; choose another folder")
        create_folder(folder)
        settings = self.path / SETTINGS_FILE
        if settings.is_file():
            (folder / SETTINGS_FILE).write_bytes(settings.read_bytes())
        self._store.backup(folder / STORE_FILE)

    def __len__(self) -> int:
        return self._store.count()

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and bool(self._store.states([id]))

    def get(self, id: str) -> Article:
        """Return one article.

        Raises:
            ArticleNotFoundError: no article has the id.
        """
        return self._store.get(id)

    def iter(self) -> Iterator[Article]:
        """Yield all articles in order of addition."""
        return self._store.iter_articles()

    def enrichments(self, id: str) -> dict[str, Enrichment]:
        """Return what each enricher found in one article, by enricher."""
        return self._store.enrichments([self.get(id)])[id]

    def iter_quotations(self, ids: Iterable[str]) -> Iterator[tuple[Article, Quotation]]:
        """Yield the quotations of these articles, in order of ids and of text."""
        for article, found in self._iter_enriched(ids):
            for quotation in iter_quotations(found):
                yield article, quotation

    def iter_mentions(self, ids: Iterable[str]) -> Iterator[tuple[Article, Mention]]:
        """Yield the mentions in these articles, in order of ids and of text."""
        for article, found in self._iter_enriched(ids):
            mentions = [m for enrichment in found.values() for m in enrichment.mentions]
            for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
                yield article, mention

    def _iter_enriched(
        self, ids: Iterable[str]
    ) -> Iterator[tuple[Article, Mapping[str, Enrichment]]]:
        wanted = list(ids)
        for at in range(0, len(wanted), 500):
            articles = self._store.get_many(wanted[at : at + 500])
            found = self._store.enrichments(articles.values())
            for id in wanted[at : at + 500]:
                if id in articles:
                    yield articles[id], found[id]

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        offset: int = 0,
        facets: Sequence[str] = (),
        options: SearchOptions | None = None,
    ) -> SearchResults:
        """Search the articles.

        Args:
            query: in the query language (GUIDE.md); "*" matches everything.
            limit, offset: the page; limit 0 only counts.
            facets: fields to count, each "FIELD" or "FIELD:N" for its N most frequent values;
                "published:month" (or year, week, day) counts by period.
            options: filters, order, collapsing and the rest.

        Raises:
            QueryError: the query cannot be understood; it carries the offset.
            ArgumentError: a bad limit, facet or option.
        """
        began = time.perf_counter()
        check_names(facets, "facets")
        results = self._searcher.search(
            query,
            limit=limit,
            offset=offset,
            facets=facets,
            options=options or SearchOptions(),
            began=began,
        )
        if not self._has_other_plugins:
            return results
        changed = self._plugins.after_search(results, query, self)
        return changed if isinstance(changed, SearchResults) else results

    def facets(
        self, query: str, fields: Sequence[str], *, options: SearchOptions | None = None
    ) -> dict[str, Facet]:
        """Return the counts of fields over the articles that match; see `search`."""
        found = self.search(query, limit=0, facets=fields, options=options)
        return dict(found.facets)

    def matching_ids(self, query: str) -> list[str]:
        """Return the ids of all articles that match, in order of addition."""
        return self._searcher.matching_ids(query)

    def names_of(self, field: str, value: str) -> tuple[str, ...]:
        """Return every stored value that a value of a field stands for, itself first."""
        return self._searcher.names_of(field, value)

    def copies(self, ids: Iterable[str] = ()) -> "list[CopyGroup]":
        """Return the groups of copies, largest first; with ids only those that hold one of them.

        Raises:
            ArticleNotFoundError: no article has one of the ids.
        """
        from kliping.retrieval.copy_groups import CopyGroup, CopyMember

        wanted = [self.get(id).id for id in ids]
        if "copies" not in {field.name for field in self._fields}:
            return []
        reader = self._engine().reader()
        if not wanted:
            wanted = reader.matching_ids(q.Every("copies"))
        members: dict[str, dict[str, CopyMember]] = {}
        for group in self._groups_of(wanted):
            matching = reader.matching_ids(q.Term("copies", group.casefold()))
            for article, found in self._iter_enriched(matching):
                for record in (r for e in found.values() for r in e.records):
                    if record.kind == "copy" and record.data["group"] == group:
                        members.setdefault(group, {})[article.id] = CopyMember(
                            article=article.id,
                            role=str(record.data["role"]),
                            similarity=float(record.data["similarity"] or 0),
                        )
        groups = [
            CopyGroup(group=group, members=tuple(sorted(found.values(), key=_canonical_first)))
            for group, found in members.items()
        ]
        return sorted(groups, key=lambda g: (-len(g.members), g.group))

    def _groups_of(self, ids: Sequence[str]) -> list[str]:
        groups = {
            str(value): None
            for _, found in self._iter_enriched(ids)
            for enrichment in found.values()
            for value in enrichment.values.get("copies", ())
        }
        return list(groups)

    def stats(self) -> "Stats":
        """Return counts, dates and sizes."""
        from .stats import Stats

        counted: dict[str, Facet] = {}
        if self._articles is not None and len(self):
            known = {field.name for field in self.fields()}
            wanted = ["published:day", "outlet", *(["copies"] if "copies" in known else [])]
            counted = self.facets("*", wanted)
        days = counted["published"].values if counted else ()
        quotations = self._quotations.reader().document_count if self._quotations else 0
        return Stats(
            articles=len(self),
            quotations=quotations,
            outlets=counted["outlet"].distinct if counted else 0,
            copy_groups=counted["copies"].distinct if "copies" in counted else 0,
            first=days[0].value if days else None,
            last=days[-1].value if days else None,
            revision=self._store.revision,
            store_bytes=size_on_disk(self.path, store=True),
            index_bytes=size_on_disk(self.path, store=False),
        )

    def check(self, *, deep: bool = False) -> list[str]:
        """Return one line for each damage found: store, indexes, and whether they agree.

        Args:
            deep: read every byte of the indexes and compare the checksums.
        """
        check_whoosh(thorough=True)
        found = [f"{self._store.path}: {line}" for line in self._store.integrity()]
        if self._store.meta("fields") is None:
            return found
        remedy = "mend with: kliping rebuild"
        engines = ((ARTICLES_INDEX, self._articles), (QUOTATIONS_INDEX, self._quotations))
        for name, engine in engines:
            if engine is None:
                found += [line for line in self._damage if str(self.path / name) in line]
                continue
            found += [f"{line}; {remedy}" for line in engine.check(deep=deep)]
            if engine.revision < self._store.revision:
                found.append(f"{self.path / name}: older than the store; {remedy}")
        stored = self._store.meta("analyzer")
        if stored != self.analyzer.fingerprint:
            found.append(
                f"{self.path}: analyzed by another version of the analyzer; "
                "make it current with: kliping rebuild"
            )
        return found


def _canonical_first(member: "CopyMember") -> tuple[bool, str]:
    return (member.role != "canonical", member.article)


def open(
    path: str | Path = DEFAULT_PATH,
    *,
    create: bool = False,
    read_only: bool = False,
    wait: float = DEFAULT_WAIT,
    memory: int = DEFAULT_MEMORY,
) -> Archive:
    """Open an archive.

    Args:
        path: its folder.
        create: make it where there is none.
        read_only: never write, not even to catch an index up.
        wait: seconds that a write waits for another process's.
        memory: bytes that indexing may hold before it writes a segment.

    Raises:
        ArchiveNotFoundError: there is none and `create` is false.
        ArchiveFormatError: a newer kliping wrote it.
        SettingsError: its kliping.toml cannot be understood.
    """
    return Archive(path, create=create, read_only=read_only, wait=wait, memory=memory)
