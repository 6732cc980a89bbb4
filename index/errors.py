"""The errors that kliping raises, one tree under one base.

    KlipingError
    ├── ArgumentError          a bad argument at a public door (also a ValueError)
    ├── QueryError             a query that cannot be understood; carries the offset
    │   └── QueryLimitError    a query that would cost too much; names the limit
    ├── ArchiveError           something about one archive on disk
    │   ├── ArchiveNotFoundError   no archive at the path
    │   ├── ArchiveFormatError     written by a newer kliping
    │   ├── ArchiveLockedError     another writer holds the lock
    │   ├── ArchiveDamagedError    a file of the archive cannot be trusted
    │   ├── ArticleNotFoundError   no article with the id (also a KeyError)
    │   └── SettingsError          kliping.toml cannot be understood
    ├── ReadError              a source or record that was refused; carries file and line
    ├── PluginError            a plugin failed; names the plugin and the hook
    └── InstallationError      two distributions overwrite each other, or one is missing

A message says what failed, the value, what was expected, and what mends it. Every error can be
pickled and copied, attributes and notes included, so that a worker process can hand it on.
"""

from typing import Any, Self


class KlipingError(Exception):
    """Base of every error that kliping raises on purpose."""

    def __reduce__(self) -> tuple[Any, ...]:
        # BaseException's own way calls the class with `args` alone, which a class whose
        # constructor asks for more does not survive; and `multiprocessing.Pool` waits for ever
        # for a result that cannot be unpickled.
        return _restored, (type(self), self.args, self.__dict__.copy())

    @classmethod
    def _restore(cls, args: tuple[Any, ...], attributes: dict[str, Any]) -> Self:
        error = cls.__new__(cls, *args)
        error.args = args
        error.__dict__.update(attributes)
        return error


def _restored(
    kind: type[KlipingError], args: tuple[Any, ...], attributes: dict[str, Any]
) -> KlipingError:
    """Return the error that `KlipingError.__reduce__` took apart."""
    return kind._restore(args, attributes)


class ArgumentError(KlipingError, ValueError):
    """A bad argument at a public door."""


class QueryError(KlipingError):
    """A query that cannot be understood.

    Attributes:
        query: the query as given.
        offset: where it fails, in code points from the start of `query`, 0-based.
        length: how many code points are at fault, at least 1.
        suggestion: what may have been meant, or None.
    """

    def __init__(
        self,
        message: str,
        *,
        query: str,
        offset: int = 0,
        length: int = 1,
        suggestion: str | None = None,
    ) -> None:
        super().__init__(message)
        self.query = query
        self.offset = offset
        self.length = max(1, length)
        self.suggestion = suggestion


class QueryLimitError(QueryError):
    """A query that would cost more than the limit named in the message."""


class ArchiveError(KlipingError):
    """Something is wrong with one archive on disk."""


class ArchiveNotFoundError(ArchiveError):
    """There is no archive at the path."""


class ArchiveFormatError(ArchiveError):
    """The archive was written by a newer kliping than this one."""


class ArchiveLockedError(ArchiveError):
    """Another process is writing to the archive."""


class ArchiveDamagedError(ArchiveError):
    """A file of the archive cannot be trusted; the message names it."""


class ArticleNotFoundError(ArchiveError, KeyError):
    """No article of the archive has the id."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class SettingsError(ArchiveError):
    """kliping.toml cannot be understood; the message names the key and what was expected."""


class ReadError(KlipingError):
    """A source, or one record of it, that was refused.

    Attributes:
        source: the file as named by the caller, or "-" for standard input.
        line: 1-based line of the record, or None where the whole source is refused.
        reason: what is wrong and what would mend it, without source and line.
    """

    def __init__(self, reason: str, *, source: str, line: int | None = None) -> None:
        where = source if line is None else f"{source}:{line}"
        super().__init__(f"{where}: {reason}")
        self.source = source
        self.line = line
        self.reason = reason


class PluginError(KlipingError):
    """A plugin failed.

    Attributes:
        plugin: the entry point's name.
        hook: the hook or the step that failed.
    """

    def __init__(self, message: str, *, plugin: str, hook: str) -> None:
        super().__init__(f"plugin {plugin!r}, {hook}: {message}")
        self.plugin = plugin
        self.hook = hook


class InstallationError(KlipingError):
    """What is installed beside kliping does not fit; the message says how to mend it."""
