"""What lesson 11 shows where PyTorch is missing: it is still what PyTorch gives."""

import json

import numpy as np
import pytest
from make_pytorch_answers import TIMED, cells, collect_answers

from mlp_lessons.datasets import stored_answers
from mlp_lessons.datasets.stored_answers import pytorch_answers
from mlp_lessons.errors import MissingFileError

needs_pytorch = "PyTorch is not installed: pip install -r requirements-pytorch.txt"


def test_every_question_of_the_notebook_has_its_answer():
    source = "\n".join(cells())
    questions = {name for name in pytorch_answers() if name != "versions"}
    assert TIMED < questions
    for name in questions:
        assert f"def {name}():" in source and f"ask({name})" in source
    assert source.count("ask(") == len(questions) + 1    # and once where it is defined


def test_the_stored_answers_are_what_pytorch_gives_today(tmp_path, monkeypatch):
    pytest.importorskip("torch", reason=needs_pytorch)
    monkeypatch.setenv("MLP_LESSONS_HOME", str(tmp_path))    # nobody's own network
    found, stored = collect_answers(skip=TIMED), pytorch_answers()
    assert found.keys() == stored.keys()
    for question in stored.keys() - {"versions"}:
        assert found[question].keys() == stored[question].keys()
        for name, value in stored[question].items():
            got = np.array(found[question][name])
            assert got.shape == np.shape(value), (question, name)
            assert np.abs(got - value).max() < 1e-10, (question, name)


def test_a_missing_or_damaged_file_says_how_to_get_it_back(tmp_path, monkeypatch):
    monkeypatch.setattr(stored_answers, "PATH", tmp_path / "pytorch_answers.json")
    with pytest.raises(MissingFileError, match="git checkout"):
        pytorch_answers()
    (tmp_path / "pytorch_answers.json").write_text('{"versions": "NumPy')
    with pytest.raises(ValueError, match="damaged.*git checkout"):
        pytorch_answers()


def test_numbers_come_as_numbers_and_lists_as_arrays():
    kept = json.loads(stored_answers.PATH.read_text(encoding="utf-8"))
    answer = pytorch_answers()["tiny_in_pytorch"]
    assert isinstance(answer["loss"], float) and answer["loss"] == kept["tiny_in_pytorch"]["loss"]
    assert answer["0.weight"].dtype == np.float64 and answer["0.weight"].shape == (2, 2)
