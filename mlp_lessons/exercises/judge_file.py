"""Judge one exercise from a file: `python -m mlp_lessons.exercises.judge_file my_mlp.py NAME`.

Used to make sure that a part of my_mlp.py works by itself, without the notebook it came from.
"""

import sys

from .calling import call_directly
from .judging import judge
from .keeping import _import
from .record import get_exercise


def main(path, name):
    """Print the verdict and return 0 if the part is right, 1 otherwise."""
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    exercise = get_exercise(name)
    try:
        target = getattr(_import(path), exercise.object_name)
    except Exception as error:    # the file is the learner's: say what it raised
        print(f"{type(error).__name__}: {error}")
        return 1
    verdict = judge(exercise, call_directly(exercise, target))
    print(verdict.text(again=True))
    return 0 if verdict.passed else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
