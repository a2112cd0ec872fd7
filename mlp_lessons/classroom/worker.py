"""A grader's own process, which stays: `python -m mlp_lessons.classroom.worker`.

Reads jobs from its input, a line of JSON each, and writes a record for each, in the same order.
Several of them share the work; if one is lost, the others go on.
"""

import base64
import json
import os
import sys
from contextlib import suppress

from . import walls
from .grading import Limits, grade, remember_solutions
from .kernels import Nursery

_MEGABYTES = 4000    # of the judge itself, which looks at strangers' values


def main():
    """Grade what comes in until the input ends."""
    walls.die_with_parent()
    walls.adopt_orphans()
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)    # nothing else may get between the records
    remember_solutions()
    with Nursery() as nursery, suppress(BrokenPipeError):    # the one who asks may be gone
        for line in sys.stdin:
            answers.write(json.dumps(_grade(json.loads(line), nursery)) + "\n")
            answers.flush()
    os._exit(0)    # without another try to write to a broken pipe


def _grade(job, nursery):
    limits = Limits(**job["limits"])
    walls.limit_memory(max(_MEGABYTES, limits.megabytes))
    if nursery.megabytes != limits.megabytes:
        nursery.close()
        nursery.megabytes = limits.megabytes
    try:
        return grade(base64.b64decode(job["data"]), job["lesson"], limits, nursery)
    finally:
        nursery.clear_quietly()


if __name__ == "__main__":
    main()
