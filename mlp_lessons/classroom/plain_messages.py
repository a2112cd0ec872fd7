"""Values as JSON, there and back: numbers, texts, lists, dictionaries, arrays in base64.

The student's process is a stranger: whatever comes from it is read as data, is checked for kind and
size, and is never run (no pickle). What does not fit raises BadMessage.
"""

import base64
import json
from math import prod

import numpy as np

from ..exercises.calling import Error, Outcome
from ..exercises.record import Tool
from ..exercises.values import Foreign

LONGEST = 48 * 2**20       # bytes of one message
_MOST_VALUES = 200_000     # single values in one message; an array counts as one
_LONGEST_TEXT = 20_000
_DEEPEST = 30
_DTYPE_NAMES = {np.dtype(name).str for name in ("?", "f2", "f4", "f8", *(
    f"{kind}{size}" for kind in "iu" for size in (1, 2, 4, 8)))}

# Bound now: a student may put something else into these modules later.
_to_json = json.JSONEncoder(separators=(",", ":")).encode
_to_base64, _from_base64, _from_json = base64.b64encode, base64.b64decode, json.loads
_contiguous, _kinds = np.ascontiguousarray, (bool, int, float, str)
_Array = np.ndarray


class BadMessage(Exception):
    """What the other process sent is not what it could honestly have sent."""


def to_bytes(message):
    """Return a message, a dictionary of plain values, as bytes."""
    return _to_json(message).encode("ascii")


def from_bytes(data):
    """Return the message that these bytes hold."""
    try:
        message = _from_json(data)
    except (ValueError, RecursionError) as error:
        raise BadMessage("no JSON") from error
    if not isinstance(message, dict):
        raise BadMessage("not a message")
    return message


# Values -----------------------------------------------------------------------------------------

def encode(value):
    """Return a plain value (see exercises/values.py) in what JSON can hold."""
    if value is None or type(value) in _kinds:
        return value
    if value is ...:
        return {"dots": True}
    if isinstance(value, _Array):
        data = _to_base64(_contiguous(value).tobytes()).decode("ascii")
        return {"array": [value.dtype.str, list(value.shape), data]}
    if isinstance(value, Tool):
        return {"tool": value.name}
    if isinstance(value, Foreign):
        return {"foreign": value.what}
    if isinstance(value, tuple):
        return {"tuple": [encode(item) for item in value]}
    if isinstance(value, list):
        return [encode(item) for item in value]
    return {"dict": [[encode(key), encode(item)] for key, item in value.items()]}


def decode(found):
    """Return the plain value, or raise BadMessage."""
    return _Decoder().decode(found, _DEEPEST)


class _Decoder:
    """Reads one value, and counts what it reads."""

    def __init__(self):
        self.left = _MOST_VALUES

    def decode(self, found, levels):
        self.left -= 1
        if self.left < 0 or levels < 0:
            raise BadMessage("too many values, or too deep")
        if isinstance(found, str):
            return text(found, _LONGEST_TEXT)
        if found is None or isinstance(found, (bool, int, float)):
            return found
        if isinstance(found, list):
            return [self.decode(item, levels - 1) for item in found]
        [(kind, content)] = found.items() if len(found) == 1 else [(None, None)]
        if kind == "dots":
            return ...
        if kind == "array":
            return _decode_array(content)
        if kind in ("tool", "foreign") and isinstance(content, str):
            return (Tool if kind == "tool" else Foreign)(text(content, 200))
        if kind == "tuple" and isinstance(content, list):
            return tuple(self.decode(item, levels - 1) for item in content)
        if kind == "dict" and isinstance(content, list):
            return self.decode_dictionary(content, levels - 1)
        raise BadMessage("an unknown kind of value")

    def decode_dictionary(self, pairs, levels):
        read = {}
        for pair in pairs:
            if not (isinstance(pair, list) and len(pair) == 2):
                raise BadMessage("not a pair")
            key, item = (self.decode(part, levels) for part in pair)
            try:
                read[key] = item
            except TypeError as error:    # a list is no key
                raise BadMessage("not a key") from error
        return read


def _decode_array(content):
    if not (isinstance(content, list) and len(content) == 3):
        raise BadMessage("not an array")
    dtype, shape, data = content
    if not (isinstance(dtype, str) and dtype in _DTYPE_NAMES and isinstance(data, str)
            and isinstance(shape, list) and len(shape) <= 16
            and all(type(size) is int and 0 <= size < 2**31 for size in shape)):
        raise BadMessage("not an array of numbers")
    try:
        raw = _from_base64(data, validate=True)
    except ValueError as error:
        raise BadMessage("no base64") from error
    if len(raw) != prod(shape) * np.dtype(dtype).itemsize:
        raise BadMessage("an array of another size")
    if np.dtype(dtype).kind == "b" and raw.strip(b"\0\1"):
        raise BadMessage("neither True nor False")
    return np.frombuffer(raw, dtype).reshape(shape).copy()


def text(found, longest):
    """Return a text of the student's process, cut to `longest`, as something that can be stored."""
    if not isinstance(found, str):
        raise BadMessage("not a text")
    cut = found if len(found) <= longest else found[:longest - 1] + "…"
    return cut.encode("utf-8", "replace").decode("utf-8")    # half of a pair of surrogates


# Outcomes ---------------------------------------------------------------------------------------

def encode_outcome(outcome):
    """Return an Outcome in what JSON can hold."""
    error = outcome.error
    return {
        "value": encode(outcome.value),
        "error": error and [error.type, error.message, error.line, error.code],
        "arguments": encode(outcome.arguments),
        "warnings": list(outcome.warnings),
        "printed": outcome.printed,
    }


def decode_outcome(found, exercise, arguments):
    """Return the Outcome of a call with `arguments`, or raise BadMessage."""
    try:
        error, warnings = found["error"], found["warnings"]
        outcome = Outcome(
            decode(found["value"]), error and _decode_error(error), decode(found["arguments"]),
            tuple(text(warning, 500) for warning in warnings[:100]), text(found["printed"], 2_000))
    except (KeyError, TypeError) as wrong:
        raise BadMessage("not an outcome") from wrong
    if not isinstance(outcome.arguments, (tuple, list)) or len(outcome.arguments) != len(arguments):
        raise BadMessage("other arguments")
    if exercise.kind == "class":
        _look_at_script(outcome, arguments)
    return outcome


def _look_at_script(outcome, script):
    """A class: one result for each step, as many as there are without an error."""
    results, steps = outcome.value, outcome.arguments
    if not (isinstance(results, list) and len(results) <= len(script)
            and (outcome.error or len(results) == len(script))
            and all(isinstance(after, tuple) and len(after) == len(before)
                    for after, before in zip(steps, script))):
        raise BadMessage("other steps")


def _decode_error(found):
    name, message, line, code = found
    if not (line is None or type(line) is int):
        raise BadMessage("not a line")
    return Error(text(name, 100), text(message, 600), line, text(code, 500))
