"""`judge`: every verdict, and the patterns it recognises without being told of them."""

import numpy as np
import pytest
from made_up import (
    MyLayer,
    OverwrittenBias,
    averaged,
    bias_gradient,
    make,
    make_choice,
    make_layer,
    make_pair,
    make_value,
    over_the_neurons,
    three_wrong,
)

from mlp_lessons.exercises.calling import Error, Outcome, call_directly
from mlp_lessons.exercises.judging import judge
from mlp_lessons.exercises.record import Mistake, Tool
from mlp_lessons.exercises.telling import brief


def judged(exercise, answer):
    return judge(exercise, call_directly(exercise, answer))


# Verdicts ---------------------------------------------------------------------------------------

def test_right_says_why_it_matters():
    verdict = judged(make(), bias_gradient)
    assert verdict.passed and verdict.text() == "right. It matters."


@pytest.mark.parametrize("answer", [
    lambda dZ: sum(dZ), lambda grads: np.ones(len(grads)) @ grads,
    lambda dZ: np.einsum("no->o", dZ), lambda dZ: np.array([column.sum() for column in dZ.T]),
    lambda dZ: dZ.astype(np.float32).sum(axis=0), lambda dZ: list(dZ.sum(axis=0)),
    lambda dZ: tuple(dZ.sum(axis=0)), lambda dZ: np.asmatrix(dZ).A.sum(axis=0),
    lambda dZ: np.ma.array(dZ.sum(axis=0)), lambda *given: given[0].sum(0),
])
def test_a_right_answer_may_be_written_in_any_way(answer):
    assert judged(make(), answer).passed


def test_a_known_mistake_asks_first_and_explains_later():
    verdict = judged(make(), over_the_neurons)
    assert verdict.state == "wrong shape" and verdict.mistake == "over_the_neurons"
    assert "How many biases" in verdict.text() and "One per" not in verdict.text()
    assert "One per neuron." in verdict.text(again=True)
    assert "shape (2,); expected shape (3,)" in verdict.text()


def test_a_mistake_must_show_in_every_case():
    """Here the mean for N = 2 alone: not the known mistake, and no constant factor."""
    verdict = judged(make(), lambda dZ: dZ.mean(axis=0) if len(dZ) == 2 else dZ.sum(axis=0))
    assert verdict.state == "wrong value" and verdict.mistake is None


def _raises(dZ):
    """The shapes that went in are told, and the line."""
    return dZ.sum(axis=2)


def test_an_error_names_the_line_and_the_shapes():
    verdict = judged(make(), _raises)
    line = _raises.__code__.co_firstlineno + 2
    assert verdict.state == "error" and f"at line {line} of your cell" in verdict.text()
    assert "return dZ.sum(axis=2)" in verdict.text() and "AxisError" in verdict.text()
    assert "dZ of shape (2, 3)" in verdict.text()


def test_the_same_error_from_another_line_is_another_mistake():
    """`if Z > 0` and `max(Z, 0)` end in the same message."""
    def with_max(dZ):
        return max(dZ, 0)

    def with_if(dZ):
        if dZ > 0:
            return dZ
        return 0

    def max_elsewhere(dZ):
        total = max(dZ, 0)
        return total

    exercise = make(mistakes=(Mistake(with_max, "What does max compare?", "Two numbers."),))
    assert judged(exercise, max_elsewhere).question == "What does max compare?"
    assert judged(exercise, with_if).question == ""


def test_nothing_returned():
    verdict = judged(make(), lambda dZ: None)
    assert verdict.state == "returned nothing" and "`return`" in verdict.text()
    verdict = judged(make(), lambda dZ: print(dZ.sum(axis=0)))
    assert "print shows" in verdict.text()


@pytest.mark.parametrize("value, told", [
    ("3.5", "text, '3.5'"), ({"db": 1}, "a dict of 1"), (np.sum, "brackets"), (str, "class str"),
    (iter([1]), "a list_iterator"), (1j, "complex number"), (np.array([1j]), "complex numbers"),
    (np.array([None, 1]), "Python objects"), (["a", "b"], "a list of 2"), ({1, 2}, "a set"),
])
def test_wrong_types_are_named(value, told):
    verdict = judged(make(), lambda dZ: value)
    assert verdict.state == "wrong type" and told in verdict.text(), verdict.text()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e300])
