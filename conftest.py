"""What every test run needs: the course's own notebooks alone, and nothing of a learner's."""

import os
import re
import shutil
import tempfile
from pathlib import Path

COURSE = Path(__file__).parent
LESSON = re.compile(r"\d\d_[a-z0-9_]+\.ipynb")


def pytest_configure(config):
    """An empty home for progress and my_mlp, and no IPython profile: the kernels inherit both."""
    config.empty_home = tempfile.mkdtemp(prefix="mlp_lessons_tests_")
    os.environ["MLP_LESSONS_HOME"] = os.path.join(config.empty_home, "lessons")
    os.environ["IPYTHONDIR"] = os.path.join(config.empty_home, "ipython")
    os.mkdir(os.environ["MLP_LESSONS_HOME"])


def pytest_unconfigure(config):
    shutil.rmtree(config.empty_home, ignore_errors=True)


def pytest_ignore_collect(collection_path, config):
    """Of the notebooks, only notebooks/NN_name.ipynb: no copies, no notes, no checkpoints."""
    if collection_path.suffix != ".ipynb":
        return None
    in_lessons = collection_path.parent == COURSE / "notebooks"
    return None if in_lessons and LESSON.fullmatch(collection_path.name) else True
