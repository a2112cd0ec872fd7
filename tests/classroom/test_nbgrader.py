"""The lessons as assignments: what is written, and nbgrader's own three commands on it."""

import contextlib
import csv
import importlib.util
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest

import mlp_lessons
from mlp_lessons.classroom import __main__ as command_line
from mlp_lessons.classroom import export_nbgrader as export
from mlp_lessons.classroom.errors import ClassroomError
from mlp_lessons.exercises import all_exercises
from mlp_lessons.exercises.calling import call_directly
from mlp_lessons.exercises.curing import judge_patient
from mlp_lessons.exercises.judging import judge

ROOT = Path(__file__).parents[2]
LESSON = "00_start_here"
REGION = re.compile(r"(?ms)^ *### BEGIN SOLUTION$.*?^ *### END SOLUTION$")
needs_nbgrader = pytest.mark.skipif(importlib.util.find_spec("nbgrader") is None,
                                    reason="nbgrader is not installed (requirements-dev.txt)")


def cells_by_id(notebook):
    return {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in notebook["cells"]
            if "nbgrader" in cell["metadata"]}


# ---- the cells ----

def verdict_on(exercise, source):
    """Run a cell as in a notebook, and judge what it defines."""
    names = {"np": np, **{name: getattr(mlp_lessons, name) for name in mlp_lessons.__all__}}
    exec(compile(source, "cell", "exec"), names)
    call = call_directly(exercise, names[exercise.object_name])
    if exercise.diagnosis:
        return judge_patient(exercise, call, names[exercise.diagnosis_name])
    return judge(exercise, call)


@pytest.mark.parametrize("lesson", range(12))
def test_with_its_solution_a_cell_is_right_and_without_it_is_the_stub(lesson):
    for exercise in all_exercises(lesson):
        source = export.source_with_solution(exercise)
        released = REGION.sub("", source)
        assert [line for line in released.splitlines() if line.strip()] == \
            [line for line in exercise.stub.splitlines() if line.strip()], exercise.name
        assert verdict_on(exercise, source).passed, exercise.name


@pytest.mark.parametrize("lesson", [0, 3, 9])
def test_every_exercise_has_its_two_cells(lesson):
    [(name, (notebook, number, points))] = export.make_assignments([lesson]).items()
    nbformat.validate(notebook)
    ids = cells_by_id(notebook)
    exercises = all_exercises(lesson)
    assert list(ids) == [f"{kind}-{exercise.name}" for exercise in exercises
                         for kind in ("exercise", "points")]
    assert (number, points) == (len(exercises), sum(e.difficulty for e in exercises if e.core))
    for exercise in exercises:
        meta = ids[f"points-{exercise.name}"]["metadata"]["nbgrader"]
        assert meta["grade"] and meta["locked"] and not meta["solution"]
        assert meta["points"] == (exercise.difficulty if exercise.core else 0)
        assert ids[f"exercise-{exercise.name}"]["metadata"]["nbgrader"]["solution"]
    assert not any(cell.get("outputs") for cell in notebook["cells"])


def test_a_lesson_that_has_lost_its_tags_is_named():
    with pytest.raises(ClassroomError, match=r"02_x\.ipynb has no cell tagged check:"):
        export.make_assignment({"cells": []}, all_exercises(2), "02_x.ipynb")


# ---- the command ----

def test_nothing_is_overwritten_without_being_asked_to(tmp_path, capsys):
    out = tmp_path / "course"
    words = ["export-nbgrader", "--out", str(out), "--lessons", "00", "02"]
    assert command_line.main(words) == 0
    assert "2 assignments are in" in capsys.readouterr().out
    assert sorted(path.name for path in (out / "source").iterdir()) == [LESSON, "02_activations"]
    readme = out / "README.md"
    assert "known weakness" in readme.read_text(encoding="utf-8")
    readme.write_text("mine")
    (out / "gradebook.db").write_text("points")
    assert command_line.main(words) == 1
    assert "is not empty" in capsys.readouterr().err
    assert readme.read_text() == "mine"
    assert command_line.main([*words, "--force"]) == 0
    assert readme.read_text(encoding="utf-8") != "mine"
    assert (out / "gradebook.db").read_text() == "points"


@pytest.mark.parametrize("words, told", [
    (["--out", "a_file"], "a_file is a file"),
    (["--out", "new", "--lessons", "00", "77"], "no notebook of lesson 77"),
    (["--out", "a_file/new", "--lessons", "00"], "could not be written"),
])
def test_what_cannot_be_done_is_one_sentence(tmp_path, capsys, monkeypatch, words, told):
    (tmp_path / "a_file").write_text("")
    monkeypatch.chdir(tmp_path)
    assert command_line.main(["export-nbgrader", *words]) == 1
    error = capsys.readouterr().err
    assert told in error and error.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a_file"]


@pytest.mark.parametrize("words", [[], ["--out"], ["--out", "x", "--lessons", "six"]])
def test_wrong_use(words):
    with pytest.raises(SystemExit) as stopped:
        command_line.main(["export-nbgrader", *words])
    assert stopped.value.code == 2