def test_numbers_that_are_none_are_wrong(value):
    verdict = judged(make(), lambda dZ: dZ.sum(axis=0) + value)
    assert verdict.state == "wrong value" and verdict.text()
    assert not judged(make(), lambda dZ: np.full(100, value)).passed


def test_an_expected_nan_is_not_everything():
    exercise = make(solution=lambda Z: Z, cases=lambda: [(np.array([1.0, np.nan]),)])
    assert judged(exercise, lambda Z: Z.copy()).passed
    assert not judged(exercise, lambda Z: np.full(2, np.nan)).passed


def test_where_large_arrays_differ_most():
    def answer(Z):
        Z = Z.copy()
        Z[3, 1] += 5
        return Z

    exercise = make(solution=lambda Z: Z, cases=lambda: [(np.zeros((6, 5)),)])
    assert "differ most at [3, 1]: yours 5, expected 0" in judged(exercise, answer).text()


def test_a_small_difference_can_be_seen():
    """Rounded to four places the two would look the same."""
    text = judged(make(), lambda dZ: dZ.sum(axis=0) * (1 + 4e-7)).text()
    yours, expected = text.split("yours ")[1].rstrip(".").split(", expected ")
    assert yours != expected


def test_a_changed_input_is_seen_only_if_it_stays_changed():
    def shifted(dZ):
        dZ -= dZ.mean()
        return dZ.sum(axis=0)

    def zeroed(dZ):
        result = dZ.sum(axis=0)
        dZ[:] = 0
        return result

    def wiggled(dZ):
        dZ += 0.1
        dZ -= 0.1    # which leaves a trace in the last digit
        return dZ.sum(axis=0)

    assert judged(make(), shifted).state == "wrong value"
    verdict = judged(make(), zeroed)
    assert verdict.state == "changed its input" and "dZ was changed" in verdict.text()
    assert "Which line" in verdict.text() and "copy" in verdict.text(again=True)
    assert judged(make(), wiggled).passed


def test_a_known_change_of_the_input_is_told_from_others():
    def negatives_lost(dZ):
        result = dZ.sum(axis=0)
        dZ[dZ < 0] = 0
        return result

    def all_lost(dZ):
        result = dZ.sum(axis=0)
        dZ[:] = 0
        return result

    exercise = make(mistakes=(Mistake(negatives_lost, "Where have they gone?", "Into dZ."),))
    assert judged(exercise, negatives_lost).question == "Where have they gone?"
    assert judged(exercise, all_lost).question == "Which line writes into it?"


def test_nested_arguments_are_watched_too():
    exercise = make(solution=lambda layers: sum(W.sum() for W in layers["W"]),
                    cases=lambda: [({"W": [np.ones(2), np.ones(3)]},), ({"W": [np.ones(1)]},)])

    def spoils(layers):
        result = sum(W.sum() for W in layers["W"])
        layers["W"][0][:] = 0
        return result

    def empties(layers):
        return sum(layers["W"].pop().sum() for _ in range(len(layers["W"])))

    assert judged(exercise, exercise.solution).passed
    assert judged(exercise, spoils).state == "changed its input"
    assert judged(exercise, empties).state == "changed its input"


def test_changing_in_place_where_it_is_asked_for():
    def update(w, dw):
        w -= 0.1 * dw

    def forgets(w, dw):
        w = w - 0.1 * dw

    def too_much(w, dw):
        w -= 0.1 * dw
        dw *= 0

    def returns_it_too(w, dw):
        w[:] = w - 0.1 * dw

    exercise = make(solution=update, changes=(0,), mistakes=three_wrong(0),
                    cases=lambda: [(np.ones(2), np.ones(2)), (np.ones(3), np.arange(3.0))])
    assert judged(exercise, update).passed and judged(exercise, returns_it_too).passed
    assert judged(exercise, forgets).state == "wrong value"
    assert "w is not what it should be" in judged(exercise, forgets).text()
    assert not judged(exercise, too_much).passed


