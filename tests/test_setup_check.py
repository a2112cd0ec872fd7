"""The first cell of every lesson: what it says when something is missing, old or misplaced."""

import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest

from mlp_lessons import setup_check
from mlp_lessons.authoring.running import CellFailed, execute
from mlp_lessons.setup_check import PACKAGE, SetupError, check_setup, find_problems

COURSE = Path(__file__).parents[1]
GOOD = {"numpy": "2.0.0", "matplotlib": "3.8.4", "ipywidgets": "8.0.0",
        "anywidget": "0.9.0", "tqdm": "4.60",
        "jupyterlab_widgets": "3.0.17", "widgetsnbextension": "4.0.16"}


@pytest.fixture(autouse=True)
def another_python(monkeypatch):
    """As if this were not the .venv of the course."""
    monkeypatch.setattr(sys, "prefix", "/somewhere")


def problems(changes=None, **kwargs):
    installed = {**GOOD, **(changes or {})}
    settings = {"modules": {}, "python": (3, 11, 0), "folder": COURSE / "notebooks", **kwargs}
    return find_problems(installed=installed.get, **settings)


def test_one_line_that_does_not_vary(capsys):
    check_setup()
    assert capsys.readouterr().out == "Everything is ready.\n"


def test_minimal_versions_suffice():
    assert problems() == []


def test_newer_versions_suffice():
    assert problems({"numpy": "3.1.dev0", "matplotlib": "4.0rc1", "ipywidgets": "8.10.0"}) == []


def test_old_python():
    [line] = problems(python=(3, 9, 18))
    assert "Python 3.9 is too old" in line and "3.11" in line and "python start.py" in line


@pytest.mark.parametrize("name", ["numpy", "matplotlib", "ipywidgets", "anywidget", "tqdm"])
def test_missing_package(name):
    [line] = problems({name: None})
    assert line.startswith(f"{name} is missing.") and line.endswith("python start.py")


@pytest.mark.parametrize(
    "name, version",
    [("numpy", "1.26.4"), ("matplotlib", "3.8.3"), ("matplotlib", "3.7"), ("ipywidgets", "7.7.1")],
)
def test_old_package(name, version):
    [line] = problems({name: version})
    assert line.startswith(f"{name} {version} is too old") and line.endswith("python start.py")


def test_old_numpy_still_loaded():
    class Numpy:
        __version__ = "1.26.4"

    [line] = problems(modules={"numpy": Numpy})
    assert "1.26.4 is still loaded" in line and "Restart the kernel" in line


@pytest.mark.parametrize("name, version", [("jupyterlab_widgets", "1.1.7"),
                                           ("widgetsnbextension", "3.6.6")])
def test_front_end_of_another_version(name, version):
    [line] = problems({name: version})
    assert line.startswith(f"{name} {version} does not belong to ipywidgets 8.0.0")


def test_front_end_elsewhere_or_unknown_is_no_problem():
    assert problems({"jupyterlab_widgets": None, "widgetsnbextension": None}) == []
    assert problems({"ipywidgets": "9.0", "jupyterlab_widgets": "4.0"}) == []


def test_several_problems_make_several_lines():
    assert len(problems({"numpy": None, "tqdm": None, "ipywidgets": "7.8"})) == 3


def test_in_colab_the_repair_is_pip():
    [line] = problems({"numpy": "1.26.4"}, modules={"google.colab": object()})
    assert '%pip install "numpy>=2"' in line and "restart" in line
    [line] = problems({"tqdm": None}, modules={"google.colab": object()})
    assert '%pip install "tqdm"' in line


def test_in_the_courses_own_venv_the_repair_is_pip(monkeypatch):
    """start.py takes a .venv that it made for complete."""
    monkeypatch.setattr(sys, "prefix", str(PACKAGE.parent / ".venv"))
    [line] = problems({"jupyterlab_widgets": "1.1.7"})
    assert '%pip install "jupyterlab_widgets==3.*"' in line


def test_another_copy_shadows_the_course(tmp_path):
    (tmp_path / "mlp_lessons").mkdir()
    (tmp_path / "mlp_lessons" / "__init__.py").touch()
    [line] = problems(folder=tmp_path / "notebooks")
    assert str(PACKAGE) in line and "%pip uninstall -y mlp-lessons" in line


def test_a_notebook_alone_uses_the_installed_package(tmp_path):
    assert problems(folder=tmp_path / "notebooks") == []


def test_a_problem_stops_the_notebook_in_one_line(monkeypatch, capsys):
    monkeypatch.setattr(setup_check, "find_problems", lambda: ["numpy is missing. Do this."])
    with pytest.raises(SetupError) as caught:
        check_setup()
    assert capsys.readouterr().out == "numpy is missing. Do this.\n"
    assert caught.value._render_traceback_() == [str(caught.value)]


def test_the_kernel_shows_no_traceback(tmp_path):
    source = ("from mlp_lessons import check_setup, setup_check\n"
              "setup_check.find_problems = lambda: ['numpy is missing. Do this.']\n"
              "check_setup()")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    with pytest.raises(CellFailed):
        execute(notebook, tmp_path, home=tmp_path)
    printed, error = notebook.cells[0].outputs
    assert printed.text == "numpy is missing. Do this.\n"
    assert error.traceback == ["Stopped. Do what the lines above say, then run this cell again."]


def test_it_needs_the_standard_library_only():
    code = ("import sys; sys.modules.update(numpy=None, matplotlib=None, tqdm=None, IPython=None)\n"
            "from mlp_lessons import check_setup\n"
            "check_setup()")
    done = subprocess.run([sys.executable, "-c", code], cwd=COURSE, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("Everything is ready.\n", "")


def test_the_versions_are_those_of_pyproject():
    project = tomllib.loads((COURSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {f"{name}>={version}" if version else name
              for name, version in setup_check.NEEDED.items()}
    assert needed <= set(project["dependencies"])
    assert project["requires-python"] == ">=3.11"
