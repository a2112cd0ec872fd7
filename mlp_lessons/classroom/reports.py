"""The report on a class, as data: grades.csv, and what class.html and the students' pages tell."""

import csv
import re
from collections import Counter
from dataclasses import dataclass, field

from ..exercises.record import all_exercises

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")    # a spreadsheet would run what follows


@dataclass
class Graded:
    """One submission with its record."""

    student: str
    file: str
    record: dict
    problems: list = field(default_factory=list)

    @property
    def lesson(self):
        """The number of the lesson, or None."""
        return self.record["lesson"]

    @property
    def results(self):
        """{exercise name: result}."""
        return {result["name"]: result for result in self.record["exercises"]}

    @property
    def all_problems(self):
        """What the teacher should know, sentences."""
        return [*self.problems, *self.record["problems"]]

    def count(self, core_only=False):
        """Return (exercises that are right, all of them)."""
        exercises = [] if self.lesson is None else all_exercises(self.lesson)
        chosen = [one for one in exercises if one.core or not core_only]
        results = self.results
        return sum(results.get(one.name, {}).get("state") == "right" for one in chosen), len(chosen)


def lessons_of(graded):
    """Return the numbers of all lessons that were handed in."""
    return sorted({one.lesson for one in graded if one.lesson is not None})


# grades.csv -------------------------------------------------------------------------------------

def write_csv(graded, file):
    """Write one line per student and lesson: 1 right, 0 wrong, empty where nothing was tried."""
    exercises = [exercise for lesson in lessons_of(graded) for exercise in all_exercises(lesson)]
    table = csv.writer(file, lineterminator="\n")
    table.writerow(["student", "lesson", *(f"{one.number} {one.name}" for one in exercises),
                    "total", "of", "core", "of core", "seconds", "file", "problems"])
    for one in graded:
        results = one.results
        marks = [_mark(results.get(exercise.name)) for exercise in exercises]
        lesson = "" if one.lesson is None else f"{one.lesson:02d}"
        table.writerow([guarded(one.student), lesson, *marks, *one.count(),
                        *one.count(core_only=True), one.record["seconds"], guarded(one.file),
                        guarded(" ".join(one.all_problems))])


def _mark(result):
    if result is None or result["state"] == "not attempted":
        return ""
    return 1 if result["state"] == "right" else 0


def guarded(text):
    """Return a text that no spreadsheet takes for a formula, on one line."""
    text = re.sub(r"[\x00-\x1f\x7f]+", " ", text) if not text.startswith(_FORMULA) else \
        "'" + re.sub(r"[\x00-\x1f\x7f]+", " ", text)
    return text


# The class --------------------------------------------------------------------------------------

@dataclass(frozen=True)
class MistakeOfClass:
    """A known mistake, and how many made it."""

    exercise: object
    name: str
    count: int
    question: str
    explanation: str


@dataclass(frozen=True)
class ExerciseOfClass:
    """How the class did in one exercise."""

    exercise: object
    right: int
    wrong: int
    open: int
    mistakes: list
    others: list    # [(what happened, how often)], where no mistake was recognised

    @property
    def tried(self):
        """How many gave an answer."""
        return self.right + self.wrong


def summarise(graded, lesson):
    """Return [ExerciseOfClass] of one lesson."""
    records = [one.results for one in graded if one.lesson == lesson and one.record["exercises"]]
    return [_summarise_exercise(exercise, [record[exercise.name] for record in records])
            for exercise in all_exercises(lesson)]


def _summarise_exercise(exercise, results):
    states = Counter(result["state"] for result in results)
    wrong = [result for result in results if result["state"] not in ("right", "not attempted")]
    named = Counter(result["mistake"] for result in wrong if result["mistake"])
    told = {result["mistake"]: result for result in wrong}
    mistakes = [MistakeOfClass(exercise, call_mistake(exercise, name), count,
                               told[name]["question"], told[name]["explanation"])
                for name, count in named.most_common()]
    others = Counter(result["state"] for result in wrong if not result["mistake"])
    return ExerciseOfClass(exercise, states["right"], len(wrong), states["not attempted"],
                           mistakes, others.most_common())


def call_mistake(exercise, name):
    """Return what to call a mistake: the words of a wrong option, or of a function's name."""
    if exercise.kind == "choice":
        letter = name.strip("'")
        return f"“{letter}”: {exercise.options.get(letter, name)}"
    if exercise.diagnosis:
        letter, _, cure = name.partition(", ")
        if letter in exercise.diagnosis.options:
            more = "" if cure in ("", "None") else f"; cure: {_in_words(cure)}"
            return f"“{letter}”: {exercise.diagnosis.options[letter]}{more}"
    return _in_words(name)


def _in_words(name):
    return name.strip("_").replace("_", " ") if re.fullmatch(r"\w+", name) else name


def teach_again(summaries, most=5):
    """Return the mistakes to talk about first: those made by most, at least by two."""
    found = [mistake for summary in summaries for mistake in summary.mistakes]
    found.sort(key=lambda mistake: -mistake.count)
    least = 2 if any(mistake.count > 1 for mistake in found) else 1
    return [mistake for mistake in found if mistake.count >= least][:most]
