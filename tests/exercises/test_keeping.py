"""What is kept: progress.json and my_mlp.py, whatever has happened to the files meanwhile."""

import contextlib
import io
import json
import sys
import threading
from types import SimpleNamespace

import numpy as np
import pytest
from made_up import MyLayer, layer_scripts, make, make_layer, three_wrong

from mlp_lessons.exercises import judge_file, keeping, my_network, record
from mlp_lessons.exercises.judging import Verdict
from mlp_lessons.exercises.sources import as_cell, find_source

RIGHT = Verdict("right", "right.")
WRONG = Verdict("wrong value", "no.")
LAYER = '''
class MyLayer:
    """Mein Layer: 'ä', z = Wx + b."""
    def __init__(self, n_in, n_out):
        self.W = np.zeros((n_out, n_in))
        self.b = np.zeros(n_out)

    def forward(self, X):
        self.X = X
        return X @ self.W.T + self.b

    def backward(self, dZ):
        self.dW = dZ.T @ self.X
        self.db = dZ.sum(axis=0)
        return dZ @ self.W
'''


class ForwardOnly:
    def __init__(self, n_in, n_out):
        self.W = np.zeros((n_out, n_in))
        self.b = np.zeros(n_out)

    def forward(self, X):
        return X @ self.W.T + self.b


def forward_exercise():
    """An early exercise that builds MyLayer, without backward."""
    return make_layer(name="my_layer_forward", target="MyLayer", number="9.9", solution=ForwardOnly,
                      cases=lambda: [script[:3] for script in layer_scripts()],
                      mistakes=three_wrong_classes(), part=True)


def three_wrong_classes():
    class Nothing:
        pass

    wrong = three_wrong(0)
    return tuple(type(mistake)(Nothing, mistake.question, mistake.explanation) for mistake in wrong)


@pytest.fixture
def parts(course, home, monkeypatch):
    """A course of two parts; they are judged afresh in this process, which takes no second."""
    course(make(part=True), make_layer(part=True, number="10.5"), forward_exercise())
    monkeypatch.setattr(keeping.subprocess, "run", _judge_here)
    return home


def _judge_here(command, **settings):
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(printed):
        code = judge_file.main(*command[-2:])
    printed.seek(0)
    return SimpleNamespace(returncode=code, stdout=printed.read(), stderr="")


def text_of(home):
    return (home / "my_mlp.py").read_text(encoding="utf-8")


# Progress ---------------------------------------------------------------------------------------

def test_progress_counts_tries_and_remembers_what_was_solved(home):
    for verdict in (WRONG, RIGHT, WRONG, Verdict("not attempted", "")):
        assert keeping.remember(make(), verdict, None) == []
    assert keeping.read_progress() == {"bias_gradient": {"solved": True, "tries": 3}}
    assert [path.name for path in home.iterdir()] == ["progress.json"]


@pytest.mark.parametrize("damage", [
    b"{", b"", b"[1]", b"3", b'{"a": 3}', b'{"a": {"solved": 1}}', b"\xff\xfe\x00", b"null",
])
def test_damaged_progress_is_put_aside(home, damage):
    (home / "progress.json").write_bytes(damage)
    lines = keeping.remember(make(), RIGHT, None)
    assert "progress.json was damaged" in lines[0]
    assert (home / "progress.damaged_1.json").read_bytes() == damage
    assert keeping.read_progress()["bias_gradient"]["solved"]


def test_a_folder_that_cannot_be_written(home, monkeypatch):
    (home / "a_file").write_text("")
    monkeypatch.setenv("MLP_LESSONS_HOME", str(home / "a_file"))
    lines = keeping.remember(make(part=True), RIGHT, None)
    assert len(lines) == 1 and "could not be written down" in lines[0]


def test_two_notebooks_write_at_once(home):
    """No broken file, nothing left over; what is lost is at most one try."""
    exercises = [make(name=f"exercise_{k}") for k in range(4)]
    errors = []

    def work(exercise):
        for _ in range(30):
            errors.extend(keeping.remember(exercise, WRONG, None))

    threads = [threading.Thread(target=work, args=(exercise,)) for exercise in exercises]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert json.loads((home / "progress.json").read_text())
    assert [path.name for path in home.iterdir()] == ["progress.json"]


# My network -------------------------------------------------------------------------------------