def test_quiet_means_without_a_warning():
    def loud(dZ):
        np.exp(np.array([1000.0]))
        return dZ.sum(axis=0)

    assert judged(make(), loud).passed
    verdict = judged(make(quiet=True), loud)
    assert verdict.state == "warned" and "overflow" in verdict.text()


def test_what_is_kept_between_calls_is_found():
    seen = []

    def remembers(dZ):
        seen.append(dZ)
        return dZ.sum(axis=0) + (len(seen) > 4)

    verdict = judged(make(), remembers)
    assert not verdict.passed and "from one call to the next" in verdict.text()

    def grows(dZ, total=np.zeros(3)):    # noqa: B008
        if len(dZ[0]) == 3:
            total += dZ.sum(axis=0)
            return total
        return dZ.sum(axis=0)

    assert not judged(make(), grows).passed


def test_stubs():
    def stub(dZ):
        raise NotImplementedError("your turn")

    def dots_returned(dZ):
        return ...

    def dots_inside(dZ):
        return np.maximum(dZ, ...)

    def dots_as_a_number(dZ):
        return dZ * ...

    def dots_as_a_matrix(dZ):
        return dZ @ ...

    for answer in (stub, dots_returned, dots_inside, dots_as_a_number, dots_as_a_matrix):
        verdict = judged(make(), answer)
        assert verdict.state == "not attempted", (answer, verdict)
    assert judged(make(), lambda dZ: dZ[..., None] @ dZ[..., 0]).state == "error"


def test_dots_are_named_with_their_line_or_with_none():
    def used_later(dZ):
        db = ...
        return np.sum(db * 2, axis=0)

    def as_in_the_stub(dZ):
        return 2 * ...

    def stub_with(line):
        return f"def bias_gradient(dZ):\n    {line}"

    two_lines = stub_with("db = ...\n    return np.sum(db * 2, axis=0)")
    later = judged(make(own_stub=two_lines), used_later)
    assert "There are still dots in the cell above." in later.text()
    first = judged(make(own_stub=stub_with("return 2 * ...    # twice what?")), as_in_the_stub)
    assert "The dots still stand" in first.text()


def test_an_interrupt_of_the_solution_stops_the_check():
    def slow(dZ):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judged(make(solution=slow, cases=make().cases), bias_gradient)


def test_an_interrupt_stops_the_judging():
    calls = []

    def endless(dZ):
        calls.append(dZ)
        raise KeyboardInterrupt

    verdict = judged(make(), endless)
    assert verdict.state == "error" and len(calls) == 1 and "come to an end" in verdict.text()


def test_cases_are_not_spoilt_by_a_call():
    """A `call` that keeps and changes what it is given must not reach the judge's own inputs."""
    inputs = [(np.ones((2, 3)),), (np.ones((4, 3)),)]
    exercise = make(cases=lambda: inputs)

    def call(arguments):
        arguments[0][:] = 0
        return Outcome(np.zeros(3), arguments=(np.ones((2, 3)),))

    assert not judge(exercise, call).passed
    assert inputs[0][0].sum() == 6


# Factor, sign, transpose ------------------------------------------------------------------------

def scores(X, W):
    """Return a matrix (N, out)."""
    return X @ W.T


def score_cases(sizes=((3, 2, 4), (5, 4, 2), (4, 3, 3))):
    rng = np.random.default_rng(9)
    return [(rng.normal(size=(N, D)), rng.normal(size=(K, D))) for N, D, K in sizes]


