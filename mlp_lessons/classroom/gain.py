"""The command `gain`: what a class has gained between two inventories.

The normalised gain is the part of the possible gain that was reached (R. R. Hake,
Interactive-engagement versus traditional methods, American Journal of Physics 66, 1998, 64-74):

    g = (after - before) / (100 - before)        before, after: mean percent right of the class
"""

import argparse
import csv
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .errors import ClassroomError
from .inventory import FORMS, LETTERS, questions

_PURPOSE = """Compute the normalised gain of a class, and of each question.

Both files have the columns student, q1 to q20, one row a student, a letter a to d in each place, or
nothing where a question was left out (that counts as not right). Only students who are in both
files count. Two more columns are understood: `form`, A or B, where the students of a file had
different forms, and `class`, for a line for each class (read from BEFORE)."""


def add_parser(subparsers):
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "gain", help="compute what a class has gained", description=_PURPOSE,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", metavar="BEFORE.csv", help="the answers before the course")
    parser.add_argument("after", metavar="AFTER.csv", help="the answers after it")
    parser.add_argument("--before-form", choices=FORMS, default="A",
                        help="the form that was used before (A)")
    parser.add_argument("--after-form", choices=FORMS, default="B",
                        help="the form that was used after (B)")
    return parser


def run(options):
    """Print the report."""
    before = read_answers(options.before, options.before_form)
    after = read_answers(options.after, options.after_form)
    print(report(before, after))
    return 0


# Reading ----------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Sheet:
    """The answers of one student: twenty letters, "" where there is none."""

    form: str
    answers: tuple
    group: str    # the class, or ""

    @property
    def right(self):
        """Twenty times True or False."""
        return np.array([answer == question.forms[self.form].right
                         for answer, question in zip(self.answers, questions())])


def read_answers(path, form):
    """Return {student: Sheet} of a CSV file; ClassroomError says what is wrong, and where."""
    path = Path(path)
    rows = list(csv.reader(io.StringIO(_text(path)), delimiter=_delimiter(path)))
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise ClassroomError(f"{path} is empty. Its first line must be student,q1,…,q20.")
    header = [cell.strip().lower() for cell in rows[0]]
    wanted = ["student", *(f"q{question.number}" for question in questions())]
    missing = [name for name in wanted if name not in header]
    if missing:
        raise ClassroomError(f"{path}: the first line lacks {', '.join(missing)}. It must be "
                             f"student,q1,…,q20.")
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise ClassroomError(f"{path}: the column {twice[0]} stands there twice.")
    sheets, lines = {}, {}
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            raise ClassroomError(f"{path}, row {line}: {len(row)} cells, but the first line has "
                                 f"{len(header)}.")
        cells = {name: cell.strip() for name, cell in zip(header, row)}
        student = cells["student"]
        if not student:
            raise ClassroomError(f"{path}, row {line}: there is no student.")
        if student in sheets:
            raise ClassroomError(f"{path}: {student} stands in rows {lines[student]} and {line}.")
        sheets[student] = _sheet(cells, form, f"{path}, row {line}, {student}")
        lines[student] = line
    if not sheets:
        raise ClassroomError(f"{path} has a first line and no students.")
    return sheets


def _text(path):
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ClassroomError(f"{path} is not UTF-8 text. Save it as CSV (UTF-8).") from None
    except OSError as error:
        raise ClassroomError(f"Cannot read {path}: {error.strerror}.") from None


def _delimiter(path):
    first = _text(path).partition("\n")[0]    # some spreadsheets write semicolons or tabs
    return max(",;\t", key=first.count)


def _sheet(cells, form, where):
    form = cells.get("form", "").upper() or form
    if form not in FORMS:
        raise ClassroomError(f"{where}: the form is {form!r}; it must be A or B.")
    answers = []
    for question in questions():
        answer = cells[f"q{question.number}"].lower().strip("-")
        if len(answer) > 1 or answer not in LETTERS:
            raise ClassroomError(f"{where}: q{question.number} is {answer!r}; it must be one of "
                                 f"a, b, c, d, or nothing.")
        answers.append(answer)
    return Sheet(form, tuple(answers), cells.get("class", ""))


