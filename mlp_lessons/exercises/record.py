"""One record per exercise: what is asked, how it is judged, its hints, and its known mistakes.

A lesson's file (`lesson_04.py`) calls `add(Exercise(...))` for each of its exercises. Everything
else, the check in the notebook, the tests, the stub in the notebook, is made from the record.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from .sources import as_cell


@dataclass(frozen=True)
class Tool:
    """An argument that is no plain data, such as a function: `Tool("cube")` stands for it.

    `Exercise.tools["cube"]` is called to make a fresh one wherever the learner's code runs.
    """

    name: str


@dataclass(frozen=True)
class Mistake:
    """A wrong solution that learners really write, and what to tell them.

    `wrong` is a function or class as the learner would write it (its name does not matter), or the
    wrong value of a variable. `question` is said the first time, `explanation` when the same
    mistake comes again. `recognise(value)` finds it where many wrong values are the same mistake.
    """

    wrong: Any
    question: str
    explanation: str
    recognise: Callable[[Any], bool] | None = None

    @property
    def name(self):
        """The name of the wrong function, or the wrong value written out."""
        return getattr(self.wrong, "__name__", repr(self.wrong))


@dataclass(frozen=True)
class Diagnosis:
    """What is wrong with code that came in ill: one of `options`, recorded beside the cure.

    Each wrong letter needs one Mistake. With `healthy` nothing is wrong: the code is to stay.
    """

    options: dict[str, str]             # letter -> the illness
    right: str
    mistakes: tuple[Mistake, ...]
    healthy: bool = False


@dataclass(frozen=True)
class Exercise:
    """All that is known about one exercise.

    `solution` decides the kind: a function, a class, or the value of a variable (a choice, if there
    are `options`). `cases()` returns the judging inputs, simple ones first: a list of argument
    tuples for a function; for a class, scripts such as
    `[("new", 3, 2), ("set", "W", W), ("forward", X), ("get", "dW")]`.
    """

    name: str                           # what check("…") is called with
    number: str                         # "4.3": lesson, running number
    title: str
    difficulty: int                     # 1, 2 or 3 dots
    minutes: int
    solution: Any
    why: str                            # why it matters: said when it is right
    hints: tuple[str, ...]              # each asks a question; the last may give a line
    mistakes: tuple[Mistake, ...]
    alternatives: tuple = ()            # right answers written another way: the tests try them
    core: bool = True                   # False: stretch
    cases: Callable[[], list] = lambda: [()]
    target: str | None = None           # the learner's object, if it is not called `name`
    options: dict[str, str] | None = None    # for a choice: letter -> what it says
    returns: tuple[str, ...] = ()       # names of the parts, if a tuple is returned
    changes: tuple[int, ...] = ()       # positions of arguments that it is meant to change
    tools: dict[str, Callable] = field(default_factory=dict)
    extract: Callable | None = None     # (returned value, arguments) -> plain data to be judged
    accept: Callable | None = None      # (value, arguments) -> None if right, else what is wrong
    expected: Callable | None = None    # for variables: learner's value -> the right value for it
    quiet: bool = False                 # a NumPy warning (overflow …) counts as wrong
    tolerance: float = 1e-7             # relative; and the same, absolute
    own_stub: str | None = None         # the cell to complete, where the usual one does not fit
    own_solution: str | None = None     # the source to show, where it cannot be read off `solution`
    package_name: str | None = None     # the finished thing in mlp_lessons, "activations.softmax"
    part: bool = False                  # a part of the learner's own network: kept in my_mlp.py
    diagnosis: Diagnosis | None = None  # the code comes in ill: what it has, and then the cure

    @property
    def lesson(self):
        """The number of the lesson, 4 for exercise 4.3."""
        return int(self.number.split(".")[0])

    @property
    def object_name(self):
        """The name of the learner's function, class or variable."""
        return self.target or self.name

    @property
    def diagnosis_name(self):
        """The variable that holds the learner's diagnosis: "diagnosis_9_4"."""
        return "diagnosis_" + self.number.replace(".", "_")

    @property
    def as_found(self):
        """A patient as it came in: the first mistake, or the solution if it is healthy."""
        return self.solution if self.diagnosis.healthy else self.mistakes[0].wrong

    @property
    def kind(self):
        """Return "function", "class", "choice" or "value"."""
        if inspect.isclass(self.solution):
            return "class"
        if inspect.isfunction(self.solution):
            return "function"
        return "choice" if self.options else "value"

    @property
    def heading(self):
        """The two lines above the exercise in its notebook."""
        dots = "●" * self.difficulty + "○" * (3 - self.difficulty)
        kind = "core" if self.core else "stretch"
        unit = "minute" if self.minutes == 1 else "minutes"
        return (f"### Exercise {self.number} · {self.title}\n"
                f"{dots} · {kind} · {self.minutes} {unit}")

    @property
    def stub(self):
        """The cell that the learner completes."""
        if self.own_stub is not None:
            return textwrap.dedent(self.own_stub).strip("\n")
        if self.kind == "choice":
            return _choice(self.options, self.object_name)
        if self.diagnosis:
            return (_choice(self.diagnosis.options, self.diagnosis_name) + "\n\n\n"
                    + as_cell(self.as_found, self.object_name))
        if self.kind == "value":
            return f"{self.object_name} = ..."
        if self.kind == "class":
            raise ValueError(f"Exercise {self.name}: a class needs its own_stub.")
        return (_signature_and_docstring(self.solution_source, self.object_name)
                + '\n    raise NotImplementedError("your turn")')

    @property
    def solution_source(self):
        """The source of a right answer, as the learner could have written it."""
        if self.own_solution is not None:
            return textwrap.dedent(self.own_solution).strip("\n")
        return self.source_of(self.solution)

    def source_of(self, answer):
        """Return `answer`, a function, class or value, as the source of a cell.

        Where there is a diagnosis, the right one stands above it.
        """
        source = as_cell(answer, self.object_name)
        if not self.diagnosis:
            return source
        letter = self.diagnosis.right
        return (f'{self.diagnosis_name} = "{letter}"    # {self.diagnosis.options[letter]}\n\n\n'
                + source)


