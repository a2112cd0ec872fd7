"""The one file that a command writes: never over another one, never half of it."""

from pathlib import Path

from .errors import ClassroomError


def add_out_file(parser, default=None):
    """Give a parser `--out` and `--force`."""
    parser.add_argument("--out", metavar="FILE", required=default is None,
                        help=f"where to write it ({default})" if default else "where to write it")
    parser.add_argument("--force", action="store_true", help="overwrite the file if it is there")


def free_path(name, ending, force):
    """Return the path to write to, before any work; ClassroomError if it must not be written."""
    path = Path(name)
    if path.suffix.lower() != ending:
        raise ClassroomError(f"{path} does not end in {ending}.")
    if path.is_dir():
        raise ClassroomError(f"{path} is a folder. Name a file.")
    if not path.parent.is_dir():
        raise ClassroomError(f"There is no folder {path.parent}.")
    if path.exists() and not force:
        raise ClassroomError(f"{path} is there already. Choose another name, or add --force.")
    return path


def write_whole(path, content):
    """Write bytes through a neighbour, so that a full disk leaves no half of a file."""
    half = path.with_name(path.name + ".part")
    try:
        half.write_bytes(content)
        half.replace(path)
    except OSError as error:
        raise ClassroomError(f"Cannot write {path}: {error.strerror}.") from None
    finally:
        half.unlink(missing_ok=True)
