"""Running a notebook from top to bottom in a fresh kernel, as if on a machine that never saw it.

A learner's progress, IPython profile and backend stay outside, so that they reach no output.
"""

import os
import re
import tempfile
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

SECONDS_PER_CELL = 120
ANSI = re.compile(r"\x1b\[[0-9;]*m")


class CellFailed(Exception):
    """A cell raised, hung or killed the kernel. Says which, with its source and the error."""


def execute(notebook, folder, home):
    """Run `notebook` in place, in `folder`, with the learner's home at `home`.

    Raises CellFailed at the first error outside the cells tagged `raises-exception`.
    """
    running = {}
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=SECONDS_PER_CELL,
        record_timing=False,
        store_widget_state=False,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
        on_cell_start=lambda cell, cell_index: running.update(cell=cell, index=cell_index),
    )
    with tempfile.TemporaryDirectory(prefix="ipython_") as profile:
        try:
            client.execute(env=clean_environment(home, profile))
        except CellExecutionError as error:
            message = ANSI.sub("", f"{error.ename}: {error.evalue}")
            raise CellFailed(describe_failure(running, message)) from None
        except CellTimeoutError:
            message = f"was still running after {SECONDS_PER_CELL} seconds"
            raise CellFailed(describe_failure(running, message)) from None
        except DeadKernelError:
            raise CellFailed(describe_failure(running, "the kernel died")) from None
    return notebook


def clean_environment(home, profile):
    """The environment of the kernel: this one, without what would change the outputs."""
    environment = dict(os.environ, MLP_LESSONS_HOME=str(home), IPYTHONDIR=str(profile))
    environment.pop("MPLBACKEND", None)
    environment.pop("PYTHONWARNINGS", None)
    course = str(Path(__file__).parents[2])  # the package whose exercises are being put in
    paths = [course, environment.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
    return environment


def describe_failure(running, message):
    source = "\n".join("    " + line for line in running["cell"].source.splitlines())
    return f"{name_cell(running['cell'], running['index'])} failed: {message}\n{source}"


def name_cell(cell, index):
    """What to call a cell in a message: "cell 7 (check:relu)", or the start of its text."""
    tags = [tag for tag in cell.metadata.get("tags", []) if ":" in tag]
    lines = cell.source.strip().splitlines()
    label = tags[0] if tags else lines[0][:60] if lines else "empty"
    return f"cell {index + 1} ({label})"
