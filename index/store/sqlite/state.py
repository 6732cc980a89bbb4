"""The state of a corpus enricher in articles.db: a table a map.

A row of a map has a checksum, which reading compares. Rows of multimaps and counters are too small
for that: each such table has a digest, which `check --deep` compares.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Final, Generic, TypeVar

from kliping.index.errors import ArchiveDamagedError, ArgumentError
from kliping.index.store.state import K, M, StateCounter, StateMap, StateMultimap, V

from .checksums import Value, add_digests, as_signed, counts_digest, pairs_digest, row_checksum
from .connections import Connection
from .schema import state_table

# Keys that one statement looks up.
_CHUNK: Final = 512
# Members a key that are read before it is asked which keys have more than the limit.
_USUAL_MEMBERS: Final = 16
_PYTHON_TYPES: Final[dict[str, type]] = {"int": int, "str": str, "bytes": bytes, "float": float}
_Pair = TypeVar("_Pair", bound=tuple[Any, Any])
_SMALLEST, _LARGEST = -(1 << 63), (1 << 63) - 1


class SqliteState:
    """One corpus enricher's maps, as long as its block in the transaction runs."""

    def __init__(self, connection: Connection, enricher: str) -> None:
        self._connection: Connection | None = connection
        self._enricher = enricher
        self._tables: dict[str, _Table] = {}

    def map(self, name: str, key: type[K], value: type[V]) -> StateMap[K, V]:
        """Return a map, made where there is none."""
        return _Map(self._table(name, "map", key, value))

    def multimap(self, name: str, key: type[K], member: type[M]) -> StateMultimap[K, M]:
        """Return a multimap, made where there is none."""
        return _Multimap(self._table(name, "multimap", key, member))

    def counter(self, name: str, key: type[K]) -> StateCounter[K]:
        """Return a counter, made where there is none."""
        return _Counter(self._table(name, "counter", key, int))

    def finish(self) -> None:
        """Write the digests; the state cannot be used any more."""
        for table in self._tables.values():
            table.finish()
        self.abandon()

    def abandon(self) -> None:
        """Let the state be used no more: its block is over."""
        for table in self._tables.values():
            table.connection = None
        self._connection = None

    def _table(self, name: str, kind: str, key: type, value: type) -> "_Table":
        if self._connection is None:
            raise _over()
        types = (kind, key.__name__, value.__name__)
        if name not in self._tables:
            self._tables[name] = _Table.open(self._connection, self._enricher, name, types)
        table = self._tables[name]
        if table.types != types:
            raise ArgumentError(
                f"state {name!r} of enricher {self._enricher!r} is a {_described(table.types)}, "
                f"not a {_described(types)}; choose another name"
            )
        return table


