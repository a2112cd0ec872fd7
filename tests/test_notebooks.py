"""Every lesson, as it is stored: its exercises can be solved, its mistakes are told apart, it is
what building it gives, and it is laid out as a lesson of this course.
"""

import re
import statistics
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import nbformat
import pytest

from mlp_lessons.authoring.build import (
    COURSE,
    BuildError,
    all_notebooks,
    check_built,
    lesson_number,
    structure_problems,
)
from mlp_lessons.authoring.normalising import UNSTABLE, unstable_parts
from mlp_lessons.authoring.running import name_cell
from mlp_lessons.authoring.solving import attempt, names_of, run, text_of
from mlp_lessons.exercises import all_exercises

LESSONS = [
    "00_start_here", "01_weights_and_biases", "02_activations", "03_forward_pass", "04_loss",
    "05_slopes_and_the_chain_rule", "06_backpropagation", "07_gradient_descent", "08_training",
    "09_debugging",
    "10_handwritten_digits",
    "11_from_numpy_to_pytorch",
]
PATHS = all_notebooks()
TAGS = re.compile(r"(exercise|check):\w+|answer|raises-exception|nbval-ignore-output")
every_lesson = pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])


@cache
def read(path):
    return nbformat.read(path, as_version=4)


def cells_of(path, cell_type):
    """The cells of one type, each with its name for messages."""
    return [(cell, name_cell(cell, index)) for index, cell in enumerate(read(path).cells)
            if cell.cell_type == cell_type]


def test_the_lessons_are_all_there():
    missing = [name for name in LESSONS if name not in {path.stem for path in PATHS}]
    assert not missing


# ---- the exercises ----

def wrong_answers_of_checks(path):
    """Try each known mistake and then the solution, all in one run; say what was told wrongly."""
    exercises = all_exercises(lesson=lesson_number(path))
    sources = {
        exercise.name: [*(exercise.source_of(mistake.wrong) for mistake in exercise.mistakes),
                        exercise.solution_source]
        for exercise in exercises
    }
    with tempfile.TemporaryDirectory() as home:
        said = run(attempt(read(path), sources), home, path.parent)
    for exercise in exercises:
        *to_mistakes, to_solution = [" ".join(text.split()) for text in said[exercise.name]]
        if not to_solution.startswith("✓"):
            yield f"{exercise.name}, the solution: {to_solution}"
        for mistake, text in zip(exercise.mistakes, to_mistakes, strict=True):
            if not text.startswith("✗") or " ".join(mistake.question.split()) not in text:
                yield f"{exercise.name}, mistake {mistake.name}: {text}"


RUNS = {
    "test_solutions_are_right_and_mistakes_told": lambda path: list(wrong_answers_of_checks(path)),
    "test_it_is_what_building_it_gives": check_built,
}


@pytest.fixture(scope="session")
def runs(request):
    """{(test, path): future} of the runs that the chosen tests need, two side by side."""
    with ThreadPoolExecutor(2) as pool:
        yield {
            (item.originalname, item.callspec.params["path"]):
                pool.submit(RUNS[item.originalname], item.callspec.params["path"])
            for item in request.session.items if getattr(item, "originalname", None) in RUNS
        }
        pool.shutdown(cancel_futures=True)


@every_lesson
def test_solutions_are_right_and_mistakes_told(path, runs):
    wrong = runs["test_solutions_are_right_and_mistakes_told", path].result()
    assert not wrong, "\n".join(wrong)


@every_lesson
def test_it_is_what_building_it_gives(path, runs):
    try:
        runs["test_it_is_what_building_it_gives", path].result()
    except BuildError as error:
        pytest.fail(str(error), pytrace=False)


@every_lesson
def test_no_exercise_is_attempted_yet(path):
    checks = [cell for cell, _ in cells_of(path, "code") if names_of(cell, "check")]
    texts = [text_of(cell) for cell in checks]
    assert all(text.startswith("○") and "not attempted yet" in text for text in texts), texts


@every_lesson
def test_exercises_have_their_cells_and_headings(path):
    assert structure_problems(read(path), lesson_number(path)) == []


@every_lesson
def test_exercises_stand_in_the_order_of_their_numbers(path):
    text = "\n".join(cell.source for cell, _ in cells_of(path, "markdown"))
    numbers = re.findall(r"^#+ *Exercise +(\S+)", text, re.MULTILINE)
    assert numbers == [exercise.number for exercise in all_exercises(lesson_number(path))]


@every_lesson
def test_there_is_enough_to_do(path):
    lesson = lesson_number(path)
    least = 5 if 1 <= lesson <= 8 else 1
    assert len(all_exercises(lesson=lesson)) >= least


# ---- the layout ----

@every_lesson
def test_the_first_cell_looks_after_the_setup(path):
    first = read(path).cells[0]
    assert re.search(r'(?s)sys\.path\.insert\(0, "\.\."\)\n.*^check_setup\(\)', first.source, re.M)
    assert not re.search(r"numpy|matplotlib|ipywidgets", first.source)
    assert text_of(first) == "Everything is ready.\n"


def test_all_lessons_begin_with_the_same_cell():
    assert len({read(path).cells[0].source for path in PATHS}) == 1


