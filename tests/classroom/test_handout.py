"""The handout: A4 with page numbers, room to write, no answer read by accident."""

import re
import shutil
from importlib import metadata

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from mlp_lessons.classroom import browser
from mlp_lessons.classroom.__main__ import main
from mlp_lessons.classroom.handout import handout_page
from mlp_lessons.classroom.lesson_pieces import cut

from .seeing import FORMULAS, look_at

try:
    metadata.distribution("django-static-mathjax")
except metadata.PackageNotFoundError:
    pytest.skip("django-static-mathjax is not installed (requirements-classroom.txt)",
                allow_module_level=True)


def printed(text):
    return [new_output("stream", text=text)]


CELLS = [
    new_markdown_cell("# 09 · A title\n\nWords, and $$a = b^2$$"),
    new_code_cell("print(1)", outputs=printed("SEEN IN THE LESSON")),
    new_markdown_cell("### Exercise 9.98 · Choose"),
    new_code_cell("# a: yes\n# b: no, because\n#    it rains\nchoice = ...",
                  metadata={"tags": ["exercise:choice"]}),
    new_code_cell('check("choice")', metadata={"tags": ["check:choice"]},
                  outputs=printed("not attempted")),
    new_code_cell("print(2)", outputs=printed("ANSWER OF A CELL"), metadata={"tags": ["answer"]}),
    new_code_cell("solved = 'FOLDED CODE'", metadata={"jupyter": {"source_hidden": True}},
                  outputs=printed("FOLDED OUTPUT")),
    new_markdown_cell("<details><summary>Why so?</summary>\n\nBEHIND A QUESTION\n\n</details>"),
]
SECRETS = ["ANSWER OF A CELL", "FOLDED CODE", "FOLDED OUTPUT", "BEHIND A QUESTION"]


def test_answers_are_left_out():
    page = handout_page("A title", cut(CELLS))
    assert not [secret for secret in SECRETS if secret in page]
    assert "SEEN IN THE LESSON" in page and "Why so?" in page and "not attempted" not in page
    assert "<h1 class=\"answers\">" not in page


def test_answers_can_stand_at_the_end():
    page = handout_page("A title", cut(CELLS), answers=True)
    lesson, answers = page.split('<h1 class="answers">')
    assert not [secret for secret in SECRETS if secret in lesson]
    assert not [secret for secret in SECRETS if secret not in answers]
    assert re.findall(r'class="where">(.*?)<', lesson) == ["Answer 1", "Answer 2", "Answer 3"]
    assert re.findall(r"<h3>(Answer \d) ", answers) == ["Answer 1", "Answer 2", "Answer 3"]


def test_there_is_room_to_write():
    page = handout_page("A title", cut(CELLS))
    assert page.count('class="box"') == 2 and "no, because it rains" in page
    cells = [new_markdown_cell("### Exercise 2.7 · Alone"),
             new_code_cell("def my_sigmoid(Z):\n    ...",
                           metadata={"tags": ["exercise:my_sigmoid"]})]
    assert 'class="squares" style="height:' in handout_page("A title", cut(cells))


@pytest.mark.skipif(not shutil.which("chromium") and not shutil.which("google-chrome"),
                    reason="there is no chromium on this machine")
def test_a_pdf_is_printed_on_a4(tmp_path, capsys):
    assert main(["handout", "02", "--out", str(tmp_path / "02.pdf")]) == 0
    content = (tmp_path / "02.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    boxes = re.findall(rb"/MediaBox \[0 0 (\d+)[.\d]* (\d+)[.\d]*\]", content)
    assert len(boxes) > 5 and set(boxes) <= {(b"594", b"841"), (b"595", b"841"), (b"595", b"842")}
    assert [path.name for path in tmp_path.iterdir()] == ["02.pdf"]


def test_the_page_asks_for_nothing_and_draws_its_formulas(tmp_path):
    notebook = new_notebook(cells=CELLS)
    nbformat.write(notebook, tmp_path / "small.ipynb")
    page = tmp_path / "small.html"
    assert main(["handout", str(tmp_path / "small.ipynb"), "--out", str(page)]) == 0
    (formulas,), said, outside = look_at(page, FORMULAS, ready="mjx-container > svg")
    assert said == outside == []
    assert formulas["drawn"] == 1 and formulas["wrong"] == formulas["dollars"] == 0


def test_no_browser_is_said_in_a_sentence(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(browser.shutil, "which", lambda name: None)
    assert main(["handout", "06", "--out", str(tmp_path / "06.pdf")]) == 1
    assert "no Chromium or Chrome" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_browser_that_fails_leaves_nothing(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(browser, "NAMES", ["false"])
    monkeypatch.setattr(browser, "PLACES", [])
    assert main(["handout", "06", "--out", str(tmp_path / "06.pdf")]) == 1
    assert "could not print" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_nothing_is_overwritten_unasked(tmp_path, capsys):
    path = tmp_path / "06.pdf"
    path.write_text("mine")
    assert main(["handout", "06", "--out", str(path)]) == 1
    assert "--force" in capsys.readouterr().err and path.read_text() == "mine"
