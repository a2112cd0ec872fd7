"""The grader's end: a nursery that stays, and a fresh student's process for every submission."""

import contextlib
import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

from . import walls
from .nursery import COURSE
from .plain_messages import LONGEST, BadMessage, from_bytes, to_bytes

_GRACE = 2.0            # seconds to answer after the stop button
_MOST_STRAY = 100       # answers to questions that nobody asked
_START = 120.0          # seconds for the nursery to load the course
# What students' processes see of the environment, in which there may be secrets.
_HARMLESS = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "MPLCONFIGDIR",
             "LD_LIBRARY_PATH", "OPENBLAS_CORETYPE")
_BRIEF = 30.0           # seconds to fork, or to clear up


class KernelLost(Exception):
    """The student's process is gone: it ended, or it hung and was ended."""

    def __init__(self, reason, hung=False):
        super().__init__(reason)
        self.reason, self.hung = reason, hung


class NurseryLost(Exception):
    """The nursery is gone; a new one may do better."""


class Nursery:
    """Starts students' processes, one at a time. Close it, or use it in a `with` statement."""

    def __init__(self, megabytes=1500):
        self.megabytes = megabytes    # of memory, for a student's process
        self.process = self.control = self.folder = self.kernel = None

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def new_kernel(self):
        """Return a fresh Kernel; the one before is gone, with all it has left running."""
        for _ in range(3):
            try:
                return self._try_new_kernel()
            except (NurseryLost, OSError):
                self.close()
        raise NurseryLost("no process could be started")

    def _try_new_kernel(self):
        if self.process is None:
            self._open()
        self.clear()
        self.folder = tempfile.mkdtemp(prefix="submission_")
        self.control.sendall(f"start {self.folder}\n".encode())
        self.control.settimeout(_BRIEF)
        answer, descriptors, *_ = socket.recv_fds(self.control, 100, 1)
        if not descriptors:
            raise NurseryLost("no process was started")
        self.kernel = Kernel(int(answer), socket.socket(fileno=descriptors[0]))
        return self.kernel

    def _open(self):
        ours, theirs = socket.socketpair()
        environment = {
            **{name: value for name, value in os.environ.items() if name in _HARMLESS},
            "PYTHONPATH": str(COURSE), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1",
            "MPLBACKEND": "agg", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", f"{__package__}.nursery", str(theirs.fileno()),
             str(self.megabytes)], env=environment, pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        theirs.close()
        self.control = ours
        self._await(b"ready\n", _START)

    def _await(self, expected, seconds):
        self.control.settimeout(seconds)
        answer = b""
        while not answer.endswith(b"\n"):
            more = self.control.recv(100)
            if not more:
                raise NurseryLost("it ended")
            answer += more
        if answer != expected:
            raise NurseryLost(f"it said {answer!r}")

    def clear(self):
        """End the present student's process with all it has started, and delete its folder."""
        if self.folder is None:
            return
        if self.kernel:
            self.kernel.connection.close()
        self.control.sendall(b"stop\n")
        self._await(b"stopped\n", _BRIEF)
        self._delete_folder()

    def clear_quietly(self):
        """The same; if the nursery is in the way of it, that goes too."""
        try:
            self.clear()
        except (NurseryLost, OSError):
            self.close()

    def _delete_folder(self):
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None

    def close(self):
        """End the nursery, the student's process, and whatever either has left running."""
        if self.process is not None:
            self.control.close()
            try:
                self.process.wait(_BRIEF)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = self.control = None
        walls.kill_descendants()
        self._delete_folder()


class Kernel:
    """One student's process: ask it something, and get an answer in time, or KernelLost."""

    def __init__(self, process, connection):
        self.process, self.connection = process, connection
        self.connection.setblocking(False)
        self.questions = 0
        self.lost = None

    def ask(self, seconds, **message):
        """Return the answer to a message. After `seconds` the stop button is pressed."""
        if self.lost:
            raise self.lost
        self.questions += 1
        deadline = time.monotonic() + seconds
        try:
            self._send(to_bytes({"number": self.questions, **message}), deadline)
            return self._answer(deadline, seconds)
        except (KernelLost, BadMessage) as error:
            self.lost = error if isinstance(error, KernelLost) else KernelLost(
                f"its process said what it cannot honestly say ({error})")
            with contextlib.suppress(OSError):
                os.kill(self.process, signal.SIGKILL)
            self.connection.close()
            raise self.lost from None

    def _answer(self, deadline, seconds):
        for _ in range(_MOST_STRAY):
            try:
                answer = self._receive(deadline)
            except TimeoutError:
                with contextlib.suppress(OSError):
                    os.kill(self.process, signal.SIGINT)
                try:
                    answer = self._receive(time.monotonic() + _GRACE)
                except TimeoutError:
                    raise KernelLost(f"it was still running after {seconds:g} seconds, and did "
                                     f"not stop when told to", hung=True) from None
            if answer.get("number") == self.questions:
                if "broken" in answer:
                    raise KernelLost("its process no longer works "
                                     f"({str(answer['broken'])[:50]})")
                return answer
        raise KernelLost("its process said too much")

    def _send(self, data, deadline):
        left = memoryview(struct.pack(">I", len(data)) + data)
        while left:
            _wait(deadline, writing=self.connection)
            try:
                left = left[self.connection.send(left):]
            except BlockingIOError:
                continue
            except OSError:
                raise KernelLost(_ENDED) from None

    def _receive(self, deadline):
        [size] = struct.unpack(">I", self._exactly(4, deadline))
        if size > LONGEST:
            raise BadMessage("too long")
        return from_bytes(bytes(self._exactly(size, deadline)))

    def _exactly(self, count, deadline):
        data = bytearray()
        while len(data) < count:
            _wait(deadline, reading=self.connection)
            try:
                more = self.connection.recv(min(count - len(data), 2**20))
            except BlockingIOError:
                continue
            except OSError:
                more = b""
            if not more:
                raise KernelLost(_ENDED)
            data += more
        return data


_ENDED = "its process ended, as os._exit, too little memory or a crash does"


def _wait(deadline, reading=None, writing=None):
    left = deadline - time.monotonic()
    ready = select.select([reading] if reading else [], [writing] if writing else [], [],
                          max(0, left))
    if not any(ready):
        raise TimeoutError
