"""Every record of every lesson: its stub, its solution, its mistakes, and the answers that no
record lists but every judge must know: nothing, nonsense, constants, factors, transposes …

One lesson alone: `pytest tests/exercises/test_records.py -k lesson_04`.
"""

import base64
import functools
import json
import linecache
import pickle
import re
import traceback
from dataclasses import fields, is_dataclass
from pathlib import Path

import altered_answers
import numpy as np
import pytest
from altered_answers import (
    altered,
    each_array,
    each_result,
    from_call,
    labels_of,
    with_changed_input,
)

import mlp_lessons
from mlp_lessons.exercises import judging, keeping, record, values
from mlp_lessons.exercises.calling import Error, Outcome, call_directly
from mlp_lessons.exercises.curing import judge_patient
from mlp_lessons.exercises.judging import judge
from mlp_lessons.exercises.notebook import package_object
from mlp_lessons.exercises.record import Tool
from mlp_lessons.exercises.sources import find_source
from mlp_lessons.exercises.values import Foreign, same_value

LESSONS = sorted(Path(record.__file__).parent.glob("lesson_[0-9][0-9].py"))


def _load(path):
    """Return (records, None), or ([], what went wrong): one bad file must not hide the others."""
    try:
        return record.all_exercises(lesson=int(path.stem[-2:])), None
    except Exception:
        return [], traceback.format_exc()


FOUND = {path.stem: _load(path) for path in LESSONS}
EXERCISES = [pytest.param(exercise, id=f"{lesson}-{exercise.name}")
             for lesson, (exercises, _) in FOUND.items() for exercise in exercises]
every_exercise = pytest.mark.parametrize("exercise", EXERCISES)
every_lesson = pytest.mark.parametrize("lesson", FOUND)


@pytest.fixture(autouse=True)
def remembered(monkeypatch):
    """Run solutions and mistakes once per case: the judge runs them for each answer it sees."""
    monkeypatch.setattr(judging, "call_directly", _call_once)
    monkeypatch.setattr(altered_answers, "call_directly", _call_once)


_OUTCOMES = {}


def _call_once(exercise, target):
    call = call_directly(exercise, target)

    def remembering(arguments):
        key = exercise.name, id(target), pickle.dumps(arguments)
        if key not in _OUTCOMES:
            _OUTCOMES[key] = call(arguments), target    # which keeps its id from another object
        return _OUTCOMES[key][0]

    return remembering


def notebook_names():
    """Return what a cell can count on: np, and the public names of mlp_lessons."""
    names = {name: getattr(mlp_lessons, name) for name in mlp_lessons.__all__}
    return {"__name__": "__main__", "np": np, **names}


def run_cell(exercise, source):
    """Run a cell by itself; return the object that it defines."""
    names = notebook_names()
    linecache.cache["<cell>"] = (len(source), None, source.splitlines(True), "<cell>")
    exec(compile(source, "<cell>", "exec"), names)
    return names[exercise.object_name]


def judge_object(exercise, thing):
    return judge(exercise, call_directly(exercise, thing))


def judge_altered(exercise, alter):
    return judge(exercise, altered(exercise, alter))


def is_code(exercise):
    return exercise.kind in ("function", "class")


# The files --------------------------------------------------------------------------------------

@every_lesson
def test_the_file_loads(lesson):
    """Its records are well formed."""
    assert FOUND[lesson][1] is None, FOUND[lesson][1]


@every_lesson
def test_the_numbers_are_of_this_lesson(lesson):
    """Exercise 4.3 stands in lesson_04.py, and no name or number is taken twice."""
    text = (LESSONS[0].parent / f"{lesson}.py").read_text(encoding="utf-8")
    assert {int(number) for number in re.findall(r'number="(\d+)\.', text)} == {int(lesson[-2:])}


# What a record promises -------------------------------------------------------------------------

@every_exercise
def test_the_stub_is_not_attempted_yet(exercise):
    """As the notebook is stored, nothing is wrong and nothing is right."""
    thing = run_cell(exercise, exercise.stub)
    verdict = judge_patient(exercise, call_directly(exercise, thing), ...) \
        if exercise.diagnosis else judge_object(exercise, thing)
    assert verdict.state == "not attempted", verdict.text()
    assert "right so far: 0" not in verdict.text()


