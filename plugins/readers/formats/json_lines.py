"""JSON lines: one record a line, held one at a time."""

import json
from collections.abc import Iterator

from kliping.index import Reading
from kliping.plugins import ReadOptions, Source
from kliping.plugins.readers.base import SourceReader
from kliping.plugins.readers.columns import Columns
from kliping.plugins.readers.decoding import Line, iter_lines
from kliping.plugins.readers.records import RecordReader


class JsonLinesReader(SourceReader):
    """One JSON object a line; blank lines are passed over."""

    name = "json-lines"
    suffixes = (".jsonl", ".ndjson")

    def iter_records(
        self, source: Source, options: ReadOptions, columns: Columns
    ) -> Iterator[Reading]:
        records = RecordReader(source, options, columns)
        empty = True
        with source.opener() as stream:
            for line in iter_lines(stream):
                if line.text is None or not line.text.isspace():
                    empty = False
                    yield from _read_line(line, records)
        if empty:
            yield records.refuse(None, "the file is empty")


def _read_line(line: Line, records: RecordReader) -> Iterator[Reading]:
    if line.text is None:
        yield records.refuse(None if line.whole else line.number, line.fault or "cannot be read")
        return
    if line.note is not None:
        yield records.notice(line.number, line.note)
    try:
        record = json.loads(line.text)
    except json.JSONDecodeError as error:
        yield records.refuse(line.number, f"not JSON: {error.msg} at column {error.colno}")
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits; 10,000 brackets
        yield records.refuse(line.number, f"not JSON that can be read: {error}")
    else:
        if isinstance(record, dict):
            yield from records.article(record, line.number)
        else:
            kind = type(record).__name__
            yield records.refuse(line.number, f"a JSON {kind}; expected an object: {{...}}")
