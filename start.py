"""Sets up the course and opens it. Needs nothing but Python 3.11 or newer.

    python start.py                    opens JupyterLab at lesson 00 (the first time, installs it)
    python start.py -- --no-browser    the same; what follows -- goes to JupyterLab
    python start.py test               runs the tests; what follows goes to pytest

Everything is installed into the folder .venv beside this file. Delete it to start afresh.
"""

# This file parses under Python 3.6 and needs no package, so that it can always say what is wrong.
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

COURSE = Path(os.path.abspath(__file__)).parent
VENV = COURSE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "course-is-set-up.txt"
LOG = VENV / "install.log"
LESSON_00 = "/lab/tree/notebooks/00_start_here.ipynb"

# What to say, and the words of an installer or of the system that mean it.
SYMPTOMS = {
    "The disk is full: the course needs about 1 GB. Free some space, then start again.":
        ("No space left", "Errno 28]", "WinError 112]", "Disk quota exceeded"),
    "The folder's path is too long for Windows. Move the course to C:\\mlp, then start again.":
        ("Long Path support",),
    "A file in .venv is in use. Close JupyterLab, then start again.":
        ("WinError 32]",),
    "No permission to write here. Move the course to a folder of your own, then start again.":
        ("Permission denied", "Errno 13]", "Errno 1]", "Errno 30]", "WinError 5]"),
    "This Python has no venv module. Install it (on Debian and Ubuntu: "
    "sudo apt install python%d.%d-venv), then start again." % sys.version_info[:2]:
        ("No module named venv", "No module named ensurepip", "ensurepip is not available"),
    "No network, or one that blocks the packages to install. Connect, then start again.":
        ("connection broken by", "NewConnectionError", "Failed to establish a new connection",
         "getaddrinfo failed", "Temporary failure in name resolution", "Network is unreachable",
         "ConnectTimeout", "Read timed out"),
}


class Trouble(Exception):
    """One sentence: what is wrong, and what to do."""


def check_python(version=sys.version_info):
    if tuple(version[:2]) < (3, 11):
        raise Trouble(
            "The course needs Python 3.11 or newer, and this is %d.%d. Install a newer one from "
            "python.org, then start with that one: python3.11 start.py (Windows: py -3.11 start.py)"
            % tuple(version[:2])
        )


def check_folder():
    for needed in ("requirements.txt", "mlp_lessons", "notebooks"):
        if not (COURSE / needed).exists():
            raise Trouble(
                f"{COURSE} is not the whole course, {needed} is missing. Download or clone the "
                "course again, and run the start.py inside it."
            )


def explain(output):
    """The sentence for what an installer or the system said, or None."""
    for sentence, fragments in SYMPTOMS.items():
        if any(fragment in output for fragment in fragments):
            return sentence
    return None


def run_quietly(command):
    """Run an installer, a dot for each package. If it fails, say why in one sentence."""
    process = subprocess.Popen(
        command, cwd=str(COURSE), env=dict(os.environ, PYTHONIOENCODING="utf-8", PIP_USER="0"),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
    )
    output = ""
    for line in process.stdout:
        output += line
        if line.startswith("Collecting"):
            print(".", end="", flush=True)
    if "Collecting" in output:
        print()
    if process.wait() != 0:
        raise Trouble(explain(output) or unexplained(output))


def unexplained(output):
    LOG.write_text(output, encoding="utf-8")
    lines = output.strip().splitlines() or ["(no output)"]
    last = ([line for line in lines if "ERROR" in line] or lines)[-1].strip()
    return f"Installing failed: {last} (The whole output is in {LOG}. Deleting .venv may help.)"


def fingerprint():
    """What the installation depends on: these two files, the Python, and where the folder is."""
    depends_on = [Path(__file__).read_bytes(), (COURSE / "requirements.txt").read_bytes()]
    depends_on += [sys.version.encode(), str(COURSE).encode()]
    return hashlib.sha256(b"\n".join(depends_on)).hexdigest()


def is_set_up():
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text() == fingerprint()


def venv_works():
    """Whether .venv holds this version of Python with a pip that runs."""
    try:
        pip = subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True)
    except OSError:
        return False
    return pip.returncode == 0 and b"(python %d.%d)" % sys.version_info[:2] in pip.stdout


def set_up():
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Trouble(explain("No module named venv"))
    print("Setting up the course, once: about 450 MB, a few minutes.")
    VENV.mkdir(exist_ok=True)
    if not venv_works():
        run_quietly([sys.executable, "-m", "venv", "--clear", str(VENV)])
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--no-input"]
    run_quietly(pip + ["-r", "requirements.txt"])
    # The course's own folder goes onto .venv's path, as seen from there: the folder can be moved.
    site_packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(VENV)}))
    (site_packages / "mlp_lessons.pth").write_text(os.path.relpath(str(COURSE), str(site_packages)))
    # JupyterLab asks a newcomer nothing about its news.
    settings = VENV / "share" / "jupyter" / "lab" / "settings"
    settings.mkdir(parents=True, exist_ok=True)
    no_news = {"fetchNews": "false", "checkForUpdates": False}
    overrides = {"@jupyterlab/apputils-extension:notification": no_news}
    (settings / "overrides.json").write_text(json.dumps(overrides))
    put_lessons_aside()
    STAMP.write_text(fingerprint())


def put_lessons_aside():
    """Without git, `python -m mlp_lessons.progress reset` takes a fresh lesson from this copy."""
    copy = VENV / "fresh_notebooks"
    if not (COURSE / ".git").exists() and not copy.exists():
        own_work = shutil.ignore_patterns(".*", "my_mlp*", "progress*", "*.mine-*")
        shutil.copytree(str(COURSE / "notebooks"), str(copy), ignore=own_work)


def run(command):
    """Run it to its end, and return its exit code. Ctrl-C is the program's to answer."""
    process = subprocess.Popen(command, cwd=str(COURSE))
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            pass


def main(arguments):
    check_python()
    if arguments[:1] in (["-h"], ["--help"]):
        print(__doc__.strip())
        return 0
    if arguments[:1] == ["test"]:
        command = [str(PYTHON), "-m", "pytest"] + arguments[1:]
    elif arguments[:1] in ([], ["--"]):
        lab = [str(PYTHON), "-m", "jupyterlab", f"--LabApp.default_url={LESSON_00}"]
        command = lab + arguments[1:]
    else:
        raise Trouble(f"Unknown argument {arguments[0]}. Try: python start.py --help")
    check_folder()
    if not is_set_up():
        set_up()
    return run(command)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a Windows console may know few letters
    try:
        sys.exit(main(sys.argv[1:]))
    except Trouble as trouble:
        sys.exit(str(trouble))
    except OSError as error:
        sys.exit(explain(str(error)) or f"The system refused: {error}")
    except KeyboardInterrupt:
        sys.exit("\nStopped. Start again to go on.")
