"""Grading one notebook: what it survives, what does not fool it, and that good work gets its marks.

The notebooks are in bad_notebooks.py. All go through one worker, as in a class.
"""

import os
import re
from pathlib import Path

import pytest
from nbformat import writes

from mlp_lessons.classroom.grading import Limits
from mlp_lessons.classroom.jobs import Grader, make_job
from mlp_lessons.classroom.needed_cells import needed_cells
from mlp_lessons.classroom.walls import describe, landlock_version
from mlp_lessons.exercises import all_exercises, notebook

from .bad_notebooks import (
    FORGERIES,
    GOOD,
    IMPORTS,
    NAMES,
    RIGHT,
    SURVIVED,
    TAKEN,
    UNREADABLE,
    WRONG,
    cells_of,
    with_relu,
)
from .bad_notebooks import notebook as notebook_of
from .made_up_class import notebook_with, solutions

LIMITS = Limits(cell=1.5, call=1.5, notebook=60, megabytes=800)
LESSONS = sorted({exercise.lesson for exercise in all_exercises()})
TAKEN_STATE = "taken from the package"


@pytest.fixture(scope="module")
def grader():
    grader = Grader()
    yield grader
    grader.close()


@pytest.fixture
def grade(grader):
    """grade(bytes) -> record, by a worker that must not be lost on the way."""
    def grade(data, lesson=None, limits=LIMITS):
        before = grader.process
        record = grader.grade(make_job(data, lesson, limits))
        assert before in (None, grader.process), "the worker was lost"
        return record

    return grade


def states(record):
    return {result["name"]: result["state"] for result in record["exercises"]}


def problems(record):
    return "\n".join(record["problems"])


# ---- survives ----

@pytest.mark.parametrize("name", SURVIVED)
def test_it_survives(name, grade):
    """The rest of the notebook is still graded, and the reason is in the report."""
    bad = SURVIVED[name]
    record = grade(bad.data)
    found = states(record)
    for exercise in NAMES:
        assert re.match(bad.lost.get(exercise, "right"), found[exercise]), (exercise, record)
    assert re.search(bad.says, problems(record))
    if not bad.says and not bad.lost:
        assert not [problem for problem in record["problems"] if "stopped after" not in problem]


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_notebook_is_told(name, grade):
    data, says = UNREADABLE[name]
    record = grade(data, lesson=2)
    assert re.search(says, problems(record))
    assert set(states(record).values()) == {"not attempted"}
    assert re.search(says, problems(grade(data)))


def test_a_notebook_of_another_lesson(grade):
    assert set(states(grade(GOOD)).values()) == {"right"}
    record = grade(GOOD, lesson=3)
    assert "This is a notebook of lesson 02, not of lesson 03." in record["problems"]
    assert set(states(record).values()) == {"not attempted"} and len(record["exercises"]) == len(
        all_exercises(3))


def test_the_time_for_a_notebook_is_bounded(grade):
    cells = [IMPORTS, *["while True:\n    pass"] * 20, *cells_of()[1:]]
    record = grade(notebook_of(cells), limits=Limits(cell=1, call=1, notebook=4, megabytes=800))
    assert record["seconds"] < 15
    assert "The time for one notebook, 4 seconds, was over" in problems(record)


def test_nothing_is_left_behind(grade, grader):
    grade(SURVIVED["processes left running"].data)
    grade(GOOD)
    assert "while True: pass" not in running_commands()


def running_commands():
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return "\n".join(found)


# ---- not fooled ----

@pytest.mark.parametrize("name", FORGERIES)
def test_it_is_not_fooled(name, grade):
    """my_relu is wrong, and stays wrong; what was not touched keeps its marks."""
    record = grade(notebook_of([IMPORTS, *FORGERIES[name]]), lesson=2)
    assert states(record)["my_relu"] != "right", record
    assert states(grade(GOOD)) == dict.fromkeys(NAMES, "right")


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_taken_from_the_package_is_marked(name, grade):
    record = grade(with_relu("\n\n".join(TAKEN[name])))
    assert states(record) == {**dict.fromkeys(NAMES, "right"), "my_relu": TAKEN_STATE}
    assert "2.5: my_relu was taken from the package." in record["problems"]


def test_names_that_look_alike_are_not_taken(grade):
    """A parameter may bear the name of something of the package, and so may data."""
    cells = cells_of(my_relu="Z = ReLU().forward(np.ones((2, 2)))\nsame = ReLU()\n\n" + RIGHT)
    assert set(states(grade(notebook_of(cells))).values()) == {"right"}


