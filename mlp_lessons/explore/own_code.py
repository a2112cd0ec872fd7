"""The learner's own code at work in an explorable: an error in it is told, and life goes on.

    try:
        layer = run(MyLinear, "MyLinear", 2, 8, 0)
        watch(layer, "MyLinear", (8, 2))
        layer.forward(X)
    except OwnCodeError as error:
        words = str(error)      # what, in which class and method, on which line
"""

import linecache
import os
import sysconfig
import traceback
from pathlib import Path

import numpy as np

from ..errors import describe

_NOT_THE_LEARNERS = ("<frozen", "<string>", "<__array_function__", *(
    str(folder) + os.sep for folder in (
        Path(__file__).parents[1], Path(np.__file__).parent, sysconfig.get_path("stdlib"))))


class OwnCodeError(Exception):
    """Something is wrong in the learner's code; the message says what and where."""


def is_own(part):
    """Say whether a class or a function is the learner's, not one of mlp_lessons."""
    return (getattr(part, "__module__", None) or "").split(".")[0] != "mlp_lessons"


def run(function, name, *arguments):
    """Call the learner's function; raise OwnCodeError if it raises.

    `name` is what it is called in the message, such as "MyLinear.forward".
    """
    try:
        return function(*arguments)
    except OwnCodeError:
        raise
    except (Exception, SystemExit) as error:
        raise OwnCodeError(tell(error, name, arguments)) from error


def tell(error, name, arguments=()):
    """Say in one line where the learner's code stopped, with what, and what it was called with."""
    method, place = name, ""
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        code = frame.f_code
        if _is_learners(code.co_filename):
            method = code.co_qualname.rpartition("<locals>.")[2]
            text = linecache.getline(code.co_filename, line).strip()
            place = f", line {line} of {_file(code.co_filename)}" + (f": {text}" if text else "")
            break
    message = f"{method}{place}\n{type(error).__name__}: {error}".rstrip()
    shapes = [str(given.shape) for given in arguments if isinstance(given, np.ndarray)]
    if shapes:
        message += f". {name} was called with shape {' and '.join(shapes)}."
    return message


def _is_learners(filename):
    return not (filename.startswith(_NOT_THE_LEARNERS) or "site-packages" in filename
                or "dist-packages" in filename)


def _file(filename):
    """A cell of a notebook is run under the name of a file that nobody knows."""
    path = Path(filename)
    is_cell = path.parent.name.startswith("ipykernel_") or path.suffix != ".py"
    return "its cell" if is_cell else path.name


def watch(layer, name, W_shape=None):
    """Look, from now on, at what this layer of the learner's returns, and what it is given.

    A layer with weights has `W_shape` (out, in). What is wrong raises OwnCodeError.
    """
    for method in ("forward", "backward"):
        if not callable(getattr(layer, method, None)):
            raise OwnCodeError(f"{name} has no method {method}.")
    if W_shape is not None:
        check_array(getattr(layer, "W", None), f"{name}: after __init__ self.W", W_shape)
        check_array(getattr(layer, "b", None), f"{name}: after __init__ self.b", W_shape[:1])
    forward, backward = layer.forward, layer.backward
    went_in = None

    def watched_forward(X):
        nonlocal went_in
        went_in = np.shape(X)
        Z = run(forward, f"{name}.forward", X)
        expected = went_in if W_shape is None else (went_in[0], W_shape[0])
        check_array(Z, f"{name}.forward got shape {went_in} and", expected, "returned")
        return Z

    def watched_backward(dZ):
        dX = run(backward, f"{name}.backward", dZ)
        check_array(dX, f"{name}.backward got shape {np.shape(dZ)} and", went_in, "returned")
        if W_shape is not None:
            for gradient, shape in (("dW", W_shape), ("db", W_shape[:1])):
                check_array(getattr(layer, gradient, None),
                            f"{name}: after backward self.{gradient}", shape)
        return dX

    layer.forward, layer.backward = watched_forward, watched_backward


def check_array(value, what, shape, verb="is"):
    """Raise OwnCodeError unless `value` is an array of numbers of this shape."""
    if value is None:
        missing = "nothing. Is there a return?" if verb == "returned" else \
            f"not there. It should be an array of shape {shape}."
        raise OwnCodeError(f"{what} {verb} {missing}")
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "biuf":
        raise OwnCodeError(f"{what} {verb} {describe(value)}. It should be an array of shape "
                           f"{shape}.")
    if value.shape != shape:
        raise OwnCodeError(f"{what} {verb} shape {value.shape}. It should be {shape}.")
