"""Source code: of a lesson's solutions and mistakes, and of what a learner wrote in a notebook."""

import ast
import builtins
import inspect
import linecache
import re
import symtable
import sys
import textwrap
from functools import cache
from pathlib import Path

import numpy as np

import mlp_lessons

_LESSONS = __package__ + ".lesson_"


# From a lesson's file ---------------------------------------------------------------------------

def as_cell(answer, name):
    """Return `answer`, which a lesson's file defines, as a notebook cell that defines `name`.

    Helpers and constants of the lesson's file that it uses are put in front, as a notebook has
    only `np` and the public names of mlp_lessons.
    """
    if not (inspect.isclass(answer) or inspect.isfunction(answer)):
        return f"{name} = {written_out(answer)}"
    source = _source_of(answer)
    helpers = {}
    _collect_helpers(source, sys.modules[answer.__module__], helpers, {answer.__name__})
    new_names = {name: f"_{name}", answer.__name__: name}    # a helper may bear the name already
    return "\n\n\n".join(_rename(part, new_names) for part in [*helpers.values(), source])


def written_out(value):
    """Return Python source for plain data; NumPy is `np` there."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {written_out(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written_out, value)) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(written_out, value)) + ("," if len(value) == 1 else "") + ")"
    if isinstance(value, np.ndarray):
        return f"np.array({written_out(value.tolist())})"
    return "..." if value is ... else repr(value)


def _source_of(thing):
    """Return the source of a function or class of a lesson's file.

    For a class `inspect.getsource` would parse the whole file, each time.
    """
    if inspect.isclass(thing) and thing.__qualname__ == thing.__name__:
        text, tree = _parsed(sys.modules[thing.__module__].__file__)
        return _lines_of(text, [node for node in tree.body if isinstance(node, ast.ClassDef)
                                and node.name == thing.__name__][-1])
    return textwrap.dedent(inspect.getsource(thing)).strip("\n")


@cache
def _parsed(path):
    text = Path(path).read_text(encoding="utf-8")
    return text, ast.parse(text)


def _collect_helpers(source, module, helpers, known):
    """Add to `helpers` {name: source} what `source` uses of its module, in the order of need."""
    for name in _global_names(source):
        if name in known or not hasattr(module, name) or hasattr(builtins, name):
            continue
        known.add(name)
        thing = getattr(module, name)
        if thing is np or (name in mlp_lessons.__all__ and thing is getattr(mlp_lessons, name)):
            continue
        if inspect.ismodule(thing):
            helpers[name] = f"import {thing.__name__} as {name}"
            continue
        is_code = inspect.isclass(thing) or inspect.isroutine(thing)
        has_name = is_code and thing.__name__ != "<lambda>"
        if has_name and not thing.__module__.startswith(_LESSONS):
            helpers[name] = f"from {thing.__module__} import {thing.__name__} as {name}"
            continue
        where = sys.modules[thing.__module__] if has_name else module
        text = _source_of(thing) if has_name else _assignment(module, name)
        if has_name and thing.__name__ != name:
            text += f"\n\n\n{name} = {thing.__name__}"
        _collect_helpers(text, where, helpers, known)
        helpers[name] = text


def _global_names(source):
    """Return the names that the source uses and does not make itself, in alphabetical order."""
    found = set()

    def look_into(table):
        for symbol in table.get_symbols():
            if symbol.is_referenced() and (symbol.is_global() or table.get_type() == "module"):
                found.add(symbol.get_name())
        for inner in table.get_children():
            look_into(inner)

    look_into(symtable.symtable(source, "cell", "exec"))
    return sorted(found)


def _assignment(module, name):
    """Return the line of the module that gives `name` its value."""
    text, tree = _parsed(module.__file__)
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(
                isinstance(part, ast.Name) and part.id == name
                for target in node.targets for part in ast.walk(target)):
            return ast.get_source_segment(text, node)
    raise ValueError(f"{module.__name__} uses {name}, but no line `{name} = …` was found there.")


def _rename(source, new_names):
    """Give other names to functions, classes and variables; attributes and texts stay."""
    lines = [line.encode() for line in source.split("\n")]    # ast counts columns in bytes
    places = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and node.id in new_names:
            places.append((node.lineno, node.col_offset, node.id))
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in new_names \
                and node.col_offset == 0:
            start = re.match(rb"(def|class)\s+", lines[node.lineno - 1]).end()
            places.append((node.lineno, start, node.name))
    for line, column, old in sorted(places, reverse=True):
        text = lines[line - 1]
        rest = text[column + len(old.encode()):]
        lines[line - 1] = text[:column] + new_names[old].encode() + rest
    return b"\n".join(lines).decode()


# From a notebook --------------------------------------------------------------------------------

def find_source(thing, name):
    """Return the source of the learner's function or class `name`; None if it was not found.

    `inspect.getsource` fails for a class that was defined in a notebook. Its methods know their
    cell, though, and `linecache` has the text of the cell.
    """
    for function in functions_of(thing):
        text = "".join(linecache.getlines(function.__code__.co_filename))
        try:
            tree = ast.parse(text)
        except SyntaxError:
            continue
        first = None if inspect.isclass(thing) else function.__code__.co_firstlineno
        found = _definition(tree, name, first)
        if found:
            return _lines_of(text, found)
    return None


def functions_of(thing):
    """Return the function itself, or the methods of a class, properties and such included."""
    things = vars(thing).values() if inspect.isclass(thing) else [thing]
    things = [thing.fget if isinstance(thing, property) else
              thing.__func__ if isinstance(thing, (staticmethod, classmethod)) else thing
              for thing in things]
    return [inspect.unwrap(thing) for thing in things if inspect.isfunction(thing)]


def _definition(tree, name, first_line):
    """Return the node that defines `name`: the one that begins at `first_line`, else the last."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == name:
            start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda) \
                and [getattr(target, "id", None) for target in node.targets] == [name]:
            start = node.lineno
        else:
            continue
        found.append((start, node))
    exact = [node for start, node in found if start == first_line]
    return exact[-1] if exact else found[-1][1] if found else None


def _lines_of(text, node):
    """Return the lines of a definition, decorators included, moved to the left margin."""
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    lines = text.split("\n")[first - 1:node.end_lineno]
    if node.col_offset:    # it stood inside an `if`, say
        return textwrap.dedent("\n".join(lines))
    return "\n".join(lines)
