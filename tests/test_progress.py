"""The table of what is solved, and a lesson brought back fresh."""

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mlp_lessons.authoring.build import all_notebooks, find_notebook
from mlp_lessons.classroom import __main__ as classroom
from mlp_lessons.exercises import all_exercises, keeping
from mlp_lessons.progress import __main__ as command_line
from mlp_lessons.progress import show_progress
from mlp_lessons.progress.lessons import find_lessons
from mlp_lessons.progress.resetting import ProgressError, reset
from mlp_lessons.progress.table import NOTHING

ROOT = Path(__file__).parents[1]
NAME = "00_start_here.ipynb"
SOLVED = {"rectangle_area": {"solved": True, "tries": 2}}


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The folder of notebooks of a small course without git: lesson 00 alone, and nothing kept."""
    folder = tmp_path / "course" / "notebooks"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "notebooks" / NAME, folder)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("MLP_LESSONS_HOME")
    monkeypatch.setattr(keeping, "_STARTED_IN", folder)
    return folder


def keep(home, progress):
    (home / "progress.json").write_text(json.dumps(progress), encoding="utf-8")


def work(home):
    """Solve the first exercise of lesson 00, as in JupyterLab; return the bytes of the notebook."""
    path = home / NAME
    notebook = json.loads(path.read_bytes())
    cell = next(cell for cell in notebook["cells"]
                if "exercise:rectangle_area" in cell["metadata"].get("tags", []))
    cell["source"] = ["def rectangle_area(width, height):\n", "    return width * height"]
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8",
                    newline="\n")
    return path.read_bytes()


def git(folder, *words):
    if not shutil.which("git"):
        pytest.skip("there is no git")
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=folder,
                   check=True, capture_output=True)


# ---- the table ----

def test_a_newcomer_is_told_nothing_yet(home, capsys):
    show_progress()
    assert capsys.readouterr().out == NOTHING + "\n"
    assert not (home / "progress.json").exists()


def test_the_table_counts_core_and_stretch_and_names_what_comes_next(home, capsys):
    keep(home, SOLVED | {"an_exercise_of_an_older_course": {"solved": True, "tries": 1},
                         "one_sample": {"solved": False, "tries": 9}})
    show_progress()
    head, *lines = capsys.readouterr().out.splitlines()
    assert re.split(" {2,}", head) == ["lesson", "core", "stretch", "next"]
    first = next(one for one in all_exercises(0) if one.name != "rectangle_area")
    assert re.split(" {2,}", lines[0]) == ["00 start here", f"1 of {len(all_exercises(0))}", "-",
                                           f"0.2 {first.title}"]
    assert len(lines) == len({exercise.lesson for exercise in all_exercises()})


def test_stretch_comes_after_core_and_then_all_is_done(home, capsys):
    core = {one.name: {"solved": True, "tries": 1} for one in all_exercises(2) if one.core}
    stretch = [one for one in all_exercises(2) if not one.core]
    keep(home, core)
    show_progress()
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("02"))
    assert line.endswith(f"{stretch[0].number} {stretch[0].title} (stretch)")
    assert f"0 of {len(stretch)}" in line
    keep(home, core | {one.name: {"solved": True, "tries": 1} for one in stretch})
    show_progress()
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("02"))
    assert line.endswith("all done")


def test_a_damaged_file_is_named_and_kept(home, capsys):
    (home / "progress.json").write_text("{")
    show_progress()
    told, nothing = capsys.readouterr().out.splitlines()
    assert "kept as progress.damaged_1.json" in told and nothing == NOTHING


def test_the_command_finds_the_notebooks_from_anywhere(tmp_path):
    environment = {key: value for key, value in os.environ.items() if key != "MLP_LESSONS_HOME"}
    environment["PYTHONPATH"] = str(ROOT)
    ran = subprocess.run([sys.executable, "-m", "mlp_lessons.progress"], cwd=tmp_path,
                         env=environment | {"MLP_LESSONS_HOME": str(tmp_path)}, text=True,
                         capture_output=True, encoding="utf-8")
    assert (ran.returncode, ran.stdout) == (0, NOTHING + "\n"), ran.stderr


def test_the_command_shows_what_lies_beside_the_notebooks(home, capsys, monkeypatch):
    keep(home, SOLVED)
    assert command_line.main([]) == 0
    assert "1 of" in capsys.readouterr().out
    monkeypatch.setenv("MLP_LESSONS_HOME", str(home / "elsewhere"))
    assert command_line.main([]) == 0
    assert capsys.readouterr().out == NOTHING + "\n"


def test_a_folder_that_cannot_be_read_is_one_sentence(home, capsys):
    (home / "progress.json").mkdir()
    assert command_line.main([]) == 1
    told = capsys.readouterr().err
    assert "progress.json" in told and told.count("\n") == 1


# ---- reset ----

@pytest.fixture
def cloned(home):
    """The same course under git."""
    git(home.parent, "init", "-q", "-b", "main")
    git(home.parent, "add", ".")
    git(home.parent, "commit", "-q", "-m", "The course")
    return home


def test_reset_brings_it_back_from_git_and_keeps_the_old_one(cloned, capsys):
    fresh = (cloned / NAME).read_bytes()
    keep(cloned, SOLVED)
    (cloned / "my_mlp.py").write_text("mine")
    first = work(cloned)
    assert command_line.main(["reset", "00"]) == 0
    assert "kept as 00_start_here.mine-1.ipynb" in capsys.readouterr().out
    assert (cloned / NAME).read_bytes() == fresh
    assert (cloned / "00_start_here.mine-1.ipynb").read_bytes() == first
    work(cloned)
    assert command_line.main(["reset", "0"]) == 0
    assert (cloned / "00_start_here.mine-1.ipynb").read_bytes() == first
    assert (cloned / "00_start_here.mine-2.ipynb").exists()
    assert json.loads((cloned / "progress.json").read_text()) == SOLVED
    assert (cloned / "my_mlp.py").read_text() == "mine"


def test_a_fresh_lesson_is_left_alone(cloned):
    assert reset(0, cloned) == [f"{NAME} is fresh already."]
    assert [path.name for path in cloned.iterdir()] == [NAME]


def test_a_lesson_that_was_deleted_comes_back(cloned):
    fresh = (cloned / NAME).read_bytes()
    (cloned / NAME).unlink()
    assert "Yours" not in reset(0, cloned)[0]
    assert (cloned / NAME).read_bytes() == fresh


def test_what_the_learner_has_committed_is_not_fresh(cloned):
    """Nor what nbgitpuller has committed for them: their history has left the course's."""
    fresh = (cloned / NAME).read_bytes()
    mine = cloned.parents[1] / "mine"
    git(cloned.parents[1], "clone", "-q", str(cloned.parent), str(mine))
    work(mine / "notebooks")
    git(mine, "commit", "-q", "-a", "-m", "My work")
    reset(0, mine / "notebooks")
    assert (mine / "notebooks" / NAME).read_bytes() == fresh
    git(mine, "remote", "remove", "origin")
    with pytest.raises(ProgressError, match=r"not fresh: exercise 0\.1 .*--from"):
        reset(0, mine / "notebooks")


