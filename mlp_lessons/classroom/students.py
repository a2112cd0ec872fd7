"""Whose submission is it? Told by the names of folders and files, as learning platforms make them.

    alice/02_activations.ipynb                                         alice
    02_activations_alice.ipynb, alice-02_activations (1).ipynb         alice
    Lovelace Ada_4711_assignsubmission_file_/02_activations.ipynb      Lovelace Ada      (Moodle)
    lovelaceada_LATE_4711_815_02_activations-2.ipynb                   lovelaceada       (Canvas)
"""

import re
from pathlib import Path

_LESSONS = sorted(path.stem for path in (Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
_MOODLE = re.compile(r"_\d+_assignsubmission_.*$")
_CANVAS = re.compile(r"^([^_\W]+)(?:_LATE)?_\d+_\d+_", re.IGNORECASE)
_COPY = re.compile(r"(?:[ _-]*(?:\(\d+\)|-?copy\d*|late|submission|final|solved))+$|-\d+$",
                   re.IGNORECASE)
_WEEK = re.compile(r"(?:lesson|week|unit|part)?[ _-]*\d+", re.IGNORECASE)


def student_of(parts):
    """Return the student's name for a file, from its path inside the submissions."""
    *folders, file = parts
    for folder in folders:
        if folder not in _LESSONS and not _WEEK.fullmatch(folder):
            return _tidy(_MOODLE.sub("", folder)) or folder
    return _name_in(file) or Path(file).stem


def _name_in(file):
    """Return the student's name in the name of a file, or nothing."""
    stem = Path(file).stem
    from_canvas = _CANVAS.match(stem)
    if from_canvas:
        return from_canvas[1]
    name = _MOODLE.sub("", stem)
    for lesson in _LESSONS:
        name = re.sub(re.escape(lesson), " ", name, flags=re.IGNORECASE)
    return _tidy(_COPY.sub("", name.strip(" _-.")))


def _tidy(name):
    return " ".join(name.strip(" _-.").split())[:100]


def without_common_folder(paths):
    """Return the paths without the folder that all of them lie in, as in a zip of one folder.

    Not where that folder may be the only student.
    """
    while len({path[0] for path in paths}) == 1 and all(len(path) > 1 for path in paths):
        names = {_name_in(path[-1]) for path in paths}
        if not (all(len(path) > 2 for path in paths) or (len(names) > 1 and "" not in names)):
            break
        paths = [path[1:] for path in paths]
    return paths


def newest_of_each(submissions):
    """Return (those to grade, {file: sentence}): of each student the newest of each lesson.

    `submissions` are (student, lesson, modified, file). What is not the newest is told of.
    """
    chosen, told = {}, {}
    for one in sorted(submissions, key=lambda one: (one[2], one[3])):
        student, lesson, _, file = one
        before = chosen.get((student, lesson))
        if before:
            told.setdefault(file, []).extend([*told.pop(before[3], []), before[3]])
        chosen[student, lesson] = one
    return list(chosen.values()), told
