"""Updating the course never loses a learner's work: with git as the README says, and with
nbgitpuller's own merge, as a JupyterHub does it.
"""

import json
import os
import random
import re
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest

from mlp_lessons.progress.resetting import reset

ROOT = Path(__file__).parents[1]
NAMES = ["00_start_here.ipynb", "02_activations.ipynb"]
OWN_FILES = {"progress.json": '{"rectangle_area": {"solved": true, "tries": 2}}\n',
             "my_mlp.py": "# mine\n", "00_start_here.mine-1.ipynb": "{}\n", "notes.txt": "mine\n"}
SOLUTION = "def rectangle_area(width, height):\n    return width * height    # mine"
IDENTITY = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a",
            "GIT_COMMITTER_EMAIL": "a@b"}

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")


@pytest.fixture(autouse=True)
def no_settings(tmp_path, monkeypatch):
    """A git that knows neither this machine's settings nor who is using it."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "none"))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", str(tmp_path / "none"))


def git(folder, *words):
    return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True,
                          encoding="utf-8", env={**os.environ, **IDENTITY}).stdout


@pytest.fixture
def course(tmp_path):
    """The published course: two lessons and its .gitignore."""
    folder = tmp_path / "published"
    (folder / "notebooks").mkdir(parents=True)
    for name in NAMES:
        shutil.copy(ROOT / "notebooks" / name, folder / "notebooks")
    for name in (".gitignore", ".gitattributes"):
        shutil.copy(ROOT / name, folder)
    git(folder, "init", "-q", "-b", "main")
    publish(folder, "The course")
    return folder


def publish(folder, message="A new version"):
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", message)


def change(path, function):
    """Let `function` change the list of cells, and save the notebook as JupyterLab does."""
    notebook = nbformat.read(path, as_version=4)
    function(notebook.cells)
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")


def cell_of(cells, tag):
    return next(cell for cell in cells if tag in cell.metadata.get("tags", []))


def work(folder):
    """Do what a learner does: solve, run, try out, write notes, and have something kept."""
    def edit(cells):
        cell_of(cells, "exercise:rectangle_area").source = SOLUTION
        check = cell_of(cells, "check:rectangle_area")
        check.outputs[0].text = "✓ 0.1: right.\n"
        for number, cell in enumerate(cell for cell in cells if cell.cell_type == "code"):
            cell.execution_count = 40 + number
        cells.insert(cells.index(check) + 1, nbformat.v4.new_code_cell("my_own = 'try'",
                                                                       id="my-own"))
    change(folder / "notebooks" / NAMES[0], edit)
    for name, text in OWN_FILES.items():
        (folder / "notebooks" / name).write_text(text, encoding="utf-8")


def improve(course):
    """Publish a version with other texts, a longer stub, other outputs, a new lesson."""
    def edit(cells):
        cells[1].source += "\n\nA new sentence."
        exercise = cell_of(cells, "exercise:rectangle_area")
        exercise.source = exercise.source.replace("two numbers", "two numbers, 0 or more")
        exercise.id = "00-another"
        cell_of(cells, "check:rectangle_area").outputs[0].text = "○ other words\n"
        for number, cell in enumerate(cell for cell in cells if cell.cell_type == "code"):
            cell.execution_count = 2 + number
        cells.insert(2, nbformat.v4.new_markdown_cell("A new cell.", id="new-cell"))
    change(course / "notebooks" / NAMES[0], edit)
    shutil.copy(ROOT / "notebooks" / "01_weights_and_biases.ipynb", course / "notebooks")
    publish(course)


def assert_nothing_is_lost(folder):
    """The learner's cells and files are there, every notebook is whole, and the new has come."""
    for path in folder.glob("notebooks/[0-9][0-9]_*[a-z].ipynb"):
        nbformat.validate(nbformat.read(path, as_version=4))
    notebook = nbformat.read(folder / "notebooks" / NAMES[0], as_version=4)
    sources = [cell.source for cell in notebook.cells]
    assert SOLUTION in sources and "my_own = 'try'" in sources
    assert cell_of(notebook.cells, "check:rectangle_area").outputs[0].text == "✓ 0.1: right.\n"
    for name, text in OWN_FILES.items():
        assert (folder / "notebooks" / name).read_text(encoding="utf-8") == text
    assert "A new sentence." in sources[1]
    assert (folder / "notebooks" / "01_weights_and_biases.ipynb").exists()


# ---- with git, as the README says ----

def commands_of_the_readme():
    """The lines to type, from the README's section on updating."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = re.search(r"(?ms)^## Updating$(.*?)^## ", text)[1]
    commands = re.search(r"(?ms)^```\n(.*?)^```", section)[1].strip().splitlines()
    return [command.split("    #")[0].strip() for command in commands]


def update(folder):
    for command in commands_of_the_readme():
        assert command.startswith("git ")
        ran = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True)
        assert ran.returncode == 0, f"{command}\n{ran.stdout}{ran.stderr}"


@pytest.fixture
def mine(course, tmp_path):
    """A learner's clone."""
    git(tmp_path, "clone", "-q", str(course), "mine")
    return tmp_path / "mine"


