"""The command `export-nbgrader`: the lessons as a course directory for nbgrader."""

import argparse
import copy
import json
from pathlib import Path

from ..exercises.record import all_exercises
from ..progress.lessons import find_lessons, lessons_folder
from .errors import ClassroomError

_PURPOSE = """Write the lessons as a course directory for nbgrader 0.9.

In each assignment every exercise has a cell to complete and a locked cell that brings points: it
judges with the records of the course, which must be installed where nbgrader runs. COURSE then
holds source/, nbgrader_config.py and a README.md that says how to go on."""

_CONFIG = '''"""Written by mlp_lessons.classroom export-nbgrader; yours to change."""

c = get_config()
c.CourseDirectory.course_id = "mlp_lessons"

# Above a solution stands the stub of the exercise already: nothing is put in its place.
c.ClearSolutions.code_stub = {"python": ""}

# Seconds that a cell may run. Lesson 10 trains on all of MNIST.
c.Execute.timeout = 120
'''

_README = '''# The multilayer perceptron, as assignments for nbgrader

Written by `python -m mlp_lessons.classroom export-nbgrader`, for nbgrader 0.9. Where students work,
and where nbgrader runs, the course must be installed: `pip install .` in its folder.

In this folder, with the environment of nbgrader activated:

```
nbgrader generate_assignment {first}
nbgrader autograde {first}
nbgrader generate_feedback {first}
nbgrader export
```

The first makes `release/` from `source/`, without the solutions: hand that out. What comes back
belongs into `submitted/STUDENT/{first}/`. The second runs it into `autograded/` and notes the
points, the third makes a page for each student in `feedback/`, and the last writes `grades.csv`.

**Points.** A core exercise brings as many points as it has dots of difficulty, 1 to 3. A stretch
exercise is judged, but brings 0. The points stand in the metadata of the locked cells in `source/`;
change them there, or with nbgrader's *Create Assignment* in JupyterLab.

| assignment | exercises | points |
|---|---|---|
{rows}

**What a locked cell does.** It reads `assert_right("NAME")`, judges what the notebook holds under
that name, and raises an AssertionError with the sentence that `check` prints. Students can run it
as well.

**Its known weakness.** nbgrader runs the student's cells and the locked cells in one and the same
kernel, one after the other. A line of a student can replace `assert_right`, or the judge behind it,
and then everything is right: a notebook without one solved exercise got full points when this was
tried. Nor does nbgrader keep such code from the files of the machine. For points that count, grade
the same submissions with the course's own grader, which keeps the judge in another process:

```
python -m mlp_lessons.classroom grade submitted --out report
```

Also known of nbgrader 0.9.6: locked cells that have lost their metadata bring no points, and nobody
is told; a killed kernel loses the notebook.
'''


def add_parser(subparsers):
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "export-nbgrader", help="write the lessons as a course directory for nbgrader",
        description=_PURPOSE, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True, metavar="COURSE",
                        help="the folder for it: new or empty")
    parser.add_argument("--lessons", nargs="+", type=_lesson, metavar="NN",
                        help="only these lessons, such as 01 02 (else all)")
    parser.add_argument("--force", action="store_true",
                        help="write into a folder that is not empty; what bears the same name "
                             "there is replaced, everything else stays")
    return parser


def _lesson(text):
    if not (text.isdecimal() and int(text) < 100):
        raise argparse.ArgumentTypeError("must be the number of a lesson, such as 02")
    return int(text)


def run(options):
    """Write the course directory, and return the exit code."""
    out = Path(options.out)
    try:
        if out.exists() and not out.is_dir():
            raise ClassroomError(f"{out} is a file. Give the name of a new folder.")
        if out.is_dir() and any(out.iterdir()) and not options.force:
            raise ClassroomError(f"{out} is not empty. Give a new folder, or say --force to "
                                 f"replace the assignments in it.")
        assignments = make_assignments(options.lessons)
        _write(out, assignments)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        why = f"{error.strerror or error}{where}"
        raise ClassroomError(f"It could not be written: {why}.") from None
    number = f"{len(assignments)} assignment" + ("s are" if len(assignments) > 1 else " is")
    print(f"{number} in {out / 'source'}. How to go on is told in {out / 'README.md'}.")
    return 0


