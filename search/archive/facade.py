"""The facade: one archive, as a user's program sees it. One delegating method a question.

What answers a question is imported when it is first asked for: a plain search shall not pay for it.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self
from zoneinfo import ZoneInfo

from kliping.arguments import checked, checked_methods
from kliping.disk.settings import Settings
from kliping.index import (
    ArgumentError,
    Article,
    Enrichment,
    FieldSpec,
    Mention,
    Notice,
    Quotation,
    Refusal,
)
from kliping.index.analyzer import Analyzer
from kliping.index.columnar import DEFAULT_MEMORY
from kliping.index.store import EnricherState
from kliping.retrieval.options import DEFAULT_OPTIONS, SearchOptions
from kliping.retrieval.rows import Facet, Hit, SearchResults
from kliping.retrieval.searching import Searcher
from kliping.retrieval.value_names import ENTITY_TYPES

from .session import DEFAULT_PATH, DEFAULT_WAIT, Session

if TYPE_CHECKING:
    from kliping.index.store import SavedSearch
    from kliping.ingest.report import AddReport
    from kliping.plugins.loader import PluginFailure, PluginOrigin
    from kliping.retrieval.copy_groups import CopyGroup, SharedPassages
    from kliping.retrieval.entities import EntityCount
    from kliping.retrieval.expansion import Expand
    from kliping.retrieval.explanations import Explanation
    from kliping.retrieval.quoting import QuotationResults
    from kliping.retrieval.said import SaidResults
    from kliping.retrieval.significance import Distinction
    from kliping.retrieval.similar import SimilarArticle, WeightedTerm
    from kliping.stories.claim_rows import Counted
    from kliping.stories.copy_trace import Trace
    from kliping.stories.stories import Story, StoryTimeline
    from kliping.stories.wordings import Wording
    from kliping.suggest.completion import Completion, WordForm

    from .aliases import Alias, Aliases, AliasSuggestion
    from .plugin_overview import PluginStatus
    from .saved import SavedSearches
    from .stats import Stats

# Hits read from the engine at a time while all are streamed.
_BATCH = 500


@checked_methods
class Archive:
    """One archive on disk: search it, add to it, delete from it.

    Reading is safe in any number of threads. Writing takes the archive's writer lock for the time
    of one call. Use it as a context manager, or call `close`.
    """

    def __init__(self, session: Session) -> None:
        """Answer over an open session; `kliping.open` makes both.

        Raises:
            ArgumentError: it is no session; a path is opened with `kliping.open`.
        """
        if not isinstance(session, Session):
            raise ArgumentError(
                f"{session!r} is no session; open an archive with kliping.open(path)"
            )
        self._session = session

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release files and connections; the archive cannot be used any more."""
        self._session.close()

    # -- what it is --------------------------------------------------------------------------

    @property
    def path(self) -> Path:
        """The archive's folder."""
        return self._session.path

    @property
    def read_only(self) -> bool:
        """Whether this archive is open for reading only."""
        return self._session.read_only

    @property
    def settings(self) -> Settings:
        """What kliping.toml says."""
        return self._session.settings

    @property
    def zone(self) -> ZoneInfo:
        """The zone of dates that name none, and of facets by period."""
        return self._session.zone

    @property
    def analyzer(self) -> Analyzer:
        """What makes terms of words."""
        return self._session.analyzer

    def fields(self) -> list[FieldSpec]:
        """Return the fields that queries can name."""
        return self._session.fields()

    def refresh(self) -> bool:
        """Return whether anything was committed since the last call, by any process.

        Every search does so by itself; this tells a program that holds results of its own when to
        drop them. It costs microseconds where nothing is new.
        """
        return self._session.refresh()

    def stats(self) -> "Stats":
        """Return counts, dates and sizes."""
        from .stats import read_stats

        return read_stats(self._session, self._searcher)

    def check(self, *, deep: bool = False) -> list[str]:
        """Return one line for each damage found: store, indexes, and whether they agree.

        Args:
            deep: read every byte of the indexes and compare the checksums.
        """
        from .check import find_damage

        return find_damage(self._session, deep=deep)

    def plugins(self) -> "list[PluginOrigin]":
        """Return the installed plugins, without importing them."""
        return self._session.plugins.origins()

    def plugin_statuses(self) -> "list[PluginStatus]":
        """Return what each plugin gives here and how it fares; all of them are loaded."""
        from .plugin_overview import plugin_statuses

        store = self._session.store
        return plugin_statuses(self._session.plugins, store.enricher_states(), store.stale_ids)

    def plugin_failures(self) -> "list[PluginFailure]":
        """Return what was left out of the plugins loaded so far, and why."""
        return list(self._session.plugins.failures)

    def enricher_states(self) -> list[EnricherState]:
        """Return results, failures and mean time of each enricher."""
        return self._session.store.enricher_states()

    def failures(self) -> list[tuple[str, str, str]]:
        """Return (article id, enricher, what went wrong) of each enricher's failure."""
        return self._session.store.failures()

    # -- writing -----------------------------------------------------------------------------

    def add(self, article: Article) -> "AddReport":
        """Add one article, or replace the one with its id; as `add_all`."""
        return self.add_all([article])

    def add_all(
        self,
        articles: Iterable[Article | Refusal | Notice],
        *,
        jobs: int = 1,
        sources: Sequence[str | Path] = (),
        dry_run: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> "AddReport":
        """Add articles; one whose id is stored replaces it, or is left alone where it is equal.

        What the report counts as added or updated is on disk and survives a killed process. Two
        different articles under one id in one call are both kept, the second under an id of its
        own, and a notice says so.

        Args:
            articles: as `kliping.read` yields them: refusals and notices go into the report.
            jobs: processes that clean and enrich; above 1 a script needs the guard
                `if __name__ == "__main__":`, because the processes are spawned.
            sources: the files and folders that the articles were read from: the report tells
                which stored articles they hold no more (`AddReport.absent`).
            dry_run: write nothing, and report what would be done.
            progress: called with 1 for each record read.

        Raises:
            ArchiveLockedError: another process writes longer than the archive waits.
        """
        if dry_run:
            from kliping.ingest.identity import plan

            store = self._session.store
            stored = store.sources()
            return plan(store, articles, stored=stored, sources=sources, progress=progress)
        with self._session.writing() as writer:
            return writer.add_all(articles, jobs=jobs, sources=sources, progress=progress)

    def delete(self, ids: Iterable[str]) -> list[str]:
        """Delete articles by id; return the ids that were there."""
        with self._session.writing() as writer:
            return writer.delete(ids)

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
        with self._session.writing() as writer:
            known = {enricher.name for enricher in writer.enrichers}
            unknown = [name for name in only if name not in known]
            if unknown:
                raise ArgumentError(
                    f"no enricher {unknown[0]!r}; there are: {', '.join(sorted(known))}"
                )
            return writer.enrich(everything=everything, only=only, progress=progress)

    def rebuild(self) -> None:
        """Make both indexes anew from the stored articles."""
        self._session.rebuild()

    def backup(self, path: str | Path) -> None:
        """Copy the archive into a new folder while others read and write it.

        The copy holds the store and the settings; its indexes are built when it is opened first.

        Raises:
            ArgumentError: the folder exists and is not empty.
        """
        from kliping.disk.layout import backup

        self._session.check_open()
        backup(self._session.store, self.path, Path(path))

    # -- articles ----------------------------------------------------------------------------

    def __len__(self) -> int:
        return self._session.store.count()

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and bool(self._session.store.states([id]))

    def get(self, id: str) -> Article:
        """Return one article.

        Raises:
            ArticleNotFoundError: no article has the id.
        """
        return self._session.store.get(id)

    def iter(self) -> Iterator[Article]:
        """Yield all articles in order of addition."""
        return self._session.store.iter_articles()

    def enrichments(self, id: str) -> dict[str, Enrichment]:
        """Return what each enricher found in one article, by enricher."""
        return self._session.store.enrichments([self.get(id)])[id]

    def iter_quotations(self, ids: Iterable[str]) -> Iterator[tuple[Article, Quotation]]:
        """Yield the quotations of these articles, in order of ids and of text."""
        from kliping.retrieval.enriched import iter_quotations

        return iter_quotations(self._session.store, ids)

    def iter_mentions(self, ids: Iterable[str]) -> Iterator[tuple[Article, Mention]]:
        """Yield the mentions in these articles, in order of ids and of text."""
        from kliping.retrieval.enriched import iter_mentions

        return iter_mentions(self._session.store, ids)

    # -- searching ---------------------------------------------------------------------------

    @cached_property
    def _searcher(self) -> Searcher:
        session = self._session
        return Searcher(
            session.store,
            session.articles,
            session.analyzer,
            session.zone,
            self._expand("articles"),
        )

    @cached_property
    def _quotation_searcher(self) -> Searcher:
        session = self._session
        return Searcher(
            session.store,
            session.quotations,
            session.analyzer,
            session.zone,
            self._expand("quotations"),
        )

    def _expand(self, index: str) -> "Expand | None":
        """Return what lets plugins change the queries of an index; None where there are none."""
        hooks = self._session.search_hooks
        if hooks is None:
            return None
        return lambda tree, check: hooks.expand_query(tree, archive=self, index=index, check=check)

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
        results = self._searcher.search(
            query,
            limit=limit,
            offset=offset,
            facets=facets,
            options=options or DEFAULT_OPTIONS,
            began=began,
        )
        if notices := self._session.notices():
            results = replace(results, warnings=(*results.warnings, *notices))
        hooks = self._session.search_hooks
        if hooks is None:
            return results
        from kliping.retrieval.results_check import results_problem

        changed, warnings = hooks.after_search(
            results, query=query, archive=self, check=results_problem
        )
        return replace(changed, warnings=(*changed.warnings, *warnings)) if warnings else changed

    def facets(
        self, query: str, fields: Sequence[str], *, options: SearchOptions | None = None
    ) -> dict[str, Facet]:
        """Return the counts of fields over the articles that match; see `search`."""
        found = self.search(query, limit=0, facets=fields, options=options)
        return dict(found.facets)

    def matching_ids(self, query: str) -> list[str]:
        """Return the ids of all articles that match, in order of addition."""
        return self._searcher.matching_ids(query)

    def ids_with(self, field: str, values: Sequence[str]) -> dict[str, list[str]]:
        """Return for each value of a keyword field the ids of the articles that have it.

        In order of addition; a value is compared without regard to case, and one that no article
        has gets an empty list.

        Raises:
            ArgumentError: the field is not one of whole values.
        """
        return self._searcher.ids_with(field, values)

    def names_of(self, field: str, value: str) -> tuple[str, ...]:
        """Return every stored value that a value of a field stands for, itself first."""
        return self._searcher.names_of(field, value)

    def iter_hits(self, query: str, *, options: SearchOptions | None = None) -> Iterator[Hit]:
        """Yield every hit of a search, in its order, of the archive as it is now.

        Raises:
            QueryError: the query cannot be understood.
        """
        return self._searcher.iter_hits(query, options=options or SearchOptions(), batch=_BATCH)

    def marks(self, id: str, query: str) -> tuple[tuple[int, int], ...]:
        """Return where a query matches an article: ranges of code points of its text.

        Raises:
            QueryError: the query cannot be understood.
            ArticleNotFoundError: no article has the id.
        """
        from kliping.highlight.marks import find_marks

        highlights = self._searcher.compile(query, SearchOptions()).highlights
        return find_marks(self.get(id), highlights, analyzer=self.analyzer)

    def explain(
        self, query: str, id: str | None = None, *, options: SearchOptions | None = None
    ) -> "Explanation":
        """Return how a query is understood and, with an id, how that article got its score.

        Raises:
            QueryError: the query cannot be understood.
            ArticleNotFoundError: no article has the id.
        """
        from kliping.retrieval.explanations import explain_query

        if id is not None:
            self.get(id)
        return explain_query(
            query,
            id,
            searcher=self._searcher,
            reader=self._session.articles().reader(),
            options=options or SearchOptions(),
        )

    def significant_values(
        self,
        first: str,
        second: str,
        field: str,
        *,
        options: SearchOptions | None = None,
        limit: int | None = 20,
    ) -> list["Distinction"]:
        """Return the values of a facet field that set two result sets apart, strongest first.

        The statistic is the log-likelihood ratio G² (kliping.retrieval.significance). An article in
        both sets counts in both.

        Raises:
            QueryError: a query cannot be understood.
            ArgumentError: there is no such facet.
        """
        from kliping.retrieval.significance import significant_values

        return significant_values(
            first,
            second,
            field,
            searcher=self._searcher,
            options=options or SearchOptions(),
            limit=limit,
        )

    # -- quotations, entities, words ---------------------------------------------------------

    def quotes(
        self,
        query: str = "*",
        *,
        limit: int | None = 10,
        offset: int = 0,
        facets: Sequence[str] = (),
        options: SearchOptions | None = None,
        variants: bool = False,
    ) -> "QuotationResults":
        """Search the quotations.

        Args:
            query: in the query language; words match what was said, fields are `speaker`,
                `speaker_kind`, `cue`, `type`, `act`, `via`, `addressee`, `outlet`, `language`,
                `published`, `article`.
            limit, offset: the page; None for all hits.
            facets: fields to count, as for `search`.
            variants: group the page's hits by utterance.

        Raises:
            QueryError: the query cannot be understood.
            ArgumentError: a bad limit, facet or option.
        """
        from kliping.retrieval.quoting import search_quotations

        results = search_quotations(
            query,
            searcher=self._quotation_searcher,
            store=self._session.store,
            analyzer=self.analyzer,
            zone=self.zone,
            limit=limit,
            offset=offset,
            facets=facets,
            options=options or SearchOptions(),
            variants=variants,
        )
        notices = self._session.notices()
        return replace(results, warnings=(*results.warnings, *notices)) if notices else results

    def said(self, text: str, *, by: str | None = None) -> "SaidResults":
        """Return the quotations like a sentence that goes round: did they say it?

        A quotation is like it also where it is cut, told in other words or translated otherwise;
        one that says the opposite is marked so. What the archive does not hold may still have been
        said.

        Args:
            text: the sentence, without who said it; at most MAX_SAID code points.
            by: only what this speaker said, by any of the names that the archive knows.

        Raises:
            ArgumentError: the text has too few words that tell, or is too long.
        """
        from kliping.retrieval.said import find_said

        results = find_said(
            text,
            by=by,
            searcher=self._quotation_searcher,
            store=self._session.store,
            analyzer=self.analyzer,
            zone=self.zone,
        )
        notices = self._session.notices()
        return replace(results, warnings=(*results.warnings, *notices)) if notices else results

    def entities(
        self, query: str = "*", *, types: Sequence[str] = (), limit: int | None = 50
    ) -> "list[EntityCount]":
        """Return who and what is named in the articles that match, most articles first.

        Args:
            types: "person", "organisation", "place" or other keyword fields of enrichers; empty
                for these three.

        Raises:
            QueryError: the query cannot be understood.
            ArgumentError: no enricher gives one of the types.
        """
        from kliping.retrieval.entities import count_entities

        return count_entities(
            query, types, limit, fields=self._session.enricher_fields, facets=self.facets
        )

    def mentions(
        self, query: str = "*", *, types: Sequence[str] = ()
    ) -> Iterator[tuple[Article, Mention]]:
        """Yield every mention in the articles that match; arguments and errors as `entities`."""
        from kliping.retrieval.entities import check_types

        check_types(types, self._session.enricher_fields)
        for article, mention in self.iter_mentions(self.matching_ids(query)):
            if not types or mention.type in types:
                yield article, mention

    def suggest(self, typed: str, *, limit: int = 10) -> "list[Completion]":
        """Return completions of a query being typed, most frequent first: words and names."""
        from kliping.suggest.completion import complete
        from kliping.suggest.spelled import spell_values

        reader, store = self._session.articles().reader(), self._session.store
        fields = self.fields()
        values = {f.name for f in fields if f.type == "keyword" and f.searchable}
        return complete(
            reader,
            typed,
            limit=limit,
            name_fields=[name for name in ENTITY_TYPES if name in values],
            value_fields=values,
            text_fields={f.name for f in fields if f.type == "text" and f.searchable},
            spell=lambda names: spell_values(names, reader=reader, store=store),
        )

    def words(self, prefix: str = "", *, limit: int | None = None) -> "list[WordForm]":
        """Return the word forms of the articles that begin so, with counts and stems."""
        from kliping.suggest.completion import list_words

        reader = self._session.articles().reader()
        return list_words(reader, prefix, analyzer=self.analyzer, limit=limit)

    # -- similar articles, copies ------------------------------------------------------------

    def significant_terms(self, id: str, *, limit: int = 25) -> "list[WeightedTerm]":
        """Return the words that set an article apart, heaviest first; see `similar`."""
        from kliping.retrieval.similar import significant_terms

        reader = self._session.articles().reader()
        return significant_terms(self.get(id), reader=reader, analyzer=self.analyzer, limit=limit)

    def similar(self, id: str, *, limit: int = 10) -> "list[SimilarArticle]":
        """Return the articles most like one, each with the terms that it shares.

        Raises:
            ArticleNotFoundError: no article has the id.
        """
        from kliping.retrieval.similar import find_similar

        return find_similar(
            self.get(id),
            limit=limit,
            store=self._session.store,
            reader=self._session.articles().reader(),
            analyzer=self.analyzer,
            zone=self.zone,
        )

    def copies(self, ids: Iterable[str] = ()) -> "list[CopyGroup]":
        """Return the groups of copies, largest first; with ids only those that hold one of them.

        Raises:
            ArticleNotFoundError: no article has one of the ids.
        """
        from kliping.retrieval.copy_groups import read_copy_groups

        wanted = [self.get(id).id for id in ids]
        if "copies" not in {field.name for field in self._session.enricher_fields}:
            return []
        reader = self._session.articles().reader()
        return read_copy_groups(self._session.store, reader, wanted)

    def shared_passages(self, ids: Iterable[str] = ()) -> "list[SharedPassages]":
        """Return the articles that share passages with others and copy none of them.

        A pair is told of each of its two articles, of an article at most ten, the largest share
        first; with ids only those of these articles. Without ids every article is looked at.

        Raises:
            ArticleNotFoundError: no article has one of the ids.
        """
        from kliping.retrieval.copy_groups import read_shared_passages

        return read_shared_passages(self._session.store, [self.get(id).id for id in ids])

    def trace(self, id: str) -> "list[Trace]":
        """Return how each text that an article copies travelled; none for one without a copy.

        Raises:
            ArticleNotFoundError: no article has the id.
        """
        from kliping.stories.copy_trace import trace_groups

        return trace_groups(self, id)

    # -- stories -----------------------------------------------------------------------------

    def stories(self, query: str = "*", *, limit: int = 20) -> "list[Story]":
        """Return the stories with most articles that match, most first.

        Raises:
            QueryError: the query cannot be understood.
        """
        from kliping.stories.stories import list_stories

        return list_stories(self, query, limit=limit)

    def story(self, id: str) -> "Story":
        """Return the story that an article is in; a lone article is a story of its own.

        Raises:
            ArticleNotFoundError: no article has the id.
        """
        from kliping.stories.stories import describe, read_story

        return describe(*read_story(self, id))

    def timeline(self, id: str) -> "StoryTimeline":
        """Return the story that an article is in day by day; raises as `story`."""
        from kliping.stories.stories import read_story, tell_days

        return tell_days(*read_story(self, id), zone=self.zone)

    def claims(self, id: str) -> "list[Counted]":
        """Return what the articles of a story count, disagreements first; raises as `story`.

        Args:
            id: of any article of the story.
        """
        from kliping.stories.claims import compare_claims
        from kliping.stories.stories import read_story

        return compare_claims(read_story(self, id)[1], analyzer=self.analyzer)

    def wordings(self, id: str) -> "list[tuple[Wording, ...]]":
        """Return the utterances that several articles of a story report; raises as `story`.

        Args:
            id: of any article of the story.
        """
        from kliping.stories.stories import read_story
        from kliping.stories.wordings import compare_wordings

        return compare_wordings(read_story(self, id)[1], analyzer=self.analyzer)

    def story_page(self, id: str, *, language: Literal["id", "en"] = "id") -> str:
        """Return the story that an article is in as one HTML page; raises as `story`.

        Args:
            language: of the page's own words: Indonesian or English.
        """
        from kliping.stories.report import report_page
        from kliping.stories.stories import read_story

        return report_page(
            *read_story(self, id), zone=self.zone, analyzer=self.analyzer, language=language
        )

    # -- aliases -----------------------------------------------------------------------------

    @cached_property
    def _aliases(self) -> "Aliases":
        from .aliases import Aliases

        return Aliases(self._session)

    def aliases(self, field: str | None = None) -> "list[Alias]":
        """Return the archive's aliases, by field, name and alias."""
        return self._aliases.all(field)

    def merge_alias(self, field: str, alias: str, name: str) -> None:
        """Let a value of a field count as another; what counted as the alias follows it.

        Raises:
            ArgumentError: the field has no names to merge, or both are one already.
        """
        self._aliases.merge(field, alias, name)

    def split_alias(self, field: str, alias: str) -> None:
        """Let an alias stand for itself again.

        Raises:
            ArgumentError: it is no alias of the field.
        """
        self._aliases.split(field, alias)

    def suggest_aliases(self, *, limit: int = 50) -> "list[AliasSuggestion]":
        """Return values that may be one entity, most articles first; none is merged.

        Those of the field "abbreviation" are pairs that articles state as `Full Name (SHORT)`.
        """
        return self._aliases.suggest(limit=limit)

    # -- saved searches ----------------------------------------------------------------------

    @cached_property
    def _saved(self) -> "SavedSearches":
        from .saved import SavedSearches

        return SavedSearches(self._session, self._searcher)

    def saved_searches(self) -> "list[SavedSearch]":
        """Return the searches kept under a name in this archive, by name."""
        return self._saved.all()

    def save_search(self, name: str, query: str, *, match_any: bool = False) -> "SavedSearch":
        """Keep a search under a name; it replaces the one of its name.

        The same search under the same name again keeps what was seen of it.

        Raises:
            ArgumentError: the name is empty or has blanks.
            QueryError: the query cannot be understood.
            ArchiveLockedError: another process writes longer than the archive waits.
        """
        return self._saved.put(name, query, match_any=match_any)

    def remove_saved(self, name: str) -> None:
        """Forget a saved search.

        Raises:
            ArgumentError: there is none of the name.
            ArchiveLockedError: another process writes longer than the archive waits.
        """
        self._saved.remove(name)

    def run_saved(self, name: str, *, new: bool = False) -> "tuple[SavedSearch, list[str]]":
        """Return a saved search and the ids of its articles, in order of addition.

        Args:
            new: only articles added or changed since the last run with `new`; they count as seen
                from now on.

        Raises:
            ArgumentError: there is no saved search of the name.
            ArchiveLockedError: with `new`, another process writes longer than the archive waits.
        """
        return self._saved.run(name, new=new)

    def count_saved(self, name: str) -> tuple[int, int]:
        """Return how many articles a saved search finds, and how many of them are new.

        Nothing counts as seen by this.

        Raises:
            ArgumentError: there is no saved search of the name.
            QueryError: its query cannot be understood any more: a field has gone.
        """
        return self._saved.count(name)


@checked
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
    session = Session(path, create=create, read_only=read_only, wait=wait, memory=memory)
    return Archive(session)
