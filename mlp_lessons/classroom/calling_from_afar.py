"""`call(arguments) -> Outcome` over a pipe: how `judge` reaches work that lives elsewhere."""

from ..exercises.calling import Error, Outcome
from .kernels import KernelLost
from .plain_messages import BadMessage, decode, decode_outcome, encode


def call_from_afar(kernel, exercise, back, seconds):
    """Return `call(arguments) -> Outcome` for the student's object in `kernel`.

    `back` is 0 for the last thing that bore the exercise's name, 1 for the one before it. What
    hangs is stopped after `seconds`, as by the stop button; what kills the process is an error.
    """

    def call(arguments):
        try:
            found = kernel.ask(seconds, do="call", exercise=exercise.name, back=back,
                               arguments=encode(arguments))
            return decode_outcome(found, exercise, arguments)
        except KernelLost as lost:
            kind = "KeyboardInterrupt" if lost.hung else "ProcessLost"
            error = Error(kind, lost.reason)
        except BadMessage as bad:
            error = Error("UnreadableAnswer", f"what came back from the student's process is not "
                                              f"what a call gives ({bad})")
        return Outcome([] if exercise.kind == "class" else None, error, tuple(arguments))

    return call


def read_variable(kernel, name, seconds):
    """Return the value of one of the student's variables in plain data; `...` if there is none."""
    try:
        return decode(kernel.ask(seconds, do="read", variable=name).get("value", {"dots": True}))
    except (KernelLost, BadMessage):
        return ...