def test_a_passed_part_is_kept(cells, parts):
    cells.run("def bias_gradient(dZ):\n    return dZ.sum(axis=0)")
    assert "bias_gradient is now in my_mlp.py." in cells.run('check("bias_gradient")')
    assert "# ---- bias_gradient · exercise 6.4 ---" in text_of(parts)
    assert "def bias_gradient(dZ):\n    return dZ.sum(axis=0)\n" in text_of(parts)
    assert "my_mlp" not in cells.run('check("bias_gradient")'), "nothing has changed"


@pytest.mark.parametrize("source, problem", [
    ("def my_relu(Z): return np.maximum(Z, 0)", ""),
    ("print('loud')\ndef my_relu(Z):\n    print('ü')\n    return np.maximum(Z, 0)", ""),
    ("def my_relu(Z): return helper(Z)", "it uses helper, which stands outside of my_relu"),
    ("def my_relu(Z, how=helper): return Z", "it uses helper, which stands outside of my_relu"),
    ("print('loud')\ndef my_relu(Z): return np.abs(Z)", "the values are not right"),
    ("import os\ndef my_relu(Z): os._exit(7)", "the new process stopped"),
])
def test_in_a_new_process(source, problem):
    exercise = record.get_exercise("my_relu")
    text = keeping.with_section(keeping.HEADER, exercise, source)
    found = keeping._judge_file(text, exercise)
    assert (problem in found) if problem else found == "", found
    assert "loud" not in found


def test_a_class_of_a_cell_is_kept(cells, parts):
    """`inspect.getsource` cannot find it. Tabs, quotes and other letters stay."""
    source = LAYER.replace("dZ.sum(axis=0)", "dZ.sum(axis=0)  # Σₙ, and a form feed: \x0c")
    cells.run("a = 1\n" + source + "\nb = '''\nclass MyLayer: no\n'''")
    assert "MyLayer is now in my_mlp.py." in cells.run('check("MyLayer")')
    assert "Mein Layer: 'ä'" in text_of(parts) and "Σₙ" in text_of(parts)
    network = my_network()
    assert set(network.parts) == {"MyLayer"} and network.problem == ""
    assert [exercise.name for exercise in network.missing] == ["bias_gradient"]
    assert network.parts["MyLayer"](2, 1).forward(np.ones((3, 2))).shape == (3, 1)


def test_tabs_and_a_definition_in_an_if(cells, parts):
    cells.run("if True:\n\tdef bias_gradient(dZ):\n\t\t'''One\n\t\ttwo'''\n\t\treturn sum(dZ)")
    assert "now in my_mlp.py" in cells.run('check("bias_gradient")')
    assert "def bias_gradient(dZ):\n\t'''One" in text_of(parts)


def test_the_last_of_two_definitions_is_kept(cells, parts):
    cells.run("def bias_gradient(dZ): return 1\ndef bias_gradient(dZ): return dZ.sum(axis=0)")
    assert "now in my_mlp.py" in cells.run('check("bias_gradient")')
    assert "return 1" not in text_of(parts)
    cells.run("if True:\n  def bias_gradient(dZ): return sum(dZ)\nelse:\n"
              "  def bias_gradient(dZ): return 2")
    assert "now in my_mlp.py" in cells.run('check("bias_gradient")')
    assert "sum(dZ)" in text_of(parts) and "return 2" not in text_of(parts)


def test_a_lambda_is_kept(cells, parts):
    cells.run("bias_gradient = lambda dZ: dZ.sum(axis=0)")
    assert "now in my_mlp.py" in cells.run('check("bias_gradient")')
    assert "bias_gradient = lambda dZ: dZ.sum(axis=0)\n" in text_of(parts)


def test_what_has_no_source_is_told(cells, parts):
    cells.run("exec('def bias_gradient(dZ): return dZ.sum(axis=0)')")
    assert "source of bias_gradient was not found" in cells.run('check("bias_gradient")')
    cells.run("import functools\nbias_gradient = functools.partial(np.sum, axis=0)")
    assert "source of bias_gradient was not found" in cells.run('check("bias_gradient")')
    cells.run("%%time\ndef bias_gradient(dZ):\n    return dZ.sum(axis=0)")
    assert "✓" in cells.run('check("bias_gradient")')


@pytest.mark.parametrize("outside, inside, missing", [
    ("import math", "math.fsum([0]) + dZ.sum(axis=0)", "math"),
    ("def helper(dZ): return dZ.sum(axis=0)", "helper(dZ)", "helper"),
    ("ZERO = 0", "dZ.sum(axis=0) + ZERO", "ZERO"),
])
def test_what_stands_in_another_cell_is_named(cells, parts, outside, inside, missing):
    cells.run(outside)
    cells.run(f"def bias_gradient(dZ):\n    return {inside}")
    text = cells.run('check("bias_gradient")')
    assert "✓" in text and f"it uses {missing}, which stands outside of bias_gradient" in text
    assert not (parts / "my_mlp.py").exists()