@pytest.mark.parametrize("wrong, words", [
    (lambda X, W: 2 * scores(X, W), ["2 times"]),
    (lambda X, W: scores(X, W) / 2, ["1/2 times"]),
    (lambda X, W: 1.7 * scores(X, W), ["1.7 times"]),
    (lambda X, W: -scores(X, W), ["minus"]),
    (lambda X, W: scores(X, W).T, ["the transpose of"]),
    (lambda X, W: -scores(X, W).T, ["minus", "the transpose of"]),
    (lambda X, W: -3 * scores(X, W), ["3 times", "minus"]),
    (lambda X, W: scores(X, W).T * 2, ["2 times", "the transpose of"]),
    (lambda X, W: scores(X, W) / len(X), ["1/N times", "rows of X", "already divided"]),
    (lambda X, W: scores(X, W) * len(X), ["N times", "Who should divide"]),
    (lambda X, W: -scores(X, W) / len(X), ["1/N times", "minus"]),
    (lambda X, W: scores(X, W).T / len(X), ["1/N times", "the transpose of"]),
    (lambda X, W: scores(X, W) / X.shape[1], ["1/K times", "columns of X"]),
    (lambda X, W: scores(X, W) / X.size, ["1/(N·K) times"]),
])
def test_patterns(wrong, words):
    exercise = make(solution=scores, cases=score_cases, mistakes=three_wrong(0))
    verdict = judged(exercise, wrong)
    assert all(word in verdict.question for word in words), verdict
    assert "change nothing else" in verdict.text(again=True)


@pytest.mark.parametrize("wrong", [
    lambda X, W: scores(X, W) + 1,
    lambda X, W: scores(X, W) * 0,
    lambda X, W: np.abs(scores(X, W)),
    lambda X, W: scores(X, W) * [[1 if n % 2 else 2] for n in range(len(X))],
    lambda X, W: scores(X, W) * (2 if len(X) == 3 else 1),
    lambda X, W: scores(X, W) * (-1 if len(X) == 3 else 1),
    lambda X, W: scores(X, W) if len(X) == 3 else scores(X, W).T,
    lambda X, W: 1 / 0 if len(X) == 5 else 2 * scores(X, W),
])
def test_no_pattern_where_there_is_none(wrong):
    exercise = make(solution=scores, cases=score_cases, mistakes=three_wrong(0))
    verdict = judged(exercise, wrong)
    assert not verdict.passed and verdict.question == "", verdict


def test_symmetric_results_are_not_called_transposed():
    exercise = make(solution=lambda X: X @ X.T, mistakes=three_wrong(0),
                    cases=lambda: [(X,) for X, _ in score_cases()])
    verdict = judged(exercise, lambda X: -2 * X @ X.T)
    assert "2 times" in verdict.question and "transpose" not in verdict.question
    assert judged(exercise, lambda X: (X @ X.T).T).passed


def test_one_number_alone_has_no_odd_factor():
    """Any wrong number is some factor times the right one."""
    exercise = make(solution=lambda z: z * 2.0, cases=lambda: [(1.0,), (0.0,)],
                    mistakes=three_wrong(0))
    assert judged(exercise, lambda z: z * 2.6).question == ""
    assert "2 times" in judged(exercise, lambda z: z * 4.0).question
    assert "minus" in judged(exercise, lambda z: z * -2.0).question


def test_numbers_nearly_in_proportion_have_no_factor():
    assert "2 times" in judged(make_value([1.5, 2.0, 3.0]), [3.0, 4.0, 6.0]).question
    assert judged(make_value([1.5, 2.0, 3.0]), [3.0, 4.0, 5.9]).question == ""


def test_only_the_wrong_part_of_a_pair_is_diagnosed():
    exercise = make_pair()
    verdict = judged(exercise, lambda dZ, X: ((dZ.T @ X).T, dZ.sum(axis=0)))
    assert "dW is" in verdict.text() and "the transpose of" in verdict.question
    verdict = judged(exercise, lambda dZ, X: (dZ.T @ X, dZ.mean(axis=0)))
    assert "db is" in verdict.text() and "1/N times" in verdict.question
    verdict = judged(exercise, lambda dZ, X: (-dZ.T @ X, dZ.mean(axis=0)))
    assert "dW is" in verdict.text() and "minus" in verdict.question and "N" not in verdict.question


