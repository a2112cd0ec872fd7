"""One form for every notebook, so that building it again changes nothing and a diff shows only
what was meant. Everything here is a plain function on a notebook in memory.
"""

import hashlib
import re

import nbformat

from .running import ANSI

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
VALID_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
# What editors and converters make up afresh each time: eight hex digits, or a UUID.
RANDOM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?")


def normalise_cells(notebook, lesson):
    """Fix metadata, sources and ids, in place: all that is known before the notebook runs."""
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.source = cell.source.replace("\r\n", "\n").strip("\n")
        cell.metadata = nbformat.from_dict(kept_metadata(cell.metadata))
    give_ids(notebook, lesson)


def kept_metadata(metadata):
    """Tags and slides stay, how a cell was last folded goes; an answer's output is hidden."""
    kept = {}
    if metadata.get("tags"):
        kept["tags"] = list(dict.fromkeys(metadata["tags"]))
    if metadata.get("slideshow"):
        kept["slideshow"] = metadata["slideshow"]
    jupyter = {}
    if metadata.get("jupyter", {}).get("source_hidden"):
        jupyter["source_hidden"] = True
    if "answer" in kept.get("tags", []):
        jupyter["outputs_hidden"] = True
    if jupyter:
        kept["jupyter"] = jupyter
    return kept


def give_ids(notebook, lesson):
    """Keep every id that somebody chose; make the others from the lesson and the cell's content.

    A random id counts as none: a converter gives new ones each time, and an unchanged cell
    should keep its own.
    """
    taken = {cell.id for cell in notebook.cells if is_chosen(cell.get("id"))}
    seen = set()
    for cell in notebook.cells:
        if not is_chosen(cell.get("id")) or cell.id in seen:
            cell.id = new_id(cell, lesson, taken)
        taken.add(cell.id)
        seen.add(cell.id)


def is_chosen(cell_id):
    return bool(cell_id and VALID_ID.fullmatch(cell_id) and not RANDOM_ID.fullmatch(cell_id))


def new_id(cell, lesson, taken):
    tags = [tag for tag in cell.metadata.get("tags", []) if ":" in tag]
    if tags:
        content = re.sub(r"[^a-zA-Z0-9_-]", "-", tags[0])[:50]
    else:
        content = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:10]
    wish = f"{lesson:02d}-{content}"
    candidates = [wish] + [f"{wish}-{number}" for number in range(2, len(taken) + 3)]
    return next(candidate for candidate in candidates if candidate not in taken)


def normalise_outputs(notebook):
    """Fix what running left behind, in place: counts 1 … n, no widget views, no frames of files."""
    notebook.metadata = nbformat.from_dict(METADATA)  # running notes the version of Python there
    count = 0
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        if cell.execution_count is not None:
            count += 1
            cell.execution_count = count
        cell.outputs = merge_streams([normalise_output(output) for output in cell.outputs])
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count


def normalise_output(output):
    output = nbformat.from_dict(output)
    if output.output_type == "stream":
        output.text = output.text.replace("\r\n", "\n")
    elif output.output_type == "error":
        output.evalue = ANSI.sub("", output.evalue)
        output.traceback = shorten_traceback(output.traceback)
    else:
        output.pop("transient", None)
        if len(output.data) > 1:
            output.data.pop(WIDGET_VIEW, None)
        output.metadata = nbformat.from_dict(
            {mime: output.metadata[mime] for mime in output.data if output.metadata.get(mime)}
        )
    return output


def merge_streams(outputs):
    """Join neighbouring pieces of one stream: where they were cut is a matter of timing."""
    merged = []
    for output in outputs:
        last = merged[-1] if merged else None
        if (last and output.output_type == last.output_type == "stream"
                and output.name == last.name):
            last.text += output.text
        else:
            merged.append(output)
    return merged


def shorten_traceback(frames):
    """Keep the frames of the notebook's own cells: the others name files of this machine."""
    return [frame for frame in frames if not ANSI.sub("", frame).lstrip().startswith("File ")]


# What no stored output may contain, and what to call it.
UNSTABLE = [
    ("an object's address", r"\b0x[0-9a-fA-F]{7,}"),
    ("a path of this machine",
     r"(?<![\w.:/<])/(?:home|Users|tmp|root|usr|opt|var|private|mnt|work|content)/[\w.]"),
    ("a path of this machine", r"(?<!\w)~/\w"),
    ("a path of this machine", r"\b[A-Z]:\\\w"),
    ("a process number", r"\b[Pp][Ii][Dd]\W{0,3}\d+|ipykernel_\d+"),
    ("a progress bar", r"\r|\d%\|"),
    ("a time that was measured", r"\bCPU times:|\bWall time:"),
]


def unstable_parts(cell, course):
    """Say what in the outputs of a cell would differ elsewhere: sentences, none if all is well."""
    complaints = {}
    for output in cell.get("outputs", []):
        if output.output_type == "stream" and output.name == "stderr":
            complaints["stderr"] = f"writes to stderr: {output.text.strip()[:200]}"
        for text in texts_of(output):
            for what, pattern in [*UNSTABLE, ("a path of this machine", re.escape(str(course)))]:
                found = re.search(pattern, text)
                if found:
                    around = text[max(found.start() - 30, 0):found.end() + 30]
                    complaints.setdefault(what, f"puts out {what}: {around!r}")
    return list(complaints.values())


def texts_of(output):
    """The texts in an output, without pictures and tracebacks."""
    if output.output_type == "stream":
        return [output.text]
    if output.output_type == "error":
        return [output.evalue]
    return [without_pictures(text) for mime, text in output.data.items()
            if isinstance(text, str) and not is_picture(mime)]


def is_picture(mime):
    return mime.startswith("image/") and mime != "image/svg+xml"


def without_pictures(text):
    return re.sub(r"(data:image/\w+;base64,)[A-Za-z0-9+/=\s]+", r"\1PICTURE", text)


def comparable(cell):
    """A cell as plain data, without what another version of matplotlib draws differently."""
    cell = nbformat.from_dict(cell)
    if "nbval-ignore-output" in cell.metadata.get("tags", []):
        cell.outputs = []
    for output in cell.get("outputs", []):
        output.pop("traceback", None)
        for mime, value in output.get("data", {}).items():
            if is_picture(mime):
                output.data[mime] = "PICTURE"
            elif isinstance(value, str):
                output.data[mime] = without_pictures(value)
    return cell
