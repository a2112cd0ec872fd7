"""Judging: compare what the learner's work did with what the solution and each known mistake do.

`judge` is pure. It sees the learner's work only through `call(arguments) -> Outcome`.
"""

import copy
import inspect
import textwrap
from dataclasses import dataclass

import numpy as np

from .calling import Outcome, call_directly, is_numeric, same_value
from .record import Tool


@dataclass(frozen=True)
class Verdict:
    """What `judge` found. `state` is one of the names below; `mistake` names a recognised one.

    "not attempted", "error", "returned nothing", "wrong type", "wrong shape", "wrong value",
    "changed its input", "warned", "right".
    """

    state: str
    symptom: str                # what was seen
    question: str = ""          # said the first time
    explanation: str = ""       # said when the same mistake comes again
    mistake: str | None = None

    @property
    def passed(self):
        """True for "right"."""
        return self.state == "right"

    def text(self, again=False):
        """Return what the learner reads; `again=True` if they made this mistake before."""
        more = self.explanation if again and self.explanation else self.question
        separator = "\n  " if "\n" in self.symptom else " "
        return (self.symptom + separator + more).rstrip()


@dataclass(frozen=True)
class _Problem:
    """The first thing that is wrong in one case."""

    state: str
    symptom: str


def judge(exercise, call):
    """Return the Verdict on the work behind `call(arguments) -> Outcome`."""
    cases = exercise.cases()
    outcomes = []
    for arguments in cases:
        outcome = call(copy.deepcopy(arguments))
        if outcome.error and outcome.error.type == "NotImplementedError":
            return _not_attempted(exercise, outcome.error)
        outcomes.append(outcome)
    if exercise.kind in ("choice", "value"):
        if _all_open(outcomes[0].value):
            return Verdict("not attempted", f"not attempted yet. Give {exercise.object_name} a value "
                                            f"in the cell above, and run it.")
        right = exercise.expected or (lambda value: exercise.solution)
        expected = [Outcome(right(outcomes[0].value), arguments=cases[0])]
    else:
        solve = call_directly(exercise, exercise.solution)
        expected = [solve(arguments) for arguments in cases]

    for arguments, outcome, should in zip(cases, outcomes, expected):
        problem = _compare(exercise, arguments, outcome, should)
        if problem:
            return _name_mistake(exercise, cases, outcomes, expected, problem)
    if exercise.kind == "value" and _some_open(outcomes[0].value):
        return _unfinished(outcomes[0].value)
    return Verdict("right", f"right. {exercise.why}")


# What is wrong in one case ----------------------------------------------------------------------

def _compare(exercise, arguments, outcome, should):
    """Return the first problem of one case, or None."""
    if outcome.error:
        return _Problem("error", _tell_error(exercise, arguments, outcome.error))
    if exercise.accept is not None:
        complaint = exercise.accept(outcome.value, arguments)
        if complaint:
            state = "returned nothing" if outcome.value is None else "wrong value"
            return _Problem(state, complaint)
    else:
        problem = _compare_parts(exercise, arguments, outcome.value, should.value)
        if problem:
            return problem
    changed = _changed_arguments(exercise, arguments, outcome.arguments)
    if changed:
        return _Problem("changed its input", f"the result is right, but {changed} was changed on the "
                        f"way. Whoever called it still needs {changed} as it was.")
    if exercise.quiet and outcome.warnings:
        return _Problem("warned", f"the numbers are right, but NumPy warned: "
                        f"“{outcome.warnings[0]}”. {_inputs(exercise, arguments)}".strip())
    return None


def _compare_parts(exercise, arguments, got, expected):
    """Compare a result with the expected one, part by part where it has parts."""
    if exercise.kind == "class":
        return _compare_script(exercise, arguments, got, expected)
    if exercise.kind == "choice":
        return _compare_choice(exercise, got, expected)
    if isinstance(expected, dict):
        return _compare_dict(exercise, got, expected)
    inputs = _inputs(exercise, arguments)
    if isinstance(expected, tuple):
        if not isinstance(got, (tuple, list)) or len(got) != len(expected):
            names = f" ({', '.join(exercise.returns)})" if exercise.returns else ""
            if got is None:
                return _nothing(exercise)
            return _Problem("wrong type", f"it should return {len(expected)} values{names}, separated "
                                          f"by commas, but it returned {_kind(got)}.")
        names = exercise.returns or [f"value number {k + 1}" for k in range(len(expected))]
        for name, part, should in zip(names, got, expected):
            problem = _compare_value(part, should, exercise.tolerance, inputs, f"{name} is", exercise)
            if problem:
                return problem
        return None
    return _compare_value(got, expected, exercise.tolerance, inputs, "you returned", exercise)


