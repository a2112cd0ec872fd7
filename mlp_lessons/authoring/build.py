"""Building a notebook: refill the exercises, run it in a fresh kernel, put it into one form, store
it with its outputs. `--check` does the same and compares instead of storing.

How to write a lesson as text
-----------------------------
Write it as a script in jupytext's percent format, outside `notebooks/`:

    # %%
    import sys
    sys.path.insert(0, "..")

    from mlp_lessons import check_setup
    check_setup()

    # %% [markdown]
    # # Bend the line
    # Two lines in a row are one line. …

    # %% [markdown]
    # ### Exercise 2.3 · ReLU from its graph
    # ●○○ · core · 5 minutes
    #
    # The two lines above are `heading` of the record. Whatever is asked follows.

    # %% tags=["exercise:relu"]

    # %% tags=["check:relu"]
    check("relu")

An exercise's cell may stay empty: building fills it. Then

    jupytext --to ipynb 02_activations.py --output notebooks/02_activations.ipynb
    python -m mlp_lessons.authoring build 02

From then on the notebook is the only copy. Edit it in JupyterLab or as a script again
(`jupytext --to py:percent notebooks/02_activations.ipynb --output 02_activations.py`, and back with
`--update`), and build it again: an unchanged cell keeps its id.

Tags: `exercise:NAME` and `check:NAME`; `answer` on a cell that shows the answer of a prediction
(its output is stored folded); `raises-exception` on a cell that fails on purpose;
`nbval-ignore-output` on one whose output differs each time, and is therefore not compared.
"""

import copy
import difflib
import json
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat

from ..exercises import record
from .normalising import comparable, normalise_cells, normalise_outputs, unstable_parts
from .running import CellFailed, execute, name_cell
from .solving import NOTEBOOKS, names_of

COURSE = Path(__file__).parents[2]
LONGEST_LINE = 100
LESSON = re.compile(r"\d\d_[a-z0-9_]+\.ipynb")    # and not a learner's 06_name.mine-1.ipynb


class BuildError(Exception):
    """Why a notebook cannot be built, or is not what building it gives: one problem a line."""


@dataclass
class Built:
    """A notebook as it is stored and as building it gives it."""

    path: Path
    text: str    # of the file
    stored: nbformat.NotebookNode
    built: nbformat.NotebookNode


def build(path):
    """Build the notebook at `path`, write it if anything has changed, and say what."""
    result = make(path)
    if as_text(result.stored) == result.text and as_text(
        without_varying_outputs(result.stored)
    ) == as_text(without_varying_outputs(result.built)):
        return "unchanged"
    if read(result.path)[0] != result.text:
        raise BuildError("The file was changed while it was built. It stays so: build it again.")
    write_atomically(result.path, as_text(result.built))
    return summarise_changes(result.stored, result.built) or "only its form changed"


def check_built(path):
    """Raise BuildError unless the notebook at `path` is what building it gives."""
    result = make(path)
    problems = differences(result.stored, result.built)
    if not problems and as_text(result.stored) != result.text:
        problems = ["the file is not in the builder's form (indent, key order or line ends)"]
    if problems:
        raise BuildError("\n".join(problems))


def make(path):
    """Refill, run and normalise the notebook in memory; nothing is written."""
    path = Path(path).resolve()
    lesson = lesson_number(path)
    text, stored = read(path)
    built = copy.deepcopy(stored)
    refill(built)
    normalise_cells(built, lesson)
    raise_problems(structure_problems(built, lesson))
    with tempfile.TemporaryDirectory(prefix="mlp_lessons_home_") as home:
        try:
            execute(built, path.parent, home)
        except CellFailed as failure:
            raise BuildError(str(failure)) from None
    normalise_outputs(built)
    raise_problems(output_problems(built))
    try:
        nbformat.validate(built)
    except nbformat.ValidationError as error:
        raise BuildError(f"The notebook is not valid: {error.message}") from None
    return Built(path, text, stored, built)


def find_notebook(name, folder=NOTEBOOKS):
    """The path that "02", "2" or a path stands for."""
    if str(name).isdecimal():
        found = sorted(Path(folder).glob(f"{int(name):02d}_*.ipynb"))
        if not found:
            raise BuildError(f"There is no notebook {int(name):02d}_….ipynb in {folder}.")
        return found[0]
    if not Path(name).is_file():
        raise BuildError(f"There is no file {name}. Give a lesson's number (02) or a path.")
    return Path(name)


def all_notebooks(folder=NOTEBOOKS):
    return sorted(path for path in Path(folder).glob("*.ipynb") if LESSON.fullmatch(path.name))


def lesson_number(path):
    """The number of the lesson, 2 for 02_activations.ipynb."""
    number = path.stem[:2]
    if not (number.isdecimal() and path.stem[2:3] == "_" and path.suffix == ".ipynb"):
        raise BuildError("A notebook is called NN_name.ipynb, for example 02_activations.ipynb.")
    return int(number)


def read(path):
    """The text of a notebook's file, and the notebook."""
    text = path.read_bytes().decode("utf-8", errors="replace")
    try:
        return text, nbformat.v4.reads(text)  # nbformat.reads would give equal ids new ones
    except (ValueError, KeyError, AttributeError, TypeError):
        raise BuildError("The file is not a notebook: its JSON is damaged.") from None


def refill(notebook):
    """Put the stub of its record into every exercise's cell."""
    for index, cell in enumerate(notebook.cells):
        for name in names_of(cell, "exercise"):
            try:
                cell.source = record.get_exercise(name).stub
            except ValueError as error:
                raise BuildError(f"{name_cell(cell, index)}: {error}") from None


