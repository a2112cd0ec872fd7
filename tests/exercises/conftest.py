"""A real IPython shell, and a home of its own for every test that keeps something."""

import contextlib
import io
import textwrap

import pytest
from ipykernel.compiler import XCachingCompiler
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from mlp_lessons.exercises import notebook, record


class Notebook:
    """Runs cells as a notebook does, and returns what they print."""

    def __init__(self, shell):
        self.shell = shell
        for name in set(shell.user_ns) - set(shell.user_ns_hidden):
            del shell.user_ns[name]
        self.run("import numpy as np\nfrom mlp_lessons.exercises import check, hint, solution")

    def run(self, source):
        """Run a cell; return what it printed."""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            result = self.shell.run_cell(textwrap.dedent(source).strip("\n"), store_history=True)
        self.error = result.error_before_exec or result.error_in_exec
        return printed.getvalue()


@pytest.fixture(scope="session")
def shell():
    """One shell for all tests: it takes a third of a second to start."""
    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    shell.compile = XCachingCompiler()    # a kernel names its cells so
    yield shell
    InteractiveShell.clear_instance()


@pytest.fixture
def cells(shell):
    """A fresh notebook."""
    notebook.forget()
    return Notebook(shell)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty folder for progress and my_mlp."""
    monkeypatch.setenv("MLP_LESSONS_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def course(monkeypatch):
    """A course of the exercises that a test adds: course(exercise, …)."""
    monkeypatch.setattr(record, "_EXERCISES", {})
    monkeypatch.setattr(record, "_lesson_numbers", list)

    def add(*exercises):
        for exercise in exercises:
            record.add(exercise)

    return add
