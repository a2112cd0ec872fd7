"""What can go wrong in a submission, and what somebody might try: one notebook of lesson 02 each.

Every notebook has right answers to the ten exercises, and one thing more. `SURVIVED` do harm,
mostly by accident; `FORGERIES` try to get a mark for `my_relu`, which they do not solve.
"""

import json
from dataclasses import dataclass, field

from nbformat.v4 import new_code_cell, new_notebook, writes

from mlp_lessons.exercises import all_exercises

from .made_up_class import solutions

IMPORTS = """import numpy as np
from mlp_lessons import LeakyReLU, ReLU, Sigmoid, Tanh, sigmoid
from mlp_lessons.exercises import check, hint, solution"""
WRONG = "def my_relu(Z):\n    return Z"
RIGHT = "def my_relu(Z):\n    return np.maximum(Z, 0)"
NAMES = [exercise.name for exercise in all_exercises(2)]


@dataclass
class Bad:
    """A notebook, what the report must say of it, and the exercises that are lost with it."""

    data: bytes
    says: str = ""                               # a pattern
    lost: dict = field(default_factory=dict)     # exercise -> its state, or a pattern of it


def notebook(cells):
    """The bytes of a notebook with these code cells."""
    return writes(new_notebook(cells=[new_code_cell(source) for source in cells])).encode()


def cells_of(**changed):
    """[imports, exercise, check, exercise, …], solved, with other sources for some of them."""
    cells = [IMPORTS]
    for name, source in (solutions(2) | changed).items():
        cells += [source, f'check("{name}")']
    return cells


def with_first(source):
    """A notebook that begins with one cell more, right after the imports."""
    return notebook([IMPORTS, source, *cells_of()[1:]])


def with_relu(source):
    """A notebook with this for my_relu."""
    return notebook(cells_of(my_relu=source))


def damaged(change):
    """A good notebook, after `change` of its JSON."""
    content = json.loads(notebook(cells_of()))
    change(content)
    return json.dumps(content).encode()


def _other_kernel(content):
    content["metadata"] = {"kernelspec": {"name": "ir", "language": "R", "display_name": "R"},
                           "language_info": {"name": "R"}}


def _strange_cells(content):
    content["cells"][3:3] = [7, None, {}, {"cell_type": "code", "source": 3}, []]


def _no_metadata(content):
    del content["metadata"]
    for cell in content["cells"]:
        cell.pop("metadata")
        cell.pop("id")


GOOD = notebook(cells_of())