class _Table:
    """The table of one map, and what its writes add to its digest."""

    def __init__(
        self, connection: Connection, enricher: str, name: str, types: tuple[str, ...], number: int
    ) -> None:
        self.connection: Connection | None = connection
        self.enricher = enricher
        self.name = name
        self.types = types
        self.table = f"state_{number}"
        self.key_type, self.value_type = types[1:]
        self.digest = 0
        self._number = number

    @classmethod
    def open(
        cls, connection: Connection, enricher: str, name: str, types: tuple[str, ...]
    ) -> "_Table":
        """Return the table of a map, made where there is none."""
        sql = "SELECT number, kind, key, value FROM state_maps WHERE enricher = ? AND name = ?"
        for number, *stored in connection.fetch(sql, (enricher, name)):
            return cls(connection, enricher, name, tuple(stored), number)
        sql = "SELECT coalesce(max(number), 0) + 1 FROM state_maps"
        number = int(connection.fetch(sql)[0][0])
        connection.run(state_table(number, *types))
        _put_map(connection, (number, enricher, name, *types, 0))
        return cls(connection, enricher, name, types, number)

    def finish(self) -> None:
        """Store the digest."""
        if self.digest and self.connection is not None:
            sql = "SELECT digest FROM state_maps WHERE number = ?"
            before = int(self.connection.fetch(sql, (self._number,))[0][0])
            after = as_signed(add_digests(before, self.digest))
            row: tuple[Value, ...] = (self._number, self.enricher, self.name, *self.types, after)
            _put_map(self.connection, row)
            self.digest = 0

    def fetch(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a statement about the table `{}`."""
        return self._open().fetch(sql.format(self.table), parameters)

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Execute a statement about the table `{}`; return how many rows it changed."""
        return self._open().run(sql.format(self.table), parameters)

    def run_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Execute a statement about the table `{}` for each row of parameters."""
        self._open().run_many(sql.format(self.table), rows)

    def run_changing(self, sql: str, rows: Sequence[_Pair]) -> list[_Pair]:
        """Execute a statement for each pair of parameters; return those that changed anything."""
        return self._open().run_changing(sql.format(self.table), rows)

    def fetch_in(self, sql: str, keys: Iterable[K]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a statement with `IN ()` over any number of keys."""
        rest = iter(self.checked(keys, self.key_type))
        while chunk := list(islice(rest, _CHUNK)):
            # Few lengths, so that few statements are prepared.
            length = 1 << (len(chunk) - 1).bit_length()
            chunk += chunk[-1:] * (length - len(chunk))
            yield from self.fetch(sql.replace("IN ()", f"IN ({_marks(length)})"), chunk)

    def checked(self, values: Iterable[V], kind: str) -> list[V]:
        """Return the values, and refuse what is not of the type.

        Raises:
            ArgumentError: a value is of another type, no integer of 64 bits, or no number (NaN).
        """
        taken = list(values)
        python_type = _PYTHON_TYPES[kind]
        wrong = [value for value in taken if type(value) is not python_type]
        if python_type is int and not wrong:
            wrong = [v for v in taken if isinstance(v, int) and not _SMALLEST <= v <= _LARGEST]
        elif python_type is float and not wrong:
            wrong = [value for value in taken if value != value]  # SQLite knows no NaN
        if wrong:
            raise ArgumentError(
                f"state {self.name!r} of enricher {self.enricher!r}: {wrong[0]!r} is no "
                f"{kind}{' of 64 bits' if kind == 'int' else ''}"
            )
        return taken

    def checked_rows(self, rows: Iterable[tuple[K, V]]) -> list[tuple[K, V]]:
        """Return pairs of a key and a value or member, checked."""
        pairs = list(rows)
        self.checked([key for key, _ in pairs], self.key_type)
        self.checked([value for _, value in pairs], self.value_type)
        return pairs

    def damage(self, key: object) -> ArchiveDamagedError:
        """Return the error of a row that cannot be trusted."""
        return state_damage(self._open(), self.enricher, f"{self.name}[{key!r}]")

    def _open(self) -> Connection:
        if self.connection is None:
            raise _over()
        return self.connection


class _Map(Generic[K, V]):
    def __init__(self, table: _Table) -> None:
        self._table = table

    def get(self, key: K) -> V | None:
        return self.get_many((key,)).get(key)

    def get_many(self, keys: Iterable[K]) -> dict[K, V]:
        found: dict[K, V] = {}
        sql = "SELECT key, value, checksum FROM {} WHERE key IN ()"
        for key, value, checksum in self._table.fetch_in(sql, keys):
            if row_checksum(key, value) != checksum:
                raise self._table.damage(key)
            found[key] = value
        return found

    def put(self, key: K, value: V) -> None:
        self.put_many(((key, value),))

    def put_many(self, rows: Iterable[tuple[K, V]]) -> None:
        pairs = self._table.checked_rows(rows)
        if self._table.value_type == "float":  # SQLite knows one zero
            pairs = [(key, value + 0.0) for key, value in pairs]  # type: ignore[operator,misc]  # V is float
        self._table.run_many(
            "INSERT OR REPLACE INTO {} VALUES (?, ?, ?)",
            [(key, value, row_checksum(key, value)) for key, value in pairs],
        )

    def remove(self, keys: Iterable[K]) -> None:
        taken = self._table.checked(keys, self._table.key_type)
        self._table.run_many("DELETE FROM {} WHERE key = ?", [(key,) for key in taken])

    def clear(self) -> None:
        self._table.run("DELETE FROM {}")

    def keys(self) -> list[K]:
        return [key for (key,) in self._table.fetch("SELECT key FROM {} ORDER BY key")]

    def __len__(self) -> int:
        return int(self._table.fetch("SELECT count(*) FROM {}")[0][0])


class _Multimap(Generic[K, M]):
    def __init__(self, table: _Table) -> None:
        self._table = table

    def add(self, pairs: Iterable[tuple[K, M]]) -> None:
        rows = self._table.checked_rows(pairs)
        sql = "INSERT OR IGNORE INTO {} VALUES (?, ?)"
        self._count(self._table.run_changing(sql, rows), 1)

    def remove(self, pairs: Iterable[tuple[K, M]]) -> None:
        rows = self._table.checked_rows(pairs)
        sql = "DELETE FROM {} WHERE key = ? AND member = ?"
        self._count(self._table.run_changing(sql, rows), -1)

    def members(
        self, key: K, *, low: M | None = None, high: M | None = None, limit: int | None = None
    ) -> list[M]:
        return self.members_of((key,), low=low, high=high, limit=limit).get(key, [])

    def members_of(
        self,
        keys: Iterable[K],
        *,
        low: M | None = None,
        high: M | None = None,
        limit: int | None = None,
    ) -> dict[K, list[M]]:
        given: list[M] = [bound for bound in (low, high) if bound is not None]
        bounds: list[M] = self._table.checked(given, self._table.value_type)
        within = ("" if low is None else " AND member >= ?") + (
            "" if high is None else " AND member <= ?"
        )
        taken: list[K] = self._table.checked(dict.fromkeys(keys), self._table.key_type)
        found: dict[K, list[M]] = {}
        for at in range(0, len(taken), _CHUNK):
            part = taken[at : at + _CHUNK]
            # Few keys have many members: mostly one look does, whatever the limit.
            most = -1 if limit is None else _USUAL_MEMBERS * len(part)
            rows = self._look(part, within, bounds, most)
            if len(rows) == most:
                rows = [row for key in part for row in self._look([key], within, bounds, limit)]
            for key, group in groupby(rows, key=itemgetter(0)):
                found[key] = [member for _, member in islice(group, limit)]
        return found

    def _look(
        self, keys: list[K], within: str, bounds: Sequence[M], limit: int | None
    ) -> list[tuple[Any, ...]]:
        """Return rows of keys in order, at most so many; all where `limit` is -1 or None."""
        # Few lengths, so that few statements are prepared.
        length = 1 << (len(keys) - 1).bit_length()
        filled: list[K] = keys + keys[-1:] * (length - len(keys))
        return self._table.fetch(
            f"SELECT key, member FROM {{}} WHERE key IN ({_marks(length)}){within} "
            "ORDER BY 1, 2 LIMIT ?",
            (*filled, *bounds, -1 if limit is None else limit),
        )

    def _count(self, rows: Sequence[tuple[K, M]], sign: int) -> None:
        digest = pairs_digest([key for key, _ in rows], [member for _, member in rows])
        self._table.digest = add_digests(self._table.digest, sign * digest)


class _Counter(Generic[K]):
    def __init__(self, table: _Table) -> None:
        self._table = table

    def add(self, counts: Iterable[tuple[K, int]]) -> None:
        rows = list(counts)
        keys = self._table.checked((key for key, _ in rows), self._table.key_type)
        numbers = self._table.checked((number for _, number in rows), "int")
        self._table.run_many(
            "INSERT INTO {} VALUES (?, ?) "
            "ON CONFLICT (key) DO UPDATE SET value = value + excluded.value",
            list(zip(keys, numbers, strict=True)),
        )
        falling = [(key,) for key, number in zip(keys, numbers, strict=True) if number < 0]
        self._table.run_many("DELETE FROM {} WHERE key = ? AND value = 0", falling)
        self._table.digest = add_digests(self._table.digest, counts_digest(keys, numbers))

    def get_many(self, keys: Iterable[K]) -> dict[K, int]:
        return dict(
            self._table.fetch_in("SELECT key, value FROM {} WHERE key IN () AND value != 0", keys)
        )


def drop_state(connection: Connection, enricher: str) -> None:
    """Remove all maps of a corpus enricher."""
    sql = "SELECT number FROM state_maps WHERE enricher = ?"
    for (number,) in connection.fetch(sql, (enricher,)):
        connection.run(f"DROP TABLE state_{number}")
    connection.run("DELETE FROM state_maps WHERE enricher = ?", (enricher,))
    connection.run("DELETE FROM states WHERE enricher = ?", (enricher,))


def rename_state(connection: Connection, old: str, new: str) -> None:
    """Let a corpus enricher's state be another's, which has none."""
    columns = "number, name, kind, key, value, digest"
    for number, *rest in connection.fetch(
        f"SELECT {columns} FROM state_maps WHERE enricher = ?", (old,)
    ):
        _put_map(connection, (number, new, *rest))
    sql = "SELECT fingerprint FROM states WHERE enricher = ?"
    for (fingerprint,) in connection.fetch(sql, (old,)):
        row = (new, new + fingerprint.removeprefix(old))
        connection.run("INSERT INTO states VALUES (?, ?, ?)", (*row, row_checksum(*row)))
        connection.run("DELETE FROM states WHERE enricher = ?", (old,))


def state_damage(connection: Connection, enricher: str, what: str) -> ArchiveDamagedError:
    """Return the error of a state that cannot be trusted."""
    return ArchiveDamagedError(
        f"{connection.path}: the state {what} of the enricher {enricher} is damaged: its checksum "
        "differs; make it anew with: kliping enrich --all"
    )


def _put_map(connection: Connection, row: tuple[Value, ...]) -> None:
    connection.run(
        "INSERT OR REPLACE INTO state_maps VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*row, row_checksum(*row)),
    )


@cache
def _marks(count: int) -> str:
    return ",".join("?" * count)


def _described(types: Sequence[str]) -> str:
    kind, key, value = types
    return f"{kind} from {key} to {value}"


def _over() -> ArgumentError:
    return ArgumentError("a corpus state is used after its call: ask for it in each call anew")
