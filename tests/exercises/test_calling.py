"""Running a learner's work: nothing that it does may reach the judge but plain data."""

import functools
import sys
import warnings
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from made_up import MyLayer, bias_gradient, make, make_layer, make_value
from packaging.version import Version

from mlp_lessons.exercises import values
from mlp_lessons.exercises.calling import MISSING, call_directly, restore_numpy
from mlp_lessons.exercises.judging import judge
from mlp_lessons.exercises.record import Tool
from mlp_lessons.exercises.values import Foreign, as_plain, is_numeric, same_value

DZ = np.array([[1.0, 0.0, 2.0], [-1.0, 1.0, 0.0]])


def outcome_of(answer, arguments=(DZ,), **fields):
    return call_directly(make(**fields), answer)(arguments)


# Errors -----------------------------------------------------------------------------------------

def _exits(dZ):
    sys.exit("bye")


def _interrupts(dZ):
    raise KeyboardInterrupt


def _never_ends(dZ):
    return _never_ends(dZ)


class Odd(BaseException):
    def __str__(self):
        raise RuntimeError


def _raises_oddly(dZ):
    raise Odd


@pytest.mark.parametrize("answer, name", [
    (_exits, "SystemExit"), (_interrupts, "KeyboardInterrupt"), (_never_ends, "RecursionError"),
    (_raises_oddly, "Odd"),
])
def test_whatever_is_raised_is_an_error(answer, name):
    outcome = outcome_of(answer)
    assert outcome.error.type == name
    assert outcome.error.line == answer.__code__.co_firstlineno + 1


def test_a_wrong_number_of_parameters_has_no_line():
    outcome = outcome_of(lambda: 1)
    assert outcome.error.type == "TypeError" and outcome.error.line is None


def test_the_line_is_the_learners_also_under_numpy_and_the_package():
    from mlp_lessons import Linear

    def in_numpy(dZ):
        return np.linalg.norm(
            dZ.reshape(7, 7))

    def in_a_helper(dZ):
        def helper(value):
            return np.concatenate([value, 1])
        return helper(dZ)

    def in_apply(dZ):
        return np.apply_along_axis(lambda row: row["a"], 0, dZ)

    def in_the_package(dZ):
        return Linear(7, 2, seed=0).forward(dZ)

    def in_another_library(dZ):
        return Version("no version")

    answers = {in_numpy: 2, in_a_helper: 2, in_apply: 1, in_the_package: 1, in_another_library: 1}
    for answer, offset in answers.items():
        error = outcome_of(answer).error
        assert error.line == answer.__code__.co_firstlineno + offset, error
        assert error.code


def test_a_long_message_is_cut():
    def shouts(dZ):
        raise ValueError("a" * 10_000)

    assert len(outcome_of(shouts).error.message) <= 500


# Prints, warnings, NumPy ------------------------------------------------------------------------

def test_a_flood_of_prints_is_kept_out(capsys):
    def talks(dZ):
        for _ in range(10_000):
            print("Z is", dZ)
        sys.stdout.write("end")
        return 1

    outcome = outcome_of(talks)
    assert outcome.value == 1
    assert outcome.printed.startswith("Z is [[") and len(outcome.printed) <= 2000
    assert capsys.readouterr().out == ""


def test_warnings_are_told_and_no_more():
    def warns(dZ):
        return np.exp(dZ + 1000) * 0

    with np.errstate(all="raise"):    # as a learner may have set it in the notebook
        assert outcome_of(warns).warnings == ("overflow encountered in exp",
                                              "invalid value encountered in multiply")
        assert outcome_of(lambda dZ: np.exp(dZ - 1000)).warnings == ()


def test_warnings_are_told_also_where_the_notebook_ignores_them():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert outcome_of(lambda dZ: np.log(dZ * 0)).warnings


def test_one_tool_is_one_object_within_a_call():
    """Two arguments that are the same tool share it; the next call has a fresh one."""
    call = call_directly(make(tools={"bag": list}), lambda a, b: a.append(1) or (a is b, len(a)))
    for _ in range(2):
        assert call((Tool("bag"), Tool("bag"))).value == (True, 1)


def test_numpys_names_are_put_back():
    original = np.sum

    def overwrites(dZ):
        np.sum = lambda *given, **named: 0
        return dZ.sum(axis=0)

    try:
        outcome = outcome_of(overwrites)
        assert np.sum is original and "np.sum" in outcome.error.message
        np.sum = 3
        assert restore_numpy() == ["sum"] and np.sum is original and restore_numpy() == []
    finally:
        np.sum = original


