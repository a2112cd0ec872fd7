"""What is kept between lessons: which exercises are solved, and the learner's own network.

Both files lie beside the notebooks, unless the environment variable MLP_LESSONS_HOME names another
folder: `progress.json`, and `my_mlp.py` with the source of every part that passed its check.
"""

import ast
import json
import linecache
import os
import re
import subprocess
import sys
import tempfile
import types
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from uuid import uuid4

from .record import all_exercises
from .sources import find_source

_STARTED_IN = Path.cwd()    # the notebooks' folder, wherever a cell goes later with os.chdir
HEADER = '''"""My network: every part I wrote in the lessons, kept here when it passed its check."""

import numpy as np
'''
_MARK = re.compile(r"^# ---- (?P<target>\w+) · exercise (?P<number>[\d.]+) -+$", re.MULTILINE)


def home():
    """Return the folder where the learner's files are kept."""
    return Path(os.environ.get("MLP_LESSONS_HOME") or _STARTED_IN)


def remember(exercise, verdict, target):
    """Note the verdict in progress.json, and keep a passed part; return lines for the learner."""
    if verdict.state == "not attempted":
        return []
    lines = []
    try:
        lines += _note_progress(exercise, verdict)
        if verdict.passed and exercise.part:
            lines += keep_part(exercise, target)
    except OSError as error:
        lines.append(f"It could not be written down in {home()}: {error.strerror or error}.")
    return lines


# Progress ---------------------------------------------------------------------------------------

def read_progress():
    """Return {exercise name: {"solved": bool, "tries": int}}; empty if nothing was kept yet."""
    return read_progress_file()[0]


def read_progress_file(folder=None):
    """Return (the progress, lines for the learner). A damaged file is put aside, not lost."""
    path = Path(folder or home()) / "progress.json"
    if not path.exists():
        return {}, []
    try:
        progress = json.loads(path.read_text(encoding="utf-8-sig"))
        if all(isinstance(entry["solved"], bool) and isinstance(entry["tries"], int)
               for entry in progress.values()):
            return progress, []
    except (ValueError, TypeError, KeyError, AttributeError):
        pass
    damaged = _free_path(path.parent, "progress.damaged_{}.json")
    os.replace(path, damaged)
    return {}, [f"progress.json was damaged: it is kept as {damaged.name}, and a new one begins."]


def _note_progress(exercise, verdict):
    progress, lines = read_progress_file()
    entry = progress.setdefault(exercise.name, {"solved": False, "tries": 0})
    entry["tries"] += 1
    entry["solved"] = entry["solved"] or verdict.passed
    _write_progress(home(), progress)
    return lines


def _write_progress(folder, progress):
    _write(folder / "progress.json", json.dumps(progress, indent=1, sort_keys=True) + "\n")


def forget_lesson(lesson, folder=None):
    """Take a lesson out of progress.json, and its parts out of my_mlp.py; return lines to tell."""
    folder = Path(folder or home())
    progress, lines = read_progress_file(folder)
    of_lesson = {exercise.name for exercise in all_exercises(lesson)} & set(progress)
    if of_lesson:
        _write_progress(folder, {name: entry for name, entry in progress.items()
                                 if name not in of_lesson})
        lines.append("What was solved in this lesson is forgotten.")
    path = folder / "my_mlp.py"
    before = _read(path) if path.exists() else ""
    after = without_lesson(before, lesson)
    if after != before:
        kept = _keep_old(path)
        _write(path, after)
        lines.append(f"Its parts are no longer in my_mlp.py. The file as it was before is {kept}.")
    return lines


# Files ------------------------------------------------------------------------------------------

def _write(path, text):
    """Write a file so that it is either the old one or the new one, never half.

    The unfinished file has a name of its own, as two notebooks may write at the same time.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def _free_path(folder, pattern):
    """Return the first path folder/pattern that is not taken, with 1, 2, … for the {}."""
    paths = (folder / pattern.format(number) for number in count(1))
    return next(path for path in paths if not path.exists())


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
            module = import_file(path)
            kept = {match["target"]: match["number"] for match in _MARK.finditer(_read(path))}
            found.parts = {name: getattr(module, name) for name, exercise in needed.items()
                           if hasattr(module, name) and kept.get(name) == exercise.number}
        except (Exception, SystemExit) as error:    # anything can be in the learner's file
            found.problem = f"my_mlp.py could not be read: {type(error).__name__}: {error}"
    found.missing = [exercise for name, exercise in needed.items() if name not in found.parts]
    return found


def _needed_parts():
    """Return {object name: the last exercise that builds it}."""
    return {exercise.object_name: exercise for exercise in all_exercises() if exercise.part}


def import_file(path):
    """Run the file as the module my_mlp, and return it.

    Not by `import`: that may take the bytecode of a file of the same second for the present one.
    """
    module = types.ModuleType("my_mlp")
    module.__file__ = str(path)
    before = sys.modules.get("my_mlp")
    sys.modules["my_mlp"] = module    # a part may say `from my_mlp import …`
    linecache.checkcache(str(path))
    try:
        exec(compile(_read(path), str(path), "exec"), vars(module))
    except BaseException:
        sys.modules.pop("my_mlp")
        if before:
            sys.modules["my_mlp"] = before
        raise
    return module


def _read(path):
    """Return the text of a file that the learner may have edited, on any system."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SyntaxError(f"{path.name} is not stored as UTF-8") from error


