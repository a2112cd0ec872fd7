"""The command `reset`: the one of mlp_lessons.progress, for a teacher who looks for it here."""

from ..progress.__main__ import add_reset, describe, run_reset
from ..progress.resetting import ProgressError
from .errors import ClassroomError


def add_parser(subparsers):
    """Add the command to the command line."""
    return add_reset(subparsers)


def run(options):
    """Bring a lesson back fresh, and return the exit code."""
    try:
        return run_reset(options)
    except (ProgressError, OSError) as error:
        raise ClassroomError(describe(error)) from None
