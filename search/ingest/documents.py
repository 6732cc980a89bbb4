"""From an article and its enrichments to the documents of the two indexes.

The *articles* index has one document an article. The *quotations* index has one a quotation, with
the id `ARTICLE#N`, N counting the article's quotations from 0.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from kliping.index import Article, Document, Enrichment, FieldSpec, Quotation, Span, TextPart
from kliping.index.keywords import keyword_value
from kliping.index.records import NAMELESS, iter_quotations
from kliping.retrieval.shown import encode_shown

if TYPE_CHECKING:
    from kliping.index.analyzer import Analyzer

# A match in the title counts this much more than one in the body.
TITLE_WEIGHT = 2.0
# News says first what it is about: the first words of the body count once more, so much. Sixty
# words are about two paragraphs. Both from benchmarks/relevance (README there, "Weights").
LEAD_WORDS = 60
LEAD_WEIGHT = 0.3

ARTICLE_FIELDS = (
    FieldSpec(name="title", type="text", weight=TITLE_WEIGHT, description="Words of the headline."),
    FieldSpec(name="text", type="text", weight=1.0, description="Words of the body text."),
    FieldSpec(
        name="lead",
        type="text",
        weight=LEAD_WEIGHT,
        searchable=False,
        exact=False,
        description=f"The first {LEAD_WORDS} words of the body text: they count more.",
    ),
    FieldSpec(
        name="value",
        type="number",
        multi_valued=True,
        facet=True,
        description="Numbers and amounts in the text, as values.",
    ),
    FieldSpec(name="outlet", type="keyword", facet=True, description="Who published it."),
    FieldSpec(name="section", type="keyword", facet=True, description="The outlet's section."),
    FieldSpec(
        name="author", type="keyword", multi_valued=True, facet=True, description="Who wrote it."
    ),
    FieldSpec(name="url", type="keyword", description="Its address."),
    FieldSpec(name="published", type="date", facet=True, description="When it was published."),
)

QUOTATION_FIELDS = (
    FieldSpec(name="text", type="text", weight=1.0, description="Words of the quotation."),
    FieldSpec(name="article", type="keyword", description="The id of its article."),
    FieldSpec(name="speaker", type="keyword", facet=True, description="Who is quoted."),
    FieldSpec(name="speaker_kind", type="keyword", facet=True, description="What the speaker is."),
    FieldSpec(name="type", type="keyword", facet=True, description="direct, mixed, …"),
    FieldSpec(name="act", type="keyword", facet=True, description="assert, deny, praise, …"),
    FieldSpec(name="cue", type="keyword", facet=True, description="The reporting verb."),
    FieldSpec(
        name="via",
        type="keyword",
        multi_valued=True,
        facet=True,
        description="Through whom it came.",
    ),
    FieldSpec(
        name="addressee", type="keyword", facet=True, description="Whom it was said to, by name."
    ),
    FieldSpec(name="outlet", type="keyword", facet=True, description="Who published the article."),
    FieldSpec(name="language", type="keyword", facet=True, description="The article's language."),
    FieldSpec(name="published", type="date", facet=True, description="When it was published."),
)


def article_document(
    article: Article,
    enrichments: Mapping[str, Enrichment],
    fields: Sequence[FieldSpec],
    analyzer: "Analyzer",
) -> Document:
    """Return the document of one article.

    Args:
        fields: of the enrichers; their values are taken, in the order of the enrichers.
    """
    body = article.body()
    texts: dict[str, tuple[TextPart, ...]] = {
        "title": (TextPart(text=article.title),),
        "text": (TextPart(text=article.text, spans=body),),
        "lead": (TextPart(text=article.text, spans=_lead(article.text, body, analyzer)),),
    }
    values: dict[str, tuple[str | int | float, ...]] = {
        "value": tuple(
            dict.fromkeys(
                v.value
                for v in analyzer.values(article.text, spans=body, published=article.published)
            )
        ),
        "outlet": _keywords(article.outlet),
        "section": _keywords(article.section),
        "author": _keywords(*article.authors),
        "url": _keywords(article.url),
        "published": (int(article.published.timestamp()),) if article.published else (),
    }
    for field in fields:
        found = tuple(
            dict.fromkeys(v for e in enrichments.values() for v in e.values.get(field.name, ()))
        )
        if field.type == "text":
            parts = [TextPart(text=str(value)) for value in found]
            texts[field.name] = tuple(parts)
            continue
        if field.type == "keyword":
            # What is no text is left to the index, which refuses it.
            found = tuple(keyword_value(v) if isinstance(v, str) else v for v in found)
            found = tuple(v for v in found if v != "")
        values[field.name] = found if field.multi_valued else found[:1]
    return Document(
        id=article.id,
        language=article.language,
        texts=texts,
        values=values,
        shown=encode_shown(article, enrichments),
    )


def _lead(text: str, body: Sequence[Span], analyzer: "Analyzer") -> tuple[Span, ...]:
    """Return the stretches of the body that hold its first words."""
    words = islice(analyzer.iter_surfaces(text, body), LEAD_WORDS)
    end = max((end for _, _, end in words), default=0)
    return tuple(Span(s.start, min(s.end, end)) for s in body if s.start < end)


def _keywords(*values: str | None) -> tuple[str, ...]:
    """Return the values as a keyword field holds them, each once, without empty ones."""
    return tuple(dict.fromkeys(filter(None, (keyword_value(v) for v in values if v))))


def quotation_documents(
    article: Article, enrichments: Mapping[str, Enrichment]
) -> Iterator[Document]:
    """Yield one document a quotation of the article."""
    for position, quotation in enumerate(iter_quotations(enrichments)):
        speaker = quotation.speaker
        yield Document(
            id=f"{article.id}#{position}",
            language=article.language,
            texts={"text": (TextPart(text=quotation.text),)},
            values={
                "article": _keywords(article.id),
                "speaker": _keywords(speaker.name if speaker else None),
                "speaker_kind": _keywords(speaker.kind if speaker else None),
                "type": _keywords(quotation.type),
                "act": _keywords(quotation.act),
                "cue": _keywords(quotation.cue.text.casefold() if quotation.cue else None),
                "via": _keywords(*(via.name for via in quotation.via)),
                "addressee": _keywords(_addressee(quotation)),
                "outlet": _keywords(article.outlet),
                "language": _keywords(article.language),
                "published": (int(article.published.timestamp()),) if article.published else (),
            },
        )


def _addressee(quotation: Quotation) -> str | None:
    """Return the name of whom a quotation was said to, where it is one."""
    addressee = quotation.addressee
    return addressee.name if addressee is not None and addressee.kind not in NAMELESS else None
