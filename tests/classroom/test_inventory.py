"""The twenty questions and the gain, calculated by hand."""

from collections import Counter

import pytest

from mlp_lessons.classroom.__main__ import main
from mlp_lessons.classroom.errors import ClassroomError
from mlp_lessons.classroom.gain import normalised_gain, read_answers, report
from mlp_lessons.classroom.inventory import (
    FORMS,
    LETTERS,
    empty_table,
    form_html,
    form_markdown,
    key_html,
    key_line,
    key_markdown,
    questions,
)

COLUMNS = empty_table().strip()


# The questions ----------------------------------------------------------------------------------

def test_twenty_questions_over_lessons_one_to_nine():
    assert [question.number for question in questions()] == list(range(1, 21))
    assert {question.lesson for question in questions()} == set(range(1, 10))
    assert [question.lesson for question in questions()] == sorted(
        question.lesson for question in questions())


@pytest.mark.parametrize("form", FORMS)
def test_forms_are_well_made(form):
    for question in questions():
        item = question.forms[form]
        assert list(item.options) == list(LETTERS) and len(set(item.options.values())) == 4
        assert {item.right, *item.misconceptions} == set(LETTERS)
        assert len(set(item.misconceptions.values())) == 3 and all(item.misconceptions.values())
    letters = Counter(question.forms[form].right for question in questions())
    assert letters == dict.fromkeys(LETTERS, 5)
    longest = sum(max(item.options.values(), key=len) == item.options[item.right]
                  for item in (question.forms[form] for question in questions()))
    assert longest <= 8, "the longest option would be a good guess"


def test_forms_differ_and_have_the_same_misconceptions():
    for question in questions():
        a, b = (question.forms[form] for form in FORMS)
        assert a.text != b.text
        assert set(a.misconceptions.values()) == set(b.misconceptions.values())


def test_choices_that_the_course_promises():
    beliefs = " ".join(belief for question in questions()
                       for belief in question.forms["A"].misconceptions.values())
    for needed in ("large gradient means an important weight", "lowest point has been reached",
                   "so it needs more epochs", "Accuracy and loss are the same",
                   "Backpropagation is the update"):
        assert needed in beliefs


@pytest.mark.parametrize("form", FORMS)
def test_students_see_no_key(form):
    for text in (form_html(form), form_markdown(form)):
        assert key_line(form) not in text
        for question in questions():
            assert question.idea not in text
            for belief in question.forms[form].misconceptions.values():
                assert belief not in text
    for text in (key_html(), key_markdown()):
        assert key_line(form) in text
        assert all(question.idea in text for question in questions())