# Arguments --------------------------------------------------------------------------------------

def test_arguments_are_copies_and_come_back_as_they_are_after_the_call():
    inputs = ({"a": [np.ones(2), 1]}, np.zeros(2), [1, [2, 3]])

    def spoils(a, b, c):
        a["a"][0][:] = 5
        b += 1
        c[1].append(generator)
        return b

    generator = (k for k in range(3))
    outcome = outcome_of(spoils, inputs)
    assert same_value(list(inputs), [{"a": [np.ones(2), 1]}, np.zeros(2), [1, [2, 3]]], 0)
    assert same_value(list(outcome.arguments[:2]), [{"a": [[5, 5], 1]}, [1, 1]], 0)
    assert outcome.arguments[2] == [1, [2, 3, Foreign("a generator")]]


def test_a_result_is_a_copy_also_of_its_own_argument():
    kept = np.ones(3)
    outcome = outcome_of(lambda dZ: kept)
    kept[:] = 0
    assert outcome.value.sum() == 3
    outcome = outcome_of(lambda dZ: dZ)
    assert outcome.value is not outcome.arguments[0] and same_value(outcome.value, DZ, 0)


def test_a_script_gives_the_results_as_they_were_at_each_step():
    class Reuses(MyLayer):
        out = np.zeros((1, 1))

        def forward(self, X):
            self.out = self.out + X
            self.out[:] = X
            return self.out

    script = [("new", 1, 1), ("forward", np.ones((1, 1))), ("get", "out"),
              ("forward", np.full((1, 1), 2.0)), ("get", "nothing")]
    outcome = call_directly(make_layer(), Reuses)(script)
    assert outcome.value[0] is None
    assert same_value(outcome.value[1:4], [[[1]], [[1]], [[2]]], 0)
    assert outcome.value[4] == MISSING


def test_a_script_that_breaks_off_shows_how_far_it_came():
    class Breaks(MyLayer):
        def backward(self, dZ):
            raise ValueError("no")

    script = [("new", 2, 1), ("forward", np.ones((1, 2))), ("backward", np.ones((1, 1)))]
    outcome = call_directly(make_layer(), Breaks)(script)
    assert outcome.error.message == "no" and len(outcome.value) == 2


# Plain data -------------------------------------------------------------------------------------

class OddArray(np.ndarray):
    def __eq__(self, other):
        raise RuntimeError("no comparing")


class Hostile:
    def __getattr__(self, name):
        raise RuntimeError(name)

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1

    def __iter__(self):
        raise RuntimeError

    def __array__(self, *given, **named):
        raise RuntimeError

    def __len__(self):
        return 10 ** 9


class Named(tuple):
    pass


class Unreadable(list):
    def __iter__(self):
        raise RuntimeError


def _cycle():
    items = []
    items.append(items)
    return items


@pytest.mark.parametrize("value, plain", [
    (np.float64(1.5), 1.5), (np.int32(3), 3), (np.bool_(True), True), (np.str_("a"), "a"),
    (Fraction(1, 2), 0.5), (Decimal("0.5"), 0.5), (range(3), [0, 1, 2]), (Named((1, 2)), (1, 2)),
    ({np.int64(1): np.float64(2)}, {1: 2.0}), (..., ...), (None, None), (True, True),
    (np.array(["a", "b"]), ["a", "b"]), ([1, (2, {"a": None})], [1, (2, {"a": None})]),
])
def test_what_can_be_plain_is(value, plain):
    result = as_plain(value)
    assert result == plain and type(result) is type(plain)


@pytest.mark.parametrize("value, what", [
    ((k for k in "ab"), "a generator"), ({1}, "a set"), (1 + 2j, "a complex number"),
    (np.complex128(1j), "an array of complex numbers"), (len, "a function"),
    (lambda: 1, "a function"), (MyLayer, "the class MyLayer itself"), (MyLayer(1, 1), "a MyLayer"),
    (np.array([None, 1]), "an array of Python objects, not of numbers, of shape (2,)"),
    (np.array([1j]), "an array of complex numbers, of shape (1,)"),
    (np.ma.masked_less(np.arange(3.0), 1), "a masked array, of shape (3,)"),
    (np.zeros((2000, 1000)), "an array, of shape (2000, 1000)"),
    (np.broadcast_to(1.0, (10 ** 6, 10 ** 6)), "an array, of shape (1000000, 1000000)"),
    (list(range(100_000)), "a list of 100000"), (Hostile(), "a Hostile"),
    (np.array("2026-01-01", dtype="datetime64"), "an array of datetime64[D]"),
    (functools.partial(len), "a partial"), (Unreadable([1]), "an Unreadable"),
], ids=lambda value: type(value).__name__)
def test_what_is_not_plain_is_described(value, what):
    assert as_plain(value) == Foreign(what)
    assert as_plain([value]) == [Foreign(what)]


