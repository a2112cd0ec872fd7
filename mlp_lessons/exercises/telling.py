"""Words for values, shapes, inputs and differences, as the messages of `check` need them."""

import inspect
import textwrap

import numpy as np

from .record import Tool
from .values import Foreign, is_numeric

_FEW = 12            # numbers of an input that are shown in full
_NOT_MANY = 20       # numbers of a result that are shown in full


# Values -----------------------------------------------------------------------------------------

def kind_of(value):
    """Return "an array of shape (3, 2)", "a number", "a list of 4", "text, 'abc'"."""
    if isinstance(value, Foreign):
        more = ": is a pair of brackets missing?" if value.what == "a function" else ""
        return value.what + more
    if value is None:
        return "None"
    if isinstance(value, (str, bool)):
        return f"text, {show_inline(value)}" if isinstance(value, str) else f"{value}"
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape}"
    if is_numeric(value) and np.ndim(value) == 0:
        return "a number"
    article = "an" if type(value).__name__[0] in "aeiou" else "a"
    size = f" of {len(value)}" if hasattr(value, "__len__") else ""
    return f"{article} {type(value).__name__}{size}"


def of_shape(array):
    """Return "shape (3, 2)" or "a single number"."""
    return "a single number" if array.ndim == 0 else f"shape {array.shape}"


def number(value, digits=6):
    """Return a number as text."""
    return f"{float(value):.{digits}g}"


def show(value):
    """Return a value as text; an array of several rows begins on a line of its own."""
    if is_numeric(value) and np.ndim(value) > 1:
        return textwrap.indent("\n" + _show_array(value), "     ", lambda line: line.strip())
    return show_inline(value)


def show_inline(value):
    """Return a value as text for the middle of a sentence."""
    if isinstance(value, Tool):
        return value.name
    if isinstance(value, Foreign):
        return value.what
    if isinstance(value, float):
        return number(value)
    if isinstance(value, np.ndarray) and value.ndim:
        return _show_array(value)
    text = repr(value)
    return text if len(text) <= 80 else text[:79] + "…"


def _show_array(value):
    array = np.asarray(value)
    if array.dtype.kind == "f":
        array = array + 0.0    # −0 becomes 0
    return np.array2string(array, precision=4, suppress_small=True, threshold=50)


def brief(value):
    """Return the shape of an array, the value of a number, the name of a tool."""
    if isinstance(value, np.ndarray) and value.ndim:
        return f"of shape {value.shape}"
    if isinstance(value, (list, tuple, dict)) and len(value) > 6:
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, (list, tuple)) and value and \
            all(isinstance(item, np.ndarray) for item in value):
        shapes = ", ".join(str(item.shape) for item in value)
        return f"a {type(value).__name__} of arrays of shape {shapes}"
    return show_inline(value)


# Inputs -----------------------------------------------------------------------------------------

def named_arguments(exercise, arguments):
    """Return [(name, value)]: of a function's arguments, or of the steps of a script."""
    if exercise.kind == "class":
        return [(f"the argument of {step}", given) for step, *given in arguments]
    if exercise.kind == "function":
        return list(zip(inspect.signature(exercise.solution).parameters, arguments))
    return []


def called_with(exercise, arguments):
    """Return a line on the shapes that went in, for an error message."""
    if exercise.kind == "function" and arguments:
        shapes = [f"{name} {brief(value)}" for name, value in named_arguments(exercise, arguments)]
        return f"\n  It was called with {', '.join(shapes)}."
    if exercise.kind == "class":
        return f"\n  It was used so: {', '.join(_steps(exercise, arguments))}."
    return ""


def inputs_of(exercise, arguments, step=0):
    """Return "For Z of shape (5, 3) ", or the numbers themselves where they are few."""
    if exercise.kind == "class":
        return f"After {', '.join(_steps(exercise, arguments[:step + 1]))}: "
    named = named_arguments(exercise, arguments)
    if not named:
        return ""
    if not all(_count(value) <= _FEW for _, value in named):
        return f"For {', '.join(f'{name} {brief(value)}' for name, value in named)} "
    shown = [name if isinstance(value, Tool) and value.name == name else
             f"{name} = {show(value)}".replace(" \n", "\n") for name, value in named]
    if any("\n" in text for text in shown):
        return "For " + "\n  and ".join(shown) + "\n  "
    return f"For {', '.join(shown)} "


def _steps(exercise, script):
    """Return ["MyLayer(2, 3)", "forward(X of shape (5, 2))"]; sets and gets are left out."""
    told = []
    for step, *given in script:
        if step == "new":
            told.append(f"{exercise.object_name}({', '.join(map(brief, given))})")
        elif step not in ("get", "set"):
            names = [name for name in inspect.signature(getattr(exercise.solution, step)).parameters
                     if name != "self"]
            write = _numbers_if_few if exercise.diagnosis else brief
            shapes = (f"{name} {write(value)}" for name, value in zip(names, given))
            told.append(f"{step}({', '.join(shapes)})")
    return told


def _numbers_if_few(value):
    """Return the numbers of a small array in one line, else what `brief` says."""
    if isinstance(value, np.ndarray) and value.ndim in (1, 2) and value.size <= _FEW:
        rows = [f"[{' '.join(number(item, 4) for item in row)}]" for row in np.atleast_2d(value)]
        return rows[0] if value.ndim == 1 else f"[{', '.join(rows)}]"
    return brief(value)


def _count(value):
    if isinstance(value, (str, Tool)) or value is None:
        return 0
    return np.size(value) if is_numeric(value) else _FEW + 1


# Differences ------------------------------------------------------------------------------------

def show_difference(got, expected, reveal=True):
    """Return got and expected in full if they are small, else where they differ most.

    Without `reveal` the expected numbers are kept back: typed answers are not to be read off.
    """
    if not reveal:
        more = "" if got.size == 1 else f" Look again at position {list(_worst(got, expected))}."
        return f" {show_inline(got) if got.size > 1 else number(got.item())}.{more}"
    if got.size == 1:
        mine, right = _tell_apart(got.item(), expected.item())
        return f" {mine}; expected {right}."
    if got.size <= _NOT_MANY and _show_array(got) != _show_array(expected):
        if got.ndim > 1:
            return f"{show(got)}\n  expected{show(expected)}"
        return f" {show(got)}; expected {show(expected)}."
    place = _worst(got, expected)
    mine, right = _tell_apart(got[place], expected[place])
    return (f" an array of shape {got.shape}. They differ most at {list(place)}: yours {mine}, "
            f"expected {right}.")


def _worst(got, expected):
    """Return the place where two arrays differ most."""
    with np.errstate(invalid="ignore"):
        gap = np.abs(got.astype(float) - expected.astype(float))
    gap = np.where(np.isnan(gap), np.where(_same_odd(got, expected), 0, np.inf), gap)
    return tuple(int(k) for k in np.unravel_index(np.argmax(gap), gap.shape))


def _same_odd(got, expected):
    return (np.isnan(got) & np.isnan(expected)) | (got == expected)


def _tell_apart(got, expected):
    """Return both numbers with as many digits as it takes to see a difference."""
    for digits in (6, 10, 17):
        mine, right = number(got, digits), number(expected, digits)
        if mine != right:
            break
    return mine, right