@every_lesson
def test_one_title_and_no_level_left_out(path):
    text = "\n".join(cell.source for cell, _ in cells_of(path, "markdown"))
    levels = [len(found) for found in
              re.findall(r"^(#+) ", re.sub(r"(?ms)^```.*?^```", "", text), re.MULTILINE)]
    assert read(path).cells[1].source.startswith("# ")
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


@every_lesson
def test_cells_are_short(path):
    own = [cell for cell, _ in cells_of(path, "code")
           if not (names_of(cell, "exercise") or names_of(cell, "check"))]
    lengths = [len(cell.source.splitlines()) for cell in own]
    assert statistics.median(lengths) <= 10
    long = [length for length in lengths if length > 20]
    assert len(long) <= len(lengths) / 10, f"{len(long)} of {len(lengths)} cells"


@every_lesson
def test_every_code_cell_has_been_run(path):
    counts = [cell.execution_count for cell, _ in cells_of(path, "code")]
    assert counts == list(range(1, len(counts) + 1))


@every_lesson
def test_tags_are_known(path):
    unknown = [(name, tag) for index, cell in enumerate(read(path).cells)
               for name in [name_cell(cell, index)] for tag in cell.metadata.get("tags", [])
               if not TAGS.fullmatch(tag)]
    assert not unknown


@every_lesson
def test_nothing_names_this_machine(path):
    found = [(name, part) for cell, name in cells_of(path, "code")
             for part in unstable_parts(cell, COURSE)]
    patterns = [pattern for what, pattern in UNSTABLE if what == "a path of this machine"]
    found += [(name_cell(cell, index), pattern) for index, cell in enumerate(read(path).cells)
              for pattern in patterns if re.search(pattern, cell.source)]
    assert not found


# ---- pictures ----

def pictures_without_text(html):
    """The pictures in a piece of HTML that have no alternative text, or an empty one."""
    for image in re.findall(r"<img\b[^>]*>", html):
        if not re.search(r"""\balt=("[^"]+"|'[^']+')""", image):
            yield image[:80]
    for drawing in re.findall(r"(?s)<svg\b.*?</svg>", html):
        if not re.search(r"""aria-label=("[^"]+"|'[^']+')|<title\b[^>]*>[^<]+""", drawing):
            yield drawing[:80]


def bare_pictures(cell):
    """The pictures in the outputs of a code cell that have no alternative text."""
    for output in cell.outputs:
        data = output.get("data", {})
        html = data.get("text/html", "")
        yield from pictures_without_text(html)
        if any(mime.startswith("image/") for mime in data) and not re.search("<(img|svg)", html):
            yield "a picture without HTML: " + ", ".join(sorted(data))


@every_lesson
def test_every_picture_has_a_text(path):
    bare = [(name, picture) for cell, name in cells_of(path, "code")
            for picture in bare_pictures(cell)]
    for cell, name in cells_of(path, "markdown"):
        bare += [(name, picture) for picture in pictures_without_text(cell.source)]
        bare += [(name, picture) for picture in re.findall(r"!\[\s*\]\([^)]*\)", cell.source)]
    assert not bare


# ---- prose ----

NOT_PROSE = re.compile(
    r"(?ms)^```.*?^```|`[^`\n]+`"          # code
    r"|\$\$.*?\$\$|\$[^$\n]+\$"            # formulas
    r"|<!--.*?-->|<[^>\n]+>"               # HTML
    r"|!(?=\[)|\]\([^)\n]*\)"              # pictures and addresses
    r"|\"[^\"\n]*\"|“[^”\n]*”|„[^“\n]*“"   # quotations
)


def unwelcome(text):
    """The words that make a learner feel slow, and exclamation marks."""
    return re.findall(r"(?i)\b(?:simply|just|obviously)\b|!", NOT_PROSE.sub(" ", text))


@every_lesson
def test_nothing_is_called_easy(path):
    found = [(name, word) for cell, name in cells_of(path, "markdown")
             for word in unwelcome(cell.source)]
    assert not found


# ---- these tests themselves ----

def test_what_counts_as_prose():
    assert unwelcome("You just run it.") == ["just"]
    assert unwelcome("Simply that, obviously.\n> **Well done!**") == ["Simply", "obviously", "!"]
    assert unwelcome("`x != y` and $n!$, $$\na!\n$$ <!-- ! --> ![a](b!) “just”, \"Yes!\"") == []
    assert unwelcome("```\njust\n```\nadjust, justified") == []


def test_what_counts_as_alternative_text():
    assert len(list(pictures_without_text('<img src="a"><img alt="" src="b"><img alt="c">'))) == 2
    assert len(list(pictures_without_text("<svg><path/></svg>"))) == 1
    assert not list(pictures_without_text("<svg><title>A</title></svg><svg aria-label='x'></svg>"))
    outputs = [{"output_type": "display_data", "metadata": {},
                "data": {"image/png": "…", "text/html": html}} for html in ("", '<img alt="a">')]
    cell = nbformat.v4.new_code_cell(outputs=nbformat.from_dict(outputs))
    assert list(bare_pictures(cell)) == ["a picture without HTML: image/png, text/html"]
