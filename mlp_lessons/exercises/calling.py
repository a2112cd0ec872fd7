"""Running the learner's work: everything that `judge` gets to see of it.

An `Outcome` is plain data (see values.py), so a grader can run the work in another process and send
it back.
"""

import contextlib
import copy
import io
import linecache
import os
import sysconfig
import traceback
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .record import Tool
from .sources import functions_of
from .values import Foreign, as_plain

MISSING = Foreign("missing")    # an attribute that a script asks for, and the object has not

_MOST_PRINTED = 2_000           # characters of one call
_NUMPY_NAMES = {name: thing for name, thing in vars(np).items() if not name.startswith("_")}
_NOT_THE_LEARNERS = ("<frozen", "<string>", "<__array_function__", *(
    str(folder) + os.sep for folder in (
        Path(__file__).parents[1], Path(np.__file__).parent, sysconfig.get_path("stdlib"))))


@dataclass(frozen=True)
class Error:
    """An exception that the learner's code raised."""

    type: str
    message: str
    line: int | None = None     # in the learner's cell
    code: str = ""              # the text of that line


@dataclass(frozen=True)
class Outcome:
    """What came of one call: a value or an error, the arguments afterwards, warnings, prints.

    For a class, `value` is a list with the result of every step, as far as the script came.
    """

    value: Any = None
    error: Error | None = None
    arguments: tuple = ()
    warnings: tuple[str, ...] = ()
    printed: str = ""


def call_directly(exercise, target):
    """Return `call(arguments) -> Outcome` for an object that lives in this process."""

    def call(arguments):
        printed = _Prints()
        given, results = _with_tools(exercise, arguments), []
        error = None
        with (warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(printed),
              np.errstate(all="warn", under="ignore")):
            warnings.simplefilter("always")
            try:
                _run(exercise, target, given, results)
            except BaseException as exception:    # also exit() and the stop button
                error = _describe_error(exception, target)
        overwritten = restore_numpy()
        if overwritten and not error:
            error = Error("RuntimeError", f"np.{overwritten[0]} was given another value on the way")
        told = tuple(str(warning.message) for warning in caught
                     if issubclass(warning.category, RuntimeWarning))
        value = results if exercise.kind == "class" else results[0] if results else None
        return Outcome(value, error, _after(exercise, arguments, given), told, printed.text)

    return call


def restore_numpy():
    """Put back what was assigned to names of NumPy, such as `np.sum = 3`; return those names."""
    names = [name for name, thing in _NUMPY_NAMES.items() if vars(np).get(name) is not thing]
    for name in names:
        setattr(np, name, _NUMPY_NAMES[name])
    return names


class _Prints(io.TextIOBase):
    """Takes what is printed, and keeps the beginning of it."""

    text = ""

    def write(self, text):
        self.text += text[:max(0, _MOST_PRINTED - len(self.text))]
        return len(text)


# Running ----------------------------------------------------------------------------------------

def _with_tools(exercise, arguments):
    """Return a copy of the arguments, or of a script's steps, with real tools for `Tool(…)`."""
    tools = {}

    def real(argument):
        if not isinstance(argument, Tool):
            return copy.deepcopy(argument)
        if argument.name not in tools:
            tools[argument.name] = exercise.tools[argument.name]()
        return tools[argument.name]

    if exercise.kind == "class":
        return [[step, *map(real, rest)] for step, *rest in arguments]
    return [real(argument) for argument in arguments]


def _run(exercise, target, given, results):
    """Call a function, follow a script of method calls on a class, or read a variable.

    Puts plain data into the list `results`: one item, or one for every step of a script.
    """
    if exercise.kind == "class":
        _follow_script(exercise, target, given, results)
        return
    value = target(*given) if exercise.kind == "function" else target
    results.append(_extracted(exercise, target, value, given))


def _follow_script(exercise, target, script, results):
    thing = None
    for step, *given in script:
        value = None
        if step == "new":
            thing = target(*given)
        elif step == "set":
            name, value = given
            setattr(thing, name, copy.deepcopy(value))    # it is the object's own from now on
            value = None
        elif step == "get":
            value = _extracted(exercise, target, getattr(thing, given[0], MISSING), given)
        else:
            value = _extracted(exercise, target, getattr(thing, step)(*given), given)
        results.append(value)


def _extracted(exercise, target, value, given):
    """Return what is to be judged of a result; the result itself where nothing can be extracted."""
    if exercise.extract is None:
        return as_plain(value)
    try:
        return as_plain(exercise.extract(value, given))
    except Exception as exception:
        if _describe_error(exception, target, exercise.extract).line:
            raise    # it called what the learner returned, and that is where the error lies
        return as_plain(value)


def _after(exercise, before, given):
    """Return the arguments as they are after the call, in plain data; tools are tools again."""
    if exercise.kind == "class":
        return [(step, *_after_each(old, new[1:])) for (step, *old), new in zip(before, given)]
    return tuple(_after_each(before, given))


def _after_each(before, given):
    return [old if isinstance(old, Tool) else as_plain(new) for old, new in zip(before, given)]


# Errors -----------------------------------------------------------------------------------------

def _describe_error(exception, target, not_in=None):
    """Return the Error, with the last line on its way that the learner wrote.

    The lines of the function `not_in` are not the learner's.
    """
    name, message = type(exception).__name__, _message_of(exception)
    own_files = {function.__code__.co_filename for function in functions_of(target)}
    way = traceback.extract_tb(exception.__traceback__)
    codes = [frame.f_code for frame, _ in traceback.walk_tb(exception.__traceback__)]
    places = [place for place, code in zip(way, codes)
              if code is not getattr(not_in, "__code__", None) and place.filename != __file__
              and (place.filename in own_files or _is_learners(place.filename))]
    if not places:
        return Error(name, message)
    last = places[-1]
    code = (last.line or linecache.getline(last.filename, last.lineno)).strip()
    return Error(name, message, last.lineno, code)


def _message_of(exception):
    try:
        message = str(exception)
    except Exception:    # an exception of the learner's own can do anything
        return ""
    return message if len(message) <= 500 else message[:499] + "…"


def _is_learners(filename):
    return not (filename.startswith(_NOT_THE_LEARNERS)
                or "site-packages" in filename or "dist-packages" in filename)
