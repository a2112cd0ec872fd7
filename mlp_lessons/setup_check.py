"""The first cell of every lesson: is all here that the course needs? If not, one line for each
thing that is wrong, with the command that repairs it.

Needs the standard library only, and no recent syntax: it has to speak where nothing else works.
"""

import os
import sys
from importlib import metadata
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
PYTHON = (3, 11)
NEEDED = {"numpy": "2", "matplotlib": "3.8.4", "ipywidgets": "8", "anywidget": "0.9", "tqdm": ""}
# ipywidgets 8 works in the kernel; in the browser these belong to it, in JupyterLab and elsewhere.
FRONT_ENDS = {"jupyterlab_widgets": 3, "widgetsnbextension": 4}


class SetupError(Exception):
    """The setup is incomplete. A notebook shows it in one line, without a traceback."""

    def _render_traceback_(self):
        return [str(self)]


def check_setup():
    """Print that everything is ready, or what is wrong, and then stop the notebook here."""
    problems = find_problems()
    if problems:
        print("\n".join(problems))
        raise SetupError("Stopped. Do what the lines above say, then run this cell again.")
    print("Everything is ready.")


def find_problems(python=None, installed=None, modules=None, folder=None):
    """Return one sentence for each thing that is wrong, with what repairs it.

    The arguments say what to look at instead of this Python: its version, a function from a
    package's name to its version (or None), the loaded modules, the folder of the notebook.
    """
    python = python or sys.version_info
    installed = installed or installed_version
    modules = sys.modules if modules is None else modules
    problems = [
        check_python(python),
        check_place(Path(folder or os.getcwd())),
        *[check_package(name, installed, modules) for name in NEEDED],
        *[check_front_end(name, installed, modules) for name in FRONT_ENDS],
    ]
    return [problem for problem in problems if problem]


def check_python(python):
    if tuple(python[:2]) < PYTHON:
        return (
            "Python {}.{} is too old, the course needs {}.{} or newer. Install a newer one from "
            "python.org, then run in a terminal: python start.py"
        ).format(*python[:2], *PYTHON)


def check_place(folder):
    """The package must be the one beside the folder of the notebooks, not an old copy elsewhere."""
    beside = (folder.parent / "mlp_lessons").resolve()
    if (beside / "__init__.py").exists() and beside != PACKAGE:
        return (
            f"mlp_lessons was loaded from {PACKAGE}, not from the course's own folder {beside}. "
            "Run: %pip uninstall -y mlp-lessons   and restart the kernel."
        )


def check_package(name, installed, modules):
    found, needed = installed(name), NEEDED[name]
    if found is None:
        return f"{name} is missing. {repair(name, modules)}"
    if numbers(found) < numbers(needed):
        return (f"{name} {found} is too old, the course needs {needed} or newer. "
                f"{repair(name, modules)}")
    loaded = getattr(modules.get(name), "__version__", found)
    if numbers(loaded) < numbers(needed):
        return f"{name} {found} is installed, but {loaded} is still loaded. Restart the kernel."


def check_front_end(name, installed, modules):
    """The sliders' two halves, in the kernel and in the browser, must speak the same language."""
    widgets, found = installed("ipywidgets"), installed(name)
    if widgets is None or found is None or numbers(widgets)[0] != 8:
        return None
    if numbers(found)[0] != FRONT_ENDS[name]:
        return (f"{name} {found} does not belong to ipywidgets {widgets}, sliders would not "
                f"work. {repair(name, modules)}")


def repair(name, modules):
    """The command that repairs a package: start.py, unless it has done its work or is not there."""
    if "google.colab" in modules or Path(sys.prefix).resolve() == PACKAGE.parent / ".venv":
        if name in FRONT_ENDS:
            wish = f"{name}=={FRONT_ENDS[name]}.*"
        else:
            wish = f"{name}>={NEEDED[name]}" if NEEDED[name] else name
        return f'Run: %pip install "{wish}"   and restart the kernel.'
    return "Close Jupyter and run in a terminal, in the folder of the course: python start.py"


def installed_version(name):
    """The version of an installed package, or None."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def numbers(version):
    """The leading numbers of a version: (3, 8, 4) for "3.8.4rc1"."""
    found = []
    for part in version.split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            break
        found.append(int(digits))
    return tuple(found)