def test_a_pair_as_a_list_or_array_and_of_wrong_length():
    assert judged(make_pair(), lambda dZ, X: [dZ.T @ X, dZ.sum(axis=0)]).passed
    for wrong in (lambda dZ, X: dZ.T @ X, lambda dZ, X: (dZ.T @ X,), lambda dZ, X: "dW"):
        verdict = judged(make_pair(), wrong)
        assert verdict.state == "wrong type" and "2 values are wanted (dW, db)" in verdict.text()
    assert "dW is None" in judged(make_pair(), lambda dZ, X: (None, dZ.sum(axis=0))).text()
    exercise = make(solution=lambda Z: (Z.mean(), Z.std()), mistakes=three_wrong(0),
                    cases=lambda: [(np.arange(4.0),), (np.arange(3.0),)])
    assert judged(exercise, lambda Z: np.array([Z.mean(), Z.std()])).passed


# True and False, lists, single precision --------------------------------------------------------

def test_true_and_false_are_numbers_but_numbers_are_no_mask():
    step = make(solution=lambda Z: (Z > 0) * 1.0, mistakes=three_wrong(0),
                cases=lambda: [(np.array([1.0, -1.0]),), (np.array([0.5, 2.0]),)])
    assert judged(step, lambda Z: Z > 0).passed
    mask = make(solution=lambda Z: Z > 0, mistakes=three_wrong(0), cases=step.cases)
    verdict = judged(mask, lambda Z: (Z > 0) * 1)
    assert verdict.state == "wrong type" and "True and False" in verdict.text()


def test_a_part_of_the_network_returns_arrays():
    assert judged(make(), lambda dZ: dZ.sum(axis=0).tolist()).passed
    verdict = judged(make(part=True), lambda dZ: dZ.sum(axis=0).tolist())
    assert verdict.state == "wrong type" and "expected an array of shape (3,)" in verdict.text()


def test_single_precision_passes_and_noise_does_not():
    assert judged(make(), lambda dZ: dZ.sum(axis=0, dtype=np.float32)).passed
    noise = np.float32(1.0001)
    assert not judged(make(), lambda dZ: dZ.sum(axis=0, dtype=np.float32) * noise).passed
    assert not judged(make(), lambda dZ: dZ.sum(axis=0).astype(np.float16)).passed


def test_a_single_number_may_be_an_array_without_dimensions():
    exercise = make(solution=lambda Z: float(Z.sum()), mistakes=three_wrong(0),
                    cases=lambda: [(np.ones(2),), (np.ones(3),)])
    for right in (lambda Z: Z.sum(), lambda Z: np.array(Z.sum()), lambda Z: int(Z.sum())):
        assert judged(exercise, right).passed
    assert judged(exercise, lambda Z: Z.sum(keepdims=True)).state == "wrong shape"


# Classes ----------------------------------------------------------------------------------------

def test_a_class_is_judged_by_its_steps():
    exercise = make_layer()
    assert judged(exercise, MyLayer).passed
    verdict = judged(exercise, OverwrittenBias)
    assert verdict.question == "Which samples reach db?" and "attribute db is" in verdict.text()
    assert "MyLayer(3, 2), forward(X of shape (2, 3))" in verdict.text()


def test_class_errors_and_missing_things():
    class NoBackward(MyLayer):
        backward = None

    class NothingBack(MyLayer):
        def backward(self, dZ):
            super().backward(dZ)

    class Keeps(MyLayer):
        def backward(self, dZ):
            dX = super().backward(dZ)
            del self.dW
            return dX

    assert judged(make_layer(), NoBackward).state == "error"
    assert judged(make_layer(), NothingBack).state == "returned nothing"
    assert "dW is missing" in judged(make_layer(), Keeps).text()


def test_class_patterns_name_the_part():
    class Halved(MyLayer):
        def backward(self, dZ):
            dX = super().backward(dZ)
            self.dW /= len(dZ)
            return dX

    class Transposed(MyLayer):
        def backward(self, dZ):
            dX = super().backward(dZ)
            self.dW = -self.dW.T
            return dX

    verdict = judged(make_layer(), Halved)
    assert "dW is" in verdict.text() and "1/N times" in verdict.question, verdict
    verdict = judged(make_layer(), Transposed)
    assert "minus the transpose of" in verdict.question, verdict


