"""What is kept of every submission while a class is graded: a stopped run goes on where it was.

A record is named after the notebook's bytes, the lesson, the limits and the course's own code: what
was changed in between is graded again. All records are read before the first student's code runs.
"""

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from pathlib import Path
from uuid import uuid4

from ..exercises.record import all_exercises
from .nursery import COURSE

_GRADING = ("calling_from_afar", "grading", "kernels", "needed_cells", "notebooks", "nursery",
            "own_work", "plain_messages", "student_process", "walls", "worker")
_STATES = {"right", "not attempted", "error", "returned nothing", "wrong type", "wrong shape",
           "wrong value", "changed its input", "warned", "taken from the package"}


def key_of(data, lesson, limits):
    """Return the name of the record for a notebook's bytes."""
    about = json.dumps([lesson, asdict(limits), _course_fingerprint()]).encode()
    return hashlib.sha256(about + b"\n" + data).hexdigest()[:40]


@cache
def _course_fingerprint():
    """Stands for all code that a grade depends on."""
    found = hashlib.sha256()
    for path in sorted((COURSE / "mlp_lessons").rglob("*.py")):
        room = path.relative_to(COURSE / "mlp_lessons").parts[0]
        if room not in ("plots", "explore", "authoring") and (
                room != "classroom" or path.stem in _GRADING):
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


class Records:
    """The records in a folder: those of earlier runs, and those of this one."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.known = {}
        self.written = {}
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in self.folder.glob("*.json"):
            with suppress(OSError, ValueError):
                record = json.loads(path.read_text(encoding="utf-8"))
                if is_record(record):
                    self.known[path.stem] = record

    def get(self, key):
        """Return the record with this name; None if the submission is still to be graded."""
        return self.known.get(key)

    def keep(self, key, record):
        """Write a record, whole or not at all."""
        text = json.dumps(record, indent=1) + "\n"
        self.known[key], self.written[key] = record, text
        self._write(key, text)

    def _write(self, key, text):
        unfinished = self.folder / f".{uuid4().hex}"
        try:
            unfinished.write_text(text, encoding="utf-8")
            os.replace(unfinished, self.folder / f"{key}.json")
        finally:
            unfinished.unlink(missing_ok=True)

    def altered(self):
        """Return the names of this run's records that something else has changed; mend them."""
        found = []
        for key, text in self.written.items():
            path = self.folder / f"{key}.json"
            try:
                same = path.read_text(encoding="utf-8") == text
            except (OSError, ValueError):
                same = False
            if not same:
                found.append(key)
                self._write(key, text)
        return found


def is_record(record):
    """Say whether this can be a record: a half or foreign file is graded again instead."""
    try:
        lesson, results = record["lesson"], record["exercises"]
        float(record["seconds"])
        names = [] if lesson is None else [exercise.name for exercise in all_exercises(lesson)]
        return (all(isinstance(problem, str) for problem in record["problems"])
                and [result["name"] for result in results] in ([], names)
                and all(result["state"] in _STATES and isinstance(result["said"], str)
                        and isinstance(result["printed"], str)
                        and isinstance(result["explanation"], str) for result in results))
    except (KeyError, TypeError, ValueError):
        return False
