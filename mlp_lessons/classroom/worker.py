"""A grader's own process, which stays: `python -m mlp_lessons.classroom.worker`.

Reads jobs from its input, a line of JSON each, and writes a record for each, in the same order.
Several of them share the work; if one is lost, the others go on.
"""

import base64
import json
import os
import sys

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
    nursery = None
    try:
        for line in sys.stdin:
            job = json.loads(line)
            limits = Limits(**job["limits"])
            if nursery is None:
                walls.limit_memory(max(_MEGABYTES, limits.megabytes))
                nursery = Nursery(limits.megabytes)
            nursery.megabytes = limits.megabytes
            record = grade(base64.b64decode(job["data"]), job["lesson"], limits, nursery)
            nursery.clear_quietly()
            answers.write(json.dumps(record) + "\n")
            answers.flush()
    finally:
        if nursery:
            nursery.close()


if __name__ == "__main__":
    main()
