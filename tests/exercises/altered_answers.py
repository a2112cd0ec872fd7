"""Answers made from the solution's: the right one spoilt in some way, or put in another form.

The judge sees only Outcomes, so it is enough to alter those.
"""

from dataclasses import replace

import numpy as np

from mlp_lessons.exercises.calling import call_directly
from mlp_lessons.exercises.parts import items_of, parts_of
from mlp_lessons.exercises.values import as_plain, is_numeric


def altered(exercise, alter):
    """Return a `call` that gives `alter(outcome, number of the call)` of what the solution does."""
    solve = call_directly(exercise, exercise.solution)
    calls = []

    def call(arguments):
        calls.append(arguments)
        return alter(solve(arguments), len(calls) - 1)

    return call


def each_array(change, only=None):
    """Return an `alter` that puts `change(array)` for every number and array in a result.

    With `only=(exercise, label)`, for that part of the result alone.
    """
    def alter(outcome, number):
        if only is None:
            return replace(outcome, value=_map_numbers(outcome.value, change))
        exercise, label = only
        return replace(outcome, value=_map_part(exercise, outcome, label, change))

    return alter


def _map_numbers(value, change):
    if is_numeric(value) and not isinstance(value, tuple):
        return as_plain(change(np.asarray(value)))
    if isinstance(value, dict):
        return {key: _map_numbers(item, change) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_map_numbers(item, change) for item in value)
    return value


def _map_part(exercise, outcome, wanted, change):
    """Change one part of a result, or of what a script's steps gave."""
    def walk(label, value):
        if label == wanted:
            return _map_numbers(value, change)
        pairs = items_of(exercise, value, value)
        if pairs is None:
            return value
        items = [walk(f"{label}, {name}" if label else name, item) for name, item, _ in pairs]
        return dict(zip(value, items)) if isinstance(value, dict) else type(value)(items)

    if exercise.kind != "class":
        return walk("", outcome.value)
    # The script is not known here; the arguments afterwards name its steps.
    names = [step[1] if step[0] == "get" else step[0] for step in outcome.arguments]
    return [walk(name, value) for name, value in zip(names, outcome.value)]


def each_result(value):
    """Return an `alter` that puts `value` for the result, or for all results of a script."""
    def alter(outcome, number):
        results = outcome.value
        if isinstance(results, list) and any(item is None for item in results):
            return replace(outcome, value=[item if item is None else value for item in results])
        return replace(outcome, value=value)

    return alter


def from_call(exercise, which):
    """Return an `alter` that gives the value of call `which(number)` of the solution instead."""
    solve = call_directly(exercise, exercise.solution)
    cases = [*exercise.cases(), exercise.cases()[0]]
    values = [solve(case).value for case in cases]
    return lambda outcome, number: replace(outcome, value=values[which(number)])


def with_changed_input(exercise):
    """Return an `alter` that adds 1 to every array among the arguments that are to stay."""
    def alter(outcome, number):
        if exercise.kind == "class":
            spoilt = [step if step[0] in ("new", "set", "get") else
                      (step[0], *(_plus_one(argument) for argument in step[1:]))
                      for step in outcome.arguments]
        else:
            spoilt = tuple(argument if k in exercise.changes else _plus_one(argument)
                           for k, argument in enumerate(outcome.arguments))
        return replace(outcome, arguments=spoilt)

    return alter


def _plus_one(argument):
    return argument + 1 if isinstance(argument, np.ndarray) and argument.ndim else argument


def labels_of(exercise):
    """Return {label: [expected values in all cases]} of the parts of the solution's results."""
    solve = call_directly(exercise, exercise.solution)
    found = {}
    for case in exercise.cases():
        value = solve(case).value
        for part in parts_of(exercise, case, value, value):
            found.setdefault(part.label, []).append(part.expected)
    return found
