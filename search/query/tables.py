"""The parser's tables: computed from `grammar.lark`, kept in `grammar.json` beside it.

Computing them takes lark some 30 ms, reading them 2 ms, and every `kliping search` pays for it
once (measured with `python -X importtime`, 2026-11). Tables that another version of lark wrote are
computed anew in memory.

    python -m kliping.query.tables      # writes grammar.json; a test checks that it is fresh
"""

import json
from typing import Any

import lark
from lark.grammar import Rule
from lark.lexer import TerminalDef

from kliping.index.data_files import read_file

_OPTIONS = {"parser": "lalr", "maybe_placeholders": False}


def grammar() -> str:
    """Return the grammar as written."""
    return read_file(__package__, "grammar.lark").decode()


def stored() -> str:
    """Return the tables as kept, in JSON."""
    return read_file(__package__, "grammar.json").decode()


def compute() -> dict[str, Any]:
    """Return the tables of the grammar, as JSON can hold them, with what they depend on."""
    source = grammar()
    parser: Any = lark.Lark(source, **_OPTIONS)
    content, memo = parser.memo_serialize([TerminalDef, Rule])
    return {"lark": lark.__version__, "grammar": source, "content": content, "memo": memo}


def load(transformer: lark.Transformer[Any, Any]) -> lark.Lark:
    """Return the parser, which builds its results with `transformer`."""
    kept = json.loads(stored())
    if kept["lark"] != lark.__version__:
        return lark.Lark(grammar(), transformer=transformer, **_OPTIONS)
    # The way of lark's own generated parsers (lark.tools.standalone).
    loader: Any = lark.Lark
    parser: lark.Lark = loader._load_from_dict(
        _with_numbers(kept["content"]), _with_numbers(kept["memo"]), transformer=transformer
    )
    return parser


def _with_numbers(value: Any) -> Any:
    """Return the value with keys of digits as numbers, which JSON turned into text."""
    if isinstance(value, dict):
        return {int(k) if k.isdigit() else k: _with_numbers(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_with_numbers(element) for element in value]
    return value


def _main() -> None:
    """Write grammar.json beside this module."""
    from pathlib import Path

    target = Path(__file__).with_name("grammar.json")
    target.write_text(json.dumps(compute(), indent=None, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    _main()
