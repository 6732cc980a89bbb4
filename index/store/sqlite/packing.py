"""How articles and results are written in articles.db: JSON, deflated."""

import json
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kliping.index.article import Article, Region
from kliping.index.store.codec import dump_json

LEVEL = 6
# Raw deflate: a row has its own checksum.
_WINDOW = -15


def pack(content: str) -> bytes:
    """Return a string compressed."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, _WINDOW)
    return packer.compress(content.encode("utf-8", "surrogatepass")) + packer.flush()


def unpack(packed: bytes) -> str:
    """Return what `pack` packed."""
    return zlib.decompress(packed, _WINDOW).decode("utf-8", "surrogatepass")


def pack_article(article: Article) -> bytes:
    """Return everything of an article but its id and path."""
    parts: dict[str, object] = {"title": article.title, "text": article.text}
    for name in ("outlet", "url", "section", "language", "source_position"):
        if (value := getattr(article, name)) is not None:
            parts[name] = value
    if article.published is not None:
        parts["published"] = article.published.isoformat()
    if article.authors:
        parts["authors"] = list(article.authors)
    if article.id_origin != "given":
        parts["id_origin"] = article.id_origin
    if article.regions:
        parts["regions"] = [(r.kind, r.start, r.end) for r in article.regions]
    return pack(dump_json(parts))


def unpack_article(id: str, source_path: str | None, packed: bytes) -> Article:
    """Return the article again."""
    parts: dict[str, Any] = json.loads(unpack(packed))
    published = parts.pop("published", None)
    regions = parts.pop("regions", ())
    return Article(
        id=id,
        source_path=source_path,
        published=datetime.fromisoformat(published) if published else None,
        authors=tuple(parts.pop("authors", ())),
        regions=tuple(Region(kind=kind, start=s, end=e) for kind, s, e in regions),
        **parts,
    )


def pack_results(results: Mapping[str, str]) -> bytes:
    """Return encoded results by enricher number, compressed."""
    return pack("{" + ",".join(f'"{n}":{results[n]}' for n in sorted(results, key=int)) + "}")


def unpack_results(packed: bytes) -> dict[str, Any]:
    """Return the parsed results by enricher number."""
    found: dict[str, Any] = json.loads(unpack(packed))
    return found
