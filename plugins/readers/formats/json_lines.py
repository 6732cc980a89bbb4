"""JSON lines: one record a line, held one at a time."""

import json
import re
from collections.abc import Iterator

from kliping.index import Article
from kliping.plugins import ReadOptions, Source
from kliping.plugins.readers.base import SourceReader
from kliping.plugins.readers.decoding import Line, Lines
from kliping.plugins.readers.encodings import SAMPLE
from kliping.plugins.readers.json_records import JsonRecords, why_not_json
from kliping.plugins.readers.records import RecordReader
from kliping.plugins.readers.sniffing import head_text
from kliping.plugins.readers.telling import WHOLE, Place

_DECODER = json.JSONDecoder()
# What may stand around the values of a line: a list that was cut into lines has commas.
_BETWEEN = re.compile(r"[\s,]*")
# Lines that show whether a source is JSON lines.
_LOOKED_AT = 20


class JsonLinesReader(SourceReader):
    """One JSON object a line, or several; blank lines are passed over."""

    name = "json-lines"
    suffixes = (".jsonl", ".ndjson")

    def recognises(self, head: bytes, options: ReadOptions) -> bool | None:
        """Return whether lines that begin in the first column are JSON objects or rows.

        None for a single line that is longer than the head.
        """
        lines = [line for line in head_text(head).split("\n") if line.strip()]
        if not lines or lines[0][0] not in "[{" or lines[0].strip() in ("[", "{"):
            return False
        if len(head) >= SAMPLE:
            if len(lines) == 1:
                return None
            lines.pop()  # it may be cut off
        elif lines[-1][0] not in "[{":  # what the first line opens is closed here
            return False
        return any(map(_is_record, lines[:_LOOKED_AT]))

    def iter_articles(self, source: Source, records: RecordReader) -> Iterator[Article]:
        found = JsonRecords(records)
        empty = True
        with source.opener() as stream:
            lines = Lines(stream)
            for line in lines:
                if line.text is None or not line.text.isspace():
                    empty = False
                    yield from _read_line(line, records, found)
            if lines.note is not None:
                records.told.notice(WHOLE, lines.note)
        if empty:
            records.told.refuse(WHOLE, "the file is empty")


def _is_record(line: str) -> bool:
    try:
        value = json.loads(line.rstrip().removesuffix(","))
    except (ValueError, RecursionError):
        return False
    if isinstance(value, list):  # a row of a table
        return len(value) > 1 and not any(isinstance(cell, dict | list) for cell in value)
    return isinstance(value, dict)


def _read_line(line: Line, records: RecordReader, found: JsonRecords) -> Iterator[Article]:
    place = WHOLE if line.whole else Place(line=line.number)
    if line.text is None:
        records.told.refuse(place, line.fault or "cannot be read")
        return
    text, at = line.text, 0
    while (at := _BETWEEN.match(text, at).end()) < len(text):  # type: ignore[union-attr]
        try:
            value, at = _DECODER.raw_decode(text, at)
        except json.JSONDecodeError as error:
            why = why_not_json(error.msg, text, error.pos)
            reason = f"not JSON: {why} at column {error.colno}"
            records.told.refuse(place, reason, kind="not JSON")
            return
        except (ValueError, RecursionError) as error:  # a number of 5,000 digits; 10,000 brackets
            records.told.refuse(place, f"not JSON that can be read: {error}")
            return
        yield from found.iter_articles(value, place)
