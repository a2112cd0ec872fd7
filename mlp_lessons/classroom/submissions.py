"""Finding and reading what was handed in: a folder, with sub-folders and zips, or one zip.

Nothing is unpacked and nothing outside the folder is read: links, `../` and absolute paths are
refused, and so is what is too large. What is left aside is told, with the reason.
"""

import os
import stat
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .errors import ClassroomError
from .notebooks import BIGGEST
from .students import student_of, without_common_folder

_MOST_FILES = 20_000
_BIGGEST_ZIP = 4 * 2**30
_NOISE = ("__MACOSX", ".ipynb_checkpoints", "__pycache__", ".git")


@dataclass(frozen=True)
class Submission:
    """One notebook: where it lies, whose it is, when it was changed, and how to read it."""

    file: str
    student: str
    modified: float
    read: Callable[[], bytes]


@dataclass(frozen=True)
class LeftAside:
    """A file that is not graded, and why."""

    file: str
    reason: str


def find_submissions(place):
    """Return (submissions, what was left aside) for a folder or a zip."""
    place = Path(place)
    if not place.exists():
        raise ClassroomError(f"There is no folder or zip {place}.")
    if place.is_dir():
        found, aside = _look_into_folder(place)
    elif zipfile.is_zipfile(place):
        found, aside = _look_into_zip(place, place)
    else:
        raise ClassroomError(f"{place} is neither a folder nor a zip.")
    if not found:
        refused = f" ({aside[0].file}: {aside[0].reason})" if aside else ""
        raise ClassroomError(f"There is no notebook (.ipynb) in {place}.{refused}")
    if len(found) > _MOST_FILES:
        raise ClassroomError(f"There are more than {_MOST_FILES:,} notebooks in {place}.")
    paths = without_common_folder([path for path, _, _ in found])
    submissions = [Submission("/".join(path), student_of(short), modified, read)
                   for (path, modified, read), short in zip(found, paths)]
    return sorted(submissions, key=lambda one: one.file), aside


# A folder ---------------------------------------------------------------------------------------

def _look_into_folder(place):
    """Return ([(path, modified, read)], left aside). Links are not followed."""
    found, aside = [], []

    def complain(error):
        aside.append(LeftAside(_name(place, error.filename), f"cannot be read: {error.strerror}"))

    for folder, folders, files in os.walk(place, onerror=complain):
        for name in list(folders):
            if name in _NOISE:
                folders.remove(name)
            elif os.path.islink(os.path.join(folder, name)):
                folders.remove(name)
                aside.append(LeftAside(_name(place, os.path.join(folder, name)),
                                       "is a link to a folder: links are not followed"))
        for name in sorted(files):
            _look_at_file(place, Path(folder, name), found, aside)
    return found, aside


def _look_at_file(place, path, found, aside):
    name = _name(place, path)
    kind = path.suffix.lower()
    if path.name.startswith("._") or kind not in (".ipynb", ".zip"):
        if not path.name.startswith("."):
            aside.append(LeftAside(name, "is no notebook (.ipynb)"))
        return
    about = path.lstat()
    if not stat.S_ISREG(about.st_mode):
        aside.append(LeftAside(name, "is a link: links are not followed"
                               if stat.S_ISLNK(about.st_mode) else "is no ordinary file"))
    elif kind == ".zip":
        inner, refused = _look_into_zip(path, place)
        found += inner
        aside += refused
    else:
        found.append((tuple(name.split("/")), about.st_mtime, lambda: _read_file(path)))


def _name(place, path):
    """Return the path inside the submissions, as text that can be shown and stored."""
    name = Path(path).relative_to(place).as_posix()
    return name.encode("utf-8", "replace").decode("utf-8")


def _read_file(path):
    """Read an ordinary file; it may have become something else since it was found."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)
                             | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise ClassroomError("The file is no ordinary file: it was not read.")
            return file.read(BIGGEST + 1)
    except OSError as error:
        raise ClassroomError(f"The file cannot be read: {error.strerror}.") from None


# A zip ------------------------------------------------------------------------------------------

def _look_into_zip(path, place):
    """Return ([(path, modified, read)], left aside) for the members of a zip."""
    # In a folder, the zip's own name tells the student.
    prefix = () if path == place else (*_name(place, path.parent).split("/"), path.stem)
    prefix = tuple(part for part in prefix if part != ".")
    where = "/".join(prefix)
    found, aside = [], []
    try:
        if path.stat().st_size > _BIGGEST_ZIP:
            raise ClassroomError("is too large")
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                _look_at_member(path, prefix, member, found, aside)
                if len(found) > _MOST_FILES:
                    raise ClassroomError(f"holds more than {_MOST_FILES:,} notebooks")
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, ClassroomError) as error:
        aside.append(LeftAside(where or path.name, f"cannot be read: {error}"))
    return found, aside


def _look_at_member(path, prefix, member, found, aside):
    name = member.filename.replace("\\", "/")
    shown = "/".join([*prefix, *(part for part in name.split("/") if part)])
    shown = shown.encode("utf-8", "replace").decode("utf-8")
    parts = tuple(name.split("/"))
    if member.is_dir() or set(parts) & set(_NOISE) or parts[-1].startswith("."):
        return
    if name.startswith("/") or ".." in parts or ":" in parts[0]:
        aside.append(LeftAside(shown, "has a path that leads out of the zip"))
    elif stat.S_ISLNK(member.external_attr >> 16):
        aside.append(LeftAside(shown, "is a link: links are not followed"))
    elif not name.lower().endswith(".ipynb"):
        aside.append(LeftAside(shown, "is no notebook (.ipynb)"))
    elif member.flag_bits & 1:
        aside.append(LeftAside(shown, "is encrypted"))
    else:
        parts = tuple(part for part in shown.split("/") if part != ".")
        found.append((parts, _time_of(member), lambda: _read_member(path, member)))


def _time_of(member):
    try:
        return time.mktime((*member.date_time, 0, 0, -1))
    except (ValueError, OverflowError):
        return 0.0


def _read_member(path, member):
    """Read a member of a zip, no more than is allowed, whatever size it says it has."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member) as file:
            return file.read(BIGGEST + 1)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError,
            NotImplementedError) as error:
        raise ClassroomError(f"The file in the zip cannot be read: {error}.") from None
    except Exception as error:    # zlib.error, lzma.LZMAError: whatever unpacks it
        raise ClassroomError(f"The file in the zip is damaged: {error}.") from None
