"""Cleaning: mark what of an article is not body text, and read what its source does not say.

Nothing is deleted: `Article.text` stays as read, `Article.regions` says what is not body text.
Everything here is a pure function of the article.
"""

from dataclasses import replace
from datetime import tzinfo

from kliping.index.article import Article

from .marking import mark
from .published import find_published
from .tables import outlets

__all__ = ["clean"]


def clean(article: Article, *, zone: tzinfo) -> Article:
    """Return the article with its regions marked, and title, outlet and date where it has none.

    The title is the headline line of the text; the outlet is that of the dateline, else that of a
    line of date or copyright, else that of the address; the date of publication is one that the
    text or the address names, a day being midnight in `zone` (`find_published`). What the source
    gives is never changed. Regions that the article has are replaced. Cleaning twice gives the
    same as cleaning once.
    """
    marked = mark(article.text, article.title)
    cleaned = replace(article, regions=marked.regions, title=article.title or marked.headline)
    outlet = article.outlet or marked.outlet
    if outlet is None and article.url:
        outlet = outlets().of_url(article.url)
    published = article.published
    if published is None:
        published = find_published(
            body=cleaned.body_text(), url=article.url, date_line=marked.date_line, zone=zone
        )
    return replace(cleaned, outlet=outlet, published=published)
