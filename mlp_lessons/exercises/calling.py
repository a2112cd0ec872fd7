"""Running the learner's work: everything that `judge` gets to see of it.

An `Outcome` is plain data, so a grader can run the work in another process and send it back.
"""

import contextlib
import copy
import io
import linecache
import traceback
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from .record import Tool


@dataclass(frozen=True)
class Error:
    """An exception that the learner's code raised."""

    type: str
    message: str
    line: int | None = None     # in the learner's cell
    code: str = ""              # the text of that line


@dataclass(frozen=True)
class Outcome:
    """What came of one call: a value or an error, the arguments afterwards, warnings, prints."""

    value: Any = None
    error: Error | None = None
    arguments: tuple = ()
    warnings: tuple[str, ...] = ()
    printed: str = ""


def call_directly(exercise, target):
    """Return `call(arguments) -> Outcome` for an object that lives in this process."""

    def call(arguments):
        printed = io.StringIO()
        arguments = copy.deepcopy(arguments)
        value = error = None
        with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(printed):
            warnings.simplefilter("always")
            try:
                value = _run(exercise, target, arguments)
            except Exception as exception:    # whatever it is, it is the learner's to read
                error = _describe_error(exception)
        told = tuple(str(warning.message) for warning in caught
                     if issubclass(warning.category, RuntimeWarning))
        return Outcome(copy.deepcopy(value), error, arguments, told, printed.getvalue())

    return call


def _run(exercise, target, arguments):
    """Call a function, follow a script of method calls on a class, or read a variable."""
    if exercise.kind in ("choice", "value"):
        return target
    tools = {}

    def real(argument):
        if isinstance(argument, Tool):
            return tools.setdefault(argument.name, exercise.tools[argument.name]())
        return argument

    if exercise.kind == "function":
        given = [real(argument) for argument in arguments]
        value = target(*given)
    else:
        given = None
        value = _follow_script(target, arguments, real)
    return value if exercise.extract is None else exercise.extract(value, given)


def _follow_script(target, script, real):
    """Return a list with the result of every step; None for steps that have none."""
    results, thing = [], None
    for step, *arguments in script:
        given = [real(argument) for argument in arguments]
        if step == "new":
            thing = target(*given)
            results.append(None)
        elif step == "set":
            setattr(thing, *given)
            results.append(None)
        elif step == "get":
            results.append(copy.deepcopy(getattr(thing, *given)))
        else:
            results.append(copy.deepcopy(getattr(thing, step)(*given)))
    return results


def _describe_error(exception):
    """Return the Error with the last line of it that the learner wrote."""
    frames = [frame for frame in traceback.extract_tb(exception.__traceback__)
              if frame.filename != __file__ and not _is_library(frame.filename)]
    name, message = type(exception).__name__, str(exception)
    if not frames:
        return Error(name, message)
    last = frames[-1]
    code = (last.line or linecache.getline(last.filename, last.lineno)).strip()
    return Error(name, message, last.lineno, code)


def _is_library(filename):
    return "site-packages" in filename or filename.startswith("<__array_function__") \
        or "/numpy/" in filename.replace("\\", "/")


def same_value(a, b, tolerance):
    """Say whether two results are equal: the same structure and shapes, numbers within tolerance."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same_value(a[key], b[key], tolerance) for key in a)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)) and not (is_numeric(a) and is_numeric(b)):
        return len(a) == len(b) and all(same_value(x, y, tolerance) for x, y in zip(a, b))
    if is_numeric(a) and is_numeric(b):
        a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
        return a.shape == b.shape and np.allclose(a, b, rtol=tolerance, atol=tolerance, equal_nan=True)
    return type(a) is type(b) and a == b


def is_numeric(value):
    """Say whether `value` is a number, an array of numbers, or (nested) lists that make one."""
    if isinstance(value, str) or value is None or isinstance(value, dict):
        return False
    try:
        return np.asarray(value).dtype.kind in "biuf"
    except (ValueError, TypeError):
        return False
