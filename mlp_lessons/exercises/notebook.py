"""What a learner types in a notebook: `check("name")`, `hint("name")`, `solution("name")`."""

import inspect
import sys

from . import keeping
from .calling import call_directly
from .judging import Verdict, judge
from .record import get_exercise

_hints_given: dict[str, int] = {}
_mistakes_told: set[tuple[str, str]] = set()


def check(name):
    """Judge your answer to the exercise `name`, and print what was found."""
    exercise = get_exercise(name)
    target, missing = _find(exercise)
    if missing:
        verdict = Verdict("not attempted", missing)
        printed = ""
    else:
        prints = []
        call = call_directly(exercise, target)

        def listening(arguments):
            outcome = call(arguments)
            prints.append(outcome.printed)
            return outcome

        verdict = judge(exercise, listening)
        printed = next((text for text in prints if text), "")
    told = (name, verdict.mistake)
    again = verdict.mistake is not None and told in _mistakes_told
    _mistakes_told.add(told)
    sign = {"right": "✓", "not attempted": "○"}.get(verdict.state, "✗")
    label = f"Exercise {exercise.number}, {name}" if sign == "○" else exercise.number
    _say(f"{sign} {label}: {verdict.text(again)}")
    if printed:
        lines = printed.splitlines()
        _say("  Your code printed: " + "\n    ".join(lines[:10]) + (" …" if len(lines) > 10 else ""))
    for line in keeping.remember(exercise, verdict, target):
        _say("  " + line)


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
        _say(inspect.getsource(_package_object(exercise.package_name)).rstrip())


def _package_object(path):
    """Return the object of mlp_lessons called `path`, such as "activations.softmax"."""
    from importlib import import_module

    module, *names = path.split(".")
    thing = import_module(f"mlp_lessons.{module}")
    for name in names:
        thing = getattr(thing, name)
    return thing


def _find(exercise):
    """Return (the learner's object, None), or (None, why there is nothing to judge)."""
    name = exercise.object_name
    namespace = _namespace()
    if name not in namespace:
        return None, f"not attempted yet. There is no {name} so far: complete the cell above and run it."
    found = namespace[name]
    if getattr(found, "__module__", "").split(".")[0] == "mlp_lessons":
        return None, (f"not attempted yet. {name} comes from mlp_lessons. Write your own in the cell "
                      f"above, and run it.")
    borrowed = _borrowed_from_package(exercise, found)
    if borrowed:
        return None, (f"not attempted yet. {name} calls {borrowed} of mlp_lessons, which is the finished "
                      f"thing. Write it yourself in the cell above.")
    if exercise.kind == "function" and not callable(found):
        return None, f"not attempted yet. {name} must be a function, but it is {type(found).__name__}."
    if exercise.kind == "class" and not inspect.isclass(found):
        return None, (f"not attempted yet. {name} must be the class itself, but it is "
                      f"an object, a {type(found).__name__}. Has a later line used the name again?")
    return found, None


def _namespace():
    """Return the notebook's variables; outside a notebook, those of the main program."""
    if "IPython" in sys.modules:
        shell = sys.modules["IPython"].get_ipython()
        if shell is not None:
            return shell.user_ns
    return vars(sys.modules["__main__"])


def _borrowed_from_package(exercise, found):
    """Return the name of the package's finished thing, if the learner's code calls it."""
    if exercise.package_name is None:
        return None
    wanted = exercise.package_name.split(".")[1]
    functions = [found] if inspect.isfunction(found) else \
        [method for method in vars(found).values() if inspect.isfunction(method)] if inspect.isclass(found) else []
    for function in functions:
        for name in function.__code__.co_names:
            used = function.__globals__.get(name)
            if getattr(used, "__name__", None) == wanted and \
                    getattr(used, "__module__", "").startswith("mlp_lessons"):
                return wanted
    return None


def _say(text):
    print(text)