def _compare_script(exercise, script, got, expected):
    for position, (step, value, should) in enumerate(zip(script, got, expected)):
        if step[0] in ("new", "set") or same_value(value, should, exercise.tolerance):
            continue
        what = f"the attribute {step[1]} is" if step[0] == "get" else f"{step[0]} returned"
        inputs = _script_inputs(script[:position + 1])
        return _compare_value(value, should, exercise.tolerance, inputs, what, exercise)
    return None


def _compare_choice(exercise, got, expected):
    if got == expected:
        return None
    letters = ", ".join(f'"{letter}"' for letter in exercise.options)
    if not (isinstance(got, str) and got in exercise.options):
        return _Problem("wrong type", f"{exercise.object_name} must be one of {letters}, "
                                      f"got {_show_inline(got)}.")
    return _Problem("wrong value", f"“{got}” ({exercise.options[got]}) is not it.")


def _compare_dict(exercise, got, expected):
    if not isinstance(got, dict):
        return _Problem("wrong type", f"{exercise.object_name} must stay a dictionary with the keys "
                                      f"{', '.join(map(str, expected))}, got {_kind(got)}.")
    missing = [key for key in expected if key not in got]
    if missing:
        return _Problem("wrong value", f"the key {missing[0]!r} is missing.")
    for key, should in expected.items():
        if got[key] is ... or (_some_open(got[key]) and not is_numeric(got[key])):
            continue
        problem = _compare_value(got[key], should, exercise.tolerance, "", f"your {key} is", exercise)
        if problem:
            return _Problem(problem.state, problem.symptom)
    return None


def _compare_value(got, expected, tolerance, inputs, what, exercise):
    """Compare one value; `what` begins the sentence: "you returned", "dW is", "your z1 is"."""
    if same_value(got, expected, tolerance):
        return None
    if got is None:
        return _nothing(exercise)
    if is_numeric(expected) and not is_numeric(got):
        return _Problem("wrong type", f"{inputs}{what} {_kind(got)}; expected {_kind(expected)}.")
    if not is_numeric(expected):
        if type(got) is not type(expected):
            return _Problem("wrong type", f"{inputs}{what} {_kind(got)}; expected {_kind(expected)}.")
        return _Problem("wrong value", f"the value is not right. {inputs}{what} {_show_inline(got)}.")
    got_array, expected_array = np.asarray(got, dtype=float), np.asarray(expected, dtype=float)
    if got_array.shape != expected_array.shape:
        return _Problem("wrong shape", f"the shape is not right. {inputs}{what} "
                        f"{_of_shape(got_array)}; expected {_of_shape(expected_array)}.")
    return _Problem("wrong value", f"{'the value is' if got_array.size == 1 else 'the values are'} not "
                    f"right. {inputs}{what}{_tell_difference(got_array, expected_array, exercise)}")


def _nothing(exercise):
    if exercise.kind in ("choice", "value"):
        return _Problem("wrong type", f"{exercise.object_name} is None. Give it a value.")
    kind = "function" if exercise.kind == "function" else "method"
    return _Problem("returned nothing", f"your {kind} returned nothing. Is there a `return`?")


def _changed_arguments(exercise, before, after):
    """Return the name of the first argument that the learner's code changed, or None."""
    names = _argument_names(exercise, before)
    for position, (name, old, new) in enumerate(zip(names, before, after)):
        if position not in exercise.changes and not _identical(old, new):
            return name
    return None


def _identical(a, b):
    if isinstance(a, Tool) or isinstance(b, Tool):
        return a == b
    return same_value(a, b, 0.0)


# Which mistake is it? ---------------------------------------------------------------------------