def test_a_decorator_of_another_cell_is_named(cells, parts):
    cells.run("import functools\ndef loud(f):\n    @functools.wraps(f)\n    def inner(*given):\n"
              "        return f(*given)\n    return inner")
    cells.run("@loud\ndef bias_gradient(dZ):\n    return dZ.sum(axis=0)")
    assert "it uses loud" in cells.run('check("bias_gradient")')


def test_a_part_that_uses_a_part_kept_before(cells, parts):
    cells.run("def bias_gradient(dZ): return dZ.sum(axis=0)")
    cells.run('check("bias_gradient")')
    cells.run(LAYER.replace("dZ.sum(axis=0)", "bias_gradient(dZ)"))
    assert "MyLayer is now in my_mlp.py." in cells.run('check("MyLayer")')
    assert set(my_network().parts) == {"bias_gradient", "MyLayer"}


def test_the_old_file_is_kept_whenever_it_is_replaced(cells, parts):
    sources = ["dZ.sum(axis=0)", "dZ.sum(0)", "sum(dZ)"]
    for k, source in enumerate(sources):
        cells.run(f"def bias_gradient(dZ): return {source}")
        text = cells.run('check("bias_gradient")')
        assert ("as it was before" in text) == (k > 0)
    assert "sum(dZ)" in text_of(parts) and text_of(parts).count("# ----") == 1
    kept = sorted((parts / "my_mlp_kept").iterdir())
    assert [path.name for path in kept] == ["my_mlp_1.py", "my_mlp_2.py"]
    assert "dZ.sum(axis=0)" in kept[0].read_text() and "dZ.sum(0)" in kept[1].read_text()


def test_a_later_exercise_wins_and_an_earlier_one_never_comes_back(cells, parts):
    forward_only = LAYER.split("    def backward")[0]
    cells.run(forward_only)
    assert "now in my_mlp.py" in cells.run('check("my_layer_forward")')
    assert my_network().parts == {}, "it is not finished"
    cells.run(LAYER)
    assert "now in my_mlp.py" in cells.run('check("MyLayer")')
    assert "exercise 10.5" in text_of(parts) and "exercise 9.9" not in text_of(parts)
    full = text_of(parts)
    cells.run(forward_only)
    assert "keeps the later version" in cells.run('check("my_layer_forward")')
    assert text_of(parts) == full and set(my_network().parts) == {"MyLayer"}


def test_other_parts_and_own_additions_stay(cells, parts):
    cells.run("def bias_gradient(dZ): return dZ.sum(axis=0)\n" + LAYER)
    cells.run('check("bias_gradient"); check("MyLayer")')
    path = parts / "my_mlp.py"
    path.write_bytes(path.read_text(encoding="utf-8").replace("\n", "\r\n").encode("utf-8-sig")
                     + b"\r\nEXTRA = 1\r\n")
    cells.run("def bias_gradient(dZ): return dZ.sum(0)")
    assert "now in my_mlp.py" in cells.run('check("bias_gradient")')
    assert "EXTRA = 1" in text_of(parts) and "class MyLayer" in text_of(parts)
    assert "dZ.sum(0)" in text_of(parts) and b"\r" not in path.read_bytes()


@pytest.mark.parametrize("damage", ["def broken(:\n", "x = 'abc\n", "if True:\nx = 1\n"])
def test_a_damaged_file_is_left_alone(cells, parts, damage):
    path = parts / "my_mlp.py"
    path.write_text(keeping.HEADER + damage)
    cells.run("def bias_gradient(dZ): return dZ.sum(axis=0)")
    text = cells.run('check("bias_gradient")')
    assert "✓" in text and "cannot be read" in text and "line " in text
    assert text_of(parts) == keeping.HEADER + damage
    assert "could not be read" in my_network().problem and my_network().parts == {}


def test_a_file_that_is_no_utf8_is_left_alone(cells, parts):
    path = parts / "my_mlp.py"
    path.write_bytes("# Übung\n".encode("cp1252"))
    cells.run("def bias_gradient(dZ): return dZ.sum(axis=0)")
    assert "not stored as UTF-8" in cells.run('check("bias_gradient")')
    assert path.read_bytes() == "# Übung\n".encode("cp1252")
    assert "UTF-8" in my_network().problem