SURVIVED = {
    "an endless loop": Bad(
        with_first("while True:\n    pass"), "cell 2 was stopped after"),
    "an endless loop after a def": Bad(
        with_relu(RIGHT + "\n\nwhile True:\n    my_relu(1)"), "cell 10 was stopped after"),
    "an endless loop before a def": Bad(
        with_relu("while True:\n    pass\n\n" + RIGHT), "cell 10 was stopped after"),
    "an endless loop that cannot be interrupted": Bad(
        with_relu("import signal\n" + RIGHT + "\nsignal.signal(2, signal.SIG_IGN)\nwhile True:\n"
                  "    pass"), "cell 10: it was still running"),
    "an endless loop in a function": Bad(
        with_relu("def my_relu(Z):\n    while True:\n        pass"),
        lost={"my_relu": "error"}),
    "a function that cannot be interrupted": Bad(
        with_relu("def my_relu(Z):\n    import signal\n    signal.signal(2, signal.SIG_IGN)\n"
                  "    while True:\n        pass"),
        "2.5: my_relu was called, and it was still running", {"my_relu": "error"}),
    "sleep": Bad(with_first("import time\ntime.sleep(1000)"), "cell 2 was stopped after"),
    "waiting for a key": Bad(with_first('input("Your name? ")')),
    "os._exit": Bad(with_first("import os\nos._exit(0)"), "cell 2: its process ended"),
    "os._exit in a function": Bad(
        with_relu("def my_relu(Z):\n    import os\n    os._exit(0)"),
        "2.5: my_relu was called, and its process ended", {"my_relu": "error"}),
    "exit": Bad(with_first("exit()\nimport sys\nsys.exit(3)")),
    "a crash": Bad(with_first("import ctypes\nctypes.string_at(0)"), "cell 2: its process ended"),
    "a memory bomb": Bad(
        with_first("rows = []\nwhile True:\n    rows.append(np.ones(10**7))")),
    "a memory bomb at once": Bad(with_first("much = 'a' * 10**11")),
    "a memory bomb in a function": Bad(
        with_relu("def my_relu(Z):\n    return np.ones(10**11)"), lost={"my_relu": "error"}),
    "endless recursion": Bad(with_first("def f():\n    return f()\nf()")),
    "processes left running": Bad(with_first(
        "import os, subprocess, sys\n"
        "for _ in range(4):\n"
        "    subprocess.Popen([sys.executable, '-c', 'while True: pass'], "
        "start_new_session=True)\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    if os.fork() == 0:\n"
        "        while True:\n"
        "            pass\n"
        "    os._exit(0)")),
    "threads left running": Bad(with_first(
        "import threading, time\n"
        "for _ in range(20):\n"
        "    threading.Thread(target=time.sleep, args=[1000]).start()")),
    "200 MB of output": Bad(with_first("for _ in range(200):\n    print('x' * 10**6)")),
    "200 MB of output past Python": Bad(
        with_first("import os\nfor _ in range(200):\n    os.write(1, b'x' * 10**6)")),
    "output without end": Bad(
        with_first("while True:\n    print('x' * 1000)"), "cell 2 was stopped after"),
    "output in a function": Bad(with_relu(
        "def my_relu(Z):\n    print('x' * 10**7)\n    return np.maximum(Z, 0)")),
    "a huge file": Bad(with_first(
        "with open('big', 'wb') as file:\n    while True:\n        file.write(b'x' * 10**7)")),
    "a huge result": Bad(
        with_relu("def my_relu(Z):\n    return [[['x' * 10**4] * 100] * 100] * 100"),
        lost={"my_relu": "error|wrong"}),
    "a result inside itself": Bad(
        with_relu("def my_relu(Z):\n    a = []\n    a.append(a)\n    return a"),
        lost={"my_relu": "wrong type"}),
    "a number of 100,000 digits": Bad(
        with_relu("def my_relu(Z):\n    return 10 ** 100_000"), lost={"my_relu": "error|wrong"}),
    "HTML and half letters": Bad(
        with_relu("def my_relu(Z):\n    raise ValueError('<script>alert(1)</script>\\ud800')"),
        lost={"my_relu": "error"}),
    "a deleted cell": Bad(
        notebook([cell for cell in cells_of() if "my_relu" not in cell]),
        lost={"my_relu": "not attempted"}),
    "a duplicated cell": Bad(notebook([*cells_of(), RIGHT, RIGHT])),
    "the stub once more at the end": Bad(
        notebook([*cells_of(), next(one.stub for one in all_exercises(2)
                                    if one.name == "my_relu")]),
        "2.5: my_relu is defined again without an answer; an earlier one was judged"),
    "reordered cells": Bad(
        notebook([*reversed(cells_of()[1:]), "half = np.array([0.5])", IMPORTS])),
    "a value that needs a later cell": Bad(
        notebook([cell.replace('"b"', "letter") if cell.startswith("#") and "recall_2_1" in cell
                  else cell for cell in cells_of(recall_2_1='recall_2_1 = letter')]
                 + ['letter = "b"']), "cell 2 was run once more at the end"),
    "lost cell metadata": Bad(damaged(_no_metadata)),
    "cells that are none": Bad(damaged(_strange_cells), "Cell 4 is no cell"),
    "a renamed function": Bad(
        with_relu(RIGHT.replace("my_relu", "my_relu1")), "2.5: there is no my_relu, but my_relu1",
        {"my_relu": "not attempted"}),
    "an error in a cell": Bad(
        with_relu("raise ValueError('no')\n" + RIGHT), "cell 10 stopped with ValueError: no",
        {"my_relu": "not attempted"}),
    "a cell that is no Python": Bad(
        with_relu("def my_relu(Z:\n    return"), lost={"my_relu": "not attempted"}),
    "a very long sum": Bad(with_first("total = " + " + ".join(["1"] * 40_000)), ".*"),
    "very many brackets": Bad(with_first("total = " + "(" * 5_000 + ")" * 5_000)),
    "very many signs": Bad(with_first("total = " + "-" * 20_000 + "1"), ".*"),
    "a very long chain": Bad(with_first("np" + ".a" * 20_000), ".*"),
    "memory in many processes": Bad(with_first(
        "import os, time\n"
        "for _ in range(10):\n"
        "    if os.fork() == 0:\n"
        "        much = b'x' * 500_000_000\n"
        "        time.sleep(1000)\n"
        "time.sleep(1)"), ".*"),
    "magics": Bad(with_relu("%%time\n" + RIGHT)),
    "shell commands": Bad(with_first("!echo hello\n%matplotlib inline\n%cd /tmp")),
}