@every_exercise
def test_the_solution_is_right(exercise):
    """The function itself, and the cell that `solution` shows."""
    verdict = judge_object(exercise, exercise.solution)
    assert verdict.passed, verdict.text()
    from_cell = judge_object(exercise, run_cell(exercise, exercise.solution_source))
    assert from_cell.passed, from_cell.text()
    if exercise.package_name:
        assert package_object(exercise.package_name)


@every_exercise
def test_every_alternative_is_right(exercise):
    for answer in exercise.alternatives:
        verdict = judge_object(exercise, answer)
        assert verdict.passed, f"{answer}: {verdict.text()}"


@every_exercise
def test_every_mistake_is_told_its_own(exercise):
    """Its question first, its explanation when it comes again; from its cell as from itself."""
    for mistake in exercise.mistakes:
        source = exercise.source_of(mistake.wrong)
        for answer in (mistake.wrong, run_cell(exercise, source)):
            verdict = judge_object(exercise, answer)
            assert not verdict.passed, f"{mistake.name} passes. Its cell:\n{source}"
            assert verdict.question == mistake.question, f"{mistake.name}: {verdict}"
            assert mistake.question in verdict.text()
            assert mistake.explanation in verdict.text(again=True)


@every_exercise
def test_the_cases_are_plain_and_always_the_same(exercise):
    """Fixed seeds; at least two cases for code; every result can be sent to another process."""
    cases = exercise.cases()
    assert same_value(list(cases), list(exercise.cases()), 0)
    assert not is_code(exercise) or len(cases) >= 2
    for case in cases:
        outcome = call_directly(exercise, exercise.solution)(case)
        assert outcome.error is None
        assert not _contains_foreign(outcome.value) and not _contains_foreign(outcome.arguments)
        used = {argument.name for argument in _flat(case) if isinstance(argument, Tool)}
        assert used <= set(exercise.tools)
        assert not (exercise.quiet and outcome.warnings)


def _flat(value):
    items = value.values() if isinstance(value, dict) else value
    if isinstance(value, (dict, list, tuple)):
        return [leaf for item in items for leaf in _flat(item)]
    return [value]


def _contains_foreign(value):
    return any(isinstance(leaf, Foreign) for leaf in _flat(value))


@every_exercise
def test_the_solution_changes_what_the_record_says(exercise):
    """`changes` names the arguments that are meant to be changed, and no others are."""
    if exercise.kind != "function":
        return
    changed = set()
    for case in exercise.cases():
        outcome = call_directly(exercise, exercise.solution)(case)
        changed |= {k for k, (old, new) in enumerate(zip(case, outcome.arguments))
                    if not same_value(old, new, 0)}
    assert changed == set(exercise.changes)


@every_exercise
def test_the_solution_works_in_my_mlp(exercise, tmp_path):
    """Alone with `np` and the parts built before it."""
    if not exercise.part:
        return
    text = keeping.HEADER
    for earlier in record.all_exercises():
        if earlier.part:
            thing = run_cell(earlier, earlier.solution_source)
            text = keeping.with_section(text, earlier, find_source(thing, earlier.object_name))
        if earlier is exercise:
            break
    path = tmp_path / "my_mlp.py"
    path.write_text(text, encoding="utf-8")
    part = getattr(keeping.import_file(path), exercise.object_name)
    verdict = judge_object(exercise, part)
    assert verdict.passed, verdict.text()


# Wrong answers that no record lists -------------------------------------------------------------

NONSENSE = [None, "text", 7.125, {}, [], {"a": 1}, ["a", "b"], Foreign("a function"), [None, None],
            np.zeros((0,)), np.full((2, 2), np.nan), float("nan"), float("inf")]


@every_exercise
def test_nonsense_is_wrong(exercise):
    """Whatever comes back, the judge neither passes it nor stumbles over it."""
    for value in NONSENSE:
        if is_code(exercise):
            verdict = judge_altered(exercise, each_result(value))
            assert verdict.state.startswith(("wrong", "returned nothing")), (value, verdict)
            assert value is not None or verdict.state == "returned nothing" \
                or exercise.kind == "class", verdict
        else:
            verdict = judge_object(exercise, value)
            assert not verdict.passed, (value, verdict)
        assert verdict.text(), value


