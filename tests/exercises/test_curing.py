"""Patients: the diagnosis and the cure are judged together, and told apart."""

import pytest
from test_records import EXERCISES, run_cell

from mlp_lessons.exercises.calling import call_directly
from mlp_lessons.exercises.curing import judge_patient
from mlp_lessons.exercises.record import Diagnosis, Exercise, Mistake, add

PATIENTS = [parameter for parameter in EXERCISES if parameter.values[0].diagnosis]
every_patient = pytest.mark.parametrize("exercise", PATIENTS)


def judged(exercise, answer, letter):
    return judge_patient(exercise, call_directly(exercise, answer), letter)


def wrong_cures(exercise):
    """The wrong answers that are not the patient as it came in."""
    return [mistake for mistake in exercise.mistakes if mistake.wrong is not exercise.as_found]


@every_patient
def test_the_stub_is_the_patient_as_it_came_in(exercise):
    """And whatever is made of its code alone, without a diagnosis, nothing is passed."""
    found = run_cell(exercise, exercise.stub)
    verdict = judged(exercise, found, ...)
    assert verdict.state == "not attempted" and exercise.diagnosis_name in verdict.text()
    assert f"{exercise.diagnosis_name} = ..." in exercise.stub
    right = exercise.diagnosis.right
    assert judged(exercise, found, right).passed == exercise.diagnosis.healthy


@every_patient
def test_both_right(exercise):
    for letter in (exercise.diagnosis.right, exercise.diagnosis.right.upper() + ")",
                   exercise.diagnosis.options[exercise.diagnosis.right]):
        verdict = judged(exercise, exercise.solution, letter)
        assert verdict.passed and exercise.why in verdict.text()
        assert ("nothing is ill" if exercise.diagnosis.healthy else "diagnosis and cure") \
            in verdict.text()


@every_patient
def test_the_diagnosis_is_right_and_the_cure_is_wrong(exercise):
    for mistake in wrong_cures(exercise):
        verdict = judged(exercise, mistake.wrong, exercise.diagnosis.right)
        assert not verdict.passed and verdict.state != "not attempted"
        assert "your diagnosis is right" in verdict.text()
        assert verdict.question == mistake.question
        assert mistake.explanation in verdict.text(again=True)


@every_patient
def test_the_diagnosis_is_wrong_and_the_cure_is_right(exercise):
    for mistake in exercise.diagnosis.mistakes:
        verdict = judged(exercise, exercise.solution, mistake.wrong)
        assert not verdict.passed and verdict.state == "wrong value"
        assert exercise.diagnosis.options[mistake.wrong] in verdict.text()
        assert exercise.diagnosis.healthy or "the cure is right" in verdict.text()
        assert verdict.question == mistake.question
        assert mistake.explanation in verdict.text(again=True)


@every_patient
def test_both_wrong(exercise):
    wrong = exercise.diagnosis.mistakes[0]
    for mistake in wrong_cures(exercise):
        verdict = judged(exercise, mistake.wrong, wrong.wrong)
        assert not verdict.passed
        for again, (of_diagnosis, of_cure) in enumerate((
                (wrong.question, mistake.question), (wrong.explanation, mistake.explanation))):
            text = verdict.text(again=bool(again))
            assert of_diagnosis in text and of_cure in text
            assert "your diagnosis is right" not in text and "the cure is right" not in text


@every_patient
def test_nothing_changed(exercise):
    """With a right diagnosis and with a wrong one: both are told, and that nothing was cured."""
    if exercise.diagnosis.healthy:
        return
    right, wrong = exercise.diagnosis.right, exercise.diagnosis.mistakes[0]
    verdict = judged(exercise, exercise.as_found, right)
    assert "your diagnosis is right, but nothing is cured yet" in verdict.text()
    assert verdict.question == exercise.mistakes[0].question
    verdict = judged(exercise, exercise.as_found, wrong.wrong)
    assert "nothing is cured yet" in verdict.text() and verdict.question == wrong.question


@every_patient
def test_no_diagnosis_yet(exercise):
    assert judged(exercise, exercise.solution, ...).state == "not attempted"
    if not exercise.diagnosis.healthy:
        assert "well again" in judged(exercise, exercise.solution, ...).text()
    for mistake in wrong_cures(exercise):
        verdict = judged(exercise, mistake.wrong, ...)
        assert verdict.state != "not attempted" and "no diagnosis yet" in verdict.text()
        assert verdict.question == mistake.question


@every_patient
def test_a_letter_that_does_not_exist(exercise):
    for letter in ("z", "", None, 3, ["a"], exercise.diagnosis.options):
        verdict = judged(exercise, exercise.solution, letter)
        assert verdict.state == "wrong type" and exercise.diagnosis_name in verdict.text()


# ---- a made-up patient ----


def doubled(x):
    return 2 * x


def tripled(x):
    return 3 * x


def squared(x):
    return x * x


def negative(x):
    return -x


def halved_patient(**changed):
    fields = {
        "name": "halved", "number": "9.1", "title": "A half", "difficulty": 1, "minutes": 1,
        "why": "It doubles.", "hints": ("Twice?",), "solution": doubled,
        "cases": lambda: [(3.0,), (5.0,)],
        "mistakes": (Mistake(tripled, "Three?", "Three is too much."),
                     Mistake(squared, "Squared?", "Squares grow."),
                     Mistake(negative, "Minus?", "Minus is below.")),
        "diagnosis": Diagnosis({"a": "too much", "b": "too little"}, "a",
                               (Mistake("b", "Little?", "It is more than twice."),)),
    }
    return Exercise(**{**fields, **changed})


def test_in_a_notebook(cells, home, course):
    add(halved_patient())
    assert "not attempted yet" in cells.run("check('halved')")
    cells.run(halved_patient().stub)
    assert cells.run("check('halved')").startswith("○")
    assert not list(home.iterdir())    # nothing was tried yet
    cells.run("diagnosis_9_1 = 'b'")
    assert "Little?" in cells.run("check('halved')")
    assert "It is more than twice." in cells.run("check('halved')")
    cells.run("diagnosis_9_1 = 'a'")
    assert "Three?" in cells.run("check('halved')")
    cells.run("def halved(x):\n    return x + x")
    assert cells.run("check('halved')") == "✓ 9.1: right, diagnosis and cure. It doubles.\n"
    assert "diagnosis_9_1 = \"a\"    # too much" in cells.run("solution('halved')")


def test_an_error_in_the_cure_is_told(cells, home, course):
    add(halved_patient())
    cells.run("diagnosis_9_1 = 'a'\ndef halved(x):\n    return x + 'a'")
    text = cells.run("check('halved')")
    assert "your diagnosis is right" in text and "TypeError" in text and "line 3" in text


def test_what_its_author_is_told(course):
    with pytest.raises(ValueError, match="diagnosis: the wrong option 'b' needs one Mistake"):
        add(halved_patient(diagnosis=Diagnosis({"a": "1", "b": "2"}, "a", ())))
    with pytest.raises(ValueError, match="stub is its first mistake"):
        add(halved_patient(own_stub="def halved(x):\n    ..."))
