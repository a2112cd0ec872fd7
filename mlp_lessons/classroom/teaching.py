"""The command `teaching`: TEACHING.md and the pages of expected mistakes, from their sources.

What people wrote stands in the folder teaching/: guide.md, and a file for each lesson. What is
counted or looked up (minutes, cuts, mistakes) comes from the notebooks and the exercise records,
so that it is never out of date. A line `{{name ...}}` in guide.md is replaced by what was made.
"""

import argparse
import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from .errors import ClassroomError
from .writing import write_text

COURSE = Path(__file__).resolve().parents[2]
SOURCES = Path(__file__).with_name("teaching_source")
PAGES = "mlp_lessons/classroom/mistakes"    # one page of mistakes for each lesson
CUTS = (45, 90, 180)
_EDGES = 10            # minutes of each cut for its first words and its exit ticket
_CODE_CELL = 25        # running a cell and looking at it takes as long as so many words
_PURPOSE = """Write TEACHING.md and the pages of expected mistakes.

The minutes, the cuts and the mistakes come from the notebooks and the exercise records, the rest
from mlp_lessons/classroom/teaching_source/. Both are part of the course: change the sources, run
this, and commit all of it."""


def add_parser(subparsers):
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "teaching", help="write TEACHING.md and the pages of mistakes", description=_PURPOSE,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true",
                        help="write nothing; exit code 1 if a file is not what would be written")
    return parser


def run(options):
    """Write what has changed, or with --check name it; return the exit code."""
    changed = [(name, text) for name, text in make_all().items() if _there(name) != text]
    if options.check:
        for name, _ in changed:
            print(f"{name} is out of date: run python -m mlp_lessons.classroom teaching")
        return 1 if changed else 0
    for name, text in changed:
        path = COURSE / name
        try:
            path.parent.mkdir(exist_ok=True)
            write_text(path, text)
        except OSError as error:
            raise ClassroomError(f"Cannot write {path}: {error.strerror}.") from None
        print(f"{name}  written")
    if not changed:
        print("TEACHING.md and the pages of mistakes are up to date.")
    return 0


def make_all():
    """Return {path in the course: text} of all that the command writes."""
    lessons = all_lessons()
    texts = {"TEACHING.md": _guide(lessons)}
    for lesson in lessons:
        texts[f"{PAGES}/lesson_{lesson.number:02d}.md"] = _mistakes_page(lesson)
    return texts


def _there(name):
    try:
        return (COURSE / name).read_text(encoding="utf-8")
    except OSError:
        return None


# The lessons ------------------------------------------------------------------------------------

@dataclass
class Section:
    """What stands under one heading of a notebook."""

    title: str
    weight: float = 0.0                          # words, and cells to run
    minutes: float = 0.0                         # its share of the reading
    exercises: list = field(default_factory=list)


@dataclass
class Lesson:
    """A notebook as a teacher sees it."""

    number: int
    name: str             # its file's name
    title: str
    stated: int           # the minutes that it says it takes, core
    sections: list
    exercises: list       # its records
    first: list           # numbers of the exercises that matter most, the first most
    must: dict            # minutes of a cut -> titles of sections that it must not lack
    notes: str            # the hand-written part of TEACHING.md

    @property
    def reading(self):
        """Minutes of the stated time that no core exercise takes."""
        return self.stated - self.minutes_of(core=True)

    def minutes_of(self, core):
        """Return the minutes of all core (or all stretch) exercises."""
        return sum(exercise.minutes for exercise in self.exercises if exercise.core == core)


