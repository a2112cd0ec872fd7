"""Which cells have to run: all of the student's, and of the course's own those they build on.

A cell that stands in the notebook as the course has it, letter by letter, holds no answer. It is
left out if no name that it makes or touches is used in a cell that does run. So a class need not
train the same network three hundred times over. In doubt everything runs.
"""

import ast
import builtins
import json
from functools import cache

from .nursery import COURSE
from .own_work import bound_names, names_from_outside, parse

_TOUCHES_ALL = {"globals", "locals", "vars", "exec", "eval", "get_ipython", "compile", "gc",
                "inspect", "__import__", "importlib", "open"}


def needed_cells(cells, lesson):
    """Return the numbers of the cells that have to run, in their order."""
    own = _own_cells(lesson)
    parts = [None if _plain(cell) not in own else _parts(cell) for cell in cells]
    students = [_parts(cell) for cell, part in zip(cells, parts) if part is None]
    if any(part is None or part.used & _TOUCHES_ALL for part in students):
        return list(range(len(cells)))
    wanted = {name for part in students for name in part.used}
    # A cell that only calls an imported function makes or changes nothing that has a name.
    everything = [*filter(None, parts), *students]
    fixed = set(dir(builtins)).union(*(part.fixed for part in everything)).difference(
        *(part.bound - part.fixed for part in everything))
    chosen = {number for number, part in enumerate(parts) if part is None}
    grown = True
    while grown:
        grown = False
        for number, part in enumerate(parts):
            if number not in chosen and wanted & (part.bound | (part.used - fixed)):
                chosen.add(number)
                wanted |= part.used
                grown = True
    return sorted(chosen)


class _Parts:
    """What a cell makes, uses, and imports or defines."""

    def __init__(self, tree):
        self.bound, self.used, self.fixed = set(), set(), set()
        for statement in tree.body:
            bound = bound_names(statement)
            self.used |= names_from_outside(statement)
            if isinstance(statement, (ast.Import, ast.ImportFrom)):
                bound = {alias.asname or alias.name.split(".")[0] for alias in statement.names}
            if isinstance(statement, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)):
                self.fixed |= bound
            self.bound |= bound


def _parts(cell):
    """Return the _Parts of a cell; None if it cannot be told what it does."""
    tree = parse(cell)
    return None if tree is None or cell.lstrip().startswith(("%", "!")) else _Parts(tree)


def _plain(cell):
    return "\n".join(line.rstrip() for line in cell.strip().splitlines())


@cache
def _own_cells(lesson):
    """Return the sources of the lesson's cells, those of its exercises left out."""
    found = set()
    for path in (COURSE / "notebooks").glob(f"{lesson:02d}_*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            tags = cell["metadata"].get("tags", [])
            if cell["cell_type"] == "code" and not any(tag.startswith("exercise:") for tag in tags):
                source = _plain("".join(cell["source"]))
                if _parts(source) is not None:
                    found.add(source)
    return found
