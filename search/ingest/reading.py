"""Read sources into articles, with the readers of all plugins."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import tzinfo
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

from kliping.arguments import checked
from kliping.index import Article, Notice, Refusal
from kliping.index.article import DEFAULT_ZONE
from kliping.plugins import ReadOptions
from kliping.plugins.loader import Plugins
from kliping.plugins.reading import read_sources


@checked
def read(
    sources: str | Path | Sequence[str | Path],
    *,
    columns: Mapping[str, str] | None = None,
    zone: tzinfo | None = None,
    delimiter: str | None = None,
    header: Sequence[str] = (),
    follow: bool = False,
    progress: Callable[[int, int], None] | None = None,
    disabled: Sequence[str] = (),
) -> Iterator[Article | Notice | Refusal]:
    """Yield the articles of files and folders, and what was refused of them.

    Args:
        sources: files, folders (walked recursively), or "-" for standard input.
        columns: article field → column or key that holds it, which comes before the names that
            are known; with dots, the path to a nested value (`content.rendered`).
        zone: of dates without one; Asia/Jakarta where None.
        delimiter: between the cells of tables; None means it is found out.
        header: the names of the columns of tables that have no row with them.
        follow: whether links are followed that lead out of a folder.
        progress: called with how many bytes of all files were read, and how many there are.
        disabled: plugins to leave out, as `Archive.settings.disabled` names them.

    Yields:
        Article: not yet cleaned; `Archive.add_all` cleans.
        Refusal: a source or record that could not become an article.
        Notice: something odd about a record that went in all the same, or columns left out.

    Raises:
        ArgumentError: `columns` names a field that articles do not have, or `delimiter` is not
            one character that can stand between cells.
    """
    given = [sources] if isinstance(sources, str | Path) else list(sources)
    options = ReadOptions(
        columns=columns or {},
        zone=zone or ZoneInfo(DEFAULT_ZONE),
        delimiter=delimiter,
        header=tuple(header),
        follow=follow,
    )
    plugins = Plugins(disabled=disabled)
    readers = plugins.readers()
    left_out = [
        Notice(source=failure.plugin, line=None, reason=str(failure))
        for failure in plugins.failures
        if failure.hook == "kliping_register_readers"
    ]
    return chain(left_out, read_sources(given, readers=readers, options=options, progress=progress))


def sample_articles() -> Path:
    """Return the folder of the sample articles that kliping ships."""
    from kliping.seeds import articles_path

    return Path(str(articles_path()))