@every_exercise
def test_a_function_that_does_nothing_is_wrong(exercise):
    """Whatever it returns, also where `extract` looks at more than that."""
    if exercise.kind == "function":
        for value in (*NONSENSE, 0, 1, True, np.zeros(3), np.ones((4, 2)), np.sum):
            verdict = judge_object(exercise, lambda *given, value=value: value)
            assert not verdict.passed and verdict.text(), (value, verdict)
        verdict = judge_object(exercise, lambda *given: given[0])
        assert not verdict.passed, verdict


@every_exercise
def test_an_error_is_told(exercise):
    if is_code(exercise):
        error = Error("ValueError", "no such thing", 3, "A = f(Z)")
        verdict = judge(exercise, lambda arguments: Outcome([], error, tuple(arguments)))
        assert verdict.state == "error"
        assert "ValueError: no such thing" in verdict.text() and "line 3" in verdict.text()


@every_exercise
def test_a_constant_is_wrong(exercise):
    """The value of the first case always; the value of the case before; zeros; ones."""
    if not is_code(exercise):
        return
    last = len(exercise.cases())
    for which in (lambda number: 0, lambda number: max(0, number - 1), lambda number: last - 1):
        assert not judge_altered(exercise, from_call(exercise, which)).passed
    if exercise.accept is not None and exercise.extract is not None:
        return    # what `extract` makes is between the two of them
    for constant in (np.zeros_like, np.ones_like):
        if _says_something(exercise, constant):
            assert not judge_altered(exercise, each_array(constant)).passed, constant


@every_exercise
def test_an_answer_that_is_only_nearly_right_is_wrong(exercise):
    """Off by a thousandth; right for the first sample only; with a dimension too many."""
    def noisy(array):
        return array * (1 + 1e-3 * np.random.default_rng(1).choice([-1, 1], size=array.shape))

    def first_row_only(array):
        array = np.array(array)
        if array.ndim:
            array[1:] = 0
        return array

    if not is_code(exercise) or exercise.accept is not None:
        return
    for change in (noisy, first_row_only, lambda array: array[None],
                   lambda array: array[..., None]):
        if _says_something(exercise, change):
            assert not judge_altered(exercise, each_array(change)).passed, change


def _says_something(exercise, change):
    """Say whether a change makes any difference to the solution's results."""
    for expected in labels_of(exercise).values():
        for value in expected:
            if values.is_numeric(value):
                new = change(np.asarray(value))
                if new.shape != np.shape(value) or not np.allclose(new, value, 1e-5, 1e-5):
                    return True
    return False


@every_exercise
def test_an_input_that_is_changed_is_seen(exercise):
    if not is_code(exercise) or exercise.changes:
        return
    spoil = with_changed_input(exercise)
    solve = call_directly(exercise, exercise.solution)
    if any(not same_value(spoil(solve(case), 0).arguments, solve(case).arguments, 0)
           for case in exercise.cases()):
        assert judge_altered(exercise, spoil).state == "changed its input"


PATTERNS = {    # what it is called -> (change, the words for it)
    "factor 2": (lambda array: 2 * array, ["2 times"]),
    "factor 1/3": (lambda array: array / 3, ["1/3 times"]),
    "sign": (lambda array: -array, ["minus"]),
    "transpose": (lambda array: array.T, ["the transpose of"]),
    "factor and sign": (lambda array: -2 * array, ["2 times", "minus"]),
    "factor and transpose": (lambda array: array.T / 2, ["1/2 times", "the transpose of"]),
    "sign and transpose": (lambda array: -array.T, ["minus", "the transpose of"]),
}


@every_exercise
def test_factor_sign_and_transpose_are_recognised(exercise):
    """In any one part of a result; unless the record has something better to say about it."""
    if not is_code(exercise) or exercise.accept is not None:
        return
    for label, expected in labels_of(exercise).items():
        if not all(values.is_numeric(value) and np.asarray(value).dtype.kind == "f"
                   for value in expected):
            continue
        for name, (change, words) in PATTERNS.items():
            if "transpose" in name and not _is_transposable(expected):
                continue
            if not any(np.any(value) for value in expected):
                continue
            alter = each_array(change, only=(exercise, label))
            verdict = judge_altered(exercise, alter)
            assert not verdict.passed, (label, name)
            listed = any(verdict.question == mistake.question for mistake in exercise.mistakes)
            assert listed or all(word in verdict.question for word in words), (label, name, verdict)


