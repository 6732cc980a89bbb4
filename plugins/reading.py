"""Read files, folders and standard input with readers, whichever there are.

A file's suffix names its reader. Where the name says nothing (standard input), or the reader that
it names does not recognise the file, another one that recognises it reads it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from os import PathLike

from kliping.index import Article, Notice, Reading, Refusal

from .contracts import Reader, ReadOptions, Source
from .faults import describe, shown
from .sources import HEAD, counted_openers, iter_sources, suffix_of

Progress = Callable[[int, int], None]
_TEXT = ".txt"


def read_sources(
    paths: str | PathLike[str] | Iterable[str | PathLike[str]],
    *,
    readers: Sequence[Reader],
    options: ReadOptions | None = None,
    progress: Progress | None = None,
) -> Iterator[Reading]:
    """Yield the articles of files and folders, and what was refused or is worth knowing.

    A notice that is the same for several whole sources is yielded with the first, and once more
    at the end with their number.

    Args:
        paths: files, folders (walked through, in sorted order), patterns with `*`, and "-" for
            standard input.
        readers: the first to claim a suffix has it.
        options: None means the defaults.
        progress: called as bytes of files are read, with how many were read so far and how many
            there are; standard input counts in neither.
    """
    options = options if options is not None else ReadOptions()
    by_suffix: dict[str, Reader] = {}
    for reader in readers:
        for suffix in reader.suffixes:
            by_suffix.setdefault(suffix, reader)
    sources: Iterable[Source | Notice | Refusal]
    sources = iter_sources(paths, by_suffix, follow=options.follow)
    if progress is not None:
        sources = counted_openers(list(sources), progress)
    repeated: dict[str, list[str]] = {}
    for found in sources:
        if not isinstance(found, Source):
            yield found
            continue
        for reading in _read_one(found, readers, by_suffix, options):
            if isinstance(reading, Notice) and reading.line is None:
                seen = repeated.setdefault(reading.reason, [])
                seen.append(reading.source)
                if len(seen) > 1:
                    continue
            yield reading
    for reason, names in repeated.items():
        if len(names) > 1:
            also = f"{reason} (and so for {len(names) - 1:,} more sources, up to {names[-1]})"
            yield Notice(source=names[0], line=None, reason=also)


def _read_one(
    source: Source,
    readers: Sequence[Reader],
    by_suffix: dict[str, Reader],
    options: ReadOptions,
) -> Iterator[Reading]:
    suffix = suffix_of(source.name, by_suffix) if source.path is not None else None
    named = by_suffix[suffix] if suffix is not None else None
    chosen = _choose(source, named, readers, options)
    if chosen is None and source.path is None:
        chosen = by_suffix.get(_TEXT)
    if chosen is None:
        known = ", ".join(sorted(by_suffix))
        reason = f"no reader for this kind of file; there are readers for: {known}"
        yield Refusal(source=source.name, line=None, reason=reason)
        return
    if chosen is not named and source.path is not None:
        reason = f"read as {chosen.name}, which it holds whatever its name says"
        yield Notice(source=source.name, line=None, reason=reason)
    yield from _iter_given(chosen, source, options)


def _iter_given(reader: Reader, source: Source, options: ReadOptions) -> Iterator[Reading]:
    """Yield what a reader gives; whatever else it does refuses the rest of the source."""
    try:
        for reading in reader.read(source, options):
            if isinstance(reading, Article | Notice | Refusal):
                yield reading
                continue
            reason = f"reader {reader.name!r} gave {shown(reading)}, which is no article"
            yield Refusal(source=source.name, line=None, reason=reason)
    except (GeneratorExit, KeyboardInterrupt):
        raise
    except BaseException as error:  # a reader may fail in any way, SystemExit too
        reason = f"reader {reader.name!r} failed: {describe(error)}"
        yield Refusal(source=source.name, line=None, reason=reason)


def _choose(
    source: Source, named: Reader | None, readers: Sequence[Reader], options: ReadOptions
) -> Reader | None:
    """Return the reader that the name names, unless another one alone recognises the source."""
    try:
        with source.opener() as stream:
            head = stream.read(HEAD)
    except OSError:
        return named  # which tells what is wrong
    if named is not None and _recognises(named, head, options) is not False:
        return named
    others = (r for r in readers if r is not named and _recognises(r, head, options))
    return next(others, named)


def _recognises(reader: Reader, head: bytes, options: ReadOptions) -> bool | None:
    try:
        return reader.recognises(head, options)
    except KeyboardInterrupt:
        raise
    except BaseException:  # one that fails at this does not recognise the source
        return None
