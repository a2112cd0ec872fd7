"""Grading one notebook: run its cells elsewhere, judge here, and write down what was found.

The result is a record, a dictionary that JSON can hold. Nothing in it was decided by the student's
process: that only ran cells and answered calls.
"""

import functools
import pickle
import time
from dataclasses import asdict, dataclass, replace

from ..exercises import judging
from ..exercises.calling import call_directly
from ..exercises.curing import judge_patient
from ..exercises.judging import Verdict, judge
from ..exercises.record import all_exercises
from .calling_from_afar import call_from_afar, read_variable
from .errors import ClassroomError
from .kernels import KernelLost, NurseryLost
from .needed_cells import needed_cells
from .notebooks import read_notebook
from .own_work import Source, definitions_alone
from .plain_messages import BadMessage, text

TAKEN = "taken from the package"
_MOST_RESTARTS = 4
_MOST_TOLD = 6      # cells that stopped, in the report


@dataclass(frozen=True)
class Limits:
    """How long anything may take, in seconds, how much memory may be used, and what is run."""

    cell: float = 30.0
    call: float = 10.0
    notebook: float = 240.0
    megabytes: int = 1500
    every_cell: bool = False    # also those of the course that no answer builds on


def grade(data, lesson, limits, nursery):
    """Return the record of one submission: `data` are its bytes, `lesson` a number or None."""
    started = time.monotonic()
    record = {"lesson": lesson, "problems": [], "exercises": []}
    try:
        notebook = read_notebook(data)
        record["problems"] += notebook.problems
        lesson = _choose_lesson(notebook, lesson, record)
        record["exercises"] = _Grading(notebook, lesson, limits, nursery, record, started).results()
    except ClassroomError as error:
        record["problems"].append(str(error))
    except Exception as error:    # nothing that is handed in may stop the grading of the others
        record["problems"].append(f"It could not be graded: {type(error).__name__}.")
    if not record["exercises"] and record["lesson"] is not None:
        record["exercises"] = [_result(exercise, _no_notebook())
                               for exercise in all_exercises(record["lesson"])]
    record["seconds"] = round(time.monotonic() - started, 2)
    return record


def _choose_lesson(notebook, wanted, record):
    if wanted is None and notebook.lesson is None:
        raise ClassroomError("No exercise of the course was found in it.")
    if wanted is None:
        record["lesson"] = notebook.lesson
    elif notebook.lesson is None:
        record["problems"].append("No exercise of the course was found in it.")
    elif notebook.lesson != wanted:
        record["problems"].append(f"This is a notebook of lesson {notebook.lesson:02d}, not of "
                                  f"lesson {wanted:02d}.")
    return record["lesson"]


def _no_notebook():
    return Verdict("not attempted", "not attempted yet. There was no notebook to look at.")


