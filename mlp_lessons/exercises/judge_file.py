"""Judge one exercise from a file: `python -m mlp_lessons.exercises.judge_file my_mlp.py NAME`.

Used to make sure that a part of my_mlp.py works by itself, without the notebook it came from.
"""

import contextlib
import io
import sys
import traceback
from pathlib import Path

from .calling import call_directly
from .judging import judge
from .keeping import import_file
from .record import get_exercise


def main(path, name):
    """Print what is wrong and return 1, or return 0 if the part is right."""
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    exercise = get_exercise(name)
    try:
        with contextlib.redirect_stdout(io.StringIO()):    # what the file prints is not the answer
            target = getattr(import_file(Path(path)), exercise.object_name)
    except (Exception, SystemExit) as error:    # the file is the learner's: anything can be in it
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__)
                 if frame.filename == str(path)]
        where = f" at its line {lines[-1]}" if lines else ""
        print(f"my_mlp.py stops{where} with {type(error).__name__}: {error}")
        return 1
    verdict = judge(exercise, call_directly(exercise, target))
    print(verdict.text(again=True).replace(" of your cell", " of my_mlp.py"))
    return 0 if verdict.passed else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