UNREADABLE = {
    "corrupt JSON": (GOOD[:-200], "damaged"),
    "an empty file": (b"", "empty"),
    "only spaces": (b"  \n", "empty"),
    "no text": (b"\x89PNG\r\n\x1a\n\xff", "no notebook"),
    "JSON without cells": (b"[1, 2]", "no notebook"),
    "JSON, very deep": (b"[" * 100_000, "damaged"),
    "another kernel": (damaged(_other_kernel), "another kernel \\(R\\)"),
    "no exercise": (notebook(["1 + 1"]), "No exercise of the course"),
}

_FORGED_MESSAGE = """import os
for number in range(1, 200):
    text = b'{"number": %d, "value": 1, "error": null, "missing": null, "things": 1}' % number
    for descriptor in range(3, 30):
        try:
            os.write(descriptor, len(text).to_bytes(4, "big") + text)
        except OSError:
            pass"""

_AGENT_REPLACED = """import gc
from inspect import currentframe
for thing in gc.get_objects():
    if type(thing).__name__ == "Student":
        thing.call = lambda **message: {"value": {"right": True}, "error": None, "passed": True,
                                        "arguments": [], "warnings": [], "printed": ""}
        thing.look = lambda **message: {"missing": None, "things": 1, "state": "right"}"""

# Harmless where nothing keeps it from the course's files: they are opened for writing, no more.
_FILES_WRITTEN = """import json
import os
from pathlib import Path
import mlp_lessons
package = Path(mlp_lessons.__file__).parent
for path in [package / "exercises" / "judging.py", *package.glob("*.py")]:
    try:
        path.open("r+").close()
    except OSError:
        pass
forged = {"state": "right", "lesson": 2, "exercises": [{"name": "my_relu", "state": "right"}]}
for place in (".", "..", os.environ["HOME"], os.environ["MLP_LESSONS_HOME"]):
    for name in ("progress.json", "records.json", "report.json", "grades.csv", "judging.py"):
        try:
            Path(place, name).write_text(json.dumps(forged))
        except OSError:
            pass"""

_FILES_READ = """from pathlib import Path
import re
text = Path("../mlp_lessons/exercises/lesson_02.py").read_text()
exec(re.search(r"def relu.*?(?=\\n\\n\\n)", text, re.S)[0].replace("def relu", "def my_relu"))"""

