"""Judging: compare what the learner's work did with what the solution and each known mistake do.

`judge` is pure. It sees the learner's work only through `call(arguments) -> Outcome`.
"""

import ast
import copy
import re
from dataclasses import dataclass, replace

import numpy as np

from .calling import MISSING, Outcome, call_directly
from .diagnosing import diagnose
from .parts import parts_of
from .telling import (
    called_with,
    inputs_of,
    kind_of,
    named_arguments,
    of_shape,
    show_difference,
    show_inline,
)
from .values import Foreign, has_open_parts, is_numeric, is_open, same_value


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
    """The first thing that is wrong; `part` says in which part of the result, "dW"."""

    state: str
    symptom: str
    part: str | None = None


def judge(exercise, call):
    """Return the Verdict on the work behind `call(arguments) -> Outcome`."""
    cases = list(exercise.cases())
    if exercise.kind in ("function", "class"):
        cases.append(cases[0])    # nothing may be left over from the calls in between
    outcomes = []
    for arguments in cases:
        outcome = call(copy.deepcopy(arguments))
        if exercise.kind in ("choice", "value"):
            outcome = replace(outcome, value=_as_meant(exercise, outcome.value))
        open_or_stopped = _not_finished(exercise, arguments, outcome)
        if open_or_stopped:
            return open_or_stopped
        outcomes.append(outcome)
    expected = _expected_outcomes(exercise, cases, outcomes)
    for position, (arguments, outcome, should) in enumerate(zip(cases, outcomes, expected)):
        problem = _compare(exercise, arguments, outcome, should)
        if problem and position and position == len(cases) - 1:
            return Verdict("wrong value", "the first call is right, but the same call once more "
                           "gives something else.", "What does your code keep from one call to the "
                           "next?")
        if problem:
            return _name_mistake(exercise, cases, outcomes, expected, problem)
    if exercise.kind == "value" and has_open_parts(outcomes[0].value):
        return _unfinished(outcomes[0].value, "right so far")
    return Verdict("right", f"right. {exercise.why}")


def _expected_outcomes(exercise, cases, outcomes):
    """Return what the solution does in each case."""
    if exercise.kind in ("function", "class"):
        solve = call_directly(exercise, exercise.solution)
        expected = [solve(arguments) for arguments in cases]
        if any(should.error and should.error.type == "KeyboardInterrupt" for should in expected):
            raise KeyboardInterrupt    # the stop button was meant for the check
        return expected
    value = exercise.solution
    if exercise.expected is not None:
        # Where it cannot make sense of the answer, the solution shows at least the right form.
        value = _safely(exercise.expected, outcomes[0].value, otherwise=exercise.solution)
    return [Outcome(value, arguments=cases[0])]


def _as_meant(exercise, value):
    """Read "B", " b" and "b)" as the option "b", and a text without the spaces around it."""
    if exercise.kind == "choice":
        return option_meant(exercise.options, value)
    return value.strip() if isinstance(value, str) else value


def option_meant(options, value):
    """Return the letter that `value` stands for: "B", " b", "b)" or the option's own text."""
    if not isinstance(value, (str, int)):
        return value
    text = str(value).strip()
    for letter, option in options.items():
        same_letter = re.fullmatch(rf"\(?{re.escape(letter)}[).:]?", text, re.IGNORECASE)
        if same_letter or text.casefold() == option.strip().casefold():
            return letter
    return value.strip() if isinstance(value, str) else value


# Not attempted, or not finished -----------------------------------------------------------------

def _not_finished(exercise, arguments, outcome):
    """Return the Verdict on work that is open or was interrupted; None if it can be judged."""
    error, value = outcome.error, outcome.value
    if error and error.type == "KeyboardInterrupt":
        return Verdict("error", f"stopped{_at_line(error)}", "Does this line ever come to an end?")
    if error and error.type == "NotImplementedError":
        return _still_a_stub(exercise, arguments, outcome)
    if error and ("ellipsis" in error.message or _has_dots(error.code)):
        return _not_attempted(_dots(exercise, error))
    if exercise.kind in ("choice", "value"):
        if is_open(value):
            return _not_attempted(f"Give {exercise.object_name} a value in the cell above, and run "
                                  f"it.")
        if exercise.accept is not None and has_open_parts(value):
            return _unfinished(value, "not finished")
    elif error is None and has_open_parts(value):
        return _not_attempted("There are still dots in the cell above.")
    return None


