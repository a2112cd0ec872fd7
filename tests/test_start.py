"""start.py: every sentence it can say, and a whole start in an offline copy of the course."""

import ast
import errno
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

START = Path(__file__).parent.parent / "start.py"
THIS_PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture
def start(tmp_path):
    """start.py, loaded from a small course of its own in a folder with a space in its name."""
    course = make_course(tmp_path / "my course")
    spec = importlib.util.spec_from_file_location("start_under_test", course / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make_course(folder, requirements=""):
    (folder / "mlp_lessons").mkdir(parents=True)
    (folder / "mlp_lessons" / "__init__.py").write_text("")
    (folder / "notebooks").mkdir()
    (folder / "requirements.txt").write_text(requirements)
    # Stand-ins, so that a start needs no network: each says how it was called.
    for program in ("pytest", "jupyterlab"):
        (folder / f"{program}.py").write_text("import sys\nprint(sys.argv[1:])\nsys.exit(7)\n")
    shutil.copy(START, folder)
    return folder


def run_start(folder, *arguments, **environment):
    """Run `python start.py …` from another folder; its exit code and what it printed."""
    completed = subprocess.run(
        [sys.executable, str(folder / "start.py"), *arguments],
        cwd=folder.parent,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    return completed.returncode, completed.stdout, completed.stderr


def trouble(start, call, *arguments):
    """The sentence that the call stops with. It is one line."""
    with pytest.raises(start.Trouble) as caught:
        call(*arguments)
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


# --- what it is made of


def test_parses_under_python_3_6_and_imports_the_standard_library_only():
    tree = ast.parse(START.read_text(encoding="ascii"), feature_version=(3, 6))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = [alias.name for node in imports for alias in node.names] + [n.module for n in froms]
    assert len(names) > 5
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


# --- one sentence for everything that goes wrong


@pytest.mark.parametrize("version, name", [((3, 6, 15), "3.6"), ((3, 10, 2), "3.10")])
def test_an_old_python_is_named(start, version, name):
    sentence = trouble(start, start.check_python, version)
    assert f"needs Python 3.11 or newer, and this is {name}." in sentence


def test_a_new_python_is_welcome(start):
    start.check_python((3, 11, 0))
    start.check_python((3, 15, 0))
    start.check_python((4, 0, 0))


@pytest.mark.parametrize("missing", ["requirements.txt", "mlp_lessons", "notebooks"])
def test_a_folder_that_is_not_the_course(start, missing):
    (start.COURSE / missing).rename(start.COURSE / "elsewhere")
    sentence = trouble(start, start.main, ["test"])
    assert str(start.COURSE) in sentence
    assert f"{missing} is missing" in sentence


def test_an_unknown_argument(start):
    sentence = trouble(start, start.main, ["tset"])
    assert "Unknown argument tset" in sentence
    assert "--help" in sentence


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_no_venv_module(start, monkeypatch, missing):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name != missing)
    sentence = trouble(start, start.main, [])
    assert f"apt install {THIS_PYTHON}-venv" in sentence


WHAT_INSTALLERS_SAY = {
    "No network": [
        "WARNING: Retrying (Retry(total=4, connect=None)) after connection broken by "
        "'NewConnectionError(Failed to establish a new connection: [Errno 111] refused)'\n"
        "ERROR: Could not find a version that satisfies the requirement numpy>=2\n"
        "ERROR: No matching distribution found for numpy>=2\n",
        "Failed to establish a new connection: [Errno 11001] getaddrinfo failed\n",
        "pip._vendor.urllib3.exceptions.ReadTimeoutError: Read timed out.\n",
    ],
    "The disk is full": [
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n",
        "OSError: [WinError 112] Es steht nicht genug Speicherplatz zur Verfügung\n",
        "OSError: [Errno 122] Disk quota exceeded\n",
    ],
    "No permission": [
        "Error: [Errno 13] Permission denied: '/usr/share/course/.venv'\n",
        "ERROR: Could not install packages due to an OSError: [WinError 5] Zugriff verweigert\n",
        "[Errno 30] Read-only file system: '/mnt/course/.venv'\n",
    ],
    "no venv module": [
        "The virtual environment was not created because ensurepip is not available.\n",
        "/usr/bin/python3: No module named venv\n",
    ],
    "too long for Windows": [
        "ERROR: Could not install packages due to an OSError: [Errno 2] No such file or directory\n"
        "HINT: This error might have occurred since this system does not have Windows Long Path "
        "support enabled.\n",
    ],
    "Close JupyterLab": [
        "OSError: [WinError 32] The process cannot access the file because it is being used\n",
    ],
}


@pytest.mark.parametrize(
    "expected, output",
    [(expected, output) for expected, outputs in WHAT_INSTALLERS_SAY.items() for output in outputs],
)
def test_an_installer_that_fails_is_explained(start, capsys, expected, output):
    sentence = trouble(start, start.run_quietly, failing_program(output))
    assert expected in sentence
    assert "again" in sentence
    assert capsys.readouterr().out == ""  # nothing of the installer's own words


def test_an_unknown_failure_quotes_the_error_and_names_the_log(start):
    start.VENV.mkdir()
    output = "Collecting numpy\nERROR: the wheel is square\nsome advice about pip\n"
    sentence = trouble(start, start.run_quietly, failing_program(output))
    assert "ERROR: the wheel is square" in sentence
    assert str(start.LOG) in sentence
    assert start.LOG.read_text(encoding="utf-8").splitlines() == output.splitlines()


def test_a_failure_without_a_word(start):
    start.VENV.mkdir()
    assert "no output" in trouble(start, start.run_quietly, failing_program(""))


def failing_program(output):
    code = "import sys; sys.stdout.write(sys.argv[1]); sys.exit(1)"
    return [sys.executable, "-c", code, output]


@pytest.mark.parametrize(
    "error, expected",
    [
        (PermissionError(errno.EACCES, "Permission denied", ".venv"), "No permission to write"),
        (OSError(errno.EROFS, "Read-only file system", ".venv"), "No permission to write"),
        (OSError(errno.ENOSPC, "No space left on device", ".venv"), "The disk is full"),
    ],
)
def test_what_the_system_refuses_is_explained(start, error, expected):
    assert expected in start.explain(str(error))


# --- when it installs, and when it does not


@pytest.fixture
def calls(start, monkeypatch):
    """What start.py would run, in order. Nothing is run; an installer leaves what it should."""
    calls = []

    def install(command):
        calls.append(command)
        if "venv" in command:
            start.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            start.PYTHON.write_text("")
            site_packages(start).mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(start, "run_quietly", install)
    monkeypatch.setattr(start, "venv_works", start.PYTHON.exists)
    monkeypatch.setattr(start, "run", lambda command: calls.append(command) or 0)
    return calls


def site_packages(start):
    if os.name == "nt":
        return start.VENV / "Lib" / "site-packages"
    return start.VENV / "lib" / THIS_PYTHON / "site-packages"


def kinds(calls):
    names = ("venv", "pip", "pytest", "jupyterlab")
    return [next(name for name in names if name in command) for command in calls]


def test_the_first_start_installs_and_the_second_does_not(start, calls):
    start.main([])
    assert kinds(calls) == ["venv", "pip", "jupyterlab"]
    calls.clear()
    start.main(["test", "-x"])
    assert kinds(calls) == ["pytest"]
    assert calls[0][-1] == "-x"


def test_without_git_the_lessons_are_put_aside_as_they_came(start, calls):
    lesson = start.COURSE / "notebooks" / "06_backpropagation.ipynb"
    lesson.write_text("as it came")
    (start.COURSE / "notebooks" / "progress.json").write_text("{}")
    start.main([])
    lesson.write_text("worked in")
    start.STAMP.unlink()
    start.main([])
    kept = start.VENV / "fresh_notebooks"
    assert [path.name for path in kept.iterdir()] == [lesson.name]
    assert (kept / lesson.name).read_text() == "as it came"


def test_with_git_nothing_is_put_aside(start, calls):
    (start.COURSE / ".git").mkdir()
    start.main([])
    assert not (start.VENV / "fresh_notebooks").exists()


def test_jupyterlab_opens_lesson_00_and_gets_what_follows_the_dashes(start, calls):
    start.main(["--", "--no-browser"])
    assert calls[-1][1:3] == ["-m", "jupyterlab"]
    assert calls[-1][-2].endswith("notebooks/00_start_here.ipynb")
    assert calls[-1][-1] == "--no-browser"


def test_changed_requirements_are_installed_into_the_same_venv(start, calls):
    start.main(["test"])
    calls.clear()
    (start.COURSE / "requirements.txt").write_text("numpy\n")
    start.main(["test"])
    assert kinds(calls) == ["pip", "pytest"]


def test_a_half_made_venv_is_made_again(start, calls):
    start.VENV.mkdir()
    (start.VENV / "pyvenv.cfg").write_text("")
    start.main(["test"])
    assert kinds(calls) == ["venv", "pip", "pytest"]
    assert "--clear" in calls[0]


def test_an_interrupted_installation_goes_on(start, calls, monkeypatch):
    def interrupted(command):
        if "pip" in command:
            raise KeyboardInterrupt
        install(command)

    install = start.run_quietly
    monkeypatch.setattr(start, "run_quietly", interrupted)
    with pytest.raises(KeyboardInterrupt):
        start.main(["test"])
    monkeypatch.setattr(start, "run_quietly", install)
    calls.clear()
    start.main(["test"])
    assert kinds(calls) == ["pip", "pytest"]


@pytest.mark.parametrize("what", ["COURSE", "sys.version"])
def test_a_moved_folder_and_another_python_are_noticed(start, calls, monkeypatch, what):
    start.main(["test"])
    assert start.is_set_up()
    if what == "COURSE":
        moved = start.COURSE.parent / "moved"
        shutil.copytree(start.COURSE, moved)
        monkeypatch.setattr(start, "COURSE", moved)
    else:
        monkeypatch.setattr(sys, "version", "3.99")
    assert not start.is_set_up()


def test_ctrl_c_is_left_to_the_program(start, monkeypatch):
    class Program:
        answers = iter([KeyboardInterrupt, 3])

        def __init__(self, command, cwd):
            assert cwd == str(start.COURSE)

        def wait(self):
            answer = next(self.answers)
            if answer is KeyboardInterrupt:
                raise KeyboardInterrupt
            return answer

    monkeypatch.setattr(subprocess, "Popen", Program)
    assert start.run(["jupyterlab"]) == 3


# --- the whole program, offline


def test_a_whole_start(tmp_path):
    """A half-made .venv in a folder with a space; a second start; then the folder is moved."""
    course = make_course(tmp_path / "my course")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", course / ".venv"], check=True)
    code, out, err = run_start(course, "test", "-k", "two words")
    assert (code, err) == (7, "")  # pytest's own exit code
    assert "Setting up the course" in out
    assert "['-k', 'two words']" in out

    code, out, err = run_start(course, "--", "--no-browser")
    assert code == 7, err
    assert "Setting up" not in out
    assert "--no-browser" in out

    moved = tmp_path / "moved"
    course.rename(moved)
    code, out, err = run_start(moved, "test")
    assert code == 7, err
    python = moved / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    where = "import mlp_lessons; print(mlp_lessons.__file__)"
    found = subprocess.run([python, "-c", where], cwd=tmp_path, capture_output=True, text=True)
    assert found.stdout.strip() == str(moved / "mlp_lessons" / "__init__.py"), found.stderr


def test_without_a_network_it_says_so_in_one_line(tmp_path):
    course = make_course(tmp_path / "course", requirements="numpy>=2\n")
    code, out, err = run_start(
        course,
        "test",
        PIP_CONFIG_FILE=os.devnull,
        PIP_FIND_LINKS="",
        PIP_INDEX_URL="http://127.0.0.1:9/simple",
        PIP_RETRIES="1",
        PIP_NO_CACHE_DIR="1",
    )
    assert code == 1
    assert err.startswith("No network")
    assert err.count("\n") == 1
    assert not (course / ".venv" / "course-is-set-up.txt").exists()


def test_help_and_a_console_that_knows_few_letters(tmp_path):
    code, out, err = run_start(START.parent, "--help")
    assert code == 0
    assert "python start.py test" in out
    code, out, err = run_start(START.parent, "→", PYTHONIOENCODING="cp1252")
    assert code == 1
    assert err.strip() == "Unknown argument ?. Try: python start.py --help"