def test_a_file_that_stops_when_it_is_run(cells, parts):
    """The fault lies elsewhere in the file, so the part that passed is not blamed."""
    path = parts / "my_mlp.py"
    path.write_text(keeping.HEADER + "\nprint(undefined)\n")
    cells.run("def bias_gradient(dZ): return dZ.sum(axis=0)")
    text = cells.run('check("bias_gradient")')
    assert "outside of bias_gradient: repair it there" in text and "line 5" in text
    path.write_text("import sys\nsys.exit()\n")
    assert "SystemExit" in my_network().problem
    text = cells.run('check("bias_gradient")')
    assert "SystemExit" in text and "It was not kept in my_mlp.py" in text


def test_two_notebooks_keep_parts_at_once(cells, parts, monkeypatch):
    """While one judges its part afresh, the other writes the file: both parts are in it."""
    judge = keeping._judge_file

    def meanwhile(text, exercise):
        monkeypatch.setattr(keeping, "_judge_file", judge)
        cells.run(LAYER)
        assert "now in my_mlp.py" in cells.run('check("MyLayer")')
        return judge(text, exercise)

    monkeypatch.setattr(keeping, "_judge_file", meanwhile)
    cells.run("def bias_gradient(dZ): return dZ.sum(axis=0)")
    assert "bias_gradient is now in my_mlp.py" in cells.run('check("bias_gradient")')
    assert set(my_network().parts) == {"bias_gradient", "MyLayer"}


def test_an_edited_file_is_read_afresh(parts):
    """Also within the same second, with as many letters as before."""
    path = parts / "my_mlp.py"
    mark = "# ---- bias_gradient · exercise 6.4 ---\n\ndef bias_gradient(dZ): return {}\n"
    for number in (1, 2):
        path.write_text(mark.format(number), encoding="utf-8")
        assert my_network().parts["bias_gradient"](None) == number
    assert not (parts / "__pycache__").exists()
    assert sys.modules["my_mlp"].bias_gradient(None) == 2


def test_a_part_may_import_from_my_mlp(cells, parts):
    cells.run("def bias_gradient(dZ): return dZ.sum(axis=0)")
    cells.run('check("bias_gradient")')
    with_import = "from my_mlp import bias_gradient; self.db = bias_gradient(dZ)"
    cells.run(LAYER.replace("self.db = dZ.sum(axis=0)", with_import))
    my_network()
    assert "MyLayer is now in my_mlp.py" in cells.run('check("MyLayer")')


def test_an_empty_home_has_everything_missing(parts):
    network = my_network()
    assert network.parts == {} and network.problem == ""
    assert {exercise.object_name for exercise in network.missing} == {"bias_gradient", "MyLayer"}


# Sources ----------------------------------------------------------------------------------------

CONSTANT = np.array([1.0, 2.0])


def helper(Z):
    return Z * CONSTANT


def my_relu(Z):
    return np.maximum(Z, 0)


def total(Z):
    """This `total` is not Z.total, and the "total" in a text stays."""
    Ä = Z.sum() if callable(total) else "total"
    return my_relu(helper(Ä)).sum()


class Inherits(MyLayer):
    def forward(self, X):
        return super().forward(X) + 1


def test_a_cell_brings_the_helpers_of_a_lessons_file(monkeypatch):
    monkeypatch.setattr("mlp_lessons.exercises.sources._LESSONS", ("test_keeping", "made_up"))
    cell = as_cell(total, "my_relu")
    names = {"np": np}
    exec(cell, names)
    assert names["my_relu"](np.ones(2)) == total(np.ones(2)), cell
    assert 'the "total" in a text' in cell and "not Z.total" in cell
    names = {"np": np}
    exec(as_cell(Inherits, "MyLayer"), names)
    assert names["MyLayer"](2, 1).forward(np.zeros((1, 2))) == 1


def test_values_are_written_out():
    value = {"a": [np.float64(1.5), (1,)], "b": np.eye(2), "c": ..., "d": "text"}
    names = {"np": np}
    exec(as_cell(value, "answer"), names)
    assert str(names["answer"]) == str(value)


def test_find_source_finds_nothing_where_there_is_nothing():
    for thing in (len, np.sum, 3, None, "text", type("Made", (), {}), object()):
        assert find_source(thing, "thing") is None
    assert find_source(MyLayer, "MyLayer").startswith("class MyLayer:\n    def __init__")