def _has_dots(code):
    """Say whether `...` stands in a line for what is still to be written, and not as X[..., 0]."""
    try:
        nodes = list(ast.walk(ast.parse(code)))
    except SyntaxError:    # a line is not always a whole statement
        return False
    in_index = {inner for node in nodes if isinstance(node, ast.Subscript)
                for inner in ast.walk(node.slice)}
    return any(isinstance(node, ast.Constant) and node.value is ... and node not in in_index
               for node in nodes)


def _not_attempted(why):
    return Verdict("not attempted", f"not attempted yet. {why}")


def _dots(exercise, error):
    """Say where the dots are, if the line that stumbled over them is the first that holds them."""
    first = next((line for line in exercise.stub.splitlines() if "..." in line), "")
    if error.code and first.strip().startswith(error.code.strip()):
        return f"The dots still stand{_at_line(error)}"
    return "There are still dots in the cell above."


def _still_a_stub(exercise, arguments, outcome):
    """Judge a class as far as it goes: what is written may be wrong already."""
    error = outcome.error
    line = f" Line {error.line} still raises NotImplementedError." if error.line else ""
    if exercise.kind != "class":
        return _not_attempted("The cell above still says “your turn”.")
    done = [step[0] for step in arguments[:len(outcome.value)] if step[0] not in ("set", "get")]
    if done in ([], ["new"]):
        return _not_attempted(f"The cell above still says “your turn”.{line}")
    should = call_directly(exercise, exercise.solution)(arguments).value[:len(outcome.value)]
    problem = None if exercise.accept else \
        _first_wrong_part(exercise, arguments, outcome, should)
    if problem:
        return Verdict(problem.state, problem.symptom)
    names = ", ".join(dict.fromkeys(name for name in done if name != "new"))
    return Verdict("not attempted", f"not finished yet. {names}: right so far.{line}")


def _unfinished(value, beginning):
    """Return the Verdict for a variable that is filled in here and there."""
    if isinstance(value, dict):
        value = [item for key, item in value.items() if key != "seed"]
    done = sum(not has_open_parts(item) for item in value)
    return Verdict("not attempted", f"{beginning}: {done} of {len(value)} are filled in. "
                                    f"Replace the dots that are left.")


def _at_line(error):
    return f" at line {error.line} of your cell:   {error.code}" + "\n " if error.line else "."


# What is wrong in one case ----------------------------------------------------------------------

def _compare(exercise, arguments, outcome, should):
    """Return the first problem of one case, or None."""
    if outcome.error:
        return _Problem("error", _tell_error(exercise, arguments, outcome.error))
    if exercise.accept is not None:
        problem = _ask_accept(exercise, arguments, outcome, should)
    else:
        problem = _first_wrong_part(exercise, arguments, outcome, should.value)
    return (problem or _compare_arguments(exercise, arguments, outcome, should)
            or _compare_warnings(exercise, arguments, outcome))


def _tell_error(exercise, arguments, error):
    where = f", at line {error.line} of your cell:   {error.code}" if error.line else "."
    message = f"{error.type}: {error.message}" if error.message else error.type
    return f"your code stopped with an error{where}\n  {message}{called_with(exercise, arguments)}"


def _ask_accept(exercise, arguments, outcome, should):
    """Let the record's own `accept` look at the value, which can be anything."""
    if outcome.value is None and should.value is not None:
        return _nothing(exercise, outcome.printed)
    try:
        complaint = exercise.accept(copy.deepcopy(outcome.value), copy.deepcopy(arguments))
    except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError):
        return _Problem("wrong type", f"this cannot be read: {show_inline(outcome.value)}. "
                                      f"Expected: {kind_of(should.value)}.")
    return _Problem("wrong value", complaint) if complaint else None


def _first_wrong_part(exercise, arguments, outcome, expected):
    """Return the problem of the first part of a result that is wrong, or None."""
    if exercise.kind == "choice":
        return _compare_choice(exercise, outcome.value, expected)
    for part in parts_of(exercise, arguments, outcome.value, expected):
        problem = _compare_part(exercise, arguments, part, outcome.printed)
        if problem:
            return problem
    return None


