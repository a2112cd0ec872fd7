"""What must hold for every record, so that an author hears of a slip when the file is imported."""

import ast
import inspect
import re

import mlp_lessons

from .record import Mistake


def complaints(exercise):
    """Return what is wrong with the form of a record: sentences for its author."""
    if not _is_list_of(exercise.mistakes, Mistake):
        return ["mistakes must be a tuple of Mistake(…). Is a comma missing?"]
    if not isinstance(exercise.alternatives, (list, tuple)):
        return ["alternatives must be a tuple. Is a comma missing?"]
    found = _about_texts(exercise) + _about_mistakes(exercise)
    if exercise.kind == "choice":
        found += _about_options(exercise.options, exercise.solution, exercise.mistakes)
    if exercise.diagnosis:
        found += _about_diagnosis(exercise)
    if exercise.kind in ("function", "class"):
        found += _about_code(exercise)
    if exercise.own_stub is not None and not found:
        found += _about_stub(exercise)
    return found


def _about_texts(exercise):
    found = []
    for name in {exercise.name, exercise.object_name}:
        if not name.isidentifier():
            found.append(f"{name!r} cannot be a name in Python.")
        if name in mlp_lessons.__all__:
            found.append(f"{name} is a public name of mlp_lessons: an import would pass for an "
                         f"answer.")
    if not re.fullmatch(r"(0|[1-9]\d?)\.[1-9]\d?", exercise.number):
        found.append('the number must look like "4.10": lesson, point, running number from 1.')
    if exercise.difficulty not in (1, 2, 3):
        found.append("the difficulty must be 1, 2 or 3.")
    if not (isinstance(exercise.minutes, int) and exercise.minutes > 0):
        found.append("minutes must be a whole number above zero.")
    for field in ("title", "why"):
        if not getattr(exercise, field).strip():
            found.append(f"{field} is empty.")
    if not _is_list_of(exercise.hints, str) or not exercise.hints or not all(exercise.hints):
        found.append("hints must be a tuple of at least one text. Is a comma missing?")
    return found


def _about_mistakes(exercise):
    found = []
    if exercise.kind != "choice" and len(exercise.mistakes) < 3:
        found.append(f"it has {len(exercise.mistakes)} mistakes; at least 3 are needed.")
    told = [mistake.question for mistake in exercise.mistakes]
    if len(set(told)) < len(told):
        found.append("two mistakes ask the same question.")
    for mistake in exercise.mistakes:
        if not (mistake.question.strip() and mistake.explanation.strip()):
            found.append(f"the mistake {mistake.name} needs a question and an explanation.")
    return found


def _about_options(options, right, mistakes):
    wrong = [mistake.wrong for mistake in mistakes]
    found = []
    if right not in options:
        found.append(f"the solution {right!r} is not among the options.")
    for letter in options:
        times = wrong.count(letter)
        if letter == right and times:
            found.append(f"the option {letter!r} is the solution and a mistake.")
        if letter != right and times != 1:
            found.append(f"the wrong option {letter!r} needs one Mistake, and has {times}.")
    strange = [letter for letter in wrong if letter not in options]
    if strange:
        found.append(f"the mistake {strange[0]!r} is not among the options.")
    return found


def _about_diagnosis(exercise):
    diagnosis = exercise.diagnosis
    found = []
    if exercise.kind == "choice" or exercise.own_stub or exercise.own_solution or exercise.part:
        found.append("a diagnosis goes with code or a value whose stub is its first mistake, and "
                     "with no part of the own network.")
    return found + ["diagnosis: " + complaint for complaint in _about_options(
        diagnosis.options, diagnosis.right, diagnosis.mistakes)]


def _about_code(exercise):
    found = []
    same_kind = inspect.isclass if exercise.kind == "class" else callable
    for answer in [*(mistake.wrong for mistake in exercise.mistakes), *exercise.alternatives]:
        if not same_kind(answer):
            found.append(f"{answer!r} must be a {exercise.kind}, as the solution is.")
    if exercise.kind == "class":
        if exercise.own_stub is None and exercise.diagnosis is None:
            found.append("a class needs its own_stub.")
        return found
    if not (exercise.solution.__doc__ or "").strip() and exercise.own_stub is None \
            and exercise.diagnosis is None:
        found.append("the solution needs a docstring that says its shapes: it goes into the stub.")
    parameters = inspect.signature(exercise.solution).parameters.values()
    if any(parameter.kind is not parameter.POSITIONAL_OR_KEYWORD for parameter in parameters):
        found.append("the solution must have plain parameters: no *, no **, no /.")
    return found


def _about_stub(exercise):
    try:
        tree = ast.parse(exercise.stub)
    except SyntaxError as error:
        return [f"own_stub is no valid Python: {error.msg}, line {error.lineno}."]
    found = []
    defined = {getattr(node, "name", None) or getattr(node, "id", None) for node in ast.walk(tree)}
    if exercise.object_name not in defined:
        found.append(f"own_stub does not define {exercise.object_name}.")
    dots = any(isinstance(node, ast.Constant) and node.value is ... for node in ast.walk(tree))
    if not dots and 'raise NotImplementedError("your turn")' not in exercise.stub:
        found.append('own_stub must raise NotImplementedError("your turn") or hold `...`.')
    return found


def _is_list_of(things, kind):
    return isinstance(things, (list, tuple)) and all(isinstance(thing, kind) for thing in things)
