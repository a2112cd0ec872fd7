"""What a command of the classroom says when it cannot go on: one sentence, no traceback."""


class ClassroomError(Exception):
    """Something that the teacher can put right. The message says what, and how."""
