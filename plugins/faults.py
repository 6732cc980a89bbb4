"""Words for what a plugin did wrong: safe to store, to print and to send to another process.

An exception's message and an object's `repr` are the plugin's code too: they may raise, be as long
as a book, or hold what no file can.
"""

import re
import reprlib

from kliping.index import KlipingError

# A reason is one line of a list; what is longer tells nothing more.
LONGEST_REASON = 500
LONGEST_VALUE = 80
# Of a large value only the beginning and the end are looked at.
_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = LONGEST_VALUE
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def describe(error: BaseException) -> str:
    """Return an exception as one line: its type and message, of our own only the message."""
    name = type(error).__name__
    try:
        message = one_line(str(error))
    except BaseException:  # the message is the plugin's code
        message = "(its message cannot be read)"
    if not isinstance(error, KlipingError):
        message = f"{name}: {message}" if message else name
    return _cut(message, LONGEST_REASON)


def shown(value: object) -> str:
    """Return a value as a message shows it."""
    try:
        return _cut(one_line(_SHORT.repr(value)), LONGEST_VALUE)
    except BaseException:  # `repr` is the plugin's code
        return f"(a {type(value).__name__} that cannot be shown)"


def one_line(text: str) -> str:
    """Return text on one line; control characters and lone surrogates become their escapes."""
    joined = " ".join(text[: 10 * LONGEST_REASON].split())
    return _UNPRINTABLE.sub(lambda found: ascii(found[0])[1:-1], joined)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