def make_assignments(lessons=None):
    """Return {assignment's name: (its notebook, number of exercises, points)}."""
    paths = find_lessons(lessons_folder())
    unknown = sorted(set(lessons or ()) - set(paths))
    if unknown or not paths:
        names = ", ".join(f"{number:02d}" for number in unknown)
        raise ClassroomError(f"There is no notebook of lesson {names} in {lessons_folder()}."
                             if names else f"There are no lessons in {lessons_folder()}.")
    made = {}
    for number in sorted(lessons or paths):
        exercises = all_exercises(number)
        notebook = make_assignment(_read(paths[number]), exercises, paths[number].name)
        made[paths[number].stem] = notebook, len(exercises), sum(map(points_of, exercises))
    return made


def make_assignment(notebook, exercises, name):
    """Return the notebook of a lesson as nbgrader's source: solved, with cells that bring points.

    `name` is that of the file, for messages.
    """
    made, seen = copy.deepcopy(notebook), set()
    by_tag = {f"{kind}:{exercise.name}": (kind, exercise) for exercise in exercises
              for kind in ("exercise", "check")}
    made["cells"] = []
    for cell in copy.deepcopy(notebook["cells"]):
        made["cells"].append(cell)
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
        for tag in set(cell["metadata"].get("tags", ())) & set(by_tag):
            kind, exercise = by_tag[tag]
            seen.add(tag)
            if kind == "exercise":
                cell["source"] = source_with_solution(exercise)
                cell["metadata"]["nbgrader"] = _metadata(f"exercise-{exercise.name}", solution=True)
            else:
                made["cells"].append(_points_cell(exercise))
    missing = sorted(set(by_tag) - seen)
    if missing:
        raise ClassroomError(f"{name} has no cell tagged {missing[0]}. Bring the lesson back "
                             f"fresh: python -m mlp_lessons.progress reset {name[:2]}")
    return made


def points_of(exercise):
    """Return the points for an exercise: its dots; none for stretch."""
    return exercise.difficulty if exercise.core else 0


def source_with_solution(exercise):
    """Return the exercise's cell with the solution between marks; without it, it is the stub.

    The solution of a function takes the place of its body. Everywhere else it stands below the
    stub, and gives the same name another value.
    """
    stub, solution = exercise.stub.rstrip(), exercise.solution_source.rstrip()
    head, _, last = stub.rpartition("\n")
    if exercise.kind == "function" and last.strip().startswith("raise NotImplementedError") \
            and solution.startswith(head + "\n") and not exercise.changes:
        body = solution.removeprefix(head + "\n")
        indent = last[:len(last) - len(last.lstrip())]
        return "\n".join([head, f"{indent}### BEGIN SOLUTION", body, f"{indent}### END SOLUTION",
                          last])
    return "\n".join([stub, "", "### BEGIN SOLUTION", solution, "### END SOLUTION"])


def _points_cell(exercise):
    name = f"points-{exercise.name}"
    return {
        "cell_type": "code", "execution_count": None, "outputs": [],
        "id": f"{exercise.lesson:02d}-{name}"[:64],
        "metadata": {"nbgrader": {**_metadata(name, grade=True), "points": points_of(exercise)}},
        "source": f'from mlp_lessons.classroom.points import assert_right\n\n'
                  f'assert_right("{exercise.name}")',
    }


def _metadata(grade_id, grade=False, solution=False):
    return {"grade": grade, "grade_id": grade_id, "locked": grade, "schema_version": 3,
            "solution": solution, "task": False}


def _read(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise ClassroomError(f"{path} is damaged. Bring it back fresh: "
                             f"python -m mlp_lessons.progress reset {path.name[:2]}") from None


def _write(out, assignments):
    rows = []
    for name, (notebook, exercises, points) in assignments.items():
        folder = out / "source" / name
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False)
        (folder / f"{name}.ipynb").write_text(text + "\n", encoding="utf-8", newline="\n")
        rows.append(f"| {name} | {exercises} | {points} |")
    readme = _README.format(first=next(iter(assignments)), rows="\n".join(rows))
    (out / "README.md").write_text(readme, encoding="utf-8", newline="\n")
    (out / "nbgrader_config.py").write_text(_CONFIG, encoding="utf-8", newline="\n")