def test_help(capsys):
    with pytest.raises(SystemExit) as stopped:
        command_line.main(["export-nbgrader", "--help"])
    assert stopped.value.code == 0
    assert "--lessons" in capsys.readouterr().out


# ---- nbgrader itself ----

def nbgrader(course, command):
    """Run one of its commands on the assignment; return what it logged."""
    home = course.parent / "home"
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # alembic
    ran = subprocess.run(
        [sys.executable, "-m", "nbgrader", command, LESSON], cwd=course, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "JUPYTER_CONFIG_DIR": str(home),
             "MLP_LESSONS_HOME": str(home), "OPENBLAS_NUM_THREADS": "1", "PATH": programs},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    assert ran.returncode == 0, ran.stdout[-3000:]
    return ran.stdout


def hand_in(course, student, sources, first_line=""):
    """Fill in the cells of the released assignment, as a student does."""
    released = course / "release" / LESSON / f"{LESSON}.ipynb"
    notebook = json.loads(released.read_text(encoding="utf-8"))
    cells = cells_by_id(notebook)
    for name, source in sources.items():
        cells[f"exercise-{name}"]["source"] = source
    notebook["cells"][0]["source"] = "".join(notebook["cells"][0]["source"]) + "\n" + first_line
    folder = course / "submitted" / student / LESSON
    folder.mkdir(parents=True)
    (folder / released.name).write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """{student: points}, and the course directory, after the three commands."""
    course = tmp_path_factory.mktemp("nbgrader") / "course"
    assert command_line.main(["export-nbgrader", "--out", str(course), "--lessons", "00"]) == 0
    source = course / "source" / LESSON / f"{LESSON}.ipynb"
    notebook = json.loads(source.read_text(encoding="utf-8"))
    notebook["cells"] = [cell for cell in notebook["cells"]    # the exercises alone: it is quicker
                         if "nbgrader" in cell["metadata"] or cell["cell_type"] == "markdown"]
    notebook["cells"].insert(0, {"cell_type": "code", "id": "numpy", "metadata": {}, "outputs": [],
                                 "execution_count": None, "source": "import numpy as np"})
    source.write_text(json.dumps(notebook), encoding="utf-8")
    (course.parent / "home").mkdir()
    nbgrader(course, "generate_assignment")
    exercises = all_exercises(0)
    hand_in(course, "right", {e.name: e.solution_source for e in exercises})
    hand_in(course, "wrong", {e.name: e.source_of(e.mistakes[0].wrong) for e in exercises})
    hand_in(course, "untouched", {})
    hand_in(course, "forged", {}, "import mlp_lessons.classroom.points as points\n"
                                  "points.assert_right = print")
    nbgrader(course, "autograde")
    nbgrader(course, "generate_feedback")
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as gradebook:
        rows = gradebook.execute(
            "select student_id, sum(auto_score) from grade "
            "join submitted_notebook on grade.notebook_id = submitted_notebook.id "
            "join submitted_assignment on submitted_notebook.assignment_id "
            "= submitted_assignment.id group by student_id")
        return dict(rows), course


@needs_nbgrader
def test_what_is_released_holds_no_solution(graded):
    released = (graded[1] / "release" / LESSON / f"{LESSON}.ipynb").read_text(encoding="utf-8")
    cells = cells_by_id(json.loads(released))
    assert "SOLUTION" not in released
    for exercise in all_exercises(0):
        source = "".join(cells[f"exercise-{exercise.name}"]["source"])
        assert [line for line in source.splitlines() if line.strip()] == \
            [line for line in exercise.stub.splitlines() if line.strip()]


@needs_nbgrader
def test_points_are_given_for_what_is_right(graded):
    points = graded[0]
    whole = sum(exercise.difficulty for exercise in all_exercises(0) if exercise.core)
    assert (points["right"], points["wrong"], points["untouched"]) == (whole, 0, 0)


@needs_nbgrader
def test_the_known_weakness_is_as_the_readme_tells(graded):
    points, course = graded
    assert points["forged"] == points["right"]
    assert "got full points" in " ".join((course / "README.md").read_text("utf-8").split())


@needs_nbgrader
def test_feedback_has_the_sentences_of_check(graded):
    page = {student: (graded[1] / "feedback" / student / LESSON / f"{LESSON}.html").read_text(
        encoding="utf-8") for student in graded[0]}
    question = all_exercises(0)[0].mistakes[0].question
    assert question.split(".")[0] in page["wrong"] and "✗ 0.1:" in page["wrong"]
    assert "not attempted yet" in page["untouched"]
    assert "AssertionError" not in page["right"]


@needs_nbgrader
@pytest.mark.skipif(not hasattr(os, "fork"), reason="grading needs Linux or macOS")
def test_the_courses_own_grader_reads_the_same_submissions(graded, tmp_path):
    submitted = shutil.copytree(graded[1] / "submitted", tmp_path / "submitted")
    assert command_line.main(["grade", str(submitted), "--out", str(tmp_path / "report")]) == 0
    with (tmp_path / "report" / "grades.csv").open(newline="", encoding="utf-8-sig") as file:
        solved = {row["student"]: int(row["total"]) for row in csv.DictReader(file)}
    assert solved == {"right": len(all_exercises(0)), "wrong": 0, "untouched": 0, "forged": 0}
