"""The exercises of a notebook, solved in memory: put sources in, run, read what each check says.

The tests use it to see that solutions pass and that every known mistake is told its own sentence.
"""

import copy
from pathlib import Path

from nbformat.v4 import new_code_cell

from .running import execute

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def solve(notebook, sources):
    """Return a copy of `notebook` whose cells `exercise:NAME` hold `sources[NAME]`.

    Exercises without a source stay as they are. Raises KeyError for a name without a cell.
    """
    solved = copy.deepcopy(notebook)
    cells = {name: cell for cell in solved.cells for name in names_of(cell, "exercise")}
    for name, source in sources.items():
        cells[name].source = source
    return solved


def attempt(notebook, sources):
    """Return a copy in which each exercise is tried several times, each time with its check.

    `sources[NAME]` is a list; what comes after the exercise meets the last one. So one run tells
    what is said to every known mistake, and to the solution after them.
    """
    tried = solve(notebook, {name: several[0] for name, several in sources.items()})
    cells = []
    for cell in tried.cells:
        cells.append(cell)
        for name in names_of(cell, "check"):
            for source in sources.get(name, [])[1:]:
                cells += [new_code_cell(source), copy.deepcopy(cell)]
    tried.cells = cells
    return tried


def run(notebook, home, folder=NOTEBOOKS):
    """Run `notebook` in place, in `folder`; return what the checks said: {NAME: [text, …]}."""
    execute(notebook, folder, home)
    said = {}
    for cell in notebook.cells:
        for name in names_of(cell, "check"):
            said.setdefault(name, []).append(text_of(cell))
    return said


def names_of(cell, kind):
    """The exercises that a cell is tagged for: `kind` is "exercise" or "check"."""
    tags = cell.metadata.get("tags", [])
    return [tag.removeprefix(kind + ":") for tag in tags if tag.startswith(kind + ":")]


def text_of(cell):
    """All that a cell has put out, as plain text."""
    texts = []
    for output in cell.outputs:
        if output.output_type == "stream":
            texts.append(output.text)
        elif output.output_type == "error":
            texts.append(f"{output.ename}: {output.evalue}")
        else:
            texts.append(output.data.get("text/plain", ""))
    return "\n".join(texts)
