"""JSON files: an array of records, one record, an object that holds a list, or one after another.

The items of an array are parsed one at a time, so that a large array costs little memory and a
broken record loses only itself where the next one can be found: at the next line that opens an
object at the same indentation.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from kliping.index import Article
from kliping.plugins import ReadOptions, Source
from kliping.plugins.readers.base import SourceReader, stem_of
from kliping.plugins.readers.decoding import Chunks
from kliping.plugins.readers.json_records import JsonRecords, why_not_json
from kliping.plugins.readers.records import RecordReader
from kliping.plugins.readers.sniffing import head_text
from kliping.plugins.readers.telling import WHOLE, Place

MAX_VALUE = 256 * 1024 * 1024  # code points of one value: an object that holds a whole archive
# Code points of text taken in at a time. The parser's errors count the lines of all that it is
# given, so that a window of a megabyte made each broken record cost as much.
_PIECE = 64 * 1024
_BLANKS = re.compile(r"[ \t\r\n\ufeff]*")
_DECODER = json.JSONDecoder()
_STRING = r'"(?:[^"\\]|\\.)*"'
# An article may begin with `[Foto]` or `{…}`; JSON goes on with another bracket or a string.
_BEGINS = re.compile(rf"\{{\s*(?:{_STRING}\s*:|\}})|\[\s*(?:[\[{{]|{_STRING}\s*[,\]]|\])")


class JsonReader(SourceReader):
    """Records of a JSON document."""

    name = "json"
    suffixes = (".json",)

    def recognises(self, head: bytes, options: ReadOptions) -> bool:
        """Return whether the source begins as an array or object of JSON."""
        return _BEGINS.match(head_text(head)) is not None

    def iter_articles(self, source: Source, records: RecordReader) -> Iterator[Article]:
        found = JsonRecords(records)
        with source.opener() as stream:
            chunks = Chunks(stream)
            cursor = _Cursor(chunks)
            if not cursor.peek():
                records.told.refuse(WHOLE, "the file is empty")
            while opening := cursor.peek():
                if opening == "[":
                    cursor.skip()
                    yield from _iter_items(cursor, records, found)
                else:
                    line, alone = cursor.line, cursor.fresh
                    value = _read_value(cursor, records, None)
                    if value is not _BROKEN:
                        stem = stem_of(source) if alone and not cursor.peek() else None
                        yield from found.iter_articles(value, Place(line=line), stem=stem)
            if chunks.note is not None:
                records.told.notice(WHOLE, chunks.note)


def _iter_items(cursor: "_Cursor", records: RecordReader, found: JsonRecords) -> Iterator[Article]:
    number = 0
    while (mark := cursor.peek()) != "]":
        if mark == ",":
            cursor.skip()
        elif mark:
            number += 1
            record = f"record {number}"
            line = cursor.line
            value = _read_value(cursor, records, record)
            if value is not _BROKEN:
                yield from found.iter_articles(value, Place(line=line, record=record))
        else:
            place = Place(line=cursor.line)
            records.told.refuse(place, "not JSON: the file ends inside an array")
            return
    cursor.skip()


_BROKEN = object()


def _read_value(cursor: "_Cursor", records: RecordReader, record: str | None) -> Any:
    """Return the value at the cursor, or `_BROKEN` where there is none, which is told."""
    try:
        return cursor.value()
    except _BrokenError as error:
        rest = "" if cursor.resume() else "; what follows was not read"
        place = Place(line=error.line, record=record)
        records.told.refuse(place, f"not JSON: {error}{rest}", kind="not JSON")
        return _BROKEN


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
    """

    def __init__(self, chunks: Iterable[str]) -> None:
        self._pieces = _iter_pieces(chunks)
        self._text = ""
        self._at = 0
        self._indent = ""
        self._broken_at = 0
        self.line = 1
        self.fresh = True

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
                raise _BrokenError(why_not_json(error.msg, self._text, error.pos), line) from None
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
        for piece in self._pieces:
            held.append(piece)
            size += len(piece)
            if size >= wanted:
                break
        self._text, self._at = "".join(held), 0
        return size > 0


def _iter_pieces(chunks: Iterable[str]) -> Iterator[str]:
    for chunk in chunks:
        for at in range(0, len(chunk), _PIECE):
            yield chunk[at : at + _PIECE]
