"""What PyTorch answered in lesson 11, for computers that do not have it."""

import json
from pathlib import Path

import numpy as np

from ..errors import MissingFileError

PATH = Path(__file__).with_name("files") / "pytorch_answers.json"


def pytorch_answers():
    """Load what the functions of lesson 11 that use PyTorch have returned once.

    Returns:
        {name of the function: {name: number or float64 array}}; beside them "versions", a text.
    Raises:
        MissingFileError, ValueError: the file is missing or damaged.

    Made by tests/make_pytorch_answers.py, which runs the notebook with PyTorch.
    """
    repair = (f"`git checkout -- mlp_lessons/datasets/files/{PATH.name}` in the top folder of the "
              f"course brings it back.")
    try:
        kept = json.loads(PATH.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise MissingFileError(f"The data file {PATH} is missing: {repair}") from None
    except ValueError:
        raise ValueError(f"The data file {PATH} is damaged: {repair}") from None
    return {question: answer if isinstance(answer, str) else
            {name: np.array(value) if isinstance(value, list) else value
             for name, value in answer.items()}
            for question, answer in kept.items()}
