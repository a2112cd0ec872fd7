"""Write down what PyTorch answers in lesson 11, for computers that do not have it.

    python tests/make_pytorch_answers.py

It runs the cells of the notebook, but for the exercises, and notes what every function returns
that the notebook hands to its function `ask`. Times are taken several times, and the least of
each is kept: it depends little on what else the machine does. A test compares all but the times
with PyTorch of today.
"""

import json
import os
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mlp_lessons.datasets.stored_answers import PATH

COURSE = Path(__file__).resolve().parents[1]
NOTEBOOK = COURSE / "notebooks" / "11_from_numpy_to_pytorch.ipynb"
TIMED = {"race_with_pytorch", "price_in_pytorch"}    # other numbers each time
TRIES = 20


def collect_answers(skip=()):
    """Return {name of the function: what it returns} with the PyTorch that is installed.

    Functions in `skip` are not called: the notebook goes on with what is in the file.
    """
    import matplotlib
    import torch

    matplotlib.use("Agg")    # no windows
    answers = {"versions": f"NumPy {np.__version__}, PyTorch {torch.__version__}"}
    names = {"__name__": "__main__"}

    def ask(question):
        name = question.__name__
        if name in skip:
            answer = names["stored"][name]
        elif name in TIMED:
            answer = least([question() for _ in range(TRIES)])
        else:
            answer = question()
        answers[name] = {part: np.asarray(value).tolist() for part, value in answer.items()}
        return {part: np.array(value) if isinstance(value, list) else value
                for part, value in answers[name].items()}

    folder, path = os.getcwd(), sys.path.copy()
    os.chdir(NOTEBOOK.parent)
    try:
        for source in cells():
            exec(compile(source, NOTEBOOK.name, "exec"), names)
            if "ask" in names:
                names["ask"] = ask
    finally:
        os.chdir(folder)
        sys.path[:] = path
    return answers


def least(answers):
    """Return {name: the least of its values, place by place}, of several answers."""
    return {name: np.min([answer[name] for answer in answers], axis=0).tolist()
            for name in answers[0]}


def cells():
    """Return the sources of the notebook's code cells, without those of the exercises."""
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"
            and not any(":" in tag for tag in cell["metadata"].get("tags", []))]


if __name__ == "__main__":
    text = json.dumps(collect_answers(), indent=0) + "\n"
    PATH.write_text(text, encoding="utf-8", newline="\n")
    print(f"{PATH.relative_to(COURSE)}: {len(text):,} characters")
