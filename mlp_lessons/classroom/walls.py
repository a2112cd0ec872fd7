"""What a student's process may not do, as far as the operating system helps.

Limits of memory, file size and processes everywhere. On Linux also Landlock: it may read Python and
the course and write into its own temporary folder, and sees no other process to signal; so it
reaches neither the report nor other submissions. TEACHING.md says plainly what this is not.
"""

import contextlib
import ctypes
import os
import resource
import signal
import sys
import time
from pathlib import Path

_ON_LINUX = sys.platform == "linux"
_BIGGEST_FILE = 64 * 2**20
_MOST_PROCESSES = 300          # more than the user has at the start; does not bind root
_AS_MUCH_MORE = 4 * 2**30      # address space beyond the memory: libraries, threads' stacks

# linux/prctl.h
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 1, 36, 38


def _prctl(option, value):
    if _ON_LINUX:
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def die_with_parent():
    """Let this process end when the one that started it does, however that ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans():
    """Make this process the parent of whatever its children leave running."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


# Processes left running -------------------------------------------------------------------------

def descendants():
    """Return the ids of all processes below this one."""
    found, open_ends = [], [os.getpid()]
    while open_ends:
        children = _children_of(open_ends.pop())
        found += children
        open_ends += children
    return found


def _children_of(process):
    found = []
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{process}/task"):
            with contextlib.suppress(OSError):
                with open(f"/proc/{process}/task/{task}/children") as file:
                    found += map(int, file.read().split())
    return found


def memory_of(processes):
    """Return the megabytes that processes hold, as far as that can be seen."""
    pages = 0
    for process in processes:
        with contextlib.suppress(OSError, IndexError):
            with open(f"/proc/{process}/statm") as file:
                pages += int(file.read().split()[1])
    return pages * resource.getpagesize() / 2**20


def kill_descendants(first=None):
    """Kill all processes below this one, and theirs, which become ours as they are orphaned.

    `first` is the student's process, whose group is killed where there is no /proc to look at.
    """
    for _ in range(2_000):
        if first is not None:
            with contextlib.suppress(OSError):
                os.killpg(first, signal.SIGKILL)
        for process in descendants():
            with contextlib.suppress(OSError):
                os.kill(process, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:    # none is left
            return
        time.sleep(0.002)


# Limits -----------------------------------------------------------------------------------------

def limit_resources(megabytes):
    """Bound memory, files and processes of this process and of those it starts."""
    limit_memory(megabytes)
    _lower("RLIMIT_AS", megabytes * 2**20 + _AS_MUCH_MORE)
    _lower("RLIMIT_FSIZE", _BIGGEST_FILE)
    _lower("RLIMIT_CORE", 0)
    _lower("RLIMIT_NOFILE", 256)


def limit_memory(megabytes):
    """Bound the memory of this process, and of those it starts."""
    _lower("RLIMIT_DATA", megabytes * 2**20)


def limit_processes(running):
    """Bound the number of processes and threads of this user: `running` now, and some more."""
    _lower("RLIMIT_NPROC", running + _MOST_PROCESSES)


def tasks_of_user():
    """Return how many processes and threads this user runs (0 where that cannot be seen)."""
    count = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if folder.stat().st_uid == os.getuid():
                count += len(os.listdir(folder / "task"))
    return count


def _lower(name, value):
    kind = getattr(resource, name, None)
    if kind is None:
        return
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (value, value))


# Landlock ---------------------------------------------------------------------------------------
# linux/landlock.h. The numbers of the system calls are the same on every architecture in use.

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_READING = _EXECUTE | _READ_FILE | _READ_DIR
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | 1 << 14 | 1 << 15    # truncate, ioctl
_SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/etc", "/sys", "/opt", "/nix",
           "/run/current-system", "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/dev/urandom",
           "/dev/random")


class _Rules(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("network", ctypes.c_uint64),
                ("scoped", ctypes.c_uint64)]


class _Path(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def landlock_version():
    """Return the version of Landlock that the kernel has; 0 if it has none."""
    if not _ON_LINUX:
        return 0
    return max(0, ctypes.CDLL(None).syscall(_CREATE, None, ctypes.c_size_t(0), 1))


def describe():
    """Say in one sentence what keeps students' code from the rest of the machine."""
    version = landlock_version()
    if not version:
        return ("This system has no Landlock: students' code ran with all rights of the user who "
                "started the grading. Use a container or a throw-away machine for strangers' code.")
    return ("Students' code could read Python and the course, and write into a folder of its own "
            f"only (Landlock, version {version})"
            + (", without TCP" if version >= 4 else "")
            + (", without signals to other processes." if version >= 6 else "."))


def shut_in(writable, readable, listed):
    """From here on, this process reads only what `readable` names, writes only into `writable`.

    Of the folders `listed` it sees the names, and no more.
    """
    version = landlock_version()
    if not version:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    files = (1 << 13) - 1 | (version >= 2) << 13 | (version >= 3) << 14 | (version >= 5) << 15
    rules = _Rules(files, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    handle = libc.syscall(_CREATE, ctypes.byref(rules), ctypes.c_size_t(size), 0)
    if handle < 0:
        raise OSError(ctypes.get_errno(), "Landlock refused")
    for path in (*_SYSTEM, *readable):
        _allow(libc, handle, path, _READING & files)
    for path in listed:
        _allow(libc, handle, path, _READ_DIR)
    for path in (writable, "/dev/null"):
        _allow(libc, handle, path, files)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    if libc.syscall(_RESTRICT, handle, 0):
        raise OSError(ctypes.get_errno(), "Landlock refused")
    os.close(handle)


def _allow(libc, handle, path, rights):
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:    # there is no such folder here
        return
    rights = rights if os.path.isdir(path) else rights & _OF_FILES
    rule = _Path(rights, descriptor)
    libc.syscall(_ADD, handle, 1, ctypes.byref(rule), 0)
    os.close(descriptor)
