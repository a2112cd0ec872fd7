"""What the package says when it is used wrongly: one sentence that a beginner can act on.

Every check that several modules need stands here once. The errors are Python's own `ValueError`,
`TypeError` and `RuntimeError`, so that nobody has to learn new names to catch them.
"""

import numbers

import numpy as np


class ShapeError(ValueError):
    """An array has a shape that does not fit where it is used."""


class DivergenceError(ValueError):
    """The loss is NaN or infinite. From `fit`, `error.history` holds the epochs before."""

    def __init__(self, message, history=None):
        super().__init__(message)
        self.history = history


class MissingFileError(FileNotFoundError, ValueError):
    """There is no file of that name."""


def as_numbers(values, name, dtype=None):
    """Return `values` as an array of numbers of type `dtype`, copied only if it has to be.

    Raises TypeError for anything that is not made of numbers (text, None, ragged lists).
    """
    try:
        array = np.asarray(values)
    except ValueError:
        raise TypeError(f"{name} must be an array of numbers, but its rows differ in "
                        f"length.") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must be an array of numbers, got {describe(values)}.")
    return array if dtype is None else array.astype(dtype, copy=False)


def describe(value):
    """Say in a few words what `value` is: "text ('abc')", "the number 3", "a list of 2, …"."""
    if value is None:
        return "None"
    if isinstance(value, str):
        return f"text ({value!r})"
    if isinstance(value, numbers.Number):
        return f"the number {value}"
    if isinstance(value, np.ndarray):
        kind = {"U": "text", "S": "text", "O": "Python objects", "c": "complex numbers"}
        return f"an array of {kind.get(value.dtype.kind, value.dtype)}, shape {value.shape}"
    if isinstance(value, (list, tuple)) and value:
        return f"a {type(value).__name__} of {len(value)}, the first of them {describe(value[0])}"
    return f"a {type(value).__name__}"


def require_positive_integer(value, name):
    """Return `value` as an int, or raise if it is not a whole number of at least 1."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise TypeError(f"{name} must be a whole number, at least 1, got {describe(value)}.")
    if value < 1:
        raise ValueError(f"{name} must be at least 1, got {value}.")
    return int(value)


def require_number(value, name, condition, holds):
    """Return `value` as a float if `holds(value)`; `condition` says in words what must hold."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name} must be a number, {condition}, got {describe(value)}.")
    if not (np.isfinite(value) and holds(value)):
        raise ValueError(f"{name} must be {condition}, got {value}.")
    return float(value)


def require_float_type(dtype):
    """Return `dtype` as NumPy's type, or raise if it is not a type of decimal numbers."""
    if np.dtype(dtype).kind != "f":
        raise TypeError(f"dtype must be np.float64 or np.float32, got {np.dtype(dtype)}.")
    return np.dtype(dtype)


def require_choice(value, name, known):
    """Return `value` if it is one of the names in `known`, or raise with all of them."""
    if value not in list(known):
        raise ValueError(f"{name} {value!r} is unknown. Known are: {', '.join(map(repr, known))}.")
    return value


def require_methods(value, name, *methods):
    """Raise TypeError if `value` lacks one of these methods, or is a class, not an object."""
    if isinstance(value, type):
        raise TypeError(f"{name} is the class {value.__name__} itself. Make an object of it first, "
                        f"with brackets: {value.__name__}(…).")
    for method in methods:
        if not callable(getattr(value, method, None)):
            raise TypeError(f"{name} needs {' and '.join(methods)}, but {describe(value)} has no "
                            f"method {method}.")


def require_finite(array, name):
    """Raise if `array` holds NaN or infinity, and say where the first one is."""
    finite = np.isfinite(array)
    if not finite.all():
        where = tuple(int(index) for index in np.argwhere(~finite)[0])
        place = f"{name}[{', '.join(map(str, where))}]"
        raise ValueError(f"{name} must hold finite numbers, but {place} is {array[where]}. "
                         f"Remove or replace such values first.")


def require_forward_first(kept, layer):
    """Raise if a backward pass starts with nothing kept from a forward pass."""
    if kept is None:
        raise RuntimeError(f"{layer}: backward was called before forward. Call forward first; "
                           f"backward needs what forward keeps.")


def as_gradient(gradient, shape, name, layer):
    """Return `gradient` as an array, or raise if it has not the shape of what forward returned."""
    gradient = as_numbers(gradient, name)
    if gradient.shape != shape:
        raise ShapeError(f"{layer} got {name} of shape {gradient.shape} in backward. A gradient "
                         f"has the shape of what it belongs to: forward returned {shape}.")
    return gradient
