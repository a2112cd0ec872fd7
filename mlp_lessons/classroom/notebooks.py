"""Reading what was handed in: JSON, cells, which lesson it is. Nothing of it is believed."""

import json
import re
from collections import Counter
from dataclasses import dataclass

from ..exercises.record import all_exercises
from .errors import ClassroomError

BIGGEST = 30 * 2**20         # bytes of a notebook
_MOST_CELLS = 2_000
_LONGEST_CELL = 200_000      # letters
_CHECKED = re.compile(r"""\b(?:check|hint|solution)\(\s*["'](\w+)["']""")
_TITLE = re.compile(r"^# +(\d\d) · ", re.MULTILINE)
_ASSIGNED = re.compile(r"^(?:def|class)?[ \t]*(\w+)\b", re.MULTILINE)


@dataclass(frozen=True)
class Notebook:
    """The code cells of a notebook, from top to bottom, and the lesson that it seems to be."""

    cells: list           # sources
    lesson: int | None
    problems: list        # sentences for the report


def read_notebook(data):
    """Return the Notebook in these bytes, or raise ClassroomError with what is wrong with it."""
    if not data.strip():
        raise ClassroomError("The file is empty.")
    if len(data) > BIGGEST:
        raise ClassroomError(f"The file is larger than {BIGGEST // 2**20} MB: it was not read.")
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ClassroomError("The file is no notebook: it is not text in UTF-8.") from None
    except (ValueError, RecursionError):
        raise ClassroomError("The file is damaged: it is no JSON, as a notebook has to be. Was it "
                             "cut off, or saved with merge marks in it?") from None
    if isinstance(content, dict) and "worksheets" in content:
        raise ClassroomError("The notebook has the form of before 2015: open it in JupyterLab, "
                             "save it, and hand it in again.")
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list):
        raise ClassroomError("The file is JSON, but no notebook: it has no cells.")
    _look_at_kernel(content.get("metadata"))
    return _collect(cells)


def _look_at_kernel(metadata):
    """Refuse a notebook of another language; one that does not say is taken for Python."""
    for part, key in (("language_info", "name"), ("kernelspec", "language")):
        found = metadata.get(part) if isinstance(metadata, dict) else None
        language = found.get(key) if isinstance(found, dict) else None
        if isinstance(language, str) and language and "python" not in language.lower():
            raise ClassroomError(f"The notebook is for another kernel ({language[:40]}), not for "
                                 f"Python: it was not run.")


def _collect(cells):
    problems, sources, texts, tags = [], [], [], []
    for number, cell in enumerate(cells[:_MOST_CELLS], start=1):
        source = _source_of(cell)
        if source is None:
            problems.append(f"Cell {number} is no cell, and was left out.")
        elif len(source) > _LONGEST_CELL:
            problems.append(f"Cell {number} has {len(source):,} letters, and was left out.")
        elif cell.get("cell_type") == "code":
            sources.append(source)
            tags += _tags_of(cell)
        else:
            texts.append(source)
    if len(cells) > _MOST_CELLS:
        problems.append(f"The notebook has {len(cells):,} cells: only the first {_MOST_CELLS:,} "
                        f"were looked at.")
    return Notebook(sources, _guess_lesson(sources, texts, tags), problems)


def _source_of(cell):
    source = cell.get("source") if isinstance(cell, dict) else None
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    # Half a pair of surrogates can stand in JSON, but in no source.
    return source.encode("utf-8", "replace").decode() if isinstance(source, str) else None


def _tags_of(cell):
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []


def _guess_lesson(sources, texts, tags):
    """Return the lesson most of the notebook speaks for: its title, its checks, tags and names."""
    votes = Counter()
    by_name, by_target = {}, {}
    for exercise in all_exercises():
        by_name[exercise.name] = exercise.lesson
        by_target.setdefault(exercise.object_name, set()).add(exercise.lesson)
    for source in sources:
        votes.update(by_name[name] for name in _CHECKED.findall(source) if name in by_name)
        for name in _ASSIGNED.findall(source):
            lessons = by_target.get(name, ())
            votes.update(lessons if len(lessons) == 1 else ())
    names = [tag.partition(":")[2] for tag in tags]
    votes.update(by_name[name] for name in names if name in by_name)
    titles = _TITLE.findall("\n".join(texts))
    if titles and int(titles[0]) in set(by_name.values()):
        votes[int(titles[0])] += 3
    return votes.most_common(1)[0][0] if votes else None