class _Grading:
    """One notebook on its way: its kernel, what to leave out after a crash, the time that is left.

    After a hang or a crash a fresh kernel runs the cells again, without the one that did it.
    """

    def __init__(self, notebook, lesson, limits, nursery, record, started):
        self.cells = notebook.cells
        self.exercises = all_exercises(lesson)
        self.limits, self.nursery = limits, nursery
        self.problems = record["problems"]
        self.deadline = started + limits.notebook
        self.source = Source(self.cells)
        numbers = needed_cells(self.cells, lesson) if not limits.every_cell \
            else range(len(self.cells))
        self.to_run = {number: self.cells[number] for number in numbers}    # what to run of it
        self.kernel = None
        self.restarts = 0

    def results(self):
        """Return what was found for each exercise, in their order."""
        answered = [exercise for exercise in self.exercises
                    if self.source.defines(exercise.object_name)
                    or (exercise.diagnosis and self.source.defines(exercise.diagnosis_name))]
        if answered:
            self._run_cells()
        return [self._grade(exercise) if exercise in answered else self._absent(exercise)
                for exercise in self.exercises]

    # Cells --------------------------------------------------------------------------------------

    def _run_cells(self):
        """Run the cells from top to bottom in a fresh kernel."""
        while self.kernel is None:
            if self.restarts > _MOST_RESTARTS or self._seconds_left() <= 0:
                self._tell("Its code ended or blocked the process again and again: the rest was "
                           "not judged.")
                return
            try:
                self.kernel = self.nursery.new_kernel()
                self._run_all()
            except KernelLost:
                self.kernel = None
                self.restarts += 1
            except NurseryLost as lost:
                raise ClassroomError(f"It could not be run: {lost}.") from None

    def _run_all(self):
        too_early = []    # cells that use names of later cells
        for number in sorted(self.to_run):
            error = self._run_one(number)
            if error and error[0] == "NameError":
                too_early.append(number)
            elif error:
                self._tell_error(number, error)
        for number in too_early:
            again = self._run_one(number)
            if again:
                self._tell_error(number, again)
            elif self._matters(number):
                self._tell(f"Code cell {number + 1} was run once more at the end: it uses names "
                           f"that later cells define.")

    def _run_one(self, number):
        """Run a cell; return its error [type, message] or None. A lost kernel loses the cell."""
        seconds = min(self.limits.cell, self._seconds_left())
        if seconds <= 0:
            self._tell(f"The time for one notebook, {self.limits.notebook:g} seconds, was over "
                       f"before code cell {number + 1}.")
            return None
        try:
            found = self.kernel.ask(seconds, do="run", source=self.to_run[number]).get("error")
            error = None if found is None else [text(found[0], 100), text(found[1], 500)]
        except KernelLost as lost:
            self._leave_out(number, lost.reason)
            raise
        except (BadMessage, TypeError, LookupError):
            error = ["Error", "what it raised cannot be read"]
        if error and error[0] == "KeyboardInterrupt":
            self._tell(f"Code cell {number + 1} was stopped after {seconds:g} seconds.")
            self._run_definitions(number)
            return None
        return error

    def _run_definitions(self, number):
        """Run what a stopped cell defines, also below the line that hung."""
        alone = definitions_alone(self.cells[number])
        self.to_run[number] = alone
        if alone:
            self.kernel.ask(self.limits.cell, do="run", source=alone)

    def _leave_out(self, number, reason):
        """Next time run only the definitions of a cell; if it was these, nothing of it."""
        self._tell(f"Code cell {number + 1}: {reason}. It was left out, but for what it defines.")
        alone = definitions_alone(self.cells[number])
        if alone and self.to_run[number] != alone:
            self.to_run[number] = alone
        else:
            del self.to_run[number]

    def _matters(self, number):
        """Say whether a cell defines what an exercise asks for."""
        return any(number in self.source.cells_of.get(exercise.object_name, ())
                   for exercise in self.exercises)

    def _tell_error(self, number, error):
        if self._matters(number):
            kind, message = error
            self._tell(f"Code cell {number + 1} stopped with {kind}: {_one_line(message)}")

    def _tell(self, problem):
        if problem not in self.problems and len(self.problems) < _MOST_TOLD:
            self.problems.append(problem)

    def _seconds_left(self):
        return self.deadline - time.monotonic()

    # Exercises ----------------------------------------------------------------------------------

    def _absent(self, exercise):
        name = exercise.object_name
        known = {one.object_name for one in self.exercises}
        similar = self.source.similar(name, known)
        more = f" There is {similar}: was it renamed?" if similar else ""
        if more:
            self._tell(f"{exercise.number}: there is no {name}, but {similar}.")
        return _result(exercise, Verdict("not attempted", f"not attempted yet. The notebook has "
                                                          f"no {name}.{more}"))

    def _grade(self, exercise):
        if self.source.is_taken(exercise.object_name, exercise.package_name):
            return self._taken(exercise)
        verdict, printed = self._judge(exercise, back=0)
        for back in range(1, self._things(exercise)):
            if verdict.state != "not attempted":
                break
            earlier, text_printed = self._judge(exercise, back)
            if earlier.state != "not attempted":
                self._tell(f"{exercise.number}: {exercise.object_name} is defined again without "
                           f"an answer; an earlier one was judged.")
                verdict, printed = earlier, text_printed
        if verdict.state == TAKEN:
            return self._taken(exercise)
        return _result(exercise, verdict, printed)

    def _taken(self, exercise):
        name = exercise.object_name
        self._tell(f"{exercise.number}: {name} was taken from the package.")
        return _result(exercise, Verdict(TAKEN, f"{name} was taken from the package. Write your "
                                                f"own."))

    def _things(self, exercise):
        """Return how many things have borne the exercise's name."""
        found = self._ask(do="look", exercise=exercise.name, back=0).get("things")
        return min(found, 20) if type(found) is int else 0

    def _judge(self, exercise, back):
        """Return (Verdict, what the code printed) on one of the things with its name."""
        if self.kernel is None:
            return Verdict("error", "it could not be judged: the code of the notebook ended or "
                                    "blocked the process again and again."), ""
        if self._seconds_left() <= 0:
            return Verdict("error", f"it was not judged: the time for one notebook, "
                                    f"{self.limits.notebook:g} seconds, was over."), ""
        missing = self._ask(do="look", exercise=exercise.name, back=back).get("missing")
        if missing is not None:
            return _why_missing(missing), ""
        printed = []
        call = call_from_afar(self.kernel, exercise, back,
                              min(self.limits.call, max(1.0, self._seconds_left())))

        def listening(arguments):
            outcome = call(arguments)
            printed.append(outcome.printed)
            return outcome

        try:
            if exercise.diagnosis:
                letter = read_variable(self.kernel, exercise.diagnosis_name, self.limits.call)
                verdict = judge_patient(exercise, listening, letter)
            else:
                verdict = judge(exercise, listening)
        except Exception as error:    # a value that no honest code gives
            verdict = Verdict("error", f"it could not be judged ({type(error).__name__}).")
        if self.kernel.lost:
            self._tell(f"{exercise.number}: {exercise.object_name} was called, and "
                       f"{self.kernel.lost.reason}.")
            self.kernel = None
            self.restarts += 1
            self._run_cells()
        return verdict, next((text for text in printed if text.strip()), "")

    def _ask(self, **message):
        """Ask the kernel something that needs no student's code; {} if it does not answer."""
        try:
            return self.kernel.ask(self.limits.call, **message) if self.kernel else {}
        except KernelLost:
            self.kernel = None
            self.restarts += 1
            self._run_cells()
            return {}