def _name_mistake(exercise, cases, outcomes, expected, problem):
    """Return the Verdict for a wrong answer, with the known mistake that it is, if it is one."""
    for mistake in exercise.mistakes:
        if _is_mistake(exercise, mistake, cases, outcomes):
            return Verdict(problem.state, problem.symptom, mistake.question, mistake.explanation,
                           mistake.name)
    if problem.state == "changed its input":
        return Verdict(problem.state, problem.symptom, "Which line writes into it?",
                       "Lines such as Z[Z < 0] = 0, Z += b or Z.sort() change the array itself. Make a "
                       "new array instead, with np.where, Z + b or np.sort(Z).", "changed its input")
    if problem.state == "warned":
        return Verdict(problem.state, problem.symptom, "Which intermediate result becomes too large?",
                       "A warning means that some number in between overflowed or was undefined, even "
                       "if it was not used in the end. Rearrange the formula so that it never appears.",
                       "warned")
    if problem.state in ("wrong value", "wrong shape") and exercise.accept is None:
        found = _diagnose(exercise, cases, outcomes, expected)
        if found:
            name, question, explanation = found
            return Verdict(problem.state, problem.symptom, question, explanation, name)
    return Verdict(problem.state, problem.symptom)


def _is_mistake(exercise, mistake, cases, outcomes):
    """Say whether the learner's outcomes are those of this mistake, in every case."""
    if exercise.kind in ("choice", "value"):
        value = outcomes[0].value
        if mistake.recognise is not None:
            return not _some_open(value) and bool(_safely(mistake.recognise, value))
        return same_value(value, mistake.wrong, exercise.tolerance)
    if mistake.recognise is not None:
        return any(bool(_safely(mistake.recognise, outcome.value)) for outcome in outcomes)
    make = call_directly(exercise, mistake.wrong)
    return all(_same_outcome(exercise, arguments, outcome, make(copy.deepcopy(arguments)))
               for arguments, outcome in zip(cases, outcomes))


def _safely(recognise, value):
    """Return recognise(value), and False if the value is of a kind it cannot look at."""
    try:
        return recognise(value)
    except (TypeError, ValueError, KeyError, IndexError, AttributeError):
        return False


def _same_outcome(exercise, arguments, one, other):
    if one.error or other.error:
        return bool(one.error and other.error) and \
            (one.error.type, one.error.message) == (other.error.type, other.error.message)
    return (same_value(one.value, other.value, exercise.tolerance)
            and _changed_arguments(exercise, arguments, one.arguments)
            == _changed_arguments(exercise, arguments, other.arguments)
            and (not exercise.quiet or set(one.warnings) == set(other.warnings)))


def _diagnose(exercise, cases, outcomes, expected):
    """Recognise a factor, a sign, a transpose, or two of them, the same in every case.

    Returns (name, question, explanation), or None.
    """
    pairs = []
    for outcome, should in zip(outcomes, expected):
        pairs += _numeric_parts(exercise, outcome.value, should.value)
    pairs = [(got, should) for got, should in pairs if np.any(should) or np.any(got)]
    wrong = [(got, should) for got, should in pairs if not same_value(got, should, exercise.tolerance)]
    if not wrong:
        return None
    sizes = _batch_sizes(cases, outcomes, expected, exercise)
    for transposed in (False, True):
        if transposed and not all(should.ndim == 2 for _, should in wrong):
            break
        factors = [_factor(got, should.T if transposed else should) for got, should in wrong]
        if any(factor is None for factor in factors):
            continue
        told = _tell_factor(factors, sizes if len(factors) == len(sizes) else None)
        if told is None:
            continue
        return _tell_diagnosis(told, transposed)
    return None


def _numeric_parts(exercise, got, expected):
    """Return the pairs of arrays (got, expected) that a result is made of."""
    if exercise.kind == "class" or isinstance(expected, (tuple, dict)):
        if isinstance(expected, dict):
            got = got if isinstance(got, dict) else {}
            found = [(got.get(key), should) for key, should in expected.items()]
        else:
            got = got if isinstance(got, (list, tuple)) else []
            found = list(zip(got, expected))
    else:
        found = [(got, expected)]
    return [(np.asarray(a, dtype=float), np.asarray(b, dtype=float)) for a, b in found
            if is_numeric(a) and is_numeric(b)]


def _factor(got, should):
    """Return c with got = c · should, or None."""
    if got.shape != should.shape or not np.any(should) or not np.isfinite(got).all() \
            or not np.isfinite(should).all():
        return None
    factor = float(np.sum(got * should) / np.sum(should * should))
    close = np.allclose(got, factor * should, rtol=1e-6, atol=1e-9 * max(1.0, np.abs(got).max()))
    return factor if close and factor != 0 else None


