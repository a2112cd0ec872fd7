"""A lesson brought back fresh; the one that was worked in is kept beside it."""

import json
import os
import subprocess
import zipfile
from itertools import count
from pathlib import Path
from uuid import uuid4

from ..exercises import keeping
from ..exercises.record import all_exercises
from .lessons import LESSON, find_lessons

PUT_ASIDE = Path(".venv") / "fresh_notebooks"    # by start.py, where there is no git


class ProgressError(Exception):
    """What the learner can put right. The message says what, and how."""


def reset(lesson, folder, given=None, forget_in=None):
    """Bring lesson number `lesson` in `folder` back fresh; return lines for the learner.

    `given` names a download of the course to take it from. `forget_in` is the folder of a
    progress.json and a my_mlp.py, if the lesson is to be taken out of them too.
    """
    if not all_exercises(lesson):
        raise ProgressError(f"The course has no lesson {lesson:02d}.")
    name, fresh = find_fresh(lesson, Path(folder), given)
    path = Path(folder) / name
    lines = []
    old = path.read_bytes() if path.exists() else None
    if old == fresh:
        lines.append(f"{name} is fresh already.")
    else:
        kept = _keep(path, old) if old is not None else None
        _replace(path, fresh)
        lines.append(f"{name} is fresh again." + (f" Yours is kept as {kept.name}." if kept else "")
                     + " If it is open in JupyterLab, close it there without saving.")
    if forget_in is not None:
        lines += keeping.forget_lesson(lesson, forget_in)
    return lines


def find_fresh(lesson, folder, given=None):
    """Return (name, bytes) of the notebook of a lesson as it was published."""
    if given is not None:
        sources = [_given(Path(given))]
        missing = f"There is no notebook of lesson {lesson:02d} in {given}."
    else:
        sources = [_from_git(folder), _in_folder(folder.parent / PUT_ASIDE)]
        missing = (f"No fresh copy of lesson {lesson:02d} was found here, as the course was not "
                   f"cloned with git. Download the course once more, and take it from there: "
                   f"python -m mlp_lessons.progress reset {lesson:02d} --from DOWNLOADED_FILE.zip")
    found = [(name, read()) for source in sources for name, read in source.items()
             if int(name[:2]) == lesson]
    if not found:
        raise ProgressError(missing)
    worked_on = [_worked_on(text, lesson) for _, text in found]
    if all(worked_on):
        raise ProgressError(f"The copy of lesson {lesson:02d} that was found is not fresh: "
                            f"{worked_on[0]}. Download the course once more, and take it from "
                            f"there: python -m mlp_lessons.progress reset {lesson:02d} "
                            f"--from DOWNLOADED_FILE.zip")
    return found[worked_on.index("")]


def _worked_on(data, lesson):
    """Say what is not as published: a fresh lesson holds the stub of each of its exercises."""
    try:
        cells = json.loads(data.decode("utf-8"))["cells"]
        sources = {tag: "".join(cell["source"]) for cell in cells
                   for tag in cell["metadata"].get("tags", [])}
    except (ValueError, LookupError, TypeError, AttributeError):
        return "it is damaged"
    for exercise in all_exercises(lesson):
        if sources.get(f"exercise:{exercise.name}", "").rstrip() != exercise.stub.rstrip():
            return f"exercise {exercise.number} is not as this version of the course has it"
    return ""


# Where a fresh one can come from: {name: a function that reads it} --------------------------------

def _from_git(folder):
    """The version that the learner has of the course, without commits of their own.

    nbgitpuller commits what a learner has changed; so what counts is where their history left
    the course's.
    """
    base = _git(folder, "merge-base", "HEAD", "@{upstream}") or _git(folder, "rev-parse", "HEAD")
    if not base:
        return {}
    revision = base.decode().strip()
    names = _git(folder, "ls-tree", "--name-only", revision, "./").decode().splitlines()
    return {name: lambda name=name: _git(folder, "show", f"{revision}:./{name}")
            for name in names if LESSON.fullmatch(name)}


def _git(folder, *words):
    """Return what git prints; nothing if it fails, or is not there."""
    try:
        ran = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return ran.stdout if ran.returncode == 0 else b""


def _in_folder(folder):
    return {path.name: path.read_bytes for path in find_lessons(folder).values()}


def _given(path):
    """A download of the course: its zip, its folder, its folder of notebooks, or one notebook."""
    if path.is_dir():
        return _in_folder(path) or _in_folder(path / "notebooks")
    if not path.is_file():
        raise ProgressError(f"There is no {path}.")
    if LESSON.fullmatch(path.name):
        return {path.name: path.read_bytes}
    if not zipfile.is_zipfile(path):
        raise ProgressError(f"{path} is neither a zip nor a notebook NN_name.ipynb.")
    with zipfile.ZipFile(path) as archive:
        inside = [Path(name) for name in archive.namelist()]
    return {one.name: lambda one=one: _from_zip(path, one) for one in inside
            if one.parent.name == "notebooks" and LESSON.fullmatch(one.name)}


def _from_zip(path, inside):
    with zipfile.ZipFile(path) as archive:
        return archive.read(inside.as_posix())


# Files ------------------------------------------------------------------------------------------

def _keep(path, data):
    """Write the notebook beside itself under the first name that is free."""
    for number in count(1):
        kept = path.with_name(f"{path.stem}.mine-{number}.ipynb")
        try:
            with kept.open("xb") as file:
                file.write(data)
            return kept
        except FileExistsError:
            continue


def _replace(path, data):
    unfinished = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        unfinished.write_bytes(data)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