def _is_transposable(expected):
    """Say whether a transpose shows, and could not be a factor or a sign as well."""
    return all(np.ndim(value) == 2 for value in expected) and any(
        np.shape(value)[0] != np.shape(value)[1] or not np.allclose(value, np.transpose(value))
        for value in expected)


# Right answers written another way --------------------------------------------------------------

@every_exercise
def test_the_form_of_a_right_answer_does_not_matter(exercise):
    """Single precision; lists where no array is needed; a variable's numbers in any form."""
    forms = [lambda array: array.astype(np.float32) if array.dtype.kind == "f" else array,
             lambda array: np.array(array, order="F")]
    if not exercise.part:
        forms.append(lambda array: array if array.dtype == bool else array.tolist())
    if exercise.accept is not None:
        forms = [] if is_code(exercise) else forms[1:2]    # what `extract` makes has one form
    for form in forms:
        if is_code(exercise):
            verdict = judge_altered(exercise, each_array(form))
        elif exercise.kind == "value":
            value = each_array(form)(Outcome(exercise.solution), 0).value
            verdict = judge_object(exercise, value)
        else:
            continue
        assert verdict.passed, verdict.text()


@every_exercise
def test_the_kind_of_callable_does_not_matter(exercise):
    """Renamed parameters, a lambda, a partial, an object that can be called; a subclass."""
    right = exercise.solution
    if exercise.kind == "class":
        answers = [type(right.__name__, (right,), {})]
    elif exercise.kind == "function":
        class Callable:
            def __call__(self, *given):
                return right(*given)

        answers = [lambda *given: right(*given), functools.partial(right), Callable(),
                   Callable().__call__]
    elif exercise.kind == "choice":
        letter = exercise.solution
        answers = [letter.upper(), f" {letter} ", f"{letter})", f"({letter})",
                   exercise.options[letter], np.str_(letter)]
    else:
        answers = []
    for answer in answers:
        verdict = judge_object(exercise, answer)
        assert verdict.passed, (answer, verdict.text())


# Through a pipe ---------------------------------------------------------------------------------

@every_exercise
def test_the_verdict_is_the_same_through_a_pipe(exercise):
    """A grader sends arguments and outcomes as JSON between two processes."""
    for answer in (exercise.solution, *(mistake.wrong for mistake in exercise.mistakes)):
        here = call_directly(exercise, answer)
        assert judge(exercise, _piped(here)) == judge(exercise, here)


def _piped(call):
    return lambda arguments: _through_json(call(_through_json(arguments)))


def _through_json(value):
    return _decode(json.loads(json.dumps(_encode(value))))


def _encode(value):
    if isinstance(value, np.ndarray):
        return ["array", str(value.dtype), list(value.shape),
                base64.b64encode(value.tobytes()).decode()]
    if is_dataclass(value):
        return [type(value).__name__, {field.name: _encode(getattr(value, field.name))
                                       for field in fields(value)}]
    if isinstance(value, dict):
        return ["dict", [[_encode(key), _encode(item)] for key, item in value.items()]]
    if isinstance(value, (list, tuple)):
        return [type(value).__name__, [_encode(item) for item in value]]
    if value is ...:
        return ["dots"]
    assert value is None or type(value) in (bool, int, float, str), f"{value!r} is no plain data"
    return value


def _decode(value):
    if not isinstance(value, list):
        return value
    kind, *rest = value
    if kind == "array":
        dtype, shape, data = rest
        return np.frombuffer(base64.b64decode(data), dtype).reshape(shape).copy()
    if kind == "dict":
        return {_decode(key): _decode(item) for key, item in rest[0]}
    if kind in ("list", "tuple"):
        return {"list": list, "tuple": tuple}[kind](map(_decode, rest[0]))
    if kind == "dots":
        return ...
    make = {"Outcome": Outcome, "Error": Error, "Tool": Tool, "Foreign": Foreign}[kind]
    return make(**{name: _decode(item) for name, item in rest[0].items()})
