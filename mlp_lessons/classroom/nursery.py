"""Where students' processes are born: `python -m mlp_lessons.classroom.nursery SOCKET MEGABYTES`.

A fresh kernel takes a second to start; a copy of a process that has loaded everything, and has run
nobody's code, takes a hundredth. So this process loads NumPy, IPython and the course once, and
forks for every submission. It runs no student's code itself, and clears up after each.

Asked by the grader over a socket, a line each time: "start FOLDER" (answered by the process's id,
with a socket to talk to it), "stop" (answered when nothing of it is left).
"""

import contextlib
import os
import select
import signal
import socket
import sys
import tempfile
from pathlib import Path

from . import walls

COURSE = Path(__file__).parents[2]
COURSE_PARTS = ("mlp_lessons", "tests", "figures")
HIDDEN = ("exercises", "classroom", "authoring")    # loaded by then, and of no use to a student
_LOOK_EVERY = 0.3          # seconds between two looks at how many processes there are
_TOO_MANY = 100            # processes of one student


def main(descriptor, megabytes):
    """Serve the grader until it goes away."""
    os.setsid()
    walls.die_with_parent()
    walls.adopt_orphans()
    control = socket.socket(fileno=descriptor)
    from .student_process import Student  # loads the course

    student = Student()
    tasks = walls.tasks_of_user()
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    control.sendall(b"ready\n")
    process = None
    for line in _orders(control, 3 * megabytes):
        order, _, folder = line.partition(" ")
        if process:
            walls.kill_descendants(process)
            process = None
        if order == "start":
            process = _start(control, student, megabytes, folder, tasks)
        else:
            control.sendall(b"stopped\n")
    walls.kill_descendants(process)


def _orders(control, most_megabytes):
    """Yield the grader's orders; meanwhile look after the number of processes and their memory."""
    waiting = b""
    while True:
        if not select.select([control], [], [], _LOOK_EVERY)[0]:
            processes = walls.descendants()
            if len(processes) > _TOO_MANY or walls.memory_of(processes) > most_megabytes:
                walls.kill_descendants()
            continue
        received = control.recv(4096)
        if not received:
            return
        *lines, waiting = (waiting + received).split(b"\n")
        yield from (os.fsdecode(line) for line in lines)


def _start(control, student, megabytes, folder, tasks):
    """Fork the process of one submission; send the grader its id and a socket to it."""
    ours, theirs = socket.socketpair()
    process = os.fork()
    if process == 0:
        status = 1
        try:
            control.close()
            ours.close()
            _enter(folder, megabytes, tasks)
            student.serve(theirs)
            status = 0
        finally:
            os._exit(status)
    theirs.close()
    socket.send_fds(control, [f"{process}\n".encode()], [ours.fileno()])
    ours.close()
    return process


def _enter(folder, megabytes, tasks):
    """Make this the process of one student: alone, in its folder, within its limits."""
    os.setsid()
    walls.die_with_parent()
    signal.set_wakeup_fd(-1)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    place = Path(folder, "course", "notebooks")
    place.mkdir(parents=True)
    for part in COURSE_PARTS:
        with contextlib.suppress(OSError):
            place.with_name(part).symlink_to(COURSE / part)
    os.chdir(place)
    tempfile.tempdir = None    # it was settled before the fork
    os.environ.update(HOME=folder, TMPDIR=folder, MLP_LESSONS_HOME=str(place), PWD=str(place))
    if tasks:
        walls.limit_processes(tasks)
    walls.limit_resources(megabytes)
    package = [path for path in (COURSE / "mlp_lessons").iterdir() if path.name not in HIDDEN]
    libraries = [path for path in sys.path if path and not COURSE.is_relative_to(path)]
    walls.shut_in(
        folder, [sys.prefix, sys.base_prefix, *libraries, *package,
                 *(COURSE / part for part in ("figures", "tests/benchmark_training.py"))],
        [COURSE / "mlp_lessons", COURSE / "tests"])


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