def structure_problems(notebook, lesson):
    """What is wrong with the layout of the cells and with those of the exercises: sentences."""
    problems = list(layout_problems(notebook))
    exercises = {exercise.name: exercise for exercise in record.all_exercises(lesson=lesson)}
    places = {kind: find_tagged(notebook, kind) for kind in ("exercise", "check")}
    for kind, found in places.items():
        for name, indices in found.items():
            if name not in exercises:
                where = name_cell(notebook.cells[indices[0]], indices[0])
                problems.append(f"{where}: lesson {lesson:02d} has no exercise called {name!r}")
        for name in exercises:
            count = len(found.get(name, []))
            if count != 1:
                problems.append(f"exercise {name}: {count or 'no'} cells are tagged {kind}:{name}, "
                                "it must be one")
    for name, exercise in exercises.items():
        if all(len(found.get(name, [])) == 1 for found in places.values()):
            stub, check = places["exercise"][name][0], places["check"][name][0]
            problems += exercise_problems(notebook, exercise, stub, check)
    return problems


def layout_problems(notebook):
    for index, cell in enumerate(notebook.cells):
        if not cell.source.strip():
            yield f"{name_cell(cell, index)}: is empty"
        for number, line in enumerate(cell.source.splitlines(), start=1):
            if cell.cell_type == "code" and len(line) > LONGEST_LINE:
                yield (f"{name_cell(cell, index)}: its line {number} has {len(line)} characters, "
                       f"at most {LONGEST_LINE} are shown without scrolling")


def find_tagged(notebook, kind):
    """The positions of the cells for each exercise: {name: [index, …]}."""
    found = {}
    for index, cell in enumerate(notebook.cells):
        for name in names_of(cell, kind):
            found.setdefault(name, []).append(index)
    return found


def exercise_problems(notebook, exercise, stub, check):
    """What is wrong with one exercise, whose two cells stand at `stub` and `check`."""
    cells = notebook.cells
    above = next((cell for cell in reversed(cells[:stub]) if cell.cell_type == "markdown"), None)
    if above is None or exercise.heading not in above.source:
        heading = exercise.heading.replace("\n", "\n    ")
        yield (f"{name_cell(cells[stub], stub)}: the text above it has no heading\n    {heading}")
    if cells[stub].cell_type != "code":
        yield f"{name_cell(cells[stub], stub)}: is no code cell"
    if cells[check].source.strip() != f'check("{exercise.name}")':
        yield f'{name_cell(cells[check], check)}: must read check("{exercise.name}")'
    if check < stub:
        yield f"{name_cell(cells[check], check)}: stands above its exercise"


def output_problems(notebook):
    """What is wrong with the outputs: sentences."""
    for index, cell in enumerate(notebook.cells):
        for complaint in unstable_parts(cell, COURSE):
            yield f"{name_cell(cell, index)}: {complaint}"
        raised = any(output.output_type == "error" for output in cell.get("outputs", []))
        if "raises-exception" in cell.metadata.get("tags", []) and not raised:
            yield f"{name_cell(cell, index)}: is tagged raises-exception, but raises nothing"


def raise_problems(problems):
    problems = list(problems)
    if problems:
        raise BuildError("\n".join(problems))


def as_text(notebook):
    """The text of the file: sorted keys, indent 1, as nbformat writes it, and a last line end."""
    return nbformat.v4.writes(notebook) + "\n"


def write_atomically(path, text):
    """Replace the file in one step, so that an interrupt leaves the old one or the new one."""
    temporary = path.with_name(f".{path.name}.new")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def differences(stored, built):
    """Where a stored notebook is not what building it gives, cell by cell: sentences."""
    if not has_been_run(stored):
        return ["has never been built"]
    if len(stored.cells) != len(built.cells):
        return [f"has {len(stored.cells)} cells, building it gives {len(built.cells)}"]
    problems = []
    if stored.metadata != built.metadata:
        problems.append("its metadata is not the builder's")
    for index, (old, new) in enumerate(zip(stored.cells, built.cells, strict=True)):
        old, new = comparable(old), comparable(new)
        parts = [part for part in sorted({*old, *new}) if old.get(part) != new.get(part)]
        if parts:
            shown = "\n".join(show_difference(old.get(part), new.get(part)) for part in parts)
            problems.append(
                f"{name_cell(new, index)}: building changes its {', '.join(parts)}\n{shown}"
            )
    return problems


def has_been_run(notebook):
    return any(cell.get("execution_count") for cell in notebook.cells)


def show_difference(stored, built, most_lines=14):
    """The sentences that differ, as a diff; what is not text is written as JSON."""
    texts = [value if isinstance(value, str)
             else json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True)
             for value in (stored, built)]
    lines = [re.sub(r"\\n|(?<=[.:;]) ", "\n", text).splitlines() for text in texts]
    diff = list(difflib.unified_diff(*lines, "stored", "built", n=0, lineterm=""))[2:]
    return "\n".join("    " + line[:160] for line in diff[:most_lines])


def summarise_changes(stored, built):
    """What building has changed, in a few words: "2 new, 1 edited, 3 with other outputs"."""
    if not has_been_run(stored):
        return f"{len(built.cells)} cells, run for the first time"
    old = {cell.get("id"): cell for cell in stored.cells}
    new = {cell.id: cell for cell in built.cells}
    both = [(old[cell_id], cell) for cell_id, cell in new.items() if cell_id in old]
    counts = {
        "new": len(new.keys() - old.keys()),
        "gone": len(old.keys() - new.keys()),
        "edited": sum(before.source != after.source for before, after in both),
        "with other outputs": sum(
            before.get("outputs") != after.get("outputs") for before, after in both
        ),
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count)


def without_varying_outputs(notebook):
    """A copy without the outputs of the cells that differ each time by their nature."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if "nbval-ignore-output" in cell.metadata.get("tags", []):
            cell.outputs = []
    return notebook
