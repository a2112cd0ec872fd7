"""What a locked cell of an exported assignment calls, in the student's kernel on the grader's
machine: `assert_right("relu")`.
"""

from ..exercises.calling import restore_numpy
from ..exercises.notebook import judge_answer, sentence
from ..exercises.record import get_exercise


def assert_right(name):
    """Raise AssertionError with the sentence of `check` unless the exercise `name` is right."""
    restore_numpy()
    exercise = get_exercise(name)
    verdict, _, _ = judge_answer(exercise)
    if not verdict.passed:
        raise AssertionError(sentence(exercise, verdict))
