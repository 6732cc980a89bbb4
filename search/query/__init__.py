"""The query language: text → nodes (`parse`) → a tree for the engine (`compile`)."""

from .limits import QueryLimits
from .parser import parse
from .render import render

__all__ = ["QueryLimits", "parse", "render"]