_EXERCISES: dict[str, Exercise] = {}


def add(exercise):
    """Add a record to the course; ValueError if it is not well formed, or not new."""
    from .well_formed import complaints

    found = complaints(exercise)
    if found:
        raise ValueError(f"Exercise {exercise.number}, {exercise.name}: " + " ".join(found))
    for known in _EXERCISES.values():
        if exercise.name == known.name or exercise.number == known.number:
            raise ValueError(f"Exercise {exercise.number}, {exercise.name}, stands beside "
                             f"{known.number}, {known.name}: names and numbers must differ.")
    _EXERCISES[exercise.name] = exercise
    return exercise


def all_exercises(lesson=None):
    """Return the records of all exercises in their order, or those of one lesson (a number)."""
    for number in _lesson_numbers() if lesson is None else {lesson} & set(_lesson_numbers()):
        _load(number)
    found = [exercise for exercise in _EXERCISES.values() if lesson in (None, exercise.lesson)]
    return sorted(found, key=lambda exercise: tuple(map(int, exercise.number.split("."))))


def get_exercise(name):
    """Return the record called `name`; ValueError with the nearest names if there is none."""
    for number in sorted(_lesson_numbers(), key=lambda number: not _mentions(number, name)):
        if name in _EXERCISES:    # usually after one file
            break
        _load(number)
    if name in _EXERCISES:
        return _EXERCISES[name]
    near = get_close_matches(str(name), _EXERCISES, n=1)
    raise ValueError(f"There is no exercise called {name!r}." +
                     (f" Did you mean {near[0]!r}?" if near else ""))


@cache
def _lesson_numbers():
    files = Path(__file__).parent.glob("lesson_[0-9][0-9].py")
    return sorted(int(path.stem[-2:]) for path in files)


def _mentions(lesson, name):
    path = Path(__file__).parent / f"lesson_{lesson:02d}.py"
    return f'name="{name}"' in path.read_text(encoding="utf-8")


def _load(lesson):
    import_module(f"{__package__}.lesson_{lesson:02d}")


def _choice(options, name):
    """Return the lines of a cell in which one of several options is to be chosen."""
    lines = [f"# {letter}: {text}" for letter, text in options.items()]
    letters = ", ".join(f'"{letter}"' for letter in options)
    return "\n".join([*lines, f"{name} = ...    # one of {letters}"])


def _signature_and_docstring(source, name):
    """Return the lines of the function `name` up to the end of its docstring."""
    function = [node for node in ast.parse(source).body if getattr(node, "name", None) == name][-1]
    return "\n".join(source.split("\n")[function.lineno - 1:function.body[0].end_lineno])
