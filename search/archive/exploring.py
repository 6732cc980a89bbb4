"""What an archive can be asked besides a search: quotations, similar articles, words, why.

What answers is imported when it is first asked for: a plain search shall not pay for it.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kliping.index import ArgumentError, Article, FieldSpec
from kliping.index import query_tree as t
from kliping.index.analyzer import Analyzer
from kliping.index.engine import Engine, SearchRequest
from kliping.index.store import Store
from kliping.ingest.documents import QUOTATION_FIELDS
from kliping.retrieval.rows import Hit, format_date
from kliping.retrieval.searching import ENTITY_TYPES, Searcher, SearchOptions

if TYPE_CHECKING:
    from kliping.retrieval.explanations import Explanation, SimilarArticle
    from kliping.retrieval.quoting import QuotationResults
    from kliping.retrieval.significance import Distinction
    from kliping.retrieval.similar import WeightedTerm
    from kliping.suggest.completion import Completion, WordForm

    from .saved import SavedSearch, SavedSearches

# Hits read from the engine at a time while all are streamed.
_BATCH = 500


def _as_listed(value: object) -> list[str]:
    """Return an article's attribute as the values of its field."""
    if isinstance(value, str):
        return [value]
    return [str(one) for one in value] if isinstance(value, tuple | list) else []