def _batch_sizes(cases, outcomes, expected, exercise):
    """Return N of every case: the length of its first array, where the cases are calls."""
    if exercise.kind != "function":
        return []
    sizes = []
    for arguments in cases:
        arrays = [a for a in arguments if isinstance(a, np.ndarray) and a.ndim >= 1]
        sizes.append(len(arrays[0]) if arrays else 0)
    return sizes if len(set(sizes)) > 1 else []


def _tell_factor(factors, sizes):
    """Return words for the factor, "" for 1, or None if the cases have different ones."""
    same = np.allclose(factors, factors[0], rtol=1e-5)
    if same:
        return factors[0], _name_number(abs(factors[0]))
    if sizes:
        for sign in (1, -1):
            for words, wanted in (("N", [n for n in sizes]), ("1/N", [1 / n for n in sizes if n])):
                if len(wanted) == len(factors) and np.allclose(factors, sign * np.array(wanted), rtol=1e-5):
                    return sign, words
    return None


def _name_number(number):
    for value, words in ((1, ""), (2, "2"), (0.5, "1/2"), (1 / 3, "1/3"), (0.25, "1/4")):
        if abs(number - value) < 1e-5:
            return words
    return f"{number:.4g}"


def _tell_diagnosis(told, transposed):
    """Return (name, question, explanation) for a factor, a sign, a transpose, or several."""
    factor, words = told
    names, seen, causes = [], [], []
    if words:
        names.append("a factor")
        seen.append(f"{words} times")
        causes.append({"N": "Who should divide by N, the number of samples, and who has done it already?",
                       "1/N": "Who has already divided by N, the number of samples?"}.get(
                           words, "Where could a factor have been lost, or come in twice?"))
    if factor < 0:
        names.append("the sign")
        seen.append("minus")
        causes.append("Which way should it point?")
    if transposed:
        names.append("a transpose")
        seen.append("the transpose of")
        causes.append("Which index belongs to the rows?")
    if not names:
        return None
    question = f"Yours is {' '.join(seen)} the expected one, everywhere. {' '.join(causes)}"
    explanation = (f"Wrong by {' and '.join(names)}: yours is {' '.join(seen)} the expected one in every "
                   f"case. The rest of your formula is right, so change nothing else.")
    return " and ".join(names), question, explanation


# What the learner reads -------------------------------------------------------------------------

def _not_attempted(exercise, error):
    where = f" Line {error.line} still raises NotImplementedError." if error.line and \
        exercise.kind == "class" else ""
    return Verdict("not attempted", f"not attempted yet. The cell above still says “your turn”.{where}")


def _all_open(value):
    if isinstance(value, dict):
        return all(_all_open(item) for key, item in value.items() if key != "seed")
    if isinstance(value, (list, tuple)):
        return len(value) > 0 and all(_all_open(item) for item in value)
    return value is ...


def _some_open(value):
    if isinstance(value, dict):
        return any(_some_open(item) for item in value.values())
    if isinstance(value, (list, tuple)):
        return any(_some_open(item) for item in value)
    return value is ...


def _unfinished(value):
    cells = {key: item for key, item in value.items() if key != "seed"} if isinstance(value, dict) else value
    items = list(cells.values()) if isinstance(cells, dict) else list(cells)
    done = sum(not _some_open(item) for item in items)
    return Verdict("not attempted", f"right so far: {done} of {len(items)} are filled in. "
                                    f"Replace the dots that are left.")


def _tell_error(exercise, arguments, error):
    where = f", at line {error.line} of your cell:   {error.code}" if error.line else "."
    called = _called_with(exercise, arguments)
    return f"your code stopped with an error{where}\n  {error.type}: {error.message}{called}"


def _called_with(exercise, arguments):
    if exercise.kind == "function" and arguments:
        names = _argument_names(exercise, arguments)
        shapes = [f"{name} {_brief(argument)}" for name, argument in zip(names, arguments)]
        return f"\n  It was called with {', '.join(shapes)}."
    if exercise.kind == "class":
        steps = [f"{step}({', '.join(_brief(a) for a in rest)})" for step, *rest in arguments
                 if step not in ("get", "set")]
        return f"\n  It was used so: {', '.join(steps)}."
    return ""


