"""The command `grade`: a folder or a zip of submissions in, grades and feedback out."""

import argparse
import hashlib
import io
import os
import sys
from itertools import count
from pathlib import Path
from uuid import uuid4

from .errors import ClassroomError

_MARK = "This folder was written by mlp_lessons.classroom grade.\n"
_PURPOSE = """Grade a folder (or a zip) of notebooks.

Each notebook is run in a process of its own, and judged here by the records of the course. REPORT
then holds grades.csv, class.html and a page for each student. Stopped with Ctrl-C, the same command
goes on where it was."""


def add_parser(subparsers):
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "grade", help="grade a folder or a zip of submissions", description=_PURPOSE,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("submissions", metavar="SUBMISSIONS",
                        help="a folder, sub-folders and zips included, or a zip")
    parser.add_argument("--out", required=True, metavar="REPORT",
                        help="the folder for the report: new, empty, or of an earlier run")
    parser.add_argument("--lesson", type=_lesson, metavar="NN",
                        help="grade all as this lesson (else each as the lesson it is)")
    parser.add_argument("--workers", type=_positive, default=2, metavar="N",
                        help="how many notebooks are graded side by side (2)")
    parser.add_argument("--dask", metavar="ADDRESS",
                        help="hand the work to the Dask scheduler at this address instead")
    parser.add_argument("--cell-seconds", type=_seconds, default=30.0, metavar="S",
                        help="the longest a cell may run (30)")
    parser.add_argument("--call-seconds", type=_seconds, default=10.0, metavar="S",
                        help="the longest a call of a student's function may run (10)")
    parser.add_argument("--notebook-seconds", type=_seconds, default=240.0, metavar="S",
                        help="the longest a whole notebook may take (240)")
    parser.add_argument("--memory", type=_megabytes, default=1500, metavar="MB",
                        help="memory of a student's process, in megabytes (1500)")
    parser.add_argument("--every-cell", action="store_true",
                        help="run also those cells of the course that were not changed, and that "
                             "no answer builds on")
    return parser


def _positive(text):
    if not (text.isdecimal() and 0 < int(text) < 1_000):
        raise argparse.ArgumentTypeError("must be a whole number, 1 or more")
    return int(text)


def _lesson(text):
    if not (text.isdecimal() and int(text) < 100):
        raise argparse.ArgumentTypeError("must be the number of a lesson, such as 02")
    return int(text)


def _megabytes(text):
    if not (text.isdecimal() and int(text) >= 300):
        raise argparse.ArgumentTypeError("must be a whole number, 300 or more")
    return int(text)


def _seconds(text):
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.1 <= seconds <= 86_400:
        raise argparse.ArgumentTypeError("must be a number of seconds, 0.1 or more")
    return seconds


def run(options):
    """Grade, write the report, and return the exit code: 0, or 1 if nothing could be graded."""
    if not hasattr(os, "fork"):
        raise ClassroomError("Grading needs Linux or macOS. On Windows use the subsystem for Linux "
                             "(WSL) or a container: see TEACHING.md.")
    from ..exercises.record import all_exercises
    from .submissions import find_submissions

    if options.lesson is not None and not all_exercises(options.lesson):
        raise ClassroomError(f"The course has no lesson {options.lesson:02d} with exercises.")
    found, aside = find_submissions(options.submissions)
    try:
        report = _prepare(Path(options.out), Path(options.submissions))
        graded, altered = _grade_all(found, options, report)
        return _write_report(graded, aside, altered, report)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise ClassroomError(f"The report cannot be written: {error.strerror or error}{where}."
                             ) from None


def _prepare(report, submissions):
    """Make the folder of the report; refuse one with other things in it."""
    if report.exists() and not report.is_dir():
        raise ClassroomError(f"{report} is a file, not a folder.")
    inside = submissions.is_dir() and report.resolve().is_relative_to(submissions.resolve())
    if inside:
        raise ClassroomError(f"{report} lies inside the submissions. Choose another folder.")
    mark = report / "records" / "about.txt"
    if report.exists() and any(report.iterdir()) and not mark.exists():
        raise ClassroomError(f"{report} is not empty, and not from an earlier run. Choose another "
                             f"folder: nothing of yours is overwritten.")
    if not mark.exists():
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(_MARK, encoding="utf-8")
    return report


# Grading ----------------------------------------------------------------------------------------

