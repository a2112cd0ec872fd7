"""An author's slip is told when the record is added, in a sentence that names the exercise."""

import numpy as np
import pytest
from made_up import bias_gradient, make, make_choice, make_layer, make_value, three_wrong

from mlp_lessons.exercises import record
from mlp_lessons.exercises.record import Mistake


def no_docstring(dZ):
    return dZ


def star(*given):
    """Return nothing."""


@pytest.mark.parametrize("exercise, told", [
    (make(name="softmax"), "public name"),
    (make(name="fine", target="Linear"), "public name"),
    (make(name="two words"), "cannot be a name"),
    (make(number="4"), "4.10"), (make(number="4.0"), "4.10"), (make(number="04.1"), "4.10"),
    (make(difficulty=4), "difficulty"), (make(minutes=0), "minutes"), (make(title=" "), "title"),
    (make(why=""), "why"),
    (make(hints=()), "hints"), (make(hints=("one hint")), "hints"), (make(hints=("",)), "hints"),
    (make(mistakes=three_wrong(0)[:2]), "at least 3"),
    (make(mistakes=three_wrong(0)[0]), "tuple of Mistake"),
    (make(mistakes=three_wrong(0) * 2), "same question"),
    (make(mistakes=(*three_wrong(0), Mistake(min, "Why?", ""))), "an explanation"),
    (make(mistakes=(*three_wrong(0), Mistake(3, "Why?", "So."))), "3 must be a function"),
    (make(alternatives=(3,)), "3 must be a function"), (make(alternatives=sum), "alternatives"),
    (make(solution=no_docstring), "docstring"), (make(solution=star), "plain parameters"),
    (make_layer(own_stub=None), "own_stub"),
    (make_layer(own_stub="class Other: ..."), "does not define MyLayer"),
    (make_layer(own_stub="class MyLayer:\n    pass"), "your turn"),
    (make_layer(own_stub="class MyLayer("), "no valid Python"),
    (make_layer(mistakes=three_wrong(0)), "must be a class"),
    (make_choice(solution="d"), "'d' is not among"),
    (make_choice(mistakes=(Mistake("a", "Why?", "So."),)), "'c' needs one Mistake, and has 0"),
    (make_choice(mistakes=(*make_choice().mistakes, Mistake("b", "Why?", "So."))), "and a mistake"),
    (make_choice(mistakes=(*make_choice().mistakes, Mistake("e", "Why?", "So."))), "'e' is not"),
])
def test_a_slip_is_told(course, exercise, told):
    with pytest.raises(ValueError, match="^Exercise ") as error:
        course(exercise)
    assert told in str(error.value) and exercise.name in str(error.value)


def test_what_is_well_formed_is_added(course):
    course(make(), make_layer(number="6.5"), make_choice(number="6.6"),
           make_value(3.0, name="v", number="6.10"), make(name="early", number="5.12"),
           make(name="with_stub", number="6.11", solution=no_docstring, target="no_docstring",
                own_stub="no_docstring = lambda dZ: ..."))
    numbers = [exercise.number for exercise in record.all_exercises()]
    assert numbers == ["5.12", "6.4", "6.5", "6.6", "6.10", "6.11"]
    assert [exercise.name for exercise in record.all_exercises(5)] == ["early"]
    assert record.get_exercise("v").kind == "value"


def test_names_and_numbers_are_taken_once(course):
    course(make())
    with pytest.raises(ValueError, match="stands beside"):
        course(make(number="6.5"))
    with pytest.raises(ValueError, match="stands beside"):
        course(make(name="other"))


def test_stubs_and_headings():
    exercise = make(difficulty=2, core=False)
    assert exercise.heading == "### Exercise 6.4 · A title\n●●○ · stretch · 5 minutes"
    assert exercise.stub.startswith("def bias_gradient(dZ):\n    \"\"\"Return db")
    assert exercise.stub.endswith('"""\n    raise NotImplementedError("your turn")')
    assert make(name="x", target="other").stub.startswith("def other(dZ):")
    assert make_choice().stub.endswith('prediction_6_4 = ...    # one of "a", "b", "c"')
    assert make_value(3.0).stub == "answer = ..."
    assert make_layer().stub.startswith("class MyLayer:")
    assert make(own_solution="\n    bias_gradient = sum\n").solution_source == "bias_gradient = sum"
    assert make_value(np.eye(1)).solution_source == "answer = np.array([[1.0]])"
    assert make().source_of(bias_gradient) == make().solution_source