def test_a_list_inside_itself_ends_somewhere():
    result, depth = as_plain(_cycle()), 0
    while isinstance(result, list):
        result, depth = result[0], depth + 1
    assert isinstance(result, Foreign) and depth < 30


@pytest.mark.parametrize("array", [
    np.eye(2).view(np.matrix), np.eye(2).view(OddArray), np.ma.array(np.eye(2)),
    np.asfortranarray(np.eye(2)), np.eye(4)[::2, ::2], np.eye(2).astype(">f8"),
    np.eye(2, dtype=np.longdouble),
])
def test_arrays_of_every_kind_become_plain_arrays(array):
    result = as_plain(array)
    assert type(result) is np.ndarray and result.flags.c_contiguous and result.dtype.isnative
    assert result.dtype == np.float64 and np.array_equal(result, np.eye(2))
    assert judge(make(solution=np.eye, cases=lambda: [(2,)] * 2),
                 call_directly(make(), lambda n: array)).passed


def test_arrays_keep_their_shape_and_precision():
    for array in (np.zeros((0, 3)), np.ones(2, np.float32), np.array([True]), np.zeros((1, 1))):
        result = as_plain(array)
        assert result.shape == array.shape and result.dtype == array.dtype
    assert as_plain(np.float32(0.1)).dtype == np.float32
    assert type(as_plain(np.array(2.0))) is float and type(as_plain(np.array(2))) is int


def test_hostile_objects_are_only_a_wrong_type():
    for value in (Hostile(), [Hostile(), 1], {"a": Hostile()}, {Hostile(): 1}):
        verdict = judge(make(), call_directly(make(), lambda dZ, value=value: value))
        assert verdict.state == "wrong type", verdict
        exercise = make_value({"a": 1.0, "b": [1.0, 2.0]})
        assert not judge(exercise, call_directly(exercise, value)).passed


# Comparing --------------------------------------------------------------------------------------

@pytest.mark.parametrize("a, b, same", [
    (1, 1.0, True), (True, 1, True), ([1, 2], np.array([1.0, 2.0]), True), ((1, 2), [1, 2], True),
    (np.array([1.0]), 1.0, False), (np.zeros((2, 1)), np.zeros(2), False), ("1", 1, False),
    ([np.ones(2), np.ones(3)], (np.ones(2), [1, 1, 1]), True), ({"a": 1}, {"a": 1.0}, True),
    ({"a": 1}, {"a": 1, "b": 2}, False), (None, None, True), (None, 0, False), ([], [], True),
    (np.nan, np.nan, True), (np.nan, 1.0, False), (np.inf, np.inf, True), (np.inf, -np.inf, False),
    (1.0, 1.0 + 1e-9, True), (1.0, 1.0 + 1e-5, False), (np.float32(0.1), 0.1, True),
    (np.float32(1.000004), 1.0, True), (np.float32(1.0001), 1.0, False),
    (np.float16(0.1), 0.1, False), ("a", "a", True), (..., ..., True),
    (Foreign("a set"), np.ones(2), False),
    (10 ** 400, 1.0, False), (["a", 1], ["a", 1.0], True), ([1, [2]], [1, 2], False),
])
def test_same_value(a, b, same):
    assert same_value(a, b, 1e-7) is same and same_value(b, a, 1e-7) is same


def test_numbers_are_numbers():
    assert all(map(is_numeric, [1, True, 1.5, np.ones(2), [1, 2], ((1, 2), (3, 4)), np.float32(1)]))
    assert not any(map(is_numeric, ["1", None, {}, ["a"], [[1], [1, 2]], Foreign("x"), ..., [...],
                                    10 ** 400]))


def test_open_parts():
    assert all(map(values.is_open, [..., [..., [...]], {"a": ..., "seed": 1}]))
    assert not any(map(values.is_open, [[1, ...], [], {}, np.ones(2), None]))
    assert values.has_open_parts({"a": [1, ...]}) and not values.has_open_parts({"a": [1]})


def test_the_solution_itself_is_run_the_same_way():
    assert same_value(outcome_of(bias_gradient).value, [0, 1, 2], 1e-7)
