"""What a learner types in a notebook: `check("name")`, `hint("name")`, `solution("name")`."""

import inspect
import sys

from . import borrowing, keeping
from .calling import call_directly, restore_numpy
from .curing import judge_patient
from .judging import Verdict, judge
from .record import get_exercise
from .telling import kind_of
from .values import as_plain

_hints_given: dict[str, int] = {}
_mistakes_told: set[tuple[str, str]] = set()


def check(name):
    """Judge your answer to the exercise `name`, and print what was found."""
    exercise = get_exercise(name)
    for overwritten in restore_numpy():
        _say(f"np.{overwritten} had been given another value; it is NumPy's own again.")
    verdict, target, printed = judge_answer(exercise)
    _say_verdict(exercise, verdict)
    _say_prints(next((text for text in printed if text.strip()), ""))
    for line in keeping.remember(exercise, verdict, target):
        _say("  " + line)


def judge_answer(exercise):
    """Judge what the notebook holds; return (the verdict, the learner's object, what it printed).

    The last is a list, a text for each call.
    """
    target, missing = find_answer(exercise, _namespace())
    printed = []
    if missing:
        return Verdict("not attempted", missing), target, printed
    call = call_directly(exercise, target)

    def listening(arguments):
        outcome = call(arguments)
        printed.append(outcome.printed)
        return outcome

    if not exercise.diagnosis:
        return judge(exercise, listening), target, printed
    letter = _namespace().get(exercise.diagnosis_name, ...)
    return judge_patient(exercise, listening, as_plain(letter)), target, printed


def _say_verdict(exercise, verdict):
    """Print the verdict; what is behind a mistake only when the same one comes again."""
    told = (exercise.name, verdict.mistake)
    again = verdict.mistake is not None and told in _mistakes_told
    _mistakes_told.add(told)
    _say(sentence(exercise, verdict, again))


def sentence(exercise, verdict, again=False):
    """Return the verdict as it is printed; `again=True` if this mistake was told before."""
    sign = {"right": "✓", "not attempted": "○"}.get(verdict.state, "✗")
    label = f"Exercise {exercise.number}, {exercise.name}" if sign == "○" else exercise.number
    return f"{sign} {label}: {verdict.text(again)}"


def _say_prints(printed):
    lines = [line[:100] for line in printed.splitlines()]
    if lines:
        more = " …" if len(lines) > 10 else ""
        _say("  Your code printed: " + "\n    ".join(lines[:10]) + more)


def hint(name):
    """Print the next hint to the exercise `name`; after the last one, begin again."""
    exercise = get_exercise(name)
    number = _hints_given.get(name, 0) % len(exercise.hints)
    _hints_given[name] = number + 1
    _say(f"Hint {number + 1} of {len(exercise.hints)}: {exercise.hints[number]}")


def solution(name):
    """Print a right answer to the exercise `name`, and where the package has the finished code."""
    exercise = get_exercise(name)
    _say(exercise.solution_source)
    if exercise.kind == "choice":
        _say(f"\n{exercise.options[exercise.solution]}: {exercise.why}")
    if exercise.package_name:
        _say(f"\nIn the package this is mlp_lessons.{exercise.package_name}:\n")
        _say(inspect.getsource(package_object(exercise.package_name)).rstrip())


def forget():
    """Begin again with the hints and the questions, as a new notebook does."""
    _hints_given.clear()
    _mistakes_told.clear()


def package_object(path):
    """Return the object of mlp_lessons called `path`, such as "activations.softmax"."""
    from importlib import import_module

    module, *names = path.split(".")
    thing = import_module(f"mlp_lessons.{module}")
    for name in names:
        thing = getattr(thing, name)
    return thing


def find_answer(exercise, namespace):
    """Return (the learner's object, None), or (None, why there is nothing to judge)."""
    name = exercise.object_name
    if name not in namespace:
        return None, (f"not attempted yet. There is no {name} so far: complete the cell above and "
                      f"run it.")
    found = namespace[name]
    if exercise.kind not in ("function", "class"):
        return found, None
    if borrowing.comes_from_package(found):
        return None, (f"not attempted yet. {name} comes from mlp_lessons. Write your own in the "
                      f"cell above, and run it.")
    borrowed = borrowing.find_borrowed(found, exercise.package_name)
    if borrowed:
        return None, (f"not attempted yet. {name} uses {borrowed} of mlp_lessons, which is the "
                      f"finished thing. Write it yourself in the cell above.")
    if exercise.kind == "function" and not callable(found):
        return None, (f"not attempted yet. {name} must be a function, but it is "
                      f"{kind_of(as_plain(found))}.")
    if exercise.kind == "class" and not inspect.isclass(found):
        return None, (f"not attempted yet. {name} must be the class itself, but it is "
                      f"{kind_of(as_plain(found))}. Has a later line used the name again?")
    return found, None


def _namespace():
    """Return the notebook's variables; outside a notebook, those of the main program."""
    if "IPython" in sys.modules:
        shell = sys.modules["IPython"].get_ipython()
        if shell is not None:
            return shell.user_ns
    return vars(sys.modules["__main__"])


def _say(text):
    print(text)
