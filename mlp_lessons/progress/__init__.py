"""How far you are: `show_progress()` in a notebook, `python -m mlp_lessons.progress` outside."""

from .table import show_progress

__all__ = ["show_progress"]
