"""The compiled inner loops of the index, where the installation found a compiler.

`compiled` is the extension module, or None: then NumPy gives the same answers. The functions and
what they expect of their buffers are described beside each in the C files; `kernel.h` lists them.
"""

import contextlib
import importlib
import sys
from typing import Any

compiled: Any = None
if sys.byteorder == "little":  # as the files are that it reads
    with contextlib.suppress(ImportError):
        compiled = importlib.import_module("kliping.index.kernel._kernel")

# One call takes at most this many lists; NumPy does the rest.
MOST_LISTS = 64