def _compare_choice(exercise, got, expected):
    if same_value(got, expected, 0):
        return None
    if not (isinstance(got, str) and got in exercise.options):
        letters = ", ".join(f'"{letter}"' for letter in exercise.options)
        return _Problem("wrong type", f"{exercise.object_name} must be one of {letters}, "
                                      f"got {show_inline(got)}.")
    return _Problem("wrong value", f"“{got}” ({exercise.options[got]}) is not it.")


def _compare_part(exercise, arguments, part, printed):
    """Compare one part of a result; return a problem or None."""
    got, expected = part.got, part.expected
    if _right(exercise, got, expected):
        return None
    inputs = inputs_of(exercise, arguments, part.step)
    if got is None and part.what.endswith("returned"):
        return _nothing(exercise, printed)
    if isinstance(got, Foreign) and got == MISSING:
        ask = f"Which line stores self.{part.label}?" if exercise.kind == "class" else ""
        return _Problem("wrong value", f"{inputs}{part.label} is missing. {ask}".rstrip())
    if is_numeric(expected) and is_numeric(got):
        return _compare_numbers(exercise, part, f"{inputs}{part.what}")
    if type(got) is type(expected) and isinstance(got, str):
        return _Problem("wrong value", f"the value is not right. "
                                       f"{_capital(inputs + part.what)} {show_inline(got)}.")
    if isinstance(expected, tuple) and exercise.kind != "value":
        names = f" ({', '.join(exercise.returns)})" if exercise.returns else ""
        return _Problem("wrong type", f"{len(expected)} values are wanted{names}, separated by "
                                      f"commas, but {part.what} {kind_of(got)}.")
    return _Problem("wrong type", f"{inputs}{part.what} {kind_of(got)}; "
                                  f"expected {kind_of(expected)}.")


def _right(exercise, got, expected):
    if exercise.kind == "value" and isinstance(got, str) and isinstance(expected, str):
        return got.strip().casefold() == expected.strip().casefold()
    return same_value(got, expected, exercise.tolerance) and \
        not _stumbling_block(exercise, got, expected)


def _stumbling_block(exercise, got, expected):
    """Say whether right numbers are kept in a way that the next line of code would stumble over.

    Numbers are no mask: they would pick other things than True and False do. A list is no array in
    the parts of the learner's own network, which have to work together.
    """
    if exercise.kind == "value" or not isinstance(expected, np.ndarray) or expected.ndim == 0:
        return False
    return (expected.dtype == bool and np.asarray(got).dtype != bool) or \
        (exercise.part and isinstance(got, (list, tuple)))


def _compare_numbers(exercise, part, told):
    """Return the problem of a part that should be numbers, and is."""
    got, expected = np.asarray(part.got), np.asarray(part.expected)
    if got.shape != expected.shape:
        return _Problem("wrong shape", f"the shape is not right. {_capital(told)} {kind_of(got)}; "
                                       f"expected {of_shape(expected)}.", part.label)
    if same_value(got, expected, exercise.tolerance):
        wanted = "True and False in it" if expected.dtype == bool else kind_of(expected)
        return _Problem("wrong type", f"{told} {kind_of(part.got)}; expected {wanted}.")
    values = "the value is" if got.size == 1 else "the values are"
    difference = show_difference(got, expected, reveal=exercise.kind != "value")
    return _Problem("wrong value", f"{values} not right. {_capital(told)}{difference}", part.label)


def _capital(text):
    """Return `text` as the beginning of a sentence: names such as dW keep their small letter."""
    return text[0].upper() + text[1:] if text.startswith(("you", "the ")) else text


def _nothing(exercise, printed):
    if exercise.kind in ("choice", "value"):
        return _Problem("wrong type", f"{exercise.object_name} is None. Give it a value.")
    kind = "function" if exercise.kind == "function" else "method"
    more = " (print shows a value, but does not hand it back.)" if printed else ""
    return _Problem("returned nothing", f"your {kind} returned nothing. Is there a `return`?{more}")


def _compare_arguments(exercise, before, outcome, should):
    """Return a problem if an argument is not as the solution leaves it, or None."""
    in_place = _other_argument(exercise, before, should.arguments, 0) is not None
    # Not exactly: who adds a small h and takes it away again has done nothing wrong.
    tolerance = exercise.tolerance if in_place else 1e-9
    name = _other_argument(exercise, outcome.arguments, should.arguments, tolerance)
    if name is None:
        return None
    if in_place:
        return _Problem("wrong value", f"after the call, {name} is not what it should be. It is "
                                       f"meant to be changed in place.")
    return _Problem("changed its input", f"the result is right, but {name} was changed on the way. "
                                         f"Whoever called it still needs it as it was.")


