"""Files that a command writes: no half ones, and nothing overwritten unless asked to."""

import argparse
from pathlib import Path

from .errors import ClassroomError


def add_out(parser, what):
    """Give a parser the two options that every writing command has."""
    parser.add_argument("--out", required=True, metavar="FOLDER",
                        help=f"the folder for {what}; it is made if it is missing")
    parser.add_argument("--force", action="store_true", help="overwrite files that are there")


def write_files(folder, texts, *, force=False):
    """Write {name: text} into the folder and return the paths; ClassroomError if it cannot be."""
    folder = Path(folder)
    paths = [folder / name for name in texts]
    there = [path for path in paths if path.exists() or path.is_symlink()]
    if there and not force:
        more = f" and {len(there) - 1} more" if len(there) > 1 else ""
        raise ClassroomError(f"{there[0]}{more} would be overwritten. Choose another folder, or "
                             f"add --force.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in zip(paths, texts.values()):
            write_text(path, text)
    except FileExistsError:
        raise ClassroomError(f"{folder} is a file. Name a folder.") from None
    except OSError as error:
        raise ClassroomError(f"Cannot write into {folder}: {error.strerror}.") from None
    return paths


def write_text(path, text):
    """Write through a neighbour, so that a full disk never leaves half a file."""
    half = path.with_name(path.name + ".part")
    try:
        half.write_text(text, encoding="utf-8", newline="\n")
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def whole_number(least):
    """Return the reader of an option that must be a whole number, `least` or more."""
    def read(text):
        if not (text.isascii() and text.isdecimal() and least <= int(text) < 1_000_000):
            raise argparse.ArgumentTypeError(f"must be a whole number, {least} or more")
        return int(text)
    return read
