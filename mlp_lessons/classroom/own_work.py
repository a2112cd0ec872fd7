"""Whose work is it? Read from the source of the cells, which the grader has and nobody can forge.

A name counts if the notebook's own code gives it a value. It counts as taken if that value comes,
over any number of steps, from the exercise records or is the package's finished thing. This sees
what is written plainly; a solution that was copied by hand, or hidden in a text for `exec`, it does
not see.
"""

import ast
import re
import symtable
from difflib import get_close_matches

from IPython.core.inputtransformer2 import TransformerManager

_TOLD = {"check", "hint", "solution", "my_network"}    # what a notebook may import of exercises
_SECRETS = re.compile(r"mlp_lessons[./]exercises[./]\w|exercises[./]lesson_\d|lesson_\d\d\.py")
_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
_CELL_MAGIC = re.compile(r"\s*%%(?:time|timeit|capture|prun)\b[^\n]*\n")


class Source:
    """What the cells of a notebook say: which names they define, and from what."""

    def __init__(self, cells):
        self.named_by = {}       # name -> the names and texts that its value is made of
        self.hands_on = set()    # functions, classes and second names, unlike results
        self.cells_of = {}       # name -> numbers of the cells that define it
        self.borrowed = set()    # names that come from the records
        self.imported = {}       # name -> (module, what it is called there)
        for number, cell in enumerate(cells):
            for statement in _statements(cell):
                self._read(statement, number)
        self._spread()

    def defines(self, name):
        """Say whether a cell gives `name` a value."""
        return name in self.cells_of

    def similar(self, name, known=()):
        """Return a name that a learner may have used instead of `name`, or None."""
        others = [other for other in self.cells_of if other not in known]
        return next(iter(get_close_matches(name, others, n=1, cutoff=0.75)), None)

    def is_taken(self, name, package_name=None):
        """Say whether what `name` stands for was taken from the course."""
        if name in self.borrowed:
            return True
        finished = package_name.split(".")[1].lower() if package_name else None
        reached, waiting = set(), [name]
        while waiting:
            one = waiting.pop()
            module, called = self.imported.get(one, ("", ""))
            if module.split(".")[0] == "mlp_lessons":
                if one == name or called.lower() == finished:
                    return True
            if one not in reached:
                reached.add(one)
                if one == name or one in self.hands_on:
                    waiting += self.named_by.get(one, ())
        return False

    def _read(self, statement, number):
        """Note what one statement defines, and from what; also those inside it."""
        inside = [node for node in ast.walk(statement) if isinstance(node, ast.stmt)]
        for node in inside:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                self._read_import(node, number)
        used = names_from_outside(statement)
        secret = any(isinstance(node, ast.Constant) and isinstance(node.value, str)
                     and _SECRETS.search(node.value) for node in _without_docstrings(statement))
        for name in bound_names(statement):
            self.cells_of.setdefault(name, []).append(number)
            self.named_by.setdefault(name, set()).update(used - {name})
            if _hands_on(statement):
                self.hands_on.add(name)
            if secret or _reaches_records(statement):
                self.borrowed.add(name)

    def _read_import(self, node, number):
        module = getattr(node, "module", None) or ""
        for alias in node.names:
            name = alias.asname or alias.name.split(".")[0]
            self.cells_of.setdefault(name, []).append(number)
            whole = alias.name if isinstance(node, ast.Import) else f"{module}.{alias.name}"
            self.imported[name] = (whole, whole.split(".")[-1])
            if isinstance(node, ast.ImportFrom) and _is_secret(module, alias.name):
                self.borrowed.add(name)
            elif isinstance(node, ast.Import) and _SECRETS.search(alias.name):
                self.borrowed.add(name)

    def _spread(self):
        """What is made of something borrowed is borrowed."""
        changed = True
        while changed:
            found = {name for name, used in self.named_by.items() if used & self.borrowed}
            changed = not found <= self.borrowed
            self.borrowed |= found


def _hands_on(statement):
    return isinstance(statement, (ast.FunctionDef, ast.ClassDef)) or isinstance(
        getattr(statement, "value", None), (ast.Name, ast.Attribute, ast.Lambda))


def names_from_outside(statement):
    """Return the names that a statement uses, parameters and other local names left out."""
    try:
        waiting = [symtable.symtable(ast.unparse(statement), "cell", "exec")]
    except _UNREADABLE:
        return set()
    found = {symbol.get_name() for symbol in waiting[0].get_symbols() if symbol.is_referenced()}
    while waiting:
        table = waiting.pop()
        waiting += table.get_children()
        found |= {symbol.get_name() for symbol in table.get_symbols()
                  if symbol.is_global() and symbol.is_referenced()}
    return found


def _is_secret(module, name):
    return module.startswith("mlp_lessons.exercises.") or (
        module == "mlp_lessons.exercises" and name not in _TOLD) or (
        module == "mlp_lessons" and name == "exercises")


def _reaches_records(statement):
    """Say whether a statement imports a solution itself, in a function or by an attribute."""
    for node in ast.walk(statement):
        if isinstance(node, ast.ImportFrom) and any(
                _is_secret(node.module or "", alias.name) for alias in node.names):
            return True
        if isinstance(node, ast.Attribute) and _SECRETS.search(_dotted(node)):
            return True
    return False


def _dotted(node):
    names = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return ".".join([*([node.id] if isinstance(node, ast.Name) else []), *reversed(names)])


def _without_docstrings(statement):
    docstrings = {node.body[0].value for node in ast.walk(statement)
                  if isinstance(node, (ast.FunctionDef, ast.ClassDef))
                  and isinstance(node.body[0], ast.Expr)}
    return [node for node in ast.walk(statement) if node not in docstrings]


def bound_names(statement):
    """Return the names that a statement gives a value, those inside functions left out."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {statement.name}
    found, waiting = set(), [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif not isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp,
                                   ast.GeneratorExp)):
            if isinstance(node, (ast.Subscript, ast.Attribute)) and \
                    isinstance(node.ctx, ast.Store):    # answers["a"] = 3
                base = _base(node)
                found |= {base} if base else set()
            waiting += ast.iter_child_nodes(node)
    return found


def _base(node):
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def parse(cell):
    """Return the tree of a cell, magics and all; None if it is no Python."""
    try:
        return ast.parse(_transformed(cell))
    except _UNREADABLE:
        return None


def _transformed(cell, magics=True):
    """Return a cell as Python, which magics are not."""
    if not magics:
        return cell.rstrip("\n") + "\n"
    cell = _CELL_MAGIC.sub("", cell, count=1) if cell.lstrip().startswith("%%") else cell
    return TransformerManager().transform_cell(cell).rstrip("\n") + "\n"


def _statements(cell):
    tree = parse(cell)
    return tree.body if tree else []


def definitions_alone(cell):
    """Return the cell with nothing but its imports, functions, classes and plain values.

    For a cell that hangs after its `def`: what it defines need not be lost with it.
    """
    tree = parse(cell)
    if tree is None:
        return ""
    kept = [node for node in tree.body if isinstance(
        node, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        or (isinstance(node, (ast.Assign, ast.AnnAssign)) and not any(
            isinstance(part, (ast.Call, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp))
            for part in ast.walk(node)))]
    if _transformed(cell) != _transformed(cell, magics=False):    # other lines than those of `tree`
        return "\n\n".join(map(ast.unparse, kept))
    lines = cell.split("\n")
    return "\n\n".join("\n".join(lines[_first(node) - 1:node.end_lineno]) for node in kept)


def _first(node):
    return min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))])

