"""Values as articles write them: the indexes hold them casefolded."""

from collections.abc import Sequence

from kliping.index import query_tree as q
from kliping.index.engine import EngineReader, SearchRequest
from kliping.index.keywords import keyword_term, keyword_value
from kliping.index.store import Store


def spell_values(
    names: Sequence[tuple[str, str]], *, reader: EngineReader, store: Store
) -> list[str]:
    """Return casefolded values of (field, value) as an article that has them writes them."""
    answers = reader.search_all(
        [SearchRequest(query=q.Term(field, name), limit=1) for field, name in names]
    )
    holders = [rows.hits[0].id if rows.hits else "" for rows in answers]
    articles = store.get_many(holders)
    found = store.enrichments(articles.values())
    spelled = []
    for (field, name), id in zip(names, holders, strict=True):
        results = found.get(id, {}).values()
        written = [str(value) for e in results for value in e.values.get(field, ())]
        if id in articles:
            written += _as_listed(getattr(articles[id], field, None))
        spelled.append(next((keyword_value(v) for v in written if keyword_term(v) == name), name))
    return spelled


def _as_listed(value: object) -> list[str]:
    """Return an article's attribute as the values of its field."""
    if isinstance(value, str):
        return [value]
    return [str(one) for one in value] if isinstance(value, tuple | list) else []
