"""Exercises: `check("name")` judges an answer, `hint("name")` asks on, `solution("name")` shows one."""

from .keeping import my_network
from .notebook import check, hint, solution
from .record import all_exercises, get_exercise

__all__ = ["all_exercises", "check", "get_exercise", "hint", "my_network", "solution"]