def test_without_git_it_comes_from_the_copy_of_start_py(home):
    fresh = (home / NAME).read_bytes()
    aside = home.parent / ".venv" / "fresh_notebooks"
    aside.mkdir(parents=True)
    shutil.copy(home / NAME, aside)
    work(home)
    reset(0, home)
    assert (home / NAME).read_bytes() == fresh


def test_a_copy_that_was_worked_in_is_refused(home):
    aside = home.parent / ".venv" / "fresh_notebooks"
    aside.mkdir(parents=True)
    mine = work(home)
    shutil.copy(home / NAME, aside)
    with pytest.raises(ProgressError, match="not fresh"):
        reset(0, home)
    assert (home / NAME).read_bytes() == mine


@pytest.mark.parametrize("kind", ["zip", "course", "notebooks", "notebook"])
def test_it_comes_from_a_download(home, tmp_path, kind):
    fresh = (home / NAME).read_bytes()
    download = tmp_path / "download"
    shutil.copytree(home.parent, download / "course-main")
    given = {"course": download / "course-main",
             "notebooks": download / "course-main" / "notebooks",
             "notebook": download / "course-main" / "notebooks" / NAME}.get(kind)
    if kind == "zip":
        given = Path(shutil.make_archive(str(tmp_path / "course-main"), "zip", download))
    work(home)
    assert command_line.main(["reset", "00", "--from", str(given)]) == 0
    assert (home / NAME).read_bytes() == fresh
    assert (home / "00_start_here.mine-1.ipynb").exists()


