"""The slides: one file, no network, nothing cut off, no answer before its time."""

import re
from importlib import metadata

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from mlp_lessons.authoring.build import find_notebook
from mlp_lessons.classroom.__main__ import main
from mlp_lessons.classroom.lesson_pieces import cut, without_exercises

from .seeing import ALL_SLIDES, FORMULAS, HEIGHT, WIDTH, look_at

pytest.importorskip("nbconvert", reason="nbconvert is not installed (requirements.txt)")
for package in ("sphinx-revealjs", "django-static-mathjax"):
    try:
        metadata.distribution(package)
    except metadata.PackageNotFoundError:
        pytest.skip(f"{package} is not installed (requirements-classroom.txt)",
                    allow_module_level=True)


def make(name, path, *options):
    assert main(["slides", str(name), "--out", str(path), *options]) == 0
    return path


def cells_of(lesson):
    return nbformat.read(find_notebook(lesson), as_version=4).cells


def headings_of(cells):
    return [re.sub(r"[*`]", "", heading) for cell in cells if cell.cell_type == "markdown"
            for heading in re.findall(r"^#{1,4} (.*)$", cell.source, re.MULTILINE)]


def assert_nothing_is_cut_off(slides):
    for number, slide in enumerate(slides, 1):
        assert slide["down"] <= HEIGHT, f"slide {number} is cut off below: {slide}"
        assert slide["right"] <= WIDTH, f"slide {number} is cut off on the right: {slide}"
        assert not slide["clipped"], f"slide {number} has a line that is cut off: {slide}"


@pytest.fixture(scope="module")
def lesson_06(tmp_path_factory):
    path = make("06", tmp_path_factory.mktemp("slides") / "06.html")
    first_answer = """() => {
      const fragment = document.querySelector(".slides .fragment");
      const slide = fragment.closest("section"), {h, v} = Reveal.getIndices(slide);
      Reveal.slide(h, v, -1);
      const before = getComputedStyle(fragment).visibility;
      Reveal.next();
      return [before, getComputedStyle(fragment).visibility, Reveal.getCurrentSlide() === slide];
    }"""
    return look_at(path, ALL_SLIDES, FORMULAS, first_answer)


def test_slides_open_without_a_network(lesson_06):
    (_, formulas, _), said, outside = lesson_06
    assert outside == [] and said == []
    source = "".join(cell.source for cell in cells_of("06") if cell.cell_type == "markdown")
    assert formulas["drawn"] == source.count("$$") // 2 > 5
    assert formulas["wrong"] == formulas["dollars"] == 0


def test_nothing_is_cut_off(lesson_06):
    (slides, _, _), _, _ = lesson_06
    assert_nothing_is_cut_off(slides)


def test_every_heading_begins_a_slide(lesson_06):
    (slides, _, _), _, _ = lesson_06
    assert [slide["title"] for slide in slides if not slide["again"]] == headings_of(cells_of("06"))


def test_every_picture_is_kept_also_the_still_ones_of_explorables(lesson_06):
    (_, formulas, _), _, _ = lesson_06
    stored = "".join(str(output) for cell in cells_of("06") if cell.cell_type == "code"
                     for output in cell.outputs)
    assert formulas["pictures"] == stored.count("<img ") > 10


def test_an_answer_waits_for_the_next_key(lesson_06):
    (_, _, first_answer), _, _ = lesson_06
    assert first_answer == ["hidden", "visible", True]


def test_checks_are_no_slides(lesson_06):
    (slides, _, _), _, _ = lesson_06
    text = "\n".join(slide["text"] for slide in slides)
    assert "not attempted" not in text and 'check("' not in text and "check_setup" not in text


def test_exercises_can_be_left_out(tmp_path):
    path = make("05", tmp_path / "05.html", "--exercises", "left-out")
    (slides,), said, outside = look_at(path, ALL_SLIDES)
    assert said == outside == []
    assert_nothing_is_cut_off(slides)
    headings = [heading for heading in headings_of(cells_of("05"))
                if not heading.startswith(("Exercise", "Before you start"))]
    assert [slide["title"] for slide in slides if not slide["again"]] == headings
    assert "your turn" not in "".join(slide["text"] for slide in slides)


