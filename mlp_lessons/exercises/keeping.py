"""What is kept between lessons: which exercises are solved, and the learner's own network.

Both files lie beside the notebooks, unless the environment variable MLP_LESSONS_HOME names another
folder: `progress.json`, and `my_mlp.py` with the source of every part that passed its check.
"""

import ast
import importlib.util
import json
import linecache
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from .record import all_exercises

_HEADER = '''"""My network: every part I wrote in the lessons, kept here when it passed its check."""

import numpy as np
'''
_MARK = re.compile(r"^# ---- (?P<target>\w+) · exercise (?P<number>[\d.]+) -+$", re.MULTILINE)


def home():
    """Return the folder where the learner's files are kept."""
    return Path(os.environ.get("MLP_LESSONS_HOME") or ".")


def remember(exercise, verdict, target):
    """Note the verdict in progress.json, and keep a passed part; return lines for the learner."""
    if verdict.state == "not attempted":
        return []
    try:
        lines = _note_progress(exercise, verdict)
        if verdict.passed and exercise.part:
            lines += keep_part(exercise, target)
    except OSError as error:
        return [f"This could not be written down in {home().resolve()}: {error.strerror}."]
    return lines


# Progress ---------------------------------------------------------------------------------------

def read_progress():
    """Return {exercise name: {"solved": bool, "tries": int}}; empty if nothing was kept yet."""
    return _read_progress_file()[0]


def _read_progress_file():
    path = home() / "progress.json"
    if not path.exists():
        return {}, []
    try:
        progress = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(progress, dict):
            raise ValueError
        return progress, []
    except ValueError:
        damaged = path.with_name("progress.damaged.json")
        os.replace(path, damaged)
        return {}, [f"progress.json was damaged: it is kept as {damaged.name}, and a new one begins."]


def _note_progress(exercise, verdict):
    progress, lines = _read_progress_file()
    entry = progress.setdefault(exercise.name, {"solved": False, "tries": 0})
    entry["tries"] += 1
    entry["solved"] = entry["solved"] or verdict.passed
    _write(home() / "progress.json", json.dumps(progress, indent=1, sort_keys=True) + "\n")
    return lines


def _write(path, text):
    """Write a file so that it is either the old one or the new one, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.write_text(text, encoding="utf-8", newline="\n")
    os.replace(unfinished, path)


# My network -------------------------------------------------------------------------------------

@dataclass
class MyNetwork:
    """What is in my_mlp.py: the finished `parts`, and the exercises of those `missing`."""

    parts: dict = field(default_factory=dict)      # object name -> the learner's class or function
    missing: list = field(default_factory=list)    # the Exercise records still to be passed
    problem: str = ""                              # why my_mlp.py could not be read


def my_network():
    """Return the learner's own parts from my_mlp.py, and what is still missing."""
    needed = _needed_parts()
    path = home() / "my_mlp.py"
    found = MyNetwork()
    if path.exists():
        try:
            module = _import(path)
            kept = {match["target"]: match["number"]
                    for match in _MARK.finditer(path.read_text(encoding="utf-8"))}
            found.parts = {name: getattr(module, name) for name, exercise in needed.items()
                           if hasattr(module, name) and kept.get(name) == exercise.number}
        except Exception as error:    # it is the learner's file: anything can be in it
            found.problem = f"my_mlp.py could not be read: {type(error).__name__}: {error}"
    found.missing = [exercise for name, exercise in needed.items() if name not in found.parts]
    return found


def _needed_parts():
    """Return {object name: the last exercise that builds it}."""
    return {exercise.object_name: exercise for exercise in all_exercises() if exercise.part}


