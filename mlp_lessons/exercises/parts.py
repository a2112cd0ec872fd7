"""The parts of a result: what a function returned, item by item, or the steps of a script gave."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .calling import MISSING
from .values import has_open_parts, is_numeric


@dataclass(frozen=True)
class Part:
    """One part of a result, to be compared as a whole: a number, an array, a text."""

    label: str      # the same for the same part in every case: "dW"; "" for the whole result
    what: str       # begins a sentence: "dW is", "you returned"
    got: Any
    expected: Any
    step: int = 0   # where in a script


def parts_of(exercise, arguments, got, expected):
    """Return the parts of a result that are to be compared."""
    if exercise.kind == "class":
        return _parts_of_script(exercise, arguments, got, expected)
    what = "you returned" if exercise.kind == "function" else f"{exercise.object_name} is"
    return list(_split(exercise, "", what, got, expected, 0))


def _parts_of_script(exercise, script, got, expected):
    found = []
    for number, (step, value, should) in enumerate(zip(script, got, expected)):
        if should is None:    # "new", "set", and methods that only do something
            continue
        label, what = (step[1], f"the attribute {step[1]} is") if step[0] == "get" else \
            (step[0], f"{step[0]} returned")
        found += _split(exercise, label, what, value, should, number)
    return found


def _split(exercise, label, what, got, expected, step):
    """Yield one Part, or those of the items of a tuple, a list or a dictionary."""
    pairs = items_of(exercise, got, expected)
    if pairs is None:
        if got is not ...:
            yield Part(label, what, got, expected, step)
        return
    for name, item, should in pairs:
        inner = f"{label}, {name}" if label else name
        yield from _split(exercise, inner, f"{inner} is", item, should, step)


def items_of(exercise, got, expected):
    """Return [(name, got, expected)] of what has to be compared item by item; None otherwise."""
    if isinstance(expected, dict):
        if not isinstance(got, dict):
            return None
        name = 'your "{}"' if exercise.kind == "value" else "the entry {!r}"
        return [(name.format(key), got.get(key, MISSING), expected[key]) for key in expected]
    several = isinstance(expected, tuple) and exercise.kind != "value"    # return W, b
    unlike = isinstance(expected, (list, tuple)) and not is_numeric(expected)
    if not (several or unlike or (has_open_parts(got) and np.ndim(expected) > 0)):
        return None
    if not isinstance(got, (list, tuple)) or len(got) != len(expected):
        return None
    names = exercise.returns if len(exercise.returns) == len(expected) else \
        [f"value number {k + 1}" if several else f"item [{k}]" for k in range(len(expected))]
    return list(zip(names, got, expected))