def _argument_names(exercise, arguments):
    if exercise.kind == "function":
        return list(inspect.signature(exercise.solution).parameters)[:len(arguments)]
    if exercise.kind == "class":
        return [f"what {step[0]} was given" if step[0] != "set" else step[1] for step in arguments]
    return []


def _inputs(exercise, arguments):
    """Return "For Z of shape (5, 3) ", or the numbers themselves where they are few."""
    if exercise.kind != "function" or not arguments:
        return ""
    names = _argument_names(exercise, arguments)
    small = all(_size(argument) <= 12 for argument in arguments)
    shown = [f"{name} = {_show(argument)}".replace(" \n", "\n") if small else f"{name} {_brief(argument)}"
             for name, argument in zip(names, arguments)]
    if any("\n" in text for text in shown):
        return "For " + "\n  and ".join(shown) + "\n  "
    return f"For {', '.join(shown)} "


def _script_inputs(script):
    """Return a sentence on the steps that led to the wrong result."""
    told = []
    for step, *arguments in script:
        if step == "new":
            told.append(f"made with ({', '.join(_brief(a) for a in arguments)})")
        elif step not in ("get", "set"):
            told.append(f"{step}({', '.join(_brief(a) for a in arguments)})")
    return f"After {', '.join(told)}: "


def _size(value):
    return np.size(value) if is_numeric(value) else 0 if isinstance(value, (str, Tool)) else 100


def _brief(value):
    """Return the shape of an array, the value of a number, the name of a tool."""
    if isinstance(value, Tool):
        return value.name
    if isinstance(value, np.ndarray) and value.ndim:
        return f"of shape {value.shape}"
    if isinstance(value, (list, tuple)) and len(value) > 6:
        return f"a {type(value).__name__} of {len(value)}"
    return _show_inline(value)


def _kind(value):
    if value is None:
        return "None"
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape}"
    if isinstance(value, str):
        return f"text, {value!r}"
    if isinstance(value, (bool, np.bool_)):
        return f"{value}"
    if isinstance(value, (int, float, np.number)) or np.ndim(value) == 0 and is_numeric(value):
        return "a number"
    if callable(value):
        return "a function: is a pair of brackets missing?"
    article = "an" if type(value).__name__[0] in "aeiou" else "a"
    return f"{article} {type(value).__name__}" + (f" of {len(value)}" if hasattr(value, "__len__") else "")


def _of_shape(array):
    return "a single number" if array.ndim == 0 else f"shape {array.shape}"


def _tell_difference(got, expected, exercise):
    """Return got and expected in full if they are small, else where they differ most."""
    if got.size == 1:
        reveal = "" if exercise.kind == "value" else f"; expected {_number(expected.ravel()[0])}"
        return f" {_number(got.ravel()[0])}{reveal}."
    if exercise.kind == "value":
        gap = np.abs(got - expected)
        at = tuple(int(k) for k in np.unravel_index(np.nanargmax(gap), gap.shape))
        return f" {_show(got)}. Look again at position {list(at)}."
    if got.size <= 20:
        if got.ndim > 1:
            return f"{_show(got)}\n  expected{_show(expected)}"
        return f" {_show(got)}; expected {_show(expected)}."
    gap = np.where(np.isfinite(got), np.abs(got - expected), np.inf)
    at = np.unravel_index(np.argmax(gap), gap.shape)
    place = ", ".join(str(int(k)) for k in at)
    return f" an array of shape {got.shape}. They differ most at [{place}]: yours {_number(got[at])}, " \
           f"expected {_number(expected[at])}."


def _number(value):
    return f"{float(value):.6g}"


def _show(value):
    """Return a value as text; an array of several rows begins on a line of its own."""
    if is_numeric(value) and np.ndim(value) > 1:
        text = np.array2string(np.asarray(value), precision=4, suppress_small=True)
        return textwrap.indent("\n" + text, "     ", lambda line: line.strip())
    return _show_inline(np.asarray(value) if is_numeric(value) and np.ndim(value) else value)


def _show_inline(value):
    if isinstance(value, Tool):
        return value.name
    if isinstance(value, (float, np.floating)):
        return _number(value)
    if isinstance(value, np.ndarray):
        return np.array2string(value, precision=4, suppress_small=True)
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "…"