@pytest.mark.parametrize("words, told", [
    (["00"], "Download the course once more"),
    (["01", "--from", "."], "no notebook of lesson 01"),
    (["77"], "no lesson 77"),
    (["00", "--from", "nowhere.zip"], "There is no nowhere.zip"),
    (["00", "--from", "progress.json"], "neither a zip nor a notebook"),
])
def test_what_cannot_be_done_is_one_sentence(home, capsys, words, told):
    keep(home, SOLVED)
    mine = work(home)
    assert command_line.main(["reset", *words]) == 1
    error = capsys.readouterr().err
    assert told in error and error.count("\n") == 1
    assert (home / NAME).read_bytes() == mine


def test_a_full_disk_or_a_forbidden_folder_is_one_sentence(cloned, capsys, monkeypatch):
    mine = work(cloned)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert command_line.main(["reset", "00"]) == 1
    assert capsys.readouterr().err == "No space left on device\n"
    assert (cloned / NAME).read_bytes() == mine
    assert not list(cloned.glob(".*"))


@pytest.mark.parametrize("words", [["reset"], ["reset", "six"], ["reset", "100"], ["rest", "06"]])
def test_wrong_use(words, capsys):
    with pytest.raises(SystemExit) as stopped:
        command_line.main(words)
    assert stopped.value.code == 2


def test_reset_forgets_only_when_asked(cloned, capsys):
    keep(cloned, SOLVED | {"my_relu": {"solved": True, "tries": 1}})
    text = keeping.HEADER
    for target, number in (("MyLinear", "0.9"), ("MyReLU", "3.2")):
        text += f"\n\n# ---- {target} · exercise {number} -----\n\nclass {target}:\n    pass\n"
    (cloned / "my_mlp.py").write_text(text, encoding="utf-8")
    assert command_line.main(["reset", "00", "--forget"]) == 0
    assert "my_mlp_kept/my_mlp_1.py" in capsys.readouterr().out
    assert set(keeping.read_progress()) == {"my_relu"}
    left = (cloned / "my_mlp.py").read_text(encoding="utf-8")
    assert "class MyReLU" in left and "MyLinear" not in left and left.startswith(keeping.HEADER)
    assert (cloned / "my_mlp_kept" / "my_mlp_1.py").read_text(encoding="utf-8") == text


def test_the_classroom_command_line_knows_it_too(cloned, capsys):
    work(cloned)
    assert classroom.main(["reset", "00"]) == 0
    assert "mine-1" in capsys.readouterr().out
    assert classroom.main(["reset", "77"]) == 1
    assert "no lesson 77" in capsys.readouterr().err


def test_a_kept_lesson_is_no_lesson(tmp_path):
    """Neither the tests nor the builder nor git takes 06_name.mine-1.ipynb for a lesson."""
    for name in ("06_backpropagation.ipynb", "06_backpropagation.mine-1.ipynb"):
        (tmp_path / name).write_text("{}")
    assert [path.name for path in all_notebooks(tmp_path)] == ["06_backpropagation.ipynb"]
    assert find_notebook("06", tmp_path).name == "06_backpropagation.ipynb"
    assert [path.name for path in find_lessons(tmp_path).values()] == ["06_backpropagation.ipynb"]
    collected = runpy.run_path(str(ROOT / "conftest.py"))["LESSON"]
    assert not collected.fullmatch("06_backpropagation.mine-1.ipynb")
    assert collected.fullmatch("06_backpropagation.ipynb")


@pytest.mark.parametrize("name", ["06_backpropagation.mine-1.ipynb", "progress.json", "my_mlp.py",
                                  "my_mlp_kept/my_mlp_1.py", "progress.damaged_1.json"])
def test_git_ignores_a_learners_own_files(tmp_path, name):
    shutil.copy(ROOT / ".gitignore", tmp_path)
    git(tmp_path, "init", "-q")
    ran = subprocess.run(["git", "check-ignore", "-q", f"notebooks/{name}"], cwd=tmp_path)
    assert ran.returncode == 0