def _import(path):
    spec = importlib.util.spec_from_file_location("my_mlp", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["my_mlp"] = module
    linecache.checkcache(str(path))
    spec.loader.exec_module(module)
    return module


def keep_part(exercise, target):
    """Put the source of `target` into my_mlp.py, after judging it there once more."""
    source = find_source(target, exercise.object_name)
    if source is None:
        return [f"It could not be kept in my_mlp.py: the source of {exercise.object_name} was not found."]
    path = home() / "my_mlp.py"
    before = path.read_text(encoding="utf-8") if path.exists() else _HEADER
    after = _with_section(before, exercise, source)
    if after is None:
        return ["my_mlp.py keeps the later version that you already have."]
    if after == before:
        return []
    problem = _judge_file(after, exercise)
    if problem:
        return [problem]
    kept = _keep_old(path)
    _write(path, after)
    return [f"{exercise.object_name} is now in my_mlp.py." +
            (f" The file as it was before is {kept}." if kept else "")]


def _with_section(text, exercise, source):
    """Return the file with the section of this part put in or replaced, None if a later one is there."""
    name = exercise.object_name
    mark = f"# ---- {name} · exercise {exercise.number} "
    section = mark + "-" * max(3, 98 - len(mark)) + f"\n\n{source.rstrip()}\n"
    starts = list(_MARK.finditer(text))
    for position, match in enumerate(starts):
        if match["target"] == name:
            if _as_numbers(match["number"]) > _as_numbers(exercise.number):
                return None
            end = starts[position + 1].start() if position + 1 < len(starts) else len(text)
            tail = text[end:]
            return text[:match.start()] + section + ("\n\n" + tail if tail else "")
    return text.rstrip("\n") + "\n\n\n" + section


def _as_numbers(number):
    return tuple(int(part) for part in number.split("."))


def _keep_old(path):
    """Copy the file that is about to be replaced; return the name of the copy."""
    if not path.exists():
        return None
    folder = path.parent / "my_mlp_kept"
    folder.mkdir(exist_ok=True)
    number = 1 + len(list(folder.glob("my_mlp_*.py")))
    while (folder / f"my_mlp_{number}.py").exists():
        number += 1
    shutil.copy2(path, folder / f"my_mlp_{number}.py")
    return f"my_mlp_kept/my_mlp_{number}.py"


def _judge_file(text, exercise):
    """Judge the part again from the file alone, in a new process; return what is wrong, or ""."""
    with tempfile.TemporaryDirectory() as folder:
        candidate = Path(folder) / "my_mlp.py"
        candidate.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "mlp_lessons.exercises.judge_file", str(candidate), exercise.name]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, sys.path)), "PYTHONUTF8": "1"}
        try:
            result = subprocess.run(command, capture_output=True, text=True, encoding="utf-8",
                                    env=environment, timeout=60)
        except subprocess.TimeoutExpired:
            return "It was not kept in my_mlp.py: judged again from the file, it took over a minute."
    if result.returncode == 0:
        return ""
    lines = (result.stdout or result.stderr).strip().splitlines()
    reason = lines[-1] if lines else "the new process stopped"
    missing = re.search(r"name '(\w+)' is not defined", result.stdout + result.stderr)
    if missing:
        reason = (f"it uses {missing[1]}, which stands in another cell. Put {missing[1]} into the same "
                  f"cell, inside {exercise.object_name}, and check again.")
    return f"It was not kept in my_mlp.py: {reason}"


# The source of something defined in a notebook --------------------------------------------------

def find_source(thing, name):
    """Return the source of a function or class, also of a class defined in a notebook's cell.

    `inspect.getsource` fails for such classes. A method of the class knows its cell, though, and
    `linecache` has the cell's text.
    """
    functions = [thing] if hasattr(thing, "__code__") else \
        [method for method in vars(thing).values() if hasattr(method, "__code__")]
    if not functions:
        return None
    text = "".join(linecache.getlines(functions[0].__code__.co_filename))
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return None
    definitions = [node for node in tree.body if getattr(node, "name", None) == name
                   and isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    if not definitions:
        return None
    node = definitions[-1]
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return "\n".join(text.splitlines()[first - 1:node.end_lineno])
