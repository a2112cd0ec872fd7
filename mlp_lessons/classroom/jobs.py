"""Many submissions, some workers: who grades what, on this machine.

A job is a dictionary that JSON can hold: the notebook's bytes in base64, the lesson, the limits.
"""

import base64
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict

from .nursery import COURSE

_EXTRA = 60.0    # seconds more than a notebook may take, for the start and for judging


def make_job(data, lesson, limits):
    """Return the job to grade the notebook in these bytes."""
    return {"data": base64.b64encode(data).decode("ascii"), "lesson": lesson,
            "limits": asdict(limits)}


class Grader:
    """A worker process, started when it is first needed, and again when it is lost."""

    def __init__(self):
        self.process = None
        self.folder = None       # for all that it and the students' processes write
        self.stopped = False

    def grade(self, job):
        """Return the record of a job. A worker that is lost twice with it gives a poor record."""
        for _ in range(2):
            record = self._try(job)
            if record is not None:
                return record
        return {"lesson": job["lesson"], "exercises": [], "seconds": 0.0, "problems": [
            "It could not be graded: the grader's own process ended or took too long, twice."]}

    def _try(self, job):
        if self.stopped:
            raise RuntimeError("stopped")
        if self.process is None:
            self._start()
        process = self.process
        watch = threading.Timer(job["limits"]["notebook"] + _EXTRA, process.kill)
        watch.daemon = True
        watch.start()
        try:
            process.stdin.write(json.dumps(job).encode("ascii") + b"\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())
        except (OSError, ValueError):
            self.close()
            return None
        finally:
            watch.cancel()

    def _start(self):
        self.folder = tempfile.mkdtemp(prefix="mlp_lessons_grading_")
        environment = {**os.environ, "TMPDIR": self.folder, "PYTHONPATH": str(COURSE),
                       "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
                       "MKL_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", f"{__package__}.worker"], env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)

    def close(self, at_once=False):
        """End the worker; with `at_once` in the middle of its work, and for good."""
        self.stopped = self.stopped or at_once
        process, self.process = self.process, None
        if process is None:
            return
        if at_once:
            process.kill()
        try:
            process.stdin.close()
        except OSError:
            pass
        try:
            process.wait(_EXTRA)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def grade_here(tasks, workers):
    """Yield (task, record) as they are done. `tasks` are (anything, function that makes the job).

    A job is made when its turn comes, so that only as many notebooks as workers are in memory.
    """
    waiting, done = queue.SimpleQueue(), queue.SimpleQueue()
    for task in tasks:
        waiting.put(task)
    graders = [Grader() for _ in range(min(workers, len(tasks)))]
    stopped = threading.Event()

    def work(grader):
        while not stopped.is_set():
            try:
                name, make = waiting.get_nowait()
            except queue.Empty:
                break
            try:
                done.put((name, grader.grade(make()), None))
            except Exception as error:
                done.put((name, None, error))
        if not stopped.is_set():
            grader.close()

    threads = [threading.Thread(target=work, args=[grader], daemon=True) for grader in graders]
    for thread in threads:
        thread.start()
    try:
        for _ in tasks:
            name, record, error = done.get()
            if error is not None:
                raise error
            yield name, record
        for thread in threads:
            thread.join()
    finally:
        stopped.set()
        for grader in graders:
            grader.close(at_once=True)