def _other_argument(exercise, one, other, tolerance):
    """Return the name of the first argument in which two lists of arguments differ, or None."""
    for (name, a), (_, b) in zip(named_arguments(exercise, one), named_arguments(exercise, other)):
        if not same_value(a, b, tolerance):
            return name
    return None


def _compare_warnings(exercise, arguments, outcome):
    if not (exercise.quiet and outcome.warnings):
        return None
    return _Problem("warned", f"the numbers are right, but NumPy warned: “{outcome.warnings[0]}”. "
                              f"{inputs_of(exercise, arguments)}".strip())


# Which mistake is it? ---------------------------------------------------------------------------

def _name_mistake(exercise, cases, outcomes, expected, problem):
    """Return the Verdict for a wrong answer, with the known mistake that it is, if it is one."""
    for is_it in (_is_mistake, _is_recognised):    # exactly the same before alike
        for mistake in exercise.mistakes:
            if is_it(exercise, mistake, cases, outcomes):
                return Verdict(problem.state, problem.symptom, mistake.question,
                               mistake.explanation, mistake.name)
    told = _GENERAL.get(problem.state)
    if told is None and exercise.accept is None and problem.part is not None:
        told = diagnose(exercise, cases, outcomes, expected, problem.part)
    if told is None:
        return Verdict(problem.state, problem.symptom)
    name, question, explanation = told
    return Verdict(problem.state, problem.symptom, question, explanation, name)


_GENERAL = {    # state -> name, question, explanation
    "changed its input": (
        "changed its input", "Which line writes into it?",
        "Writing into places of an array, and +=, -=, *= or .sort(), change the array itself, also "
        "under a second name (A = Z). Compute a new array, or begin with a copy, Z.copy()."),
    "warned": (
        "warned", "Which number in between is too large, or divided by zero?",
        "A warning means that some number in between overflowed or was undefined, even if it was "
        "not used in the end. Rearrange the formula so that it never appears."),
}


def _is_mistake(exercise, mistake, cases, outcomes):
    """Say whether the learner's outcomes are those of this mistake, in every case."""
    if exercise.kind == "choice":
        return same_value(outcomes[0].value, mistake.wrong, 0)
    if exercise.kind == "value":
        return all(_right(exercise, part.got, part.expected)
                   for part in parts_of(exercise, (), outcomes[0].value, mistake.wrong))
    make = call_directly(exercise, mistake.wrong)
    return all(_same_outcome(exercise, outcome, make(arguments))
               for arguments, outcome in zip(cases, outcomes))


def _is_recognised(exercise, mistake, cases, outcomes):
    """Say whether the record's own `recognise` knows this mistake by its value in some case."""
    return mistake.recognise is not None and any(
        _safely(lambda value: bool(mistake.recognise(value)), _filled_in(outcome.value), False)
        for outcome in outcomes)


def _filled_in(value):
    """Return a dictionary without the entries that are still `...`; anything else as it is."""
    if not isinstance(value, dict):
        return value
    return {key: item for key, item in value.items() if not has_open_parts(item)}


def _safely(look, value, otherwise):
    """Return look(value), or `otherwise` if the value is of a kind it cannot look at."""
    try:
        return look(copy.deepcopy(value))
    except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError):
        return otherwise


def _same_outcome(exercise, learners, wrong):
    """Say whether the learner's outcome is what a known mistake gives in the same case."""
    if not same_value(learners.value, wrong.value, exercise.tolerance):
        return False
    if learners.error or wrong.error:
        return bool(learners.error and wrong.error) and _same_error(learners.error, wrong.error)
    if exercise.quiet and set(learners.warnings) != set(wrong.warnings):
        return False
    changed = (exercise, learners.arguments, wrong.arguments, exercise.tolerance)
    return _other_argument(*changed) is None


def _same_error(learners, wrong):
    """Say whether two errors come from the same slip: many slips end in the same message.

    So the line must also call what the line of the known mistake calls.
    """
    called = re.compile(r"(\w+)\s*\(")
    return (learners.type, learners.message) == (wrong.type, wrong.message) and \
        set(called.findall(wrong.code)) <= set(called.findall(learners.code))
