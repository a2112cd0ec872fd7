"""The command `grade`: the files it writes, what it says, and that a stopped run goes on."""

import csv
import os
import re
import signal
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mlp_lessons.classroom import records as records_module
from mlp_lessons.classroom.__main__ import main
from mlp_lessons.classroom.plain_messages import BadMessage, decode, decode_outcome, encode
from mlp_lessons.classroom.records import Records, is_record
from mlp_lessons.classroom.reports import guarded
from mlp_lessons.exercises import get_exercise

from .bad_notebooks import GOOD, IMPORTS, NAMES, RIGHT, WRONG, cells_of, with_relu
from .bad_notebooks import notebook as notebook_of

COURSE = Path(__file__).parents[2]
HALF = "def my_relu(Z):\n    return Z / 0 * '<b>no</b>'"


def put(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """(a report on a small class, what was printed, the exit code)."""
    place = tmp_path_factory.mktemp("class")
    put(place / "in" / "=cmd()" / "02_activations.ipynb", with_relu(WRONG))
    put(place / "in" / "<script>alert(1)<" / "script>.ipynb", with_relu(HALF))
    put(place / "in" / "Ada" / "02_activations.ipynb", GOOD)
    put(place / "in" / "Bob" / "02_activations.ipynb", with_relu(WRONG))
    old = put(place / "in" / "Bob" / "old.ipynb", GOOD)
    os.utime(old, (1, 1))
    put(place / "in" / "Carl" / "x.ipynb", b"")
    put(place / "in" / "Dora" / "03_forward_pass.ipynb", notebook_of([IMPORTS, 'recall_3_1 = "a"',
                                                                      'check("recall_3_1")']))
    put(place / "in" / "notes.txt", b"")
    command = [sys.executable, "-m", "mlp_lessons.classroom", "grade", "in", "--out", "report",
               "--call-seconds", "2"]
    done = subprocess.run(command, cwd=place, env={**os.environ, "PYTHONPATH": str(COURSE)},
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return place / "report", done.stdout, place


def rows_of(report):
    with open(report / "grades.csv", encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def test_grades(graded):
    report, said, _ = graded
    rows = rows_of(report)
    assert set(rows) == {"<script>alert(1)<", "Ada", "Bob", "Carl", "Dora", "'=cmd()"}
    assert rows["Ada"]["total"] == rows["Ada"]["of"] == "10" and rows["Ada"]["lesson"] == "02"
    assert all(rows["Ada"][f"{get_exercise(name).number} {name}"] == "1" for name in NAMES)
    assert rows["Bob"]["2.5 my_relu"] == "0" and rows["Bob"]["total"] == "9"
    assert rows["Bob"]["problems"] == ("Of 2 submissions this is the newest; not graded: "
                                       "Bob/old.ipynb.")
    assert rows["Carl"]["problems"] == "The file is empty." and rows["Carl"]["lesson"] == ""
    assert rows["Dora"]["3.1 recall_3_1"] in "01" and rows["Dora"]["2.5 my_relu"] == ""
    assert float(rows["Ada"]["seconds"]) > 0
    assert "6 submissions of 6 students" in said and "notes.txt" not in said


class Page(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, path):
        super().__init__()
        self.tags, self.text, self.links = [], "", []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.links += [value for name, value in attributes if name in ("href", "src")]

    def handle_data(self, data):
        self.text += data


def test_pages_are_escaped_and_need_nothing_else(graded):
    report, *_ = graded
    pages = {path.name: Page(path) for path in report.rglob("*.html")}
    assert len(pages) == 7
    for page in pages.values():
        assert "script" not in page.tags and "img" not in page.tags and "link" not in page.tags
        assert not [link for link in page.links if "//" in link]
    [strange] = [page for name, page in pages.items() if name.startswith("script")]
    assert "<script>alert(1)<" in strange.text and "<b>no</b>" in strange.text
    for link in pages["class.html"].links:
        assert (report / link).exists()


def test_a_student_reads_what_check_says(graded):
    report, *_ = graded
    [page] = [Page(path) for path in report.rglob("Bob*.html")]
    assert "9 of 10 exercises are right" in page.text and "✗ 2.5: the values are not right" in \
        page.text
    assert "not graded: Bob/old.ipynb" in page.text


def test_the_class_is_told_what_to_teach_again(graded):
    report, *_ = graded
    text = Page(report / "class.html").text
    assert "what to teach again" in text and "2.5 · ReLU on a whole array" in text
    assert "2 of the 3 who tried" in re.sub(r"\s+", " ", text) or "unknown why 2" in text
    assert "notes.txt is no notebook" in text and "Landlock" in text


def test_the_second_run_grades_nothing_again(graded):
    report, _, place = graded
    with open(report / "grades.csv", "a", encoding="utf-8") as file:
        file.write("my own note")
    before = (report / "grades.csv").read_bytes()
    put(place / "in" / "Eve" / "02_activations.ipynb", with_relu(RIGHT + "\n# mine"))
    command = [sys.executable, "-m", "mlp_lessons.classroom", "grade", "in", "--out", "report",
               "--call-seconds", "2"]
    done = subprocess.run(command, cwd=place, env={**os.environ, "PYTHONPATH": str(COURSE)},
                          capture_output=True, text=True)
    assert "5 of 6 were graded before." in done.stderr and done.returncode == 0
    assert (report / "grades_before_1.csv").read_bytes() == before
    assert rows_of(report)["Eve"]["total"] == "10" and len(rows_of(report)) == 7


def test_a_stopped_run_goes_on(tmp_path):
    """Stopped as by Ctrl-C: what was graded stays, nothing keeps running, the report is whole."""
    for number in range(8):
        slow = [IMPORTS, f"import time\ntime.sleep(1)    # {number}", *cells_of()[1:]]
        put(tmp_path / "in" / f"student{number}.ipynb", notebook_of(slow))
    command = [sys.executable, "-m", "mlp_lessons.classroom", "grade", str(tmp_path / "in"),
               "--out", str(tmp_path / "report"), "--workers", "2"]
    process = subprocess.Popen(command, cwd=COURSE, stderr=subprocess.PIPE, text=True,
                               start_new_session=True)
    records = tmp_path / "report" / "records"
    for _ in range(600):
        if len(list(records.glob("*.json"))) >= 2:
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=30)[1]
    assert process.returncode == 130 and re.search(r"Stopped: [2-7] of 8 are graded", said)
    assert "Traceback" not in said
    done = len(list(records.glob("*.json")))
    (records / "half.json").write_text('{"lesson": 2, "exerc')
    again = subprocess.run(command, cwd=COURSE, capture_output=True, text=True)
    assert again.returncode == 0 and f"{done} of 8 were graded before." in again.stderr
    assert {row["total"] for row in rows_of(tmp_path / "report").values()} == {"10"}


def test_a_cluster_gives_the_same_grades(tmp_path, monkeypatch):
    """Two workers of Dask, on this machine."""
    distributed = pytest.importorskip("distributed")
    # Under xdist the main module has no spec, which multiprocessing asks for.
    main_module = sys.modules["__main__"]
    monkeypatch.setattr(main_module, "__spec__", getattr(main_module, "__spec__", None),
                        raising=False)
    for number, source in enumerate([RIGHT, WRONG, HALF, "raise SystemExit"]):
        put(tmp_path / "in" / f"student{number}.ipynb", with_relu(source))
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None,
                                  host="127.0.0.1") as cluster:
        assert main(["grade", str(tmp_path / "in"), "--out", str(tmp_path / "far"),
                     "--dask", cluster.scheduler_address]) == 0
    assert main(["grade", str(tmp_path / "in"), "--out", str(tmp_path / "near")]) == 0
    far, near = rows_of(tmp_path / "far"), rows_of(tmp_path / "near")
    for row in [*far.values(), *near.values()]:
        row.pop("seconds")
    assert far == near and [row["total"] for row in near.values()] == ["10", "9", "9", "9"]


def test_records_changed_by_something_else_are_put_right(tmp_path):
    records = Records(tmp_path)
    record = {"lesson": 2, "exercises": [], "seconds": 1.0, "problems": ["a"]}
    for key in ("a", "b", "c"):
        records.keep(key, record)
    (tmp_path / "a.json").write_text("{}")
    (tmp_path / "b.json").unlink()
    assert sorted(records.altered()) == ["a", "b"] and records.altered() == []
    assert Records(tmp_path).get("a") == record and Records(tmp_path).get("d") is None


def test_a_report_is_as_good_after_a_full_disk(tmp_path, monkeypatch, capsys):
    put(tmp_path / "in" / "ada.ipynb", GOOD)

    def full(*given):
        raise OSError(28, "No space left on device", "x")

    with monkeypatch.context() as patch:
        patch.setattr(records_module.os, "replace", full)
        assert "No space left on device" in complaint(capsys, tmp_path / "in", "--out",
                                                      tmp_path / "report")
    assert not list((tmp_path / "report" / "records").glob(".*"))
    assert main(["grade", str(tmp_path / "in"), "--out", str(tmp_path / "report")]) == 0
    assert rows_of(tmp_path / "report")["ada"]["total"] == "10"


# ---- wrong use ----

def complaint(capsys, *arguments):
    code = main(["grade", *map(str, arguments)])
    assert code == 1
    text = capsys.readouterr().err
    assert "Traceback" not in text and len(text.strip().splitlines()) == 1
    return text


def test_wrong_use_is_answered_in_one_line(tmp_path, capsys):
    put(tmp_path / "in" / "ada.ipynb", GOOD)
    assert "There is no folder" in complaint(capsys, tmp_path / "no", "--out", tmp_path / "r")
    put(tmp_path / "mine" / "thesis.txt", b"")
    assert "is not empty" in complaint(capsys, tmp_path / "in", "--out", tmp_path / "mine")
    assert "is a file" in complaint(capsys, tmp_path / "in", "--out", tmp_path / "in" / "ada.ipynb")
    assert "lies inside" in complaint(capsys, tmp_path / "in", "--out", tmp_path / "in" / "r")
    assert "no lesson 77" in complaint(capsys, tmp_path / "in", "--out", tmp_path / "r",
                                       "--lesson", "77")
    assert "cannot be written" in complaint(capsys, tmp_path / "in", "--out", "/proc/report")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("arguments", [
    [], ["graed"], ["grade"], ["grade", "x"], ["grade", "x", "--out", "y", "--workers", "0"],
    ["grade", "x", "--out", "y", "--cell-seconds", "-1"],
    ["grade", "x", "--out", "y", "--lesson", "two"], ["grade", "x", "--out", "y", "--memory", "1"]])
def test_wrong_options(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


def test_help(capsys):
    for arguments, says in ((["--help"], "grade a folder"), (["grade", "--help"], "--dask")):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 0 and says in capsys.readouterr().out


def test_what_a_spreadsheet_would_run_is_guarded():
    for text in ("=1+1", "+1", "-1", "@x", "\t=1", "\n=1"):
        assert guarded(text).startswith("'")
    assert guarded("Ada\nLovelace") == "Ada Lovelace" and guarded("a=b") == "a=b"


# ---- messages and records ----

def test_only_plain_values_come_back():
    import numpy as np
    for value in (None, ..., True, 3, 1.5, float("inf"), "a", [1, (2, {"a": np.eye(2)})],
                  {(1, 2): [..., None]}, np.array([True, False]), np.float32([1.5])):
        assert repr(decode(encode(value))) == repr(value)
    for bad in ({"array": ["O", [1], ""]}, {"array": ["<f8", [2], "AAAA"]}, {"array": 3},
                {"array": ["<f8", [-1], ""]}, {"array": ["<f8", [2**40], ""]}, {"pickle": "x"},
                {"array": ["|b1", [1], "Bw=="]}, {"dict": [[[1], 2]]}, {"dict": [1]}, {},
                {"a": 1, "b": 2}, {"tuple": 3}):
        with pytest.raises(BadMessage):
            decode(bad)
    deep = []
    for _ in range(50):
        deep = [deep]
    with pytest.raises(BadMessage):
        decode(deep)


def test_an_outcome_fits_its_call():
    exercise = get_exercise("my_relu")
    good = {"value": 1, "error": None, "arguments": {"tuple": [1]}, "warnings": [], "printed": ""}
    assert decode_outcome(good, exercise, (1,)).value == 1
    for change in ({"arguments": {"tuple": []}}, {"arguments": 3}, {"error": ["a", "b"]},
                   {"error": [1, 2, 3, 4]}, {"warnings": [1]}, {"printed": 3}):
        with pytest.raises((BadMessage, ValueError)):
            decode_outcome(good | change, exercise, (1,))


def test_what_is_no_record_is_graded_again():
    assert not any(map(is_record, [None, 3, {}, {"lesson": 2, "exercises": [], "seconds": "x",
                                                 "problems": []}]))
    assert is_record({"lesson": 2, "exercises": [], "seconds": 1, "problems": ["a"]})