def test_what_a_method_returns_that_need_not_return_anything():
    class Counts:
        def __init__(self):
            self.n = 0

        def step(self):
            self.n += 1

    class Chains(Counts):
        def step(self):
            self.n += 1
            return self

    exercise = make_layer(solution=Counts, target="MyLayer",
                          cases=lambda: [[("new",), ("step",), ("get", "n")]] * 2)
    assert judged(exercise, Chains).passed


def test_a_class_that_changes_what_it_is_given():
    class Spoils(MyLayer):
        def backward(self, dZ):
            dX = super().backward(dZ)
            dZ *= 0
            return dX

    verdict = judged(make_layer(), Spoils)
    assert verdict.state == "changed its input" and "backward" in verdict.text()

    class UpdatesItsOwn(MyLayer):
        """What was set belongs to the object: it may change it."""

        def backward(self, dZ):
            dX = super().backward(dZ)
            self.W -= 0.1 * self.dW
            return dX

    assert judged(make_layer(), UpdatesItsOwn).passed


def test_a_half_completed_class():
    class Half(MyLayer):
        def backward(self, dZ):
            raise NotImplementedError("your turn")

    class HalfWrong(Half):
        def forward(self, X):
            return X @ self.W.T + 1

    verdict = judged(make_layer(), Half)
    assert verdict.state == "not attempted" and "forward: right so far" in verdict.text()
    verdict = judged(make_layer(), HalfWrong)
    assert verdict.state == "wrong value" and "forward returned" in verdict.text()


def test_state_kept_in_the_class_is_found():
    class Shared(MyLayer):
        total = np.zeros(1)

        def forward(self, X):
            Shared.total = Shared.total + 1e-3
            return super().forward(X) + self.total - 1e-3

    assert not judged(make_layer(), Shared).passed


# Variables and choices --------------------------------------------------------------------------

@pytest.mark.parametrize("value", ["b", "B", " b ", "b)", "(b)", "b.", "it slides", np.str_("b")])
def test_a_choice_is_read_leniently(value):
    assert judged(make_choice(), value).passed


@pytest.mark.parametrize("value", ["d", "", 2, None, ["b"], {"b"}, "bb", "turns", True, "a, b"])
def test_what_is_no_choice(value):
    verdict = judged(make_choice(), value)
    assert not verdict.passed
    assert 'must be one of "a", "b", "c"' in verdict.text(), verdict


def test_a_wrong_choice_is_told_why():
    verdict = judged(make_choice(), "A")
    assert verdict.question == "What turns it?" and "“a” (it turns)" in verdict.text()
    assert judged(make_choice(), ...).state == "not attempted"


@pytest.mark.parametrize("solution, right, wrong", [
    (3.0, [3, 3.0, np.float64(3), np.array(3.0), np.int64(3)], [3.1, "3", [3], None, True]),
    ((10, 3), [(10, 3), [10, 3], np.array([10, 3])], [(3, 10), 30, "(10, 3)", (10, 3, 1)]),
    ([1.0, 2.5], [[1, 2.5], np.array([1, 2.5])], [[1, 2], [[1, 2.5]]]),
    (np.eye(2), [[[1, 0], [0, 1]], np.eye(2), np.eye(2, dtype=bool)], [np.ones((2, 2)), 1]),
    ("ReLU", ["ReLU", "relu", " relu "], ["tanh", 1, None]),
    ({"a": 1.0, "b": [1.0, 2.0]}, [{"a": 1, "b": np.array([1, 2])}, {"b": (1, 2), "a": 1, "c": 0}],
     [{"a": 1}, {"a": 2, "b": [1, 2]}, [1], 5]),
    (["dead", "exploding"], [["dead", "exploding"], ("Dead", "exploding")], [["dead"], "dead"]),
])
def test_values_in_any_form(solution, right, wrong):
    exercise = make_value(solution)
    for value in right:
        assert judged(exercise, value).passed, value
    for value in wrong:
        assert not judged(exercise, value).passed, value
        assert judged(exercise, value).text()