# Computing --------------------------------------------------------------------------------------

def normalised_gain(before, after):
    """Return (after − before) / (100 − before), of percents; None if nothing could be gained."""
    return None if before >= 100 else (after - before) / (100 - before)


def spread(before, after, draws=2000, seed=0):
    """Return how far g would jump with other students: the class drawn anew, many times.

    `before` and `after` are tables of right answers, (students, questions).
    """
    n, rng = len(before), np.random.default_rng(seed)
    percents = 100 * np.stack([before.mean(axis=1), after.mean(axis=1)])    # (2, students)
    rows = rng.integers(0, n, size=(draws, n))
    means = percents[:, rows].mean(axis=2)    # (2, draws)
    possible = means[0] < 100
    if n < 2 or not possible.any():
        return None
    return float(np.std((means[1] - means[0])[possible] / (100 - means[0])[possible]))


def report(before, after):
    """Return the whole report as text."""
    both = [student for student in before if student in after]
    if not both:
        raise ClassroomError("No student is in both files. Are the names written alike?")
    lines = [f"{len(both)} students in both files."]
    for where, sheets, others in (("before", before, after), ("after", after, before)):
        lone = [student for student in sheets if student not in others]
        if lone:
            lines.append(f"Only {where}, left out: {', '.join(lone)}.")
    lines += ["", f"{'class':<16}{'students':>9}{'before':>9}{'after':>9}      g"]
    groups = sorted({before[student].group for student in both})
    for group in [*groups, None] if len(groups) > 1 else [None]:
        students = [student for student in both if group in (None, before[student].group)]
        name = "all" if group is None else group or "(none)"
        lines.append(_class_line(name[:15], before, after, students))
    lines += ["", _CAUTION, "", f"{'':<4}{'lesson':>6}{'before':>8}{'after':>8}{'g':>7}   "
              "most frequent wrong belief after"]
    right_before, right_after = _table(before, both), _table(after, both)
    for k, question in enumerate(questions()):
        old, new = 100 * right_before[:, k].mean(), 100 * right_after[:, k].mean()
        lines.append(f"q{question.number:<3}{question.lesson:>6}{old:>7.0f}%{new:>7.0f}%"
                     f"{_written(normalised_gain(old, new)):>7}   "
                     f"{_belief(question, [after[student] for student in both])}")
    return "\n".join(lines)


_CAUTION = """\
g is the part of the possible gain that was reached; Hake (1998) calls it high from 0.7, medium
from 0.3. ± is one standard deviation, over classes drawn from these students."""


def _table(sheets, students):
    return np.array([sheets[student].right for student in students])    # (students, questions)


def _class_line(name, before, after, students):
    old, new = _table(before, students), _table(after, students)
    g, jump = normalised_gain(100 * old.mean(), 100 * new.mean()), spread(old, new)
    said = f"{'not defined: all was right before' if g is None else f'{g:.2f}'}"
    if g is not None and jump is not None:
        said += f" ± {jump:.2f}"
    return (f"{name:<16}{len(students):>9}{100 * old.mean():>8.1f}%{100 * new.mean():>8.1f}%   "
            f"{said}")


def _written(g):
    return "–" if g is None else f"{g:.2f}"


def _belief(question, sheets):
    """Return the wrong belief that most of these sheets show, and how many."""
    counts = {}
    for sheet in sheets:
        belief = question.forms[sheet.form].misconceptions.get(sheet.answers[question.number - 1])
        if belief:
            counts[belief] = counts.get(belief, 0) + 1
    if not counts:
        return ""
    belief = max(counts, key=counts.get)
    return f"{counts[belief]}× {belief}"
