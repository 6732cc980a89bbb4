"""JSON files: an array of records, one record, an object that holds a list, or one after another.

The items of an array are parsed one at a time, so that a large array costs little memory and a
broken record loses only itself where the next one can be found: at the next line that opens an
object at the same indentation.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kliping.index import Article, Reading
from kliping.plugins import ReadOptions, Source
from kliping.plugins.readers.base import SourceReader, stem_of
from kliping.plugins.readers.columns import Columns
from kliping.plugins.readers.decoding import Decoded, iter_chunks
from kliping.plugins.readers.records import RecordReader

MAX_VALUE = 256 * 1024 * 1024  # code points of one value: an object that holds a whole archive
_BLANKS = re.compile(r"[ \t\r\n\ufeff]*")
_DECODER = json.JSONDecoder()


class JsonReader(SourceReader):
    """Records of a JSON document."""

    name = "json"
    suffixes = (".json",)

    def iter_records(
        self, source: Source, options: ReadOptions, columns: Columns
    ) -> Iterator[Reading]:
        records = RecordReader(source, options, columns)
        with source.opener() as stream:
            cursor = _Cursor(iter_chunks(stream))
            if not cursor.peek():
                yield records.refuse(None, "the file is empty")
            while opening := cursor.peek():
                if opening == "[":
                    cursor.skip()
                    yield from _iter_items(cursor, records, source)
                else:
                    yield from _read_value(cursor, records, source, in_array=False)
            for note in cursor.notes:
                yield records.notice(None, note)


def _iter_items(cursor: "_Cursor", records: RecordReader, source: Source) -> Iterator[Reading]:
    number = 0
    while (mark := cursor.peek()) != "]":
        if mark == ",":
            cursor.skip()
        elif mark:
            number += 1
            yield from _numbered(_read_value(cursor, records, source, in_array=True), number)
        else:
            yield records.refuse(cursor.line, "not JSON: the file ends inside an array")
            return
    cursor.skip()


def _numbered(readings: Iterator[Reading], number: int) -> Iterator[Reading]:
    """Yield readings; what is not an article says which record of the array it is of, from 1."""
    for reading in readings:
        if isinstance(reading, Article):
            yield reading
        else:
            yield replace(reading, reason=f"record {number}: {reading.reason}")


def _read_value(
    cursor: "_Cursor", records: RecordReader, source: Source, *, in_array: bool
) -> Iterator[Reading]:
    line, alone = cursor.line, cursor.fresh and not in_array
    try:
        value = cursor.value()
    except _BrokenError as error:
        if cursor.resume():
            yield records.refuse(error.line, f"not JSON: {error}")
        else:
            reason = f"not JSON: {error}; what follows was not read"
            yield records.refuse(error.line, reason)
        return
    if not isinstance(value, dict):
        kind = type(value).__name__
        yield records.refuse(line, f"a JSON {kind}; expected an object: {{...}}")
        return
    lists = [] if in_array or records.has_text(value) else list(_iter_lists(value, ""))
    if len(lists) > 1:
        lists = [found for found in lists if records.has_text(found[1][0])]
    if len(lists) == 1:
        yield from _read_list(*lists[0], records)
        return
    stem = stem_of(source) if alone and not cursor.peek() else None
    yield from records.article(value, line, stem=stem)


def _read_list(path: str, listed: list[Any], records: RecordReader) -> Iterator[Reading]:
    for number, record in enumerate(listed):
        where = f"{path}[{number}]"
        if not isinstance(record, dict):
            kind = type(record).__name__
            yield records.refuse(None, f"{where}: a JSON {kind}; expected an object: {{...}}")
            continue
        for reading in records.article(record, None):
            if isinstance(reading, Article):
                yield reading
            else:
                yield replace(reading, reason=f"{where}: {reading.reason}")


def _iter_lists(value: Mapping[str, Any], path: str) -> Iterator[tuple[str, list[Any]]]:
    """Yield the lists of objects in an object, with their paths (`response.docs`)."""
    for key, inner in value.items():
        at = f"{path}.{key}" if path else key
        if isinstance(inner, dict) and at.count(".") < 3:
            yield from _iter_lists(inner, at)
        elif isinstance(inner, list) and inner and isinstance(inner[0], dict):
            yield at, inner


class _BrokenError(ValueError):
    """No JSON value at the cursor.

    Attributes:
        line: where it breaks, 1-based.
    """

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class _Cursor:
    """A place in JSON text of which a window is held.

    Attributes:
        line: of the place, 1-based.
        fresh: nothing but blanks has been passed.
        notes: what was assumed to decode the text, each once.
    """

    def __init__(self, chunks: Iterator[Decoded]) -> None:
        self._chunks = chunks
        self._text = ""
        self._at = 0
        self._indent = ""
        self._broken_at = 0
        self.line = 1
        self.fresh = True
        self.notes: list[str] = []

    def peek(self) -> str:
        """Pass blanks and return the code point after them, "" at the end."""
        while True:
            blanks = _BLANKS.match(self._text, self._at)
            assert blanks is not None  # it matches the empty string
            passed = blanks[0]
            if "\n" in passed:
                self.line += passed.count("\n")
                self._indent = passed.rpartition("\n")[2]
            self._at = blanks.end()
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._grow():
                return ""

    def skip(self) -> None:
        """Pass one code point."""
        self._at += 1
        self.fresh = False

    def value(self) -> Any:
        """Return the value at the cursor and pass it.

        Raises:
            _BrokenError: there is none.
        """
        self.fresh = False
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                open_string = error.msg.startswith("Unterminated string")
                cut = (
                    open_string or error.pos >= len(self._text) - 8
                )  # 8: inside `\\u12` or `false`
                if cut and len(self._text) - self._at < MAX_VALUE and self._grow():
                    continue
                self._broken_at = error.pos
                line = self.line + self._text.count("\n", self._at, error.pos)
                raise _BrokenError(error.msg, line) from None
            except (ValueError, RecursionError) as error:
                self._broken_at = self._at + 1
                raise _BrokenError(str(error), self.line) from None
            if end == len(self._text) and not isinstance(value, dict | list) and self._grow():
                continue  # `12` may go on as `123`
            self._pass_to(end)
            return value

    def resume(self) -> bool:
        """Go to the next line after a break that opens an object as far in as the broken one."""
        opening = re.compile(rf"\n{re.escape(self._indent)}(?=,?[ \t]*\{{)")
        while True:
            found = opening.search(self._text, min(self._broken_at, len(self._text)))
            if found:
                self._pass_to(found.end())
                if self._text[self._at] == ",":
                    self._at += 1
                return True
            self._pass_to(max(self._at, len(self._text) - 1 - len(self._indent)))
            self._broken_at = 0
            if not self._grow():
                self._pass_to(len(self._text))
                return False

    def _pass_to(self, end: int) -> None:
        self.line += self._text.count("\n", self._at, end)
        self._at = end

    def _grow(self) -> bool:
        """Read at least as much as is held; return False at the end of the text."""
        held = [self._text[self._at :]]
        wanted, size = max(len(held[0]), 1), 0
        for chunk in self._chunks:
            held.append(chunk.text)
            if chunk.note is not None and chunk.note not in self.notes:
                self.notes.append(chunk.note)
            size += len(chunk.text)
            if size >= wanted:
                break
        self._text, self._at = "".join(held), 0
        return size > 0