def _why_missing(missing):
    """Return the Verdict for what find_answer says; its words come from the student's process."""
    try:
        told = text(missing, 300)
    except BadMessage:
        told = ""
    if "mlp_lessons" in told:
        return Verdict(TAKEN, told)
    if not told.startswith("not attempted yet."):
        told = "not attempted yet. It was not there to be judged."
    return Verdict("not attempted", told)


def _one_line(message):
    return _cut(" ".join(message.split()), 160)


def _result(exercise, verdict, printed=""):
    """Return what is kept of one exercise; `said` is what `check` says."""
    sign = {"right": "✓", "not attempted": "○"}.get(verdict.state, "✗")
    label = f"Exercise {exercise.number}, {exercise.name}" if sign == "○" else exercise.number
    verdict = replace(verdict, symptom=_cut(verdict.symptom, 20_000),
                      mistake=verdict.mistake and _cut(str(verdict.mistake), 200))
    return {"name": exercise.name, "number": exercise.number, **asdict(verdict),
            "said": f"{sign} {label}: {verdict.text()}", "printed": _cut(printed, 1_000)}


def _cut(words, longest):
    return words if len(words) <= longest else words[:longest - 1] + "…"


# Speed ------------------------------------------------------------------------------------------

def remember_solutions():
    """Run solutions and known mistakes once per case, not once per student.

    For the grader's own process: the judge runs the course's code only through `call_directly`.
    """
    known = {}

    def call_once(exercise, target):
        call = call_directly(exercise, target)

        @functools.wraps(call)
        def remembering(arguments):
            key = exercise.name, id(target), pickle.dumps(arguments)    # our own arguments
            if key not in known:
                known[key] = call(arguments), target    # keeps the target, and so its id
            return known[key][0]

        return remembering

    judging.call_directly = call_once