def test_the_walls_hold(grade, tmp_path):
    """No other file is read or written, no other process seen into: as far as the report says."""
    version = landlock_version()
    if not version:
        assert "no Landlock" in describe()
        return
    secret = tmp_path / "report.csv"
    secret.write_text("secret")
    tries = [f"open({str(secret)!r}).read()", f"open({str(secret)!r}, 'w')",
             f"open({str(tmp_path / 'new')!r}, 'w')", f"open({__file__!r}).read()",
             "open('../mlp_lessons/' + 'exercises' + '/lesson' + '_02.py').read()",
             f"open('/proc/{os.getpid()}/environ').read()",
             "open('/proc/%d/environ' % os.getppid()).read()", "os.listdir('/tmp')",
             f"os.symlink({str(secret)!r}, 'here') or open('here').read()"]
    if version >= 4:
        tries += ["socket.create_connection(('127.0.0.1', 9), timeout=1)"]
        assert "without TCP" in describe()
    if version >= 6:
        tries += [f"os.kill({os.getpid()}, 0)", "os.kill(os.getppid(), 0)"]
        assert "without signals" in describe()
    cell = f"""import os, socket
recall_2_1 = "b"
for text in {tries!r}:
    try:
        eval(text)
        recall_2_1 = text
    except PermissionError:
        pass"""
    record = grade(notebook_of([IMPORTS, cell]))
    assert states(record)["recall_2_1"] == "right", record["exercises"][0]
    assert secret.read_text() == "secret"


# ---- good work ----

def graded_with(grade, lesson, sources, **limits):
    """The record of the lesson's whole notebook with these sources in its exercises."""
    data = writes(notebook_with(lesson, sources)).encode()
    record = grade(data, limits=Limits(**limits))
    assert record["lesson"] == lesson and not record["problems"]
    return record


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_solved_notebook_gets_full_marks(lesson, grade):
    record = graded_with(grade, lesson, solutions(lesson))
    wrong = [result["said"] for result in record["exercises"] if result["state"] != "right"]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("lesson", LESSONS)
def test_an_unsolved_notebook_gets_none(lesson, grade):
    record = graded_with(grade, lesson, {})
    assert set(states(record).values()) == {"not attempted"}


@pytest.mark.parametrize("lesson", LESSONS)
def test_mistakes_are_named(lesson, grade):
    """The last mistake of each exercise: all together in one notebook."""
    exercises = all_exercises(lesson)
    record = graded_with(grade, lesson, {
        exercise.name: exercise.source_of(exercise.mistakes[-1].wrong) for exercise in exercises})
    for exercise, result in zip(exercises, record["exercises"]):
        assert result["state"] not in ("right", "not attempted"), result
        assert exercise.mistakes[-1].question in result["said"], result


# ---- cells that nobody needs ----

def test_every_cell_can_be_run(grade):
    """The course's own cells too, pictures and explorables included."""
    record = graded_with(grade, 2, solutions(2), every_cell=True)
    assert set(states(record).values()) == {"right"}


def test_what_an_answer_builds_on_is_run(grade):
    """Lesson 02 makes X and y in a cell of its own; here an answer looks at them."""
    found = solutions(2) | {"my_relu": "half = X / 2\n\n\ndef my_relu(Z):\n"
                                       "    return np.maximum(Z, 0 * half.sum() * len(two_layers))"}
    assert states(graded_with(grade, 2, found))["my_relu"] == "right"


def test_needed_cells():
    cells = [cell.source for cell in notebook_with(2, solutions(2)).cells
             if cell.cell_type == "code"]
    assert len(needed_cells(cells, 2)) == len(NAMES) + 1    # and the imports
    [makes_x] = [number for number, cell in enumerate(cells) if cell.startswith("X, y =")]
    [two_layers] = [number for number, cell in enumerate(cells) if cell.startswith("two_layers")]
    assert makes_x in needed_cells([*cells, "print(X)"], 2)
    assert {makes_x, two_layers} <= set(needed_cells([*cells, "print(two_layers)"], 2))
    assert two_layers not in needed_cells([*cells, "print(Z)"], 2)
    changed = [cell.replace("(8, 35, 45)", "(1, 2, 3)") for cell in cells]
    assert {makes_x, two_layers} <= set(needed_cells(changed, 2))
    for unclear in ("exec('a = 1')", "%who", "!ls", "globals()['X'] = 1", "def f(:"):
        assert len(needed_cells([*cells, unclear], 2)) == len(cells) + 1


# ---- the same sentences as `check` ----

ANSWERS = [RIGHT, WRONG, "def my_relu(Z):\n    return 1 / 0", "def my_relu(Z):\n    Z[Z < 0] = 0",
           "def my_relu(Z):\n    return np.maximum(Z, 0)[0]",
           "def my_relu(Z):\n    raise NotImplementedError('your turn')"]


@pytest.mark.parametrize("source", ANSWERS)
def test_the_sentences_are_those_of_check(source, grade, monkeypatch, capsys, tmp_path):
    import linecache

    import numpy as np
    names = {"np": np, "__name__": "__main__"}
    linecache.cache["<cell>"] = (len(source), None, source.splitlines(True), "<cell>")
    exec(compile(source, "<cell>", "exec"), names)
    monkeypatch.setenv("MLP_LESSONS_HOME", str(tmp_path))
    monkeypatch.setattr(notebook, "_namespace", lambda: names)
    notebook.forget()
    notebook.check("my_relu")
    said = next(result["said"] for result in grade(with_relu(source))["exercises"]
                if result["name"] == "my_relu")
    assert capsys.readouterr().out.strip() == said