def test_a_wrong_value_does_not_show_the_right_one():
    for solution, wrong in [(6.25, 5.0), ([6.25, 1.0], [5.0, 1.0]), ({"z1": 6.25}, {"z1": 5.0})]:
        text = judged(make_value(solution), wrong).text()
        assert "6.25" not in text and "5" in text
    assert "z1" in text
    assert "position [0]" in judged(make_value([6.25, 1.0]), [5.0, 1.0]).text()
    assert "answer is [3 5]" in judged(make_value((3, 10)), (3, 5)).text()


def test_counts_are_not_told_by_their_factor():
    assert judged(make_value(8), 4).question == ""
    assert "1/2 times" in judged(make_value(0.3), 0.15).question


def test_what_is_filled_in_is_judged():
    exercise = make_value({"z1": 1.5, "z2": -0.5, "a": [1.5, 0.0]})
    assert judged(exercise, {"z1": ..., "z2": ..., "a": ...}).state == "not attempted"
    verdict = judged(exercise, {"z1": 1.5, "z2": ..., "a": [1.5, ...]})
    assert verdict.state == "not attempted" and "right so far: 1 of 3" in verdict.text()
    verdict = judged(exercise, {"z1": 1.5, "z2": ..., "a": [..., 7.0]})
    assert verdict.state == "wrong value" and 'Your "a"' in verdict.text()
    assert judged(exercise, {"z1": 1.5, "z2": -0.5, "a": [1.5, 0.0]}).passed


def test_mistakes_of_half_filled_in_values():
    doubled = Mistake({"z1": 3.0, "z2": -1.0}, "Once or twice?", "Once.")
    sign = Mistake({"z1": 0.0, "z2": 0.5}, "Which side?", "Below.",
                   recognise=lambda value: value["z2"] > 0)
    exercise = make_value({"z1": 1.5, "z2": -0.5}, mistakes=(doubled, sign))
    assert judged(exercise, {"z1": 3.0, "z2": ...}).question == "Once or twice?"
    assert judged(exercise, {"z1": ..., "z2": 9.0}).question == "Which side?"
    assert judged(exercise, {"z1": 9.0, "z2": ...}).question == ""


def test_a_recognise_that_stumbles_recognises_nothing():
    large = Mistake(9.0, "So much?", "Less.", recognise=lambda value: value > 4)
    for nonsense in ("text", None, np.zeros(0), np.ones((2, 2)), [1, [2]], {"a": 1}):
        assert judged(make_value(4.0, mistakes=(large,)), nonsense).question == ""


def test_what_is_still_open_is_not_recognised():
    equal = Mistake({"z1": 9.0, "z2": 9.0, "z3": 1.0}, "Are they equal?", "No.",
                    recognise=lambda value: value["z1"] == value["z2"])
    exercise = make_value({"z1": 1.5, "z2": -0.5, "z3": 1.0}, mistakes=(equal,))
    assert judged(exercise, {"z1": ..., "z2": ..., "z3": 5.0}).question == ""
    assert judged(exercise, {"z1": 3.0, "z2": 3.0, "z3": ...}).question == "Are they equal?"


def test_the_exact_mistake_comes_before_one_that_looks_like_it():
    large = Mistake(9.0, "So much?", "Less.", recognise=lambda value: value > 4)
    eight = Mistake(8.0, "Twice?", "Once.")
    exercise = make_value(4.0, mistakes=(large, eight))
    assert judged(exercise, 8.0).question == "Twice?"
    assert judged(exercise, 7.0).question == "So much?"


def test_expected_follows_the_seed_and_survives_nonsense():
    exercise = make_value({"seed": 0, "slope": 0.0}, expected=lambda value: {
        "seed": value["seed"], "slope": value["seed"] * 2.0})
    assert judged(exercise, {"seed": 3, "slope": 6.0}).passed
    assert judged(exercise, {"seed": 3, "slope": ...}).state == "not attempted"
    assert not judged(exercise, {"seed": 3, "slope": 7.0}).passed
    for nonsense in (5, "text", {"slope": 1}, {"seed": "a", "slope": 1}, {"seed": None}):
        assert not judged(exercise, nonsense).passed