def _grade_all(found, options, report):
    """Return ([Graded], names of records that something else has changed)."""
    from tqdm import tqdm

    from .grading import Limits
    from .jobs import grade_here, make_job
    from .records import Records, is_record
    from .reports import Graded

    limits = Limits(options.cell_seconds, options.call_seconds, options.notebook_seconds,
                    options.memory, options.every_cell)
    records = Records(report / "records")
    chosen, told, unread = _choose(found, options.lesson)
    tasks, keys = [], {}
    for submission, digest_of in chosen:
        keys[submission.file] = digest_of(limits)
        if records.get(keys[submission.file]) is None:
            tasks.append((submission.file, _job_maker(submission, options.lesson, limits,
                                                      make_job)))
    if len(tasks) < len(chosen):
        print(f"{len(chosen) - len(tasks)} of {len(chosen)} were graded before.", file=sys.stderr)
    if options.dask:
        from .dask_jobs import grade_on_dask
        work = grade_on_dask(tasks, options.dask)
    else:
        work = grade_here(tasks, options.workers)
    with tqdm(total=len(chosen), initial=len(chosen) - len(tasks), unit="notebook",
              disable=None) as bar:
        try:
            for file, record in work:
                if not is_record(record):
                    raise ClassroomError(f"{file}: a worker gave no proper record. Has it the same "
                                         f"version of the course?")
                records.keep(keys[file], record)
                bar.update()
        except KeyboardInterrupt:
            bar.close()
            done = sum(records.get(key) is not None for key in keys.values())
            print(f"Stopped: {done} of {len(chosen)} are graded. The same command goes on from "
                  f"here.", file=sys.stderr)
            raise
        finally:
            work.close()
    graded = [Graded(one.student, one.file, records.get(keys[one.file]), told.get(one.file, []))
              for one, _ in chosen]
    graded += [Graded(one.student, one.file, record) for one, record in unread]
    graded.sort(key=lambda one: (one.student.casefold(), one.lesson or 0, one.file))
    return graded, records.altered()


def _choose(found, wanted):
    """Look once at each submission; return (those to grade, {file: sentences}, the unreadable).

    Of several submissions of one student for one lesson the newest counts.
    """
    from .notebooks import read_notebook
    from .students import newest_of_each

    by_file, unread, seen = {}, [], []
    for one in found:
        try:
            data = one.read()
            looks_like = read_notebook(data).lesson
            lesson = looks_like if wanted is None else wanted
        except ClassroomError as error:
            unread.append((one, _poor_record(wanted, str(error))))
            continue
        by_file[one.file] = (one, _digester(data, wanted))
        seen.append((one.student, lesson, one.modified, one.file))
    newest, older = newest_of_each(seen)
    told = {file: [f"Of {len(others) + 1} submissions this is the newest; not graded: "
                   f"{', '.join(others)}."] for file, others in older.items()}
    return [by_file[file] for *_, file in newest], told, unread


def _digester(data, lesson):
    """Return a function of the limits that names the record; it does not hold on to the data."""
    from .records import key_of

    digest = hashlib.sha256(data).digest()
    return lambda limits: key_of(digest, lesson, limits)


def _job_maker(submission, lesson, limits, make_job):
    return lambda: make_job(submission.read(), lesson, limits)


def _poor_record(lesson, problem):
    return {"lesson": lesson, "exercises": [], "seconds": 0.0, "problems": [problem]}


# The report -------------------------------------------------------------------------------------

def _write_report(graded, aside, altered, report):
    from .pages import class_page, file_names, student_page
    from .reports import write_csv
    from .walls import describe

    table = io.StringIO()
    write_csv(graded, table)
    _replace_table(report / "grades.csv", table.getvalue())
    names = file_names({one.student for one in graded})
    for student, name in names.items():
        page = student_page(student, [one for one in graded if one.student == student])
        _write(report / "students" / name, page)
    isolation = describe()
    _write(report / "class.html", class_page(graded, names, aside, isolation))
    problems = sum(bool(one.all_problems) for one in graded)
    print(f"{len(graded)} submissions of {len(names)} students: {report / 'grades.csv'}, "
          f"{report / 'class.html'}")
    if problems or aside:
        print(f"{problems} of them have something to look at, and {len(aside)} files were left "
              f"aside: see the end of class.html.")
    print(isolation)
    if altered:
        print(f"{len(altered)} records of the report were changed by something else while it ran. "
              f"They were put right; look at what was handed in.", file=sys.stderr)
    return 0 if any(one.record["exercises"] for one in graded) else 1


def _replace_table(path, text):
    """Write the grades; those in which somebody has worked in the meantime are put aside first."""
    mark = path.parent / "records" / "about.txt"
    digest = hashlib.sha256(text.encode()).hexdigest()
    try:
        found = hashlib.sha256(path.read_text(encoding="utf-8-sig").encode()).hexdigest()
    except FileNotFoundError:
        found = None
    except ValueError:
        found = "edited"
    if found not in (None, digest) and found not in mark.read_text(encoding="utf-8"):
        kept = next(one for one in (path.with_name(f"grades_before_{number}.csv")
                                    for number in count(1)) if not one.exists())
        os.replace(path, kept)
        print(f"{path.name} was changed by hand: it is kept as {kept.name}.")
    _write(mark, _MARK + f"grades.csv as written: {digest}\n")
    _write(path, text, "utf-8-sig")    # so that Excel reads it


def _write(path, text, encoding="utf-8"):
    """Write a file so that it is either the old one or the new one, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{uuid4().hex}")
    try:
        unfinished.write_text(text, encoding=encoding, newline="\n")
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
