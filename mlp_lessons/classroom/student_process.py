"""Inside a student's process: run cells, and call what they define, as the grader asks.

No Jupyter kernel: IPython alone, which runs a cell as a notebook does, and a pipe. There is no
channel for outputs, so output costs nothing and nobody has to take it away.

All that is needed was loaded, and bound to names here, before a student's cell runs. A student can
still reach it from inside. That is no matter: what is said here is only data to the grader.
"""

import io
import os
import signal
import struct
import sys
import tempfile
import types
from importlib import import_module

import matplotlib

matplotlib.use("Agg")    # before pyplot is imported: nothing is drawn

import matplotlib.pyplot as plt
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

import mlp_lessons

from ..exercises.calling import call_directly
from ..exercises.keeping import MyNetwork
from ..exercises.notebook import find_answer
from ..exercises.record import all_exercises
from ..exercises.values import as_plain
from .plain_messages import decode, encode, encode_outcome, from_bytes, to_bytes

_MOST_KEPT = 20    # earlier things of one name


class Student:
    """One notebook's cells and names. Made once, in the nursery; every student gets a copy."""

    def __init__(self):
        self.exercises = {exercise.name: exercise for exercise in all_exercises()}
        self.targets = {exercise.object_name for exercise in self.exercises.values()}
        self.earlier = {}        # name -> [the last thing that bore it, the one before, …]
        self.running = False     # a student's code runs, and may be interrupted
        self.shell = _make_shell()
        for name in ("datasets", "instruments"):
            import_module(f"mlp_lessons.{name}")
        for name in mlp_lessons.__all__:
            getattr(mlp_lessons, name)
        _make_quiet()

    def serve(self, connection):
        """Answer the grader until it closes the connection."""
        signal.signal(signal.SIGINT, self.interrupted)
        receive, send = connection.recv, connection.sendall
        answers = {"run": self.run, "look": self.look, "call": self.call, "read": self.read}
        while True:
            message = _receive(receive)
            if message is None:
                return
            number, do = message.pop("number"), message.pop("do")
            try:
                answer = answers[do](**message)
            except BaseException as error:    # the student's code, or what it has broken
                answer = {"broken": type(error).__name__}
            self.running = False
            data = to_bytes({"number": number, **answer})
            send(struct.pack(">I", len(data)) + data)

    def interrupted(self, signal_number, frame):
        """Stop the student's code as the stop button does."""
        if self.running:
            self.running = False
            raise KeyboardInterrupt

    # What the grader asks -----------------------------------------------------------------------

    def run(self, source):
        """Run a cell; say which error stopped it."""
        self.running = True
        result = self.shell.run_cell(source, store_history=True)
        self.running = False
        plt.close("all")
        for name in self.targets & self.shell.user_ns.keys():
            things = self.earlier.setdefault(name, [])
            thing = self.shell.user_ns[name]
            if not (things and things[0] is thing):
                things.insert(0, thing)
                del things[_MOST_KEPT:]
        error = result.error_before_exec or result.error_in_exec
        if error is None:
            return {"error": None}
        return {"error": [type(error).__name__, str(as_plain(_message(error)))[:500]]}

    def look(self, exercise, back):
        """Say why there is nothing to judge, or None; and how many earlier things there are."""
        exercise = self.exercises[exercise]
        things = self.earlier.get(exercise.object_name, [])
        names = {exercise.object_name: things[back]} if back < len(things) else {}
        return {"missing": find_answer(exercise, names)[1], "things": len(things)}

    def call(self, exercise, back, arguments):
        """Call the student's function, follow a script on the class, or read the variable."""
        exercise = self.exercises[exercise]
        call = call_directly(exercise, self.earlier[exercise.object_name][back])
        given = decode(arguments)
        self.running = True
        outcome = call(given)
        self.running = False
        return encode_outcome(outcome)

    def read(self, variable):
        """Return the value of a variable."""
        return {"value": encode(as_plain(self.shell.user_ns.get(variable, ...)))}


def _message(error):
    try:
        return str(error)
    except Exception:    # an error of the student's own can do anything
        return ""


def _receive(receive):
    """Return the grader's next message; None when it has gone."""
    def exactly(count):
        data = b""
        while len(data) < count:
            more = receive(count - len(data))
            if not more:
                return None
            data += more
        return data

    head = exactly(4)
    data = head and exactly(*struct.unpack(">I", head))
    return data and from_bytes(data)


# What the cells meet ----------------------------------------------------------------------------

def _make_shell():
    """Return IPython without history, tracebacks, and the display of a cell's last value."""
    os.environ["IPYTHONDIR"] = tempfile.mkdtemp(prefix="ipython_")
    config = Config({"HistoryManager": {"enabled": False},
                     "InteractiveShell": {"ast_node_interactivity": "none", "colors": "nocolor"}})
    shell = InteractiveShell.instance(config=config)
    shell.showtraceback = shell.showsyntaxerror = lambda *args, **kwargs: None
    shell.ask_exit = lambda: None    # exit() ends nothing here
    return shell


class _NoOutput(io.TextIOBase):
    """Takes what is printed, and forgets it at once."""

    encoding = "utf-8"

    def writable(self):
        return True

    def write(self, text):
        return len(text)


class _Nothing:
    """Stands for a picture or an explorable: whatever is asked of it, nothing comes of it."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *args, **kwargs):
        return self

    def __iter__(self):
        return iter(())


def _make_quiet():
    """Take away what a submission has no need of: pictures, checks, and the exercise records.

    `check` would judge in vain here. The records hold the solutions: `import` does not find them.
    """
    nothing = _Nothing()
    told = {name: lambda *names: None for name in ("check", "hint", "solution")}
    told |= {"all_exercises": lambda lesson=None: [], "my_network": MyNetwork}
    for name in [name for name in sys.modules if name.startswith("mlp_lessons.")]:
        if name.split(".")[1] in ("exercises", "classroom", "plots", "explore", "authoring"):
            del sys.modules[name]
    for name, content in {"exercises": told, "plots": {"__getattr__": nothing.__getattr__},
                          "explore": {"__getattr__": nothing.__getattr__}}.items():
        module = types.ModuleType(f"mlp_lessons.{name}")
        vars(module).update(content)
        sys.modules[module.__name__] = module
        setattr(mlp_lessons, name, module)
    mlp_lessons.check_setup = lambda: None
    sys.stdout = sys.stderr = _NoOutput()
