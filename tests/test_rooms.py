"""The house: each module of mlp_lessons stands only on the ones below it.

Read from the source, so that imports inside functions count. `__init__` files only hand names on,
but for the rooms that are packages: what those import counts for the room.
"""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "mlp_lessons"

# From the top of the house to its foundation. What stands on one line does not know of the others.
HOUSE = [
    ["classroom"],
    ["authoring", "progress"],
    ["exercises"],
    ["explore"],
    ["plots"],
    ["setup_check"],
    ["instruments"],
    ["datasets"],
    ["training", "gradient_checking"],
    ["optimizers"],
    ["network"],
    ["losses"],
    ["layers"],
    ["activations"],
    ["initialization"],
    ["errors"],
]
FLOOR = {room: len(HOUSE) - number for number, rooms in enumerate(HOUSE) for room in rooms}
HEART = [room for rooms in HOUSE[8:] for room in rooms]


def files_by_room():
    """Return {room: its Python files}; what belongs to nobody's room stands under None."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if first != "__init__":
            found.setdefault(first, []).append(path)
    return found


def imported(path, source=None):
    """Return all modules and names that a file imports, in full: "mlp_lessons.losses.Loss"."""
    package = ("mlp_lessons", *path.relative_to(PACKAGE).parts[:-1])
    names = set()
    for node in ast.walk(ast.parse(source or path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = package[:len(package) - node.level + 1] if node.level else ()
            base = ".".join([*start, *filter(None, [node.module])])
            names |= {f"{base}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            if node.args and isinstance(node.args[0], ast.Constant):
                dots = len(node.args[0].value) - len(node.args[0].value.lstrip("."))
                start = package[:len(package) - dots + 1] if dots else ()
                names.add(".".join([*start, node.args[0].value.lstrip(".")]))
    return names


def public_names():
    """Return {name: room} for what `mlp_lessons/__init__.py` hands on."""
    from mlp_lessons import _MODULE_OF
    return _MODULE_OF


def rooms_used(path, source=None):
    """Return the rooms that a file imports from, its own left out."""
    used = set()
    for name in imported(path, source):
        parts = name.split(".")
        if parts[0] == "mlp_lessons" and len(parts) > 1:
            used.add(public_names().get(parts[1], parts[1]))
    return used - {path.relative_to(PACKAGE).parts[0].removesuffix(".py"), "__version__"}


def test_every_module_has_its_room():
    assert set(files_by_room()) <= set(FLOOR)
    assert set(HEART) <= set(files_by_room())


@pytest.mark.parametrize("room", FLOOR)
def test_a_room_stands_only_on_the_ones_below(room):
    for path in files_by_room().get(room, []):
        for used in rooms_used(path):
            assert FLOOR.get(used, 99) < FLOOR[room], (
                f"{path.relative_to(PACKAGE.parent)} imports from {used}, not below {room}")


@pytest.mark.parametrize("room", HEART)
def test_the_heart_needs_numpy_alone(room):
    allowed = set(sys.stdlib_module_names) | {"numpy", "mlp_lessons"}
    if room == "training":
        allowed.add("tqdm")    # inside fit
    for path in files_by_room()[room]:
        assert {name.split(".")[0] for name in imported(path)} <= allowed


def test_the_test_can_fail():
    here = PACKAGE / "layers.py"
    assert rooms_used(here, "from .network import MLP") == {"network"}
    assert rooms_used(here, "def f():\n    from mlp_lessons import MLP") == {"network"}
    assert rooms_used(here, "import mlp_lessons.plots as p") == {"plots"}
    assert rooms_used(here, "import_module('.losses', 'x')") == {"losses"}
    toy = PACKAGE / "datasets" / "toy.py"
    assert rooms_used(toy, "from ..network import MLP\nfrom . import b") == {"network"}
    assert rooms_used(PACKAGE / "datasets" / "__init__.py", "from .. import explore") == {"explore"}


def test_the_package_loads_nothing_heavy():
    code = ("import sys, numpy; before = set(sys.modules); import mlp_lessons; "
            "[getattr(mlp_lessons, name) for name in mlp_lessons.__all__]; "
            "print(*{name.split('.')[0] for name in set(sys.modules) - before})")
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                         cwd=PACKAGE.parent)
    heavy = {"tqdm", "IPython", "matplotlib", "ipywidgets", "torch", "sklearn", "pandas", "scipy"}
    assert not heavy & set(ran.stdout.split())


def test_naming_the_package_does_not_even_load_numpy():
    code = "import sys, mlp_lessons; print('numpy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                         cwd=PACKAGE.parent)
    assert ran.stdout.strip() == "False"


def test_no_module_bears_the_name_of_a_public_function():
    assert not set(public_names()) & set(FLOOR)
