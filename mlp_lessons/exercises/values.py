"""Plain data: the values that `judge` gets to see, and when two of them are the same.

Plain are None, `...`, True and False, numbers, strings, lists, tuples, dictionaries, arrays of
numbers, and `Tool`. Whatever else a learner's code returns is replaced by a `Foreign`, which only
says what it was: it can then be sent to another process, and can do no mischief when compared.
"""

from dataclasses import dataclass
from decimal import Decimal
from numbers import Real

import numpy as np

from .record import Tool

_MOST_NUMBERS = 1_000_000    # in an array; no exercise expects nearly as many
_MOST_ITEMS = 10_000         # in a list or dictionary
_DEEPEST = 20                # lists in lists in lists
_FLOAT32_TOLERANCE = 1e-5    # what single precision can be held to


@dataclass(frozen=True)
class Foreign:
    """Stands for something that is no plain data; `what` says "a generator", "a function"."""

    what: str


def as_plain(value, levels=_DEEPEST):
    """Return a copy of `value` in plain data. Never raises, whatever the object does."""
    try:
        return _plain(value, levels)
    except Exception:    # an object can raise anything when it is looked at
        return Foreign(_with_article(type(value).__name__))


def _plain(value, levels):
    if value is None or value is ... or type(value) in (bool, int, float, str, Tool, Foreign):
        return value
    if isinstance(value, (np.ndarray, np.generic)) and not isinstance(value, str):
        plain = _plain_array(np.asanyarray(value))
        is_number = isinstance(plain, np.ndarray) and plain.ndim == 0
        # Single precision must stay visible: it cannot be held to the usual tolerance.
        return plain.item() if is_number and plain.dtype != np.float32 else plain
    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            return kind(value)
    if isinstance(value, (Real, Decimal)):    # fractions too
        return float(value)
    if isinstance(value, (list, tuple, range, dict)):
        return _plain_collection(value, levels - 1)
    return Foreign(_describe(value))


def _plain_array(array):
    shape = f", of shape {array.shape}" if array.ndim else ""
    if isinstance(array, np.ma.MaskedArray) and np.ma.is_masked(array):
        return Foreign(f"a masked array{shape}")
    if array.size > _MOST_NUMBERS:
        return Foreign(f"an array{shape}")
    if array.dtype.kind == "U" and array.ndim:
        return array.tolist()
    if array.dtype.kind not in "biuf":
        content = {"c": "complex numbers", "O": "Python objects, not of numbers"}
        return Foreign(f"an array of {content.get(array.dtype.kind, array.dtype.name)}{shape}")
    wanted = float if array.dtype.itemsize > 8 else array.dtype.newbyteorder("=")
    return np.array(array, dtype=wanted, order="C", subok=False)


def _plain_collection(value, levels):
    name = "list" if isinstance(value, range) else type(value).__name__
    if len(value) > _MOST_ITEMS:
        return Foreign(f"{_with_article(name)} of {len(value)}")
    if levels == 0:
        return Foreign(f"{_with_article(name)} inside itself, or nested very deeply")
    if isinstance(value, dict):
        return {as_plain(key, levels): as_plain(item, levels) for key, item in value.items()}
    return (tuple if isinstance(value, tuple) else list)(as_plain(item, levels) for item in value)


def _describe(value):
    if isinstance(value, type):
        return f"the class {value.__name__} itself"
    if isinstance(value, complex):
        return "a complex number"
    if callable(value) and hasattr(value, "__name__"):
        return "a function"
    return _with_article(type(value).__name__)


def _with_article(name):
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def is_numeric(value):
    """Say whether `value` is a number, an array of numbers, or (nested) lists that make one."""
    if not isinstance(value, (bool, int, float, list, tuple, np.ndarray, np.generic)):
        return False
    try:
        return np.asarray(value).dtype.kind in "biuf"
    except (ValueError, TypeError, OverflowError):    # lists of unequal lengths, say
        return False


def same_value(a, b, tolerance):
    """Say whether two values are equal: same structure, same shapes, numbers within tolerance.

    How a number is stored does not matter (1, 1.0 and True), nor whether a list, a tuple or an
    array holds the numbers. The tolerance is relative to b, and the same absolute.
    """
    if is_numeric(a) and is_numeric(b):
        return _same_numbers(np.asarray(a), np.asarray(b), tolerance)
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same_value(a[key], b[key], tolerance) for key in a)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(same_value(x, y, tolerance) for x, y in zip(a, b))
    return type(a) is type(b) and not isinstance(a, np.ndarray) and a == b


def _same_numbers(a, b, tolerance):
    if a.shape != b.shape:
        return False
    if tolerance and np.float32 in (a.dtype, b.dtype):
        tolerance = max(tolerance, _FLOAT32_TOLERANCE)
    return np.allclose(a.astype(float), b.astype(float), rtol=tolerance, atol=tolerance,
                       equal_nan=True)


def is_open(value):
    """Say whether nothing has been filled in yet: `...`, or a list or dictionary full of it.

    A "seed" in a dictionary chooses the question, so it is no answer.
    """
    if isinstance(value, dict):
        return bool(value) and all(is_open(item) for key, item in value.items() if key != "seed")
    if isinstance(value, (list, tuple)):
        return len(value) > 0 and all(is_open(item) for item in value)
    return value is ...


def has_open_parts(value):
    """Say whether `...` stands anywhere in it."""
    if isinstance(value, dict):
        return any(has_open_parts(item) for item in value.values())
    if isinstance(value, (list, tuple)):
        return any(has_open_parts(item) for item in value)
    return value is ...