def test_git_as_the_readme_says_keeps_a_learners_work(course, mine):
    work(mine)
    improve(course)
    update(mine)
    assert_nothing_is_lost(mine)
    assert git(mine, "status", "--porcelain", "--untracked-files=no") == ""


def test_it_can_be_done_again_and_without_anything_new(course, mine):
    update(mine)
    work(mine)
    update(mine)
    improve(course)
    update(mine)
    update(mine)
    assert_nothing_is_lost(mine)


def test_after_updating_a_fresh_lesson_is_the_new_one(course, mine):
    work(mine)
    improve(course)
    update(mine)
    with_new_stub = json.loads((course / "notebooks" / NAMES[0]).read_bytes())
    for cell in with_new_stub["cells"]:    # `reset` wants the stubs of the records
        if "exercise:rectangle_area" in cell["metadata"].get("tags", []):
            cell["source"] = "".join(cell["source"]).replace(", 0 or more", "")
    (course / "notebooks" / NAMES[0]).write_text(json.dumps(with_new_stub), encoding="utf-8")
    publish(course)
    update(mine)
    reset(0, mine / "notebooks")
    assert (mine / "notebooks" / NAMES[0]).read_bytes() == \
        (course / "notebooks" / NAMES[0]).read_bytes()
    kept = mine / "notebooks" / "00_start_here.mine-2.ipynb"
    assert "return width * height    # mine" in kept.read_text(encoding="utf-8")
    assert (kept.parent / "00_start_here.mine-1.ipynb").read_text(encoding="utf-8") == "{}\n"


def test_a_lesson_that_the_course_gave_up_stays_with_who_worked_in_it(course, mine):
    """Then the second line reports it, and typing both again is enough: so the README says."""
    work(mine)
    (course / "notebooks" / NAMES[0]).unlink()
    publish(course)
    first, second = commands_of_the_readme()
    for command, code in ((first, 0), (second, 1), (first, 0), (second, 0)):
        assert subprocess.run(command, shell=True, cwd=mine, capture_output=True).returncode == code
    assert SOLUTION in sources_of(mine / "notebooks" / NAMES[0])
    assert git(mine, "status", "--porcelain", "--untracked-files=no") == ""


# ---- with nbgitpuller ----

def pull(course, folder):
    puller = pytest.importorskip("nbgitpuller.pull")
    for _ in puller.GitPuller(course.as_uri(), str(folder), branch="main").pull():
        pass


def test_nbgitpuller_keeps_a_learners_work(course, tmp_path):
    folder = tmp_path / "hub" / "course"
    pull(course, folder)
    work(folder)
    pull(course, folder)
    improve(course)
    pull(course, folder)
    assert_nothing_is_lost(folder)


def test_a_lesson_can_be_had_fresh_after_nbgitpuller(course, tmp_path):
    """nbgitpuller has committed the learner's work: that is not what is fresh."""
    folder = tmp_path / "hub" / "course"
    pull(course, folder)
    fresh = (folder / "notebooks" / NAMES[0]).read_bytes()
    work(folder)
    pull(course, folder)
    shutil.copy(ROOT / "README.md", course)
    publish(course)
    pull(course, folder)
    reset(0, folder / "notebooks")
    assert (folder / "notebooks" / NAMES[0]).read_bytes() == fresh
    assert "# mine" in (folder / "notebooks" / "00_start_here.mine-2.ipynb").read_text("utf-8")


@pytest.mark.parametrize("seed", range(4))
def test_random_work_on_random_versions(course, tmp_path, seed):
    """Both change many places, some of them the same: a learner's cell is never lost."""
    rng = random.Random(seed)
    folder = tmp_path / "hub" / "course"
    pull(course, folder)
    lesson, published = (place / "notebooks" / NAMES[0] for place in (folder, course))

    def learner(cells):
        for cell in rng.sample([cell for cell in cells if cell.cell_type == "code"], 6):
            cell.source = f"mine = {rng.random()}"
        for _ in range(3):
            cells.insert(rng.randrange(1, len(cells)), nbformat.v4.new_code_cell(
                f"mine = {rng.random()}", id=f"mine-{rng.randrange(10**9)}",
                execution_count=rng.randrange(99)))

    def author(cells):
        for cell in rng.sample(cells, 12):
            cell.source += f"\n# {rng.random()}"
            cell.id = f"new-{rng.randrange(10**9)}"
        for _ in range(2):
            cells.insert(rng.randrange(1, len(cells)), nbformat.v4.new_markdown_cell(
                "new", id=f"new-{rng.randrange(10**9)}"))

    for _ in range(3):
        change(lesson, learner)
        written = [source for source in sources_of(lesson) if source.startswith("mine")]
        change(published, author)
        publish(course)
        pull(course, folder)
        nbformat.validate(nbformat.read(lesson, as_version=4))
        after = "\n".join(sources_of(lesson))
        assert [source for source in written if source not in after] == []


def sources_of(path):
    return [cell.source for cell in nbformat.read(path, as_version=4).cells]
