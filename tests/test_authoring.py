"""The builder of the notebooks, on one small notebook with one made-up exercise."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from mlp_lessons.authoring import __main__ as command_line
from mlp_lessons.authoring import build as building
from mlp_lessons.authoring import running
from mlp_lessons.authoring.build import BuildError, build, check_built, differences
from mlp_lessons.authoring.normalising import (
    normalise_cells,
    normalise_outputs,
    unstable_parts,
)
from mlp_lessons.authoring.solving import attempt, run, solve
from mlp_lessons.exercises import record

SMALL = Path(__file__).parent / "fixtures" / "02_small.ipynb"
STUB = 'def relu(z):\n    """Return z where it is positive, else 0."""\n' \
       '    raise NotImplementedError("your turn")'
RELU = {
    "name": "relu",
    "stub": STUB,
    "heading": "### Exercise 2.1 · ReLU from its graph\n●○○ · core · 5 minutes",
}
SOLUTION = "def relu(z):\n    return max(0.0, z)"
MISTAKE = "def relu(z):\n    return abs(z)"


@pytest.fixture(autouse=True)
def made_up_records(monkeypatch):
    """One exercise, relu of lesson 02; a test may change its stub, its heading or its name."""
    relu = SimpleNamespace(**RELU)

    def get_exercise(name):
        if name != relu.name:
            raise ValueError(f"There is no exercise called {name!r}.")
        return relu

    monkeypatch.setattr(record, "get_exercise", get_exercise)
    monkeypatch.setattr(record, "all_exercises", lambda lesson: [relu] if lesson == 2 else [])
    return relu


@pytest.fixture
def small(tmp_path):
    """The path of a copy of the small notebook, as it was built."""
    folder = tmp_path / "tests" / "fixtures"
    folder.mkdir(parents=True)
    path = folder / SMALL.name
    path.write_bytes(SMALL.read_bytes())
    return path


@pytest.fixture
def short(tmp_path, monkeypatch):
    """Writes a notebook of lesson 03, which has no exercises, from the sources of code cells."""
    def write(*sources, tags=()):
        cells = [new_code_cell(source, metadata={"tags": list(tags)}) for source in sources]
        path = tmp_path / "03_short.ipynb"
        nbformat.write(new_notebook(cells=cells), path)
        return path

    return write


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def change(path, function):
    """Let `function` change the list of the cells."""
    notebook = nbformat.read(path, as_version=4)
    function(notebook.cells)
    path.write_text(nbformat.v4.writes(notebook), encoding="utf-8")


def complaint(function, path):
    with pytest.raises(BuildError) as caught:
        function(path)
    return str(caught.value)


# ---- building, checking ----

def test_building_again_changes_nothing(small):
    assert build(small) == "unchanged"
    assert small.read_bytes() == SMALL.read_bytes()
    assert [path.name for path in small.parent.iterdir()] == [SMALL.name]
    check_built(small)


def test_a_first_build_gives_the_same_as_every_later_one(small):
    def strip(cells):
        for cell in cells:
            cell.pop("id")
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
            if "exercise:relu" in cell.metadata.get("tags", []):
                cell.source = SOLUTION

    notebook = nbformat.read(small, as_version=4)
    strip(notebook.cells)
    notebook.nbformat_minor = 4
    notebook.metadata = {"jupytext": {"formats": "ipynb"}, "widgets": {"state": {}}}
    small.write_text(json.dumps(notebook), encoding="utf-8")
    assert build(small) == "6 cells, run for the first time"
    assert small.read_bytes() == SMALL.read_bytes()


def test_what_the_small_notebook_stores():
    notebook = nbformat.read(SMALL, as_version=4)
    tagged = {tag: cell for cell in notebook.cells for tag in cell.metadata.get("tags", [])}
    assert tagged["exercise:relu"].source == STUB
    assert tagged["check:relu"].outputs[0].text == "○ not attempted yet\n"
    assert tagged["answer"].metadata.jupyter.outputs_hidden is True
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    text = SMALL.read_bytes().decode("utf-8")
    assert "\r" not in text and text.endswith("}\n") and "○" in text
    assert '"version": "3.' not in text


def test_a_solved_exercise_becomes_a_stub_again(small):
    change(small, lambda cells: cells[2].update(source=SOLUTION))
    assert "cell 3 (exercise:relu): building changes its source" in complaint(check_built, small)
    assert build(small) == "1 edited"
    assert small.read_bytes() == SMALL.read_bytes()


def test_a_changed_stub_is_seen_and_put_in(small, made_up_records):
    made_up_records.stub = STUB.replace("else 0", "otherwise 0")
    message = complaint(check_built, small)
    assert "cell 3 (exercise:relu)" in message and "+    " in message and "otherwise 0" in message
    assert small.read_bytes() == SMALL.read_bytes()
    assert build(small) == "1 edited"
    assert "otherwise 0" in small.read_text(encoding="utf-8")


def test_a_changed_output_is_seen_and_named(small):
    edit(small, '"b\\n"', '"c\\n"')
    message = complaint(check_built, small)
    assert "cell 5 (print(\"b\")): building changes its outputs" in message
    assert '    -"c\n    +"b' in message
    assert build(small) == "1 with other outputs"


def test_a_changed_alternative_text_is_seen_but_no_picture(small):
    edit(small, 'iVBORw0KGgo', 'AAAAAAAAAAA')
    stored = nbformat.read(small, as_version=4)
    built = nbformat.read(SMALL, as_version=4)
    stored.cells[-1].source = built.cells[-1].source
    assert differences(stored, built) == []
    html = stored.cells[-1].outputs[0].data
    html["text/html"] = html["text/html"].replace("grey", "red")
    assert len(differences(stored, built)) == 1


def test_the_form_of_the_file_is_checked(short):
    path = short("1 + 1")
    build(path)
    good = path.read_bytes()
    path.write_text(json.dumps(json.loads(good)), encoding="utf-8")
    assert "not in the builder's form" in complaint(check_built, path)
    assert build(path) == "only its form changed"
    assert path.read_bytes() == good
    edit(path, '"Python 3"', '"conda"')
    assert complaint(check_built, path) == "its metadata is not the builder's"


def test_pictures_and_tracebacks_are_not_compared_but_texts_are():
    def notebook(picture="a", line="1", label="One axis", message="no"):
        outputs = [
            new_output("display_data", data={"image/png": picture, "text/plain": label}),
            new_output("error", ename="ValueError", evalue=message, traceback=[line]),
        ]
        cell = new_code_cell("f()", id="a", outputs=outputs, execution_count=1)
        return new_notebook(cells=[cell])

    assert differences(notebook(), notebook(picture="b", line="2")) == []
    for other in (notebook(label="Two axes"), notebook(message="yes")):
        [problem] = differences(notebook(), other)
        assert problem.startswith("cell 1 (f()): building changes its outputs")
    assert differences(notebook(), new_notebook()) == ["has 1 cells, building it gives 0"]


def test_a_long_text_is_shown_where_it_differs():
    def notebook(middle):
        alt = "One sentence. " * 50 + f"Lowest at {middle}. " + "Another one. " * 50
        output = new_output("display_data", data={"text/html": f'<img alt="{alt}">'})
        return new_notebook(cells=[new_code_cell("f()", id="a", outputs=[output],
                                                 execution_count=1)])

    [problem] = differences(notebook("w = 1"), notebook("w = 2"))
    assert problem.splitlines()[2:] == ["    -Lowest at w = 1.", "    +Lowest at w = 2."]


def test_what_was_never_built_is_told_so(short):
    assert complaint(check_built, short("1")) == "has never been built"


def test_a_write_that_fails_leaves_the_old_file_and_no_other(small, monkeypatch):
    def refuse(*_):
        raise OSError("no")

    monkeypatch.setattr(building.os, "replace", refuse)
    with pytest.raises(OSError):
        building.write_atomically(small, "new")
    assert [path.name for path in small.parent.iterdir()] == [SMALL.name]
    assert small.read_bytes() == SMALL.read_bytes()


def test_an_edit_during_the_build_is_kept(short):
    path = short("open('03_short.ipynb', 'a').write(' ')")
    assert "changed while it was built" in complaint(build, path)
    assert path.read_text(encoding="utf-8").endswith("}\n ")


def test_an_output_that_varies_by_nature_is_written_once(short):
    path = short("import time\nprint(time.time())", tags=["nbval-ignore-output"])
    build(path)
    good = path.read_bytes()
    assert build(path) == "unchanged" and path.read_bytes() == good
    check_built(path)


# ---- what stops a build ----

def test_an_error_is_told_with_its_cell_and_nothing_is_written(short):
    path = short("a = 1", "b = 0\na / b")
    before = path.read_bytes()
    message = complaint(build, path)
    assert message.startswith("cell 2 (b = 0) failed: ZeroDivisionError: division by zero")
    assert "    a / b" in message
    assert path.read_bytes() == before


def test_a_cell_that_hangs_or_kills_the_kernel_is_told(short, monkeypatch):
    assert "cell 1 (import os) failed: the kernel died" in complaint(
        build, short("import os\nos._exit(1)"))
    monkeypatch.setattr(running, "SECONDS_PER_CELL", 1)
    assert "cell 1 (while True: pass) failed: was still running after 1 seconds" in complaint(
        build, short("while True: pass"))


def test_an_address_in_an_output_is_refused(short):
    path = short("1", "object()")
    before = path.read_bytes()
    message = complaint(build, path)
    assert message.startswith("cell 2 (object()): puts out an object's address")
    assert path.read_bytes() == before


def test_an_exception_may_be_meant(short):
    path = short("import json\njson.loads('')", tags=["raises-exception"])
    build(path)
    [error] = nbformat.read(path, as_version=4).cells[0].outputs
    assert error.ename == "JSONDecodeError"
    assert "json.loads" in "".join(error.traceback) and "File" not in "".join(error.traceback)
    message = complaint(build, short("1", tags=["raises-exception"]))
    assert "tagged raises-exception, but raises nothing" in message


def test_a_learners_progress_reaches_no_output(short, monkeypatch):
    monkeypatch.setenv("MLP_LESSONS_HOME", str(Path(__file__).parent))
    monkeypatch.setenv("IPYTHONDIR", "/somewhere")
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")
    path = short("import os\n"
                 "print(os.listdir(os.environ['MLP_LESSONS_HOME']))\n"
                 "print(os.listdir(), os.environ['IPYTHONDIR'] == '/somewhere')\n"
                 "print(os.environ.get('MPLBACKEND') == 'agg', 'PYTHONWARNINGS' in os.environ)")
    build(path)
    [output] = nbformat.read(path, as_version=4).cells[0].outputs
    assert output.text == "[]\n['03_short.ipynb'] False\nFalse False\n"


def tag(position, *tags):
    return lambda cells: cells[position].metadata.update(tags=list(tags))


@pytest.mark.parametrize("spoil, words", [
    (lambda cells: cells[3].update(source='check("tanh")'),
     'cell 4 (check:relu): must read check("relu")'),
    (tag(3), "exercise relu: no cells are tagged check:relu"),
    (tag(2), "exercise relu: no cells are tagged exercise:relu"),
    (tag(4, "check:relu"), "exercise relu: 2 cells are tagged check:relu"),
    (tag(3, "check:relu", "check:tanh"), "lesson 02 has no exercise called 'tanh'"),
    (tag(2, "exercise:tanh"),
     "cell 3 (exercise:tanh): There is no exercise called 'tanh'."),
    (lambda cells: cells.insert(2, cells.pop(3)),
     "cell 3 (check:relu): stands above its exercise"),
    (lambda cells: cells[1].update(source="### Exercise 2.1 · Another"),
     "cell 3 (exercise:relu): the text above it has no heading\n"
     "    ### Exercise 2.1 · ReLU from its graph\n    ●○○"),
    (lambda cells: cells.insert(2, new_markdown_cell("More.")),
     "cell 4 (exercise:relu): the text above"),
    (lambda cells: cells.append(new_code_cell("")), "cell 7 (empty): is empty"),
    (lambda cells: cells.append(new_code_cell("1\n" + "x" * 101)),
     "cell 7 (1): its line 2 has 101 characters"),
])
def test_cells_of_an_exercise_that_do_not_fit(small, spoil, words):
    change(small, spoil)
    before = small.read_bytes()
    assert words in complaint(build, small)
    assert words in complaint(check_built, small)
    assert small.read_bytes() == before


def test_an_exercise_of_another_lesson_is_refused(small):
    path = small.with_name("03_small.ipynb")
    small.rename(path)
    assert "lesson 03 has no exercise called 'relu'" in complaint(build, path)


def test_a_damaged_file_and_a_wrong_name_are_told(tmp_path):
    path = tmp_path / "02_x.ipynb"
    path.write_text("{", encoding="utf-8")
    assert "JSON is damaged" in complaint(build, path)
    assert "NN_name.ipynb" in complaint(build, tmp_path / "notes.ipynb")


@pytest.mark.parametrize("text, what", [
    ("<object at 0x7f3a5c0d2b50>", "an object's address"),
    ("saved in /tmp/mlp/x.npz", "a path of this machine"),
    ("'/home/ada/course'", "a path of this machine"),
    (r"C:\Users\ada", "a path of this machine"),
    ("~/course/net.npz", "a path of this machine"),
    ("ipykernel_4711/12.py", "a process number"),
    ("pid: 4711", "a process number"),
    (" 30%|███   | 3/10", "a progress bar"),
    ("1\r2", "a progress bar"),
    ("CPU times: user 2 ms", "a time that was measured"),
])
def test_what_no_output_may_contain(text, what):
    for output in (
        new_output("stream", name="stdout", text=text),
        new_output("execute_result", data={"text/plain": text}),
        new_output("display_data", data={"text/html": f"<p>{text}</p>"}),
        new_output("error", ename="ValueError", evalue=text),
    ):
        [said] = unstable_parts(new_code_cell(outputs=[output]), course="/course")
        assert what in said


def test_the_course_is_no_path_to_show_and_stderr_stays_empty():
    output = new_output("stream", name="stderr", text="/course/x.py: a warning\n")
    said = unstable_parts(new_code_cell(outputs=[output]), course="/course")
    assert said == ["writes to stderr: /course/x.py: a warning",
                    "puts out a path of this machine: '/course/x.py: a warning\\n'"]


@pytest.mark.parametrize("text", [
    "97.4 % of 0x1F", "dL/dW and 3 / usr", "<b>a</b>/<i>b</i>", "https://pytorch.org/tmp/x",
    "rapid 12", "notebooks/net.npz", "30% | 2",
    '<img src="data:image/png;base64,/tmp/0x7f3a5c0d2b50">',
])
def test_what_an_output_may_contain(text):
    data = {"text/html": text, "image/png": "/tmp/0x7f3a5c0d2b50"}
    output = new_output("display_data", data=data)
    assert unstable_parts(new_code_cell(outputs=[output]), course="/course") == []


# ---- the one form ----

def ids(*cells, lesson=2):
    notebook = new_notebook()
    notebook.cells = list(cells)
    normalise_cells(notebook, lesson)
    found = [cell.id for cell in notebook.cells]
    nbformat.validate(notebook)
    assert found == [cell.id for cell in notebook.cells]    # validating repairs, in silence
    return found


def test_chosen_ids_stay_and_random_ones_follow_the_content():
    first = ids(new_code_cell("1", id="set-up"), new_code_cell("2"), new_markdown_cell("2"))
    again = ids(new_code_cell("1", id="set-up"), new_code_cell("2"), new_markdown_cell("2"))
    assert first == again and first[0] == "set-up" and len(set(first)) == 3
    assert all(re.fullmatch("02-[0-9a-f]{10}", cell_id) for cell_id in first[1:])
    uuid = "0f8d2b6e-9a51-4c5e-8f0e-1c2d3e4f5a6b"
    assert ids(new_code_cell("2", id=uuid)) == first[1:2]
    assert ids(new_code_cell("2"), lesson=3) != first[1:2]


def test_equal_and_duplicate_ids_become_different():
    found = ids(*[new_code_cell("1", id="a") for _ in range(3)], new_code_cell("1"))
    assert found[0] == "a" and len(set(found)) == 4
    kept = ids(new_code_cell("1"), new_code_cell("1", id=found[1]))
    assert kept[1] == found[1] and kept[0] != kept[1]


def test_the_id_of_an_exercise_comes_from_its_tag():
    def cell(source):
        return new_code_cell(source, metadata={"tags": ["exercise:relu"]})

    assert ids(cell("1")) == ids(cell("2")) == ["02-exercise-relu"]


def test_metadata_that_changes_by_itself_goes():
    cell = new_code_cell("\n1\r\n2\n", metadata={
        "tags": ["a", "answer"], "collapsed": True, "scrolled": True, "ExecuteTime": {},
        "execution": {"iopub.status.busy": "…"}, "slideshow": {"slide_type": "slide"},
        "jupyter": {"source_hidden": True, "outputs_hidden": False}})
    notebook = new_notebook(cells=[cell])
    cell.metadata.tags.append("a")
    notebook.metadata.update(widgets={}, kernelspec={"name": "conda"})
    normalise_cells(notebook, 2)
    [cell] = notebook.cells
    assert cell.source == "1\n2"
    assert cell.metadata == {"tags": ["a", "answer"], "slideshow": {"slide_type": "slide"},
                             "jupyter": {"source_hidden": True, "outputs_hidden": True}}
    assert sorted(notebook.metadata) == ["kernelspec", "language_info"]
    assert notebook.metadata.kernelspec.name == "python3"


def test_outputs_are_merged_counted_and_freed_of_widgets():
    view = "application/vnd.jupyter.widget-view+json"
    outputs = [
        new_output("stream", name="stdout", text="a\r\n"),
        new_output("stream", name="stdout", text="b\n"),
        new_output("stream", name="stderr", text="c\n"),
        new_output("stream", name="stdout", text="d\n"),
        new_output("display_data", data={view: {}, "text/plain": "IntSlider(value=0)"},
                   metadata={view: {}, "x": 1}),
        new_output("execute_result", data={view: {}}, execution_count=7),
    ]
    notebook = new_notebook(cells=[new_code_cell("0", execution_count=3),
                                   new_code_cell("1", execution_count=7, outputs=outputs)])
    normalise_outputs(notebook)
    found = notebook.cells[1].outputs
    assert [output.get("text") for output in found] == ["a\nb\n", "c\n", "d\n", None, None]
    assert found[3].data == {"text/plain": "IntSlider(value=0)"} and found[3].metadata == {}
    assert found[4].data == {view: {}} and found[4].execution_count == 2
    assert [cell.execution_count for cell in notebook.cells] == [1, 2]


def test_a_traceback_names_no_file():
    frames = ["----", "ValueError   Traceback", "Cell \x1b[32mIn[3], line 1\x1b[0m", "\x1b[36mFile "
              "\x1b[39m~/course/x.py:3, in f()", "ValueError: no"]
    error = new_output("error", ename="ValueError", evalue="\x1b[31mno", traceback=frames)
    notebook = new_notebook(cells=[new_code_cell("1", execution_count=1, outputs=[error])])
    normalise_outputs(notebook)
    [output] = notebook.cells[0].outputs
    assert output.traceback == [*frames[:3], frames[4]] and output.evalue == "no"


# ---- solving in memory ----

def test_solved_and_mistaken_notebooks_run_in_memory(tmp_path):
    notebook = nbformat.read(SMALL, as_version=4)
    assert run(solve(notebook, {"relu": SOLUTION}), tmp_path, tmp_path) == {"relu": ["✓ right\n"]}
    several = attempt(notebook, {"relu": [MISTAKE, STUB, SOLUTION]})
    assert run(several, tmp_path, tmp_path) == {
        "relu": ["✗ What does it do below zero?\n", "○ not attempted yet\n", "✓ right\n"]}
    assert notebook == nbformat.read(SMALL, as_version=4)
    with pytest.raises(KeyError):
        solve(notebook, {"tanh": SOLUTION})


# ---- the command line ----

def test_the_command_line_builds_and_checks(small, short, capsys):
    other = short("1 + 1")
    assert command_line.main(["build", str(small), str(other)]) == 0
    lines = sorted(capsys.readouterr().out.splitlines())
    assert re.fullmatch(r"02_small.ipynb  \d+\.\d s  unchanged", lines[0])
    assert re.fullmatch(r"03_short.ipynb  \d+\.\d s  1 cells, run for the first time", lines[1])
    edit(other, '"text/plain": [\n       "2"', '"text/plain": [\n       "3"')
    assert command_line.main(["build", "--check", "--jobs", "1", str(small), str(other)]) == 1
    first, second = capsys.readouterr().out.split("03_short.ipynb")
    assert "is what building it gives" in first and "building changes its outputs" in second


def test_wrong_use_is_answered_in_one_line(capsys, monkeypatch):
    assert command_line.main(["build", "99"]) == 2
    assert "There is no notebook 99_….ipynb" in capsys.readouterr().err
    assert command_line.main(["build", "nowhere.ipynb"]) == 2
    assert "There is no file nowhere.ipynb." in capsys.readouterr().err
    for arguments in ([], ["bild"], ["build", "--jobs", "0"]):
        with pytest.raises(SystemExit) as caught:
            command_line.main(arguments)
        assert caught.value.code == 2
    monkeypatch.setattr(command_line, "all_notebooks", list)
    assert command_line.main(["build"]) == 2
    with pytest.raises(SystemExit) as caught:
        command_line.main(["--help"])
    assert caught.value.code == 0 and "--check" in capsys.readouterr().out


def test_a_number_finds_its_notebook(small):
    for name in ("02", "2", str(small)):
        assert building.find_notebook(name, small.parent) == small
    assert building.all_notebooks(small.parent) == [small]