# name -> (cells, state of my_relu; None if it only has to be anything but right)
FORGERIES = {
    "check replaced": [WRONG, "def check(name):\n    print('✓ 2.5: right.')", 'check("my_relu")'],
    "check replaced in the package": [
        WRONG, "import mlp_lessons.exercises as e\ne.check = lambda name: print('✓ right')"],
    "judge replaced": [
        WRONG, "import sys, gc, types\n"
               "for thing in gc.get_objects():\n"
               "    if isinstance(thing, types.FunctionType) and thing.__name__ in "
               "('judge', '_compare', 'same_value', 'call_directly'):\n"
               "        thing.__code__ = (lambda *given: None).__code__"],
    "np.allclose replaced": [WRONG, "np.allclose = np.array_equal = lambda *a, **k: True"],
    "numpy replaced": [
        WRONG, "import sys, types\n"
               "class Always(types.ModuleType):\n"
               "    def __getattr__(self, name):\n"
               "        return lambda *a, **k: True\n"
               "sys.modules['numpy'] = Always('numpy')\n"
               "for name in list(vars(np)):\n"
               "    if not name.startswith('_'):\n"
               "        setattr(np, name, lambda *a, **k: True)"],
    "json replaced": [
        WRONG, "import json, base64, builtins, struct\n"
               "json.dumps = json.JSONEncoder.encode = lambda *a, **k: '{\"state\": \"right\"}'\n"
               "base64.b64encode = lambda *a: b''\n"
               "builtins.isinstance = lambda *a: True\n"
               "struct.pack = lambda *a: b''"],
    "an object that equals everything": [
        "class Same(np.ndarray):\n"
        "    def __eq__(self, other):\n"
        "        return True\n"
        "    def __array__(self, *a, **k):\n"
        "        return np.zeros((2, 3))\n"
        "class my_relu_like(float):\n"
        "    __eq__ = lambda self, other: True\n"
        "def my_relu(Z):\n"
        "    return my_relu_like(1.0)"],
    "the record of progress forged": [
        WRONG, "import json, os\n"
               "json.dump({'my_relu': {'solved': True, 'tries': 1}}, open('progress.json', 'w'))\n"
               "json.dump({'my_relu': {'solved': True, 'tries': 1}}, open(os.path.join("
               "os.environ['MLP_LESSONS_HOME'], 'progress.json'), 'w'))"],
    "answers forged on the pipe": [WRONG, _FORGED_MESSAGE],
    "the agent replaced": [WRONG, _AGENT_REPLACED],
    "files of the grader written": [WRONG, _FILES_WRITTEN],
    "files of the grader read": [_FILES_READ],
    "the process above killed": [
        WRONG, "import os\ntry:\n    os.kill(os.getppid(), 9)\nexcept OSError:\n    pass"],
    "an answer for pickle": [
        "class Trick:\n"
        "    def __reduce__(self):\n"
        "        return (print, ('unpickled',))\n"
        "def my_relu(Z):\n"
        "    return Trick()"],
}

TAKEN = {
    "the package's own": ["from mlp_lessons import ReLU\nmy_relu = ReLU().forward"],
    "the package's own inside": ["def my_relu(Z):\n    return ReLU().forward(Z)"],
    "the package's own, further down": [
        "def helper(Z):\n    return ReLU().forward(Z)\n\ndef my_relu(Z):\n    return helper(Z)"],
    "imported under another name": [
        "from mlp_lessons.activations import ReLU as Mine\n"
        "def my_relu(Z):\n    return Mine().forward(Z)"],
    "imported from the records": ["from mlp_lessons.exercises.lesson_02 import relu as my_relu"],
    "the record's solution": [
        "from mlp_lessons.exercises import get_exercise\n"
        "my_relu = get_exercise('my_relu').solution"],
    "the record's solution, disguised": [
        "import mlp_lessons.exercises.lesson_02 as other\n"
        "source = other.relu\n"
        "def my_relu(Z):\n"
        "    return source(Z)\n"
        "my_relu.__module__ = '__main__'"],
    "by import_module": [
        "from importlib import import_module\n"
        "my_relu = import_module('mlp_lessons.exercises.lesson_02').relu"],
}