def test_what_is_too_large_is_divided_or_made_smaller(tmp_path):
    tall = ('<div><img alt="tall" width="900" src="data:image/svg+xml;utf8,<svg xmlns=%22http://'
            'www.w3.org/2000/svg%22 width=%22900%22 height=%222400%22></svg>"></div>')
    shown = new_output("display_data", {"text/html": tall})
    printed = new_output("stream", text="\n".join("x" * 150 for _ in range(70)))
    rows = "| a | b |\n|---|---|\n" + "\n".join(f"| {i} | words |" for i in range(40))
    items = "\n".join(f"- item {i} " + "with words " * 12 for i in range(30))
    notebook = new_notebook(cells=[
        new_markdown_cell("# Much\n\n" + "Many words. " * 300),
        new_markdown_cell(f"## A list\n\n{items}\n\n## A table\n\n{rows}"),
        new_code_cell("\n".join(f"print({i})" for i in range(70)), outputs=[printed, shown]),
        new_markdown_cell("$$" + " + ".join(f"x_{{{i}}}" for i in range(60)) + "$$"),
    ])
    nbformat.write(notebook, tmp_path / "much.ipynb")
    path = make(tmp_path / "much.ipynb", tmp_path / "much.html")
    (slides, formulas), said, outside = look_at(path, ALL_SLIDES, FORMULAS)
    assert said == outside == []
    assert_nothing_is_cut_off(slides)
    text = "\n".join(slide["text"] for slide in slides)
    assert all(f"print({i})" in text and f"item {i} " in text for i in range(30))
    assert text.count("x" * 150) == 70
    assert formulas["pictures"] == formulas["drawn"] == 1


def test_what_follows_an_exercise_stays_when_it_is_left_out():
    cells = [new_markdown_cell("## Part\n\nStory."),
             new_markdown_cell("### Exercise 9.99 · Try\n\nDo it."),
             new_code_cell("raise NotImplementedError", metadata={"tags": ["exercise:try_it"]}),
             new_code_cell('check("try_it")', metadata={"tags": ["check:try_it"]}),
             new_markdown_cell('Stuck? `hint("try_it")` helps.\n\nThe story goes on.')]
    left = without_exercises(cut(cells))
    assert [piece.html for piece in left] == ["Part", "<p>Story.</p>", "<p>The story goes on.</p>"]


@pytest.mark.parametrize("lesson, options, said", [
    ("77", [], "There is no notebook 77"),
    ("nowhere.ipynb", [], "There is no file nowhere.ipynb"),
    ("06", ["--out", "slides.pdf"], "does not end in .html"),
    ("06", ["--out", "no/such/folder/slides.html"], "There is no folder"),
])
def test_wrong_use_is_said_in_a_sentence(lesson, options, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["slides", lesson, *options]) == 1
    complaint = capsys.readouterr().err
    assert said in complaint and complaint.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_no_notebook_is_refused_by_name(capsys, tmp_path):
    (tmp_path / "broken.ipynb").write_text('{"cells": [')
    out = tmp_path / "slides.html"
    assert main(["slides", str(tmp_path / "broken.ipynb"), "--out", str(out)]) == 1
    assert "broken.ipynb is not a notebook" in capsys.readouterr().err and not out.exists()


def test_nothing_is_overwritten_unasked(capsys, tmp_path):
    path = tmp_path / "06.html"
    path.write_text("mine")
    assert main(["slides", "06", "--out", str(path)]) == 1
    assert "--force" in capsys.readouterr().err and path.read_text() == "mine"
    make("06", path, "--force")
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_missing_package_is_named_with_what_to_install(capsys, tmp_path, monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", missing)
    assert main(["slides", "06", "--out", str(tmp_path / "06.html")]) == 1
    complaint = capsys.readouterr().err
    assert "reveal.js" in complaint and "requirements-classroom.txt" in complaint
    assert not list(tmp_path.iterdir())