@cache
def all_lessons():
    """Return every lesson, read from its notebook, its records and its source."""
    paths = sorted((COURSE / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    if not paths:
        raise ClassroomError(f"There are no notebooks in {COURSE / 'notebooks'}. This command "
                             f"needs the whole course, not the package alone.")
    return tuple(_lesson(path) for path in paths)


def _lesson(path):
    from ..exercises.record import all_exercises

    number = int(path.name[:2])
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    exercises = all_exercises(number)
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    stated = re.search(r"^About (\d+) minutes", text, re.MULTILINE)
    title = re.search(r"^# \d\d · (.*)$", text, re.MULTILINE)
    if not (stated and title):
        raise ClassroomError(f"{path.name} does not say “# NN · title” and “About N minutes”.")
    options, notes = _source(number)
    minutes = int(stated[1])
    if options.get("minutes") == "with stretch":
        minutes -= sum(exercise.minutes for exercise in exercises if not exercise.core)
    lesson = Lesson(number, path.name, title[1], minutes, _sections(cells, exercises), exercises,
                    options["first"].split(), _must(options), notes)
    unknown = set(lesson.first) - {exercise.number for exercise in exercises} | {
        title for titles in lesson.must.values() for title in titles} - {
        section.title for section in lesson.sections}
    if unknown:
        raise ClassroomError(f"teaching_source/lesson_{number:02d}.md begins with what its "
                             f"notebook does not have: {', '.join(sorted(unknown))}.")
    total = sum(section.weight for section in lesson.sections)
    for section in lesson.sections:
        section.minutes = lesson.reading * section.weight / total
    return lesson


def _source(number):
    """Return the options above the first empty line of a lesson's source, and the rest."""
    path = SOURCES / f"lesson_{number:02d}.md"
    try:
        head, _, notes = path.read_text(encoding="utf-8").partition("\n\n")
    except OSError as error:
        raise ClassroomError(f"Cannot read {path}: {error.strerror}.") from None
    return dict(line.split(": ", 1) for line in head.splitlines()), notes.strip()


def _must(options):
    """Return {45: titles, 90: titles, 180: titles} of lines such as `must from 90: One · Two`."""
    return {minutes: [title for line, titles in options.items()
                      if line.startswith("must from") and int(line.split()[-1]) <= minutes
                      for title in titles.split(" · ")] for minutes in CUTS}


def _sections(cells, exercises):
    known = {exercise.number: exercise for exercise in exercises}
    sections = [Section("the beginning")]
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            tags = " ".join(cell["metadata"].get("tags", []))
            if "exercise:" not in tags and "check:" not in tags:
                sections[-1].weight += _CODE_CELL
            continue
        for part in re.split(r"^(?=#{2,3} )", source, flags=re.MULTILINE):
            heading = re.match(r"## (.*)", part)
            if heading:
                sections.append(Section(heading[1].replace("*", "")))
            exercise = re.match(r"### Exercise (\d+\.\d+) ", part)
            if exercise and exercise[1] in known:
                sections[-1].exercises.append(known[exercise[1]])
            else:
                sections[-1].weight += len(part.split())
    return sections


# A cut ------------------------------------------------------------------------------------------

@dataclass
class Cut:
    """What of a lesson fits into a number of minutes."""

    sections: list
    exercises: list
    minutes: float         # planned, with the edges
    home: float            # what is left of the core


def cut(lesson, minutes):
    """Return the `Cut`: exercises in the order of their weight, each with its section.

    The sections and exercises of the teacher's list come first, then the rest of the core, its
    sections without exercises, and stretch. The marks of a notebook decide what is core.
    """
    rank = {number: k for k, number in enumerate(lesson.first)}
    order = sorted(lesson.exercises, key=lambda exercise: rank.get(exercise.number, len(rank)))
    place = {exercise.number: section for section in lesson.sections
             for exercise in section.exercises}
    must = lesson.must.get(minutes, [])
    plan = [section for section in lesson.sections if section.title in must]
    plan += [exercise for exercise in order if exercise.core]
    plan += [section for section in lesson.sections if not _is_stretch(section)]
    plan += [exercise for exercise in order if not exercise.core]
    taken = [section for section in lesson.sections if section.title in _FIRST_WORDS]
    chosen, used = [], float(_EDGES)
    for part in plan:
        section = part if isinstance(part, Section) else place[part.number]
        price = (0 if section in taken else section.minutes) + (
            0 if part is section else part.minutes)
        if used + price > minutes:
            continue
        used += price
        if part is not section:
            chosen.append(part)
        if section not in taken:
            taken.append(section)
    sections = [section for section in lesson.sections if section in taken]
    exercises = [exercise for exercise in lesson.exercises if exercise in chosen]
    done = sum(section.minutes for section in sections) + sum(
        exercise.minutes for exercise in exercises if exercise.core)
    rest = [section for section in lesson.sections if section not in taken
            and section.title not in _LAST and not _is_stretch(section)]
    complete = not rest and all(exercise in chosen for exercise in lesson.exercises
                                if exercise.core)
    return Cut(sections, exercises, used, 0 if complete else lesson.stated - done)


_FIRST_WORDS = ("the beginning", "The question of this lesson")    # what you say first
_LAST = ("Common mistakes", "What you know now")                   # read at home, if need be


def _is_stretch(section):
    return bool(section.exercises) and not any(exercise.core for exercise in section.exercises)


def _fives(minutes):
    """Return minutes as a plan says them."""
    return 5 * round(minutes / 5)


# TEACHING.md ------------------------------------------------------------------------------------

_MARK = ("<!-- Written by `python -m mlp_lessons.classroom teaching` from "
         "mlp_lessons/classroom/teaching_source/. Change it there. -->\n\n")


def _guide(lessons):
    text = (SOURCES / "guide.md").read_text(encoding="utf-8")
    makers = {"timetable": _timetable, "weeks": _weeks, "lessons": _lesson_parts,
              "minutes": _minutes_table, "grading": _grading, "ideas": _ideas, "parts": _parts}

    def made(match):
        name, _, rest = match[1].partition(" ")
        if name not in makers:
            raise ClassroomError(f"teaching_source/guide.md asks for {{{{{name}}}}}, which nothing "
                                 f"makes.")
        return makers[name](lessons, rest)

    text = re.sub(r"^\{\{(.*?)\}\}$", made, text, flags=re.MULTILINE)
    return _MARK + re.sub(r"\n{3,}", "\n\n", text)


def _minutes_table(lessons, _):
    lines = ["| lesson | reading and trying | core exercises | all of the core | stretch |",
             "|---|---|---|---|---|"]
    lines += [f"| [{lesson.number:02d} · {lesson.title}](#{_anchor(lesson)}) | {lesson.reading} | "
              f"{lesson.minutes_of(core=True)} | **{lesson.stated}** | "
              f"{lesson.minutes_of(core=False) or '–'} |" for lesson in lessons]
    workshop = [lesson for lesson in lessons if 1 <= lesson.number <= 8]
    hours, rest = divmod(sum(lesson.stated for lesson in workshop), 60)
    lines += ["", f"Lessons 01 to 08, core: {hours} hours and {rest} minutes."]
    return "\n".join(lines)


def _anchor(lesson):
    title = re.sub(r"[^\w\- ]", "", f"{lesson.number:02d} · {lesson.title}".lower())
    return title.replace(" ", "-")


def _timetable(lessons, plan):
    """Make a table of a plan such as `09:00 | 01 | 02 45 | break 15 | 06 first 100 | 06 rest`."""
    known = {f"{lesson.number:02d}": lesson for lesson in lessons}
    start, *parts = [part.strip() for part in plan.split("|")]
    hours, minutes = map(int, start.split(":"))
    now, begun, lines = 60 * hours + minutes, {}, ["| | |", "|---|---|"]
    for part in parts:
        name, *how = part.split()
        lesson = known.get(name)
        if lesson is None:
            length, said = int(how[0]), f"*{name}*"
        else:
            link = f"[{name} · {lesson.title}](#{_anchor(lesson)})"
            if not how:
                length, said = _fives(lesson.stated), f"{link}, all of the core"
            elif how[0] == "first":
                length, said = int(how[1]), f"{link}, up to the marked break"
                begun[name] = length
            elif how[0] == "rest":
                length, said = _fives(lesson.stated) - begun[name], f"{link}, the rest of the core"
            else:
                length, said = int(how[0]), f"{link}, the cut for {how[0]} minutes"
        lines.append(f"| {_clock(now)}–{_clock(now + length)} | {said} |")
        now += length
    return "\n".join(lines)


def _clock(minutes):
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _weeks(lessons, rest):
    lines = ["| week | lesson | in class, 90 minutes | at home |", "|---|---|---|---|"]
    for week, lesson in enumerate(lessons, start=1):
        plan = cut(lesson, 90)
        home = _fives(plan.home)
        lines.append(f"| {week} | [{lesson.number:02d} · {lesson.title}](#{_anchor(lesson)}) | "
                     f"{_numbers(plan.exercises)} | "
                     f"{f'the rest of the core, about {home} minutes' if home else 'nothing'} |")
    return "\n".join(lines)


def _numbers(exercises):
    """Return "6.1–6.4, 6.7": the numbers, neighbours put together."""
    runs = []
    for exercise in exercises:
        k = int(exercise.number.split(".")[1])
        if runs and runs[-1][-1] == k - 1:
            runs[-1].append(k)
        else:
            runs.append([k])
    lesson = exercises[0].lesson if exercises else 0
    return ", ".join(f"{lesson}.{run[0]}" if len(run) == 1 else
                     f"{lesson}.{run[0]}{', ' if len(run) == 2 else '–'}{lesson}.{run[-1]}"
                     for run in runs)


def _grading(lessons, _):
    path = SOURCES / "grading.md"
    return path.read_text(encoding="utf-8").strip() if path.exists() else (
        "The tool that grades a folder of submissions is being written; its description will "
        "stand here.")


def _parts(lessons, _):
    """Return the texts of all files part_*.md, each a section of its own."""
    return "\n\n".join(path.read_text(encoding="utf-8").strip()
                       for path in sorted(SOURCES.glob("part_*.md")))


def _ideas(lessons, _):
    from .inventory import questions

    lines = ["| question | lesson | what a right answer shows |", "|---|---|---|"]
    lines += [f"| {question.number} | {question.lesson:02d} | {question.idea} |"
              for question in questions()]
    return "\n".join(lines)


def _lesson_parts(lessons, _):
    return "\n\n".join(_lesson_part(lesson) for lesson in lessons)


def _lesson_part(lesson):
    stretch = lesson.minutes_of(core=False)
    minutes = (f"{lesson.stated} minutes: {lesson.reading} of reading and trying, "
               f"{lesson.minutes_of(core=True)} of core exercises"
               + (f"; {stretch} more of stretch." if stretch else "."))
    page = f"{PAGES}/lesson_{lesson.number:02d}.md"
    return (f"### {lesson.number:02d} · {lesson.title}\n\n"
            f"[The notebook](notebooks/{lesson.name}). {minutes} "
            f"**[Expected mistakes and what to ask back]({page})**\n\n"
            f"{_cuts_table(lesson)}\n\n{lesson.notes}")


def _cuts_table(lesson):
    lines = ["| you have | go through | exercises in class | core left for home |",
             "|---|---|---|---|"]
    for minutes in CUTS:
        plan = cut(lesson, minutes)
        home = _fives(plan.home)
        lines.append(f"| **{minutes}** | {_section_list(lesson, plan)} | "
                     f"{_numbers(plan.exercises)} | {f'{home} minutes' if home else 'none'} |")
        if plan.minutes < minutes - 20:
            lines[-1] = lines[-1].replace(
                "| none |", f"| none; {_fives(minutes - plan.minutes)} minutes are left over |")
    return "\n".join(lines)


def _section_list(lesson, plan):
    real = [section for section in lesson.sections
            if section.title not in (*_FIRST_WORDS, *_LAST)]
    taken = [section for section in real if section in plan.sections]
    left = [section for section in real if section not in plan.sections]
    if not left:
        return "everything"
    if len(left) < len(taken) and len(left) < 5:
        return "all but " + " · ".join(f"*{section.title}*" for section in left)
    return " · ".join(section.title for section in taken)


# The pages of mistakes --------------------------------------------------------------------------

_FOLLOWS = re.compile(r"\s*What you (?:computed|worked out)[^.:]*(?:follows|from it)[^.:]*[.:].*$")
_INTRODUCTION = (
    "What learners write, and what to ask back before you explain anything: the check in the "
    "notebook says the question first, and the explanation only when the same mistake comes "
    "again. Do likewise.")


def _mistakes_page(lesson):
    parts = [f"# Expected mistakes in lesson {lesson.number:02d} · {lesson.title}", _INTRODUCTION,
             f"Back to [TEACHING.md](../../../TEACHING.md#{_anchor(lesson)}), to "
             f"[the notebook](../../../notebooks/{lesson.name})."]
    parts += [_exercise_part(exercise) for exercise in lesson.exercises]
    return _MARK + "\n\n".join(parts) + "\n"


def _exercise_part(exercise):
    title, marks = exercise.heading.removeprefix("### ").split("\n")
    parts = [f"## {title}\n\n{marks} · `{exercise.name}`"]
    if exercise.options:
        parts += _right_option(exercise.options, exercise.solution)
    if exercise.diagnosis:
        known = exercise.diagnosis
        parts += ["The diagnosis:", *_right_option(known.options, known.right),
                  _mistake_list(known.mistakes, known.options, known.right), "The cure:"]
    parts.append(_mistake_list(exercise.mistakes, exercise.options, exercise.solution))
    return "\n\n".join(parts)


def _right_option(options, letter):
    return [f"✓ **{letter}: {_safe(options[letter])}**"]


def _mistake_list(mistakes, options, solution):
    lines, seen = [], set()
    for mistake in mistakes:
        question, explanation = (_FOLLOWS.sub("", text) for text in (mistake.question,
                                                                     mistake.explanation))
        if (question, explanation) in seen:
            continue
        seen.add((question, explanation))
        lines.append(f"- {_named(mistake, options, solution)}“{_safe(question)}”<br>\n"
                     f"  *Behind it:* {_safe(explanation)}")
    return "\n".join(lines)


def _named(mistake, options, solution):
    """Return what the learner wrote, in a few words and bold; "" if that would be long."""
    if callable(mistake.wrong):
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", mistake.name).strip("_").lower()
        said = words.replace("_", " ")
        return "" if said in ("<lambda>", "wrong") else f"**{said}** · "
    if options:
        return f"**{mistake.wrong}: {_safe(options[mistake.wrong])}** · "
    said = _difference(mistake.wrong, solution)
    return f"`{said}` · " if said and len(said) <= 60 else ""


def _difference(wrong, right):
    """Return the value in one line; of a dictionary, the entries that are not right."""
    if isinstance(wrong, dict) and isinstance(right, dict):
        said = [f"{key}: {_plain(value)}" for key, value in wrong.items() if value is not ... and
                not (key in right and _plain(right[key]) == _plain(value))]
        return ", ".join(said)
    return _plain(wrong)


def _plain(value):
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        inside = ", ".join(map(_plain, value))
        return f"[{inside}]" if isinstance(value, list) else f"({inside}{',' * (len(value) == 1)})"
    if isinstance(value, float):
        return f"{value:.4g}"
    return repr(value)


def _safe(text):
    """Return a sentence of a check so that Markdown shows it as it is."""
    text = re.sub(r"\s*\n\s*", " ", str(text))
    return re.sub(r"([\\`*_<>|\[\]#])", r"\\\1", text)