class Exploring(ABC):
    """The part of `Archive` that looks around in what is there. All of it is safe in threads."""

    _store: Store
    analyzer: Analyzer
    zone: ZoneInfo
    _revision_seen: int | None = None

    @abstractmethod
    def _engine(self) -> Engine: ...

    @abstractmethod
    def _quotations_engine(self) -> Engine: ...

    @abstractmethod
    def fields(self) -> list[FieldSpec]: ...

    @abstractmethod
    def get(self, id: str) -> Article: ...

    @cached_property
    def _searcher(self) -> Searcher:
        return Searcher(self._store, self._engine, self.analyzer, self.fields, self.zone)

    @cached_property
    def _quotation_searcher(self) -> Searcher:
        fields = list(QUOTATION_FIELDS)
        return Searcher(
            self._store, self._quotations_engine, self.analyzer, lambda: fields, self.zone
        )

    def refresh(self) -> bool:
        """Return whether anything was committed since the last call, by any process.

        Every search does so by itself; this tells a program that holds results of its own when to
        drop them. It costs microseconds where nothing is new.
        """
        revision = self._engine().reader().revision
        known, self._revision_seen = self._revision_seen, revision
        return known is not None and known != revision

    # -- all hits ----------------------------------------------------------------------------

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

    # -- quotations --------------------------------------------------------------------------

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
                `speaker_kind`, `cue`, `type`, `act`, `via`, `outlet`, `language`, `published`,
                `article`.
            limit, offset: the page; None for all hits.
            facets: fields to count, as for `search`.
            variants: group the page's hits by utterance.

        Raises:
            QueryError: the query cannot be understood.
            ArgumentError: a bad limit, facet or option.
        """
        from kliping.retrieval.quoting import search_quotations

        return search_quotations(
            query,
            searcher=self._quotation_searcher,
            store=self._store,
            analyzer=self.analyzer,
            zone=self.zone,
            limit=limit,
            offset=offset,
            facets=facets,
            options=options or SearchOptions(),
            variants=variants,
        )

    # -- words and completions ---------------------------------------------------------------

    def suggest(self, typed: str, *, limit: int = 10) -> list["Completion"]:
        """Return completions of a query being typed, most frequent first: words and names."""
        from kliping.suggest.completion import complete

        reader = self._engine().reader()
        fields = self.fields()
        values = {f.name for f in fields if f.type == "keyword" and f.searchable}
        return complete(
            reader,
            typed,
            limit=limit,
            name_fields=[name for name in ENTITY_TYPES if name in values],
            value_fields=values,
            text_fields={f.name for f in fields if f.type == "text" and f.searchable},
            spell=self._spell,
        )

    def _spell(self, names: Sequence[tuple[str, str]]) -> list[str]:
        """Return casefolded values of (field, value) as an article that has them writes them."""
        reader = self._engine().reader()
        holders: list[str] = []
        for field, name in names:
            rows = reader.search(SearchRequest(query=t.Term(field, name), limit=1)).hits
            holders.append(rows[0].id if rows else "")
        articles = self._store.get_many(holders)
        found = self._store.enrichments(articles.values())
        spelled = []
        for (field, name), id in zip(names, holders, strict=True):
            results = found.get(id, {}).values()
            written = [str(value) for e in results for value in e.values.get(field, ())]
            if id in articles:
                written += _as_listed(getattr(articles[id], field, None))
            spelled.append(next((v for v in written if v.casefold() == name), name))
        return spelled

    def words(self, prefix: str = "", *, limit: int | None = None) -> list["WordForm"]:
        """Return the word forms of the articles that begin so, with counts and stems."""
        from kliping.suggest.completion import list_words

        return list_words(self._engine().reader(), prefix, analyzer=self.analyzer, limit=limit)

    # -- similar articles --------------------------------------------------------------------

    def telling_terms(self, id: str, *, limit: int = 25) -> list["WeightedTerm"]:
        """Return the words that set an article apart, heaviest first; see `similar`."""
        from kliping.retrieval.similar import telling_terms

        reader = self._engine().reader()
        return telling_terms(self.get(id), reader=reader, analyzer=self.analyzer, limit=limit)

    def similar(self, id: str, *, limit: int = 10) -> list["SimilarArticle"]:
        """Return the articles most like one, each with the terms that it shares.

        Raises:
            ArticleNotFoundError: no article has the id.
        """
        from kliping.retrieval.explanations import Contribution, SimilarArticle
        from kliping.retrieval.similar import similar_query

        if limit < 0:
            raise ArgumentError(f"limit = {limit}: expected 0 or more")
        terms = self.telling_terms(id)
        if not terms or not limit:
            return []
        tree = similar_query(terms)
        reader = self._engine().reader()
        rows = reader.search(SearchRequest(query=tree, limit=limit + 1)).hits
        rows = tuple(row for row in rows if row.id != id)[:limit]
        articles = self._store.get_many([row.id for row in rows])
        found = []
        for rank, row in enumerate((row for row in rows if row.id in articles), start=1):
            article = articles[row.id]
            shared = [
                Contribution(field=f, term=t, score=s) for f, t, s in reader.explain(tree, row.id)
            ]
            found.append(
                SimilarArticle(
                    rank=rank,
                    score=row.score,
                    id=row.id,
                    title=article.title,
                    outlet=article.outlet,
                    published=format_date(article.published, self.zone),
                    terms=tuple(sorted(shared, key=lambda c: (-c.score, c.term))),
                )
            )
        return found

    # -- why ---------------------------------------------------------------------------------

    def explain(
        self, query: str, id: str | None = None, *, options: SearchOptions | None = None
    ) -> "Explanation":
        """Return how a query is understood and, with an id, how that article got its score.

        Raises:
            QueryError: the query cannot be understood.
            ArticleNotFoundError: no article has the id.
        """
        from kliping.query.explain import explain as explain_lines
        from kliping.retrieval.explanations import Contribution, Explanation

        compiled = self._searcher.compile(query, options or SearchOptions())
        explanation = Explanation(
            query=query, tree=tuple(explain_lines(compiled)), warnings=compiled.warnings
        )
        if id is None:
            return explanation
        self.get(id)
        reader = self._engine().reader()
        found = [
            Contribution(field=field, term=term, score=score)
            for field, term, score in reader.explain(compiled.tree, id)
        ]
        score = self._searcher.score(compiled.tree, id)
        if score is None:
            return explanation
        found.sort(key=lambda c: (-c.score, c.field, c.term))
        return replace(explanation, contributions=tuple(found), score=score)

    # -- comparing ---------------------------------------------------------------------------

    def compare(
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
        from kliping.retrieval.significance import distinguish

        every = replace(options or SearchOptions(), facet_values=None)
        sides = []
        for query in (first, second):
            ran = self._searcher.run(query, limit=0, facets=[field], options=every)
            (facet,) = ran.facets.values()
            sides.append(({value.value: value.count for value in facet.values}, ran.rows.total))
        (counts, total), (other_counts, other_total) = sides
        return distinguish(counts, total, other_counts, other_total)[:limit]

    # -- saved searches ----------------------------------------------------------------------

    @property
    def saved(self) -> "SavedSearches":
        """The searches kept under a name in this archive."""
        from .saved import SavedSearches

        return SavedSearches(self._store)

    def run_saved(self, name: str, *, new: bool = False) -> "tuple[SavedSearch, list[str]]":
        """Return a saved search and the ids of its articles, in order of addition.

        Args:
            new: only articles added or changed since the last run with `new`; they count as seen
                from now on.

        Raises:
            ArgumentError: there is no saved search of the name.
        """
        saved = self.saved.get(name)
        revision, ids = self._found_by(saved)
        if not new:
            return saved, ids
        unseen = self._unseen(saved, ids)
        self.saved.mark_seen(name, revision)
        return saved, unseen

    def count_saved(self, name: str) -> tuple[int, int]:
        """Return how many articles a saved search finds, and how many of them are new.

        Nothing counts as seen by this.

        Raises:
            ArgumentError: there is no saved search of the name.
            QueryError: its query cannot be understood any more: a field has gone.
        """
        saved = self.saved.get(name)
        _, ids = self._found_by(saved)
        return len(ids), len(self._unseen(saved, ids))

    def _found_by(self, saved: "SavedSearch") -> tuple[int, list[str]]:
        """Return the revision that was searched, and the ids found in it."""
        options = SearchOptions(match_any=saved.match_any)
        reader = self._engine().reader()
        tree = self._searcher.compile(saved.query, options).tree
        return reader.revision, reader.matching_ids(tree)

    def _unseen(self, saved: "SavedSearch", ids: Sequence[str]) -> list[str]:
        recent = set(self._store.ids(since=saved.seen))
        return [id for id in ids if id in recent]
