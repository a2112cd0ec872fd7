"""The table of what is solved: one line a lesson, with the exercise that comes next."""

from ..exercises import keeping
from ..exercises.record import all_exercises
from .lessons import find_lessons, lessons_folder, name_lesson

NOTHING = "Nothing yet. What you solve is listed here, lesson by lesson."


def show_progress(folder=None):
    """Print what is solved in each lesson, and what comes next in it.

    `check` keeps it in progress.json, beside the notebooks; `folder` names another place.
    """
    progress, lines = keeping.read_progress_file(folder)
    print(*lines, *table(progress), sep="\n")


def table(progress):
    """Return the lines of the table; `progress` is {exercise name: {"solved": …, "tries": …}}."""
    if not progress:
        return [NOTHING]
    lessons = find_lessons(lessons_folder())
    by_lesson = {}
    for exercise in all_exercises():
        by_lesson.setdefault(exercise.lesson, []).append(exercise)
    solved = {name for name, entry in progress.items() if entry["solved"]}
    rows = [("lesson", "core", "stretch", "next")]
    rows += [(name_lesson(number, lessons), *_row(exercises, solved))
             for number, exercises in by_lesson.items()]
    widths = [max(map(len, column)) for column in zip(*rows)]
    return ["   ".join(part.ljust(width) for part, width in zip(row, widths)).rstrip()
            for row in rows]


def _row(exercises, solved):
    """Return (core solved, stretch solved, what comes next) of one lesson: core comes first."""
    kinds = [[exercise for exercise in exercises if exercise.core is core]
             for core in (True, False)]
    still = [exercise for kind in kinds for exercise in kind if exercise.name not in solved]
    return *(_share(kind, solved) for kind in kinds), _name(still[0]) if still else "all done"


def _share(exercises, solved):
    if not exercises:
        return "-"
    return f"{sum(exercise.name in solved for exercise in exercises)} of {len(exercises)}"


def _name(exercise):
    return f"{exercise.number} {exercise.title}" + ("" if exercise.core else " (stretch)")