def test_accept_decides_and_survives_nonsense():
    def accept(value, arguments):
        return None if value["w"] * 2 > 1 else f"{value['w']} is too small."

    exercise = make_value({"w": 1.0}, accept=accept)
    assert judged(exercise, {"w": 5}).passed
    assert "0.1 is too small" in judged(exercise, {"w": 0.1}).text()
    assert judged(exercise, {"w": ...}).state == "not attempted"
    verdict = judged(exercise, {"w": 0.1, "v": ...})
    assert verdict.state == "not attempted" and "1 of 2 are filled in" in verdict.text()
    exercise = make(accept=lambda db, arguments: None if db.sum() else "it is zero.")
    assert judged(exercise, lambda dZ: None).state == "returned nothing"
    exercise = make_value({"w": 1.0}, accept=accept)
    for nonsense in (5, "text", {}, {"w": "1"}, None, {"w": None}):
        verdict = judged(exercise, nonsense)
        assert verdict.state == "wrong type" and verdict.text()


# Tools, extract ---------------------------------------------------------------------------------

def test_tools_are_fresh_for_every_call():
    def counter():
        calls = []

        def f(x):
            calls.append(x)
            return x ** 2 + len(calls)

        f.calls = calls
        return f

    def solve(f, x):
        return f(x) + f(x)

    exercise = make(solution=solve, tools={"f": counter}, mistakes=three_wrong(0),
                    cases=lambda: [(Tool("f"), 1.0), (Tool("f"), 2.0)],
                    extract=lambda value, given: (value, len(given[0].calls)),
                    returns=("the value", "the number of calls"))
    assert judged(exercise, solve).passed
    verdict = judged(exercise, lambda f, x: f(x) + f(x) + 0 * f(x))
    assert "the number of calls is 3" in verdict.text()
    verdict = judged(exercise, lambda f, x: 7)
    assert "the value is 7" in verdict.text()


def test_extract_makes_plain_data_and_survives_nonsense():
    exercise = make(solution=lambda n: MyLayer(n, 2), mistakes=three_wrong(0),
                    cases=lambda: [(2,), (3,)], extract=lambda layer, given: layer.W.shape)
    assert judged(exercise, lambda n: MyLayer(n, 2)).passed
    assert judged(exercise, lambda n: MyLayer(2, n)).state == "wrong value"
    assert judged(exercise, lambda n: None).state == "returned nothing"
    assert judged(exercise, lambda n: "layer").state == "wrong type"


def test_an_error_in_a_variable_that_holds_a_function():
    exercise = make_value(4.0, extract=lambda f, given: f(2.0))
    assert judged(exercise, lambda x: x ** 2).passed
    verdict = judged(exercise, lambda x: x + "a")
    assert verdict.state == "error" and "TypeError" in verdict.text()


def test_an_error_in_what_was_returned_is_the_learners():
    exercise = make(solution=lambda n: lambda x: x * n, mistakes=three_wrong(0),
                    cases=lambda: [(2,), (3,)], extract=lambda f, given: f(2.0))
    assert judged(exercise, lambda n: lambda x: n * x).passed
    verdict = judged(exercise, lambda n: lambda x: x + "a")
    assert verdict.state == "error" and 'x + "a"' in verdict.text()


def test_a_judge_without_any_line_still_speaks():
    outcome = Outcome(error=Error("TypeError", "takes 0 arguments"))
    verdict = judge(make(), lambda arguments: outcome)
    assert verdict.text().startswith("your code stopped with an error.\n  TypeError: takes 0")


def test_averaged_is_its_own_mistake_before_the_general_pattern():
    assert judged(make(), averaged).question == "Who has already divided by N?"


def test_telling_a_list_of_arrays_by_their_shapes():
    assert brief([np.ones((4, 3)), np.ones((2, 4))]) == "a list of arrays of shape (4, 3), (2, 4)"
    assert brief([np.ones(2)] * 9) == "a list of 9"
    assert brief([1, 2]) == "[1, 2]" and brief([]) == "[]"