def keep_part(exercise, target):
    """Put the source of `target` into my_mlp.py, after judging it there once more.

    Returns lines for the learner. Nothing is replaced without a copy of the old file.
    """
    name = exercise.object_name
    source = find_source(target, name)
    if source is None:
        return [f"It could not be kept in my_mlp.py: the source of {name} was not found. Write it "
                f"with def or class in a cell without %%, run it, and check again."]
    path = home() / "my_mlp.py"
    for _ in range(10):
        before = HEADER
        if path.exists():
            try:
                before = _read(path)
                ast.parse(before)
            except (SyntaxError, ValueError) as error:
                return [_tell_damaged(error)]
        after = with_section(before, exercise, source)
        if after is None:
            return ["my_mlp.py keeps the later version that you already have."]
        if after == before:
            return []
        problem = _judge_file(after, exercise)
        if problem:
            return [f"It was not kept in my_mlp.py: {problem}"]
        if (_read(path) if path.exists() else HEADER) == before:
            kept = _keep_old(path)
            _write(path, after)
            return [f"{name} is now in my_mlp.py." +
                    (f" The file as it was before is {kept}." if kept else "")]
        # Another notebook has written a part in the meantime: put this one into the new file.
    return ["It was not kept in my_mlp.py, which is being written all the time. Check again."]


def _tell_damaged(error):
    line = f", line {error.lineno}" if getattr(error, "lineno", None) else ""
    return (f"It was not kept: my_mlp.py cannot be read ({error.args[0]}{line}), and is left as it "
            f"is. Repair that, or give the file another name, and check again.")


def with_section(text, exercise, source):
    """Return the file with the section of this part put in; None if a later one is there."""
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


def without_lesson(text, lesson):
    """Return the file without the sections of the parts that were built in this lesson."""
    starts = list(_MARK.finditer(text))
    ends = [match.start() for match in starts[1:]] + [len(text)]
    for match, end in reversed(list(zip(starts, ends))):
        if _as_numbers(match["number"])[0] == lesson:
            text = text[:match.start()] + text[end:]
    return text


def _as_numbers(number):
    return tuple(int(part) for part in number.split("."))


def _keep_old(path):
    """Copy the file that is about to be replaced; return the name of the copy, if there was one."""
    if not path.exists():
        return None
    copy = _free_path(path.parent / "my_mlp_kept", "my_mlp_{}.py")
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes(path.read_bytes())
    return f"{copy.parent.name}/{copy.name}"


def _judge_file(text, exercise):
    """Judge the part again from the file alone, in a new process; return what is wrong, or ""."""
    with tempfile.TemporaryDirectory() as folder:
        candidate = Path(folder) / "my_mlp.py"
        candidate.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", f"{__package__}.judge_file", str(candidate), exercise.name]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                                    "PYTHONUTF8": "1"}
        try:
            result = subprocess.run(command, capture_output=True, text=True, encoding="utf-8",
                                    errors="replace", env=environment, timeout=60)
        except subprocess.TimeoutExpired:
            return "judged again from the file, it took over a minute."
    if result.returncode == 0:
        return ""
    return _tell_reason((result.stdout or result.stderr).strip(), text, exercise.object_name)


def _tell_reason(reason, text, name):
    """Return why a part does not work in the file, with the name of a helper that it misses."""
    stopped = re.match(r"my_mlp\.py stops at its line (\d+)", reason)
    if stopped and not _is_in_section(int(stopped[1]), text, name):
        return f"{reason}. That is outside of {name}: repair it there, and check again."
    missing = re.search(r"NameError: name '(\w+)' is not defined", reason)
    if missing:
        return (f"it uses {missing[1]}, which stands outside of {name}. Put {missing[1]}, or the "
                f"import of it, inside {name}, and check again.")
    return reason.replace("\n", "\n  ") or "the new process stopped."


def _is_in_section(line, text, name):
    """Say whether a line of my_mlp.py belongs to the part `name`."""
    above = "\n".join(text.split("\n")[:line])
    marks = _MARK.findall(above)
    return bool(marks) and marks[-1][0] == name
