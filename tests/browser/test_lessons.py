"""Every lesson runs in JupyterLab from top to bottom, and its explorables are alive there."""

import re

import nbformat
import pytest

from mlp_lessons import MLP, explore
from mlp_lessons.authoring.build import all_notebooks
from mlp_lessons.datasets import load_digits

from .lab import ROOT

LESSONS = all_notebooks()
BROWSER_TESTS = ROOT / "tests" / "browser"


def code_cells(path):
    return [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]


def explored(path):
    """The names of the explorables in a lesson, in order."""
    return [name for cell in code_cells(path)
            for name in re.findall(r"^explore\.(\w+)\(", cell.source, re.MULTILINE)]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_runs_and_its_explorables_live(lesson, path):
    lab = lesson(int(path.stem[:2]))
    expected_errors = sum(output.output_type == "error" for cell in code_cells(path)
                          for output in cell.outputs)
    errors = lab.page.locator(".jp-OutputArea-output[data-mime-type*=error]")
    assert errors.count() == expected_errors, errors.all_text_contents()
    # A still picture would have no such place: the widget itself is shown.
    for name in explored(path):
        lab.page.locator(f".mlp-{name.replace('_', '-')} .mlp-picture").first.wait_for()
    assert lab.page.locator(".mlp-explorable .mlp-picture").count() == len(explored(path))


def test_every_explorable_has_its_lesson_and_its_test_in_the_browser():
    used = {name for path in LESSONS for name in explored(path)}
    assert used == set(explore.__all__)
    assert {f"test_{name}.py" for name in used} <= {path.name for path in BROWSER_TESTS.iterdir()}


def every_explorable():
    network = MLP([64, 8, 10])
    for name in explore.__all__:
        arguments = {"digit_watcher": (network, *load_digits()[1]),
                     "digit_pad": (MLP([784, 10]),)}.get(name, ())
        yield name, getattr(explore, name)(*arguments)
    yield "backpropagation", explore.backpropagation(practice=True)


def test_no_control_is_forgotten_in_the_browser():
    forgotten = [(name, control) for name, explorable in every_explorable()
                 for control in explorable.controls
                 if control not in (BROWSER_TESTS / f"test_{name}.py").read_text("utf-8")]
    assert not forgotten
