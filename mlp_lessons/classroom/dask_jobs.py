"""The same jobs on a Dask cluster, for classes that one machine cannot hold.

Each of the cluster's workers needs the course, in the same version, and Linux or macOS. Jobs and
records travel as text (JSON), so nothing that a student wrote is ever unpickled.
"""

import json
import threading
from itertools import islice

from .errors import ClassroomError

_own = threading.local()


def grade_on_dask(tasks, address):
    """Yield (task, record) as they are done; see `jobs.grade_here`."""
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise ClassroomError("--dask needs the package distributed: pip install "
                             "distributed") from None
    try:
        client = Client(address, timeout="15s", set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise ClassroomError(f"No Dask scheduler answers at {address}: {error}") from None
    with client:
        if not client.scheduler_info()["workers"]:
            raise ClassroomError(f"The Dask cluster at {address} has no workers yet.")
        remaining = iter(tasks)
        at_once = 2 * sum(client.nthreads().values())
        names = {}

        def submit(task):
            name, make = task
            future = client.submit(grade_text, json.dumps(make()), pure=False, retries=2)
            names[future.key] = name
            return future

        completed = as_completed(loop=client.loop)
        for task in islice(remaining, at_once):
            completed.add(submit(task))
        for future in completed:
            try:
                record = json.loads(future.result())
            except Exception as error:
                record = {"lesson": None, "exercises": [], "seconds": 0.0, "problems": [
                    f"It could not be graded on the cluster: {type(error).__name__}."]}
            yield names.pop(future.key), record
            future.release()
            for task in remaining:
                completed.add(submit(task))
                break


def grade_text(job):
    """Grade one job on a worker of the cluster: text in, text out."""
    from .jobs import Grader

    if not hasattr(_own, "grader"):
        _own.grader = Grader()    # one for each thread of the worker, and it stays
    return json.dumps(_own.grader.grade(json.loads(job)))
