"""What the first bytes of a source look like as text."""

from .encodings import NarrowDecoder, NotTextError, refuse_binary, split_bom


def head_text(head: bytes) -> str:
    """Return the text of a source's first bytes without leading blanks, "" where it is none."""
    encoding, head = split_bom(head)
    try:
        if encoding != "utf-8":
            return head.decode(encoding, "ignore").lstrip("\ufeff \t\r\n")
        refuse_binary(head)
        cut = head[:-3] + bytes(b for b in head[-3:] if b < 0x80)  # no character is cut in two
        return NarrowDecoder().decode(cut).lstrip("\ufeff \t\r\n")
    except NotTextError:
        return ""