def test_command_writes_and_does_not_overwrite(tmp_path, capsys):
    assert main(["inventory", "--out", str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        "form_A.html", "form_A.md", "form_B.html", "form_B.md", "key.html", "key.md", "answers.csv"}
    assert main(["inventory", "--out", str(tmp_path)]) == 1
    assert "--force" in capsys.readouterr().err


# The gain ---------------------------------------------------------------------------------------

def answers(form, right):
    """Return twenty letters, the first `right` of them right and the others wrong."""
    letters = []
    for question in questions():
        key = question.forms[form].right
        wrong = next(letter for letter in LETTERS if letter != key)
        letters.append(key if question.number <= right else wrong)
    return ",".join(letters)


def table(path, rows, columns=COLUMNS, encoding="utf-8"):
    path.write_text("\n".join([columns, *rows]) + "\n", encoding=encoding)
    return path


def test_gain_by_hand():
    assert normalised_gain(40, 70) == 0.5           # 30 of 60
    assert normalised_gain(80, 75) == -0.25
    assert normalised_gain(100, 100) is None


def test_report_by_hand(tmp_path):
    before = read_answers(table(tmp_path / "b.csv", [
        f"Ada,{answers('A', 4)}", f"Bo,{answers('A', 12)}", f"Cy,{answers('A', 20)}"]), "A")
    after = read_answers(table(tmp_path / "a.csv", [
        f"Bo,{answers('B', 16)}", f"Ada,{answers('B', 12)}", f"Di,{answers('B', 0)}"]), "B")
    text = report(before, after)
    assert "2 students in both files." in text
    assert "Only before, left out: Cy." in text and "Only after, left out: Di." in text
    line = next(line for line in text.splitlines() if line.startswith("all"))
    # 20 % and 60 % before, 60 % and 80 % after: (70 − 40) / (100 − 40)
    assert line.split()[1:5] == ["2", "40.0%", "70.0%", "0.50"]
    rows = {line.split()[0]: line.split() for line in text.splitlines() if line.startswith("q")}
    assert rows["q1"][2:5] == ["100%", "100%", "–"]
    assert rows["q5"][2:5] == ["50%", "100%", "1.00"]
    assert rows["q13"][2:5] == ["0%", "50%", "0.50"]
    assert rows["q20"][2:5] == ["0%", "0%", "0.00"]
    assert rows["q20"][5] == "2×"


def test_forms_and_classes_of_their_own(tmp_path):
    before = read_answers(table(tmp_path / "b.csv", [
        f"Ada,{answers('A', 10)},A,red", f"Bo,{answers('B', 0)},b,blue"],
        COLUMNS + ",form,class"), "A")
    after = read_answers(table(tmp_path / "a.csv", [
        f"Ada,{answers('B', 15)},B", f"Bo,{answers('A', 5)},A"], COLUMNS + ",form"), "B")
    lines = {line.split()[0]: line.split() for line in report(before, after).splitlines() if line}
    assert lines["red"][1:5] == ["1", "50.0%", "75.0%", "0.50"]
    assert lines["blue"][1:5] == ["1", "0.0%", "25.0%", "0.25"]
    assert lines["all"][1:5] == ["2", "25.0%", "50.0%", "0.33"]


def test_spreadsheets_of_all_kinds_are_read(tmp_path):
    rows = [f"Åsa,{answers('A', 3)}".replace(",", ";").upper(), ""]
    path = table(tmp_path / "b.csv", rows, COLUMNS.replace(",", ";").replace("q", "Q"), "utf-8-sig")
    sheet = read_answers(path, "A")["ÅSA"]
    assert sheet.right.sum() == 3


def test_an_answer_left_out_is_not_right(tmp_path):
    path = table(tmp_path / "b.csv", ["Ada," + "," * 19, "Bo," + ",".join(["-"] * 20)])
    assert all(sheet.right.sum() == 0 for sheet in read_answers(path, "A").values())


@pytest.mark.parametrize("text, said", [
    ("", "is empty"),
    (COLUMNS + "\n", "no students"),
    (COLUMNS.replace(",q7", "") + "\nAda\n", "lacks q7"),
    (COLUMNS + ",q3\n", "twice"),
    (COLUMNS + "\nAda,a,b\n", "row 2: 3 cells"),
    (COLUMNS + "\nAda," + ",".join(["e"] * 20) + "\n", "row 2, Ada: q1 is 'e'"),
    (COLUMNS + "\nAda," + ",".join(["ab"] * 20) + "\n", "q1 is 'ab'"),
    (COLUMNS + "\n," + ",".join(["a"] * 20) + "\n", "no student"),
    (COLUMNS + "\n" + f"Ada,{','.join(['a'] * 20)}\n" * 2, "Ada stands in rows 2 and 3"),
    (COLUMNS + ",form\nAda," + ",".join(["a"] * 20) + ",C\n", "A or B"),
])
def test_malformed_tables_are_refused(text, said, tmp_path, capsys):
    path = tmp_path / "wrong.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ClassroomError, match=said):
        read_answers(path, "A")
    assert main(["gain", str(path), str(path)]) == 1
    assert said in capsys.readouterr().err


def test_other_files_are_refused(tmp_path):
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00student")
    with pytest.raises(ClassroomError, match="UTF-8"):
        read_answers(tmp_path / "binary.csv", "A")
    for path in (tmp_path / "missing.csv", tmp_path):
        with pytest.raises(ClassroomError, match="Cannot read"):
            read_answers(path, "A")


def test_nobody_in_both_files(tmp_path):
    one = read_answers(table(tmp_path / "b.csv", [f"Ada,{answers('A', 1)}"]), "A")
    other = read_answers(table(tmp_path / "a.csv", [f"Bo,{answers('A', 1)}"]), "A")
    with pytest.raises(ClassroomError, match="No student is in both"):
        report(one, other)


def test_all_right_before(tmp_path):
    one = read_answers(table(tmp_path / "b.csv", [f"Ada,{answers('A', 20)}"]), "A")
    assert "not defined: all was right before" in report(one, one)
