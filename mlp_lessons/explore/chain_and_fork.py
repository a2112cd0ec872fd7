"""Lesson 05: small machines in a row, or in a fork, and a wiggle that travels through them."""

from collections.abc import Callable
from dataclasses import dataclass

from ..activations import sigmoid
from ..plots.style import FORWARD, GRADIENT, HIGHLIGHT, INK, LEARNER, number, tint
from .controls import Dial, choice
from .explorable import Explorable
from .svg import Svg


@dataclass(frozen=True)
class Machine:
    """It takes one number or two, the values named `sources`, and makes the value `target`."""

    target: str
    name: str
    sources: tuple
    f: Callable
    slopes: Callable        # of what it gets; one slope for each source


def _sigmoid_slope(z):
    a = float(sigmoid(z))
    return a * (1 - a)


STRUCTURES = {
    "chain": [
        Machine("u", "times 2", ("x",), lambda x: 2 * x, lambda x: [2.0]),
        Machine("y", "square", ("u",), lambda u: u**2, lambda u: [2 * u]),
    ],
    "chain of three": [
        Machine("u", "times 3", ("x",), lambda x: 3 * x, lambda x: [3.0]),
        Machine("v", "sigmoid", ("u",), lambda u: float(sigmoid(u)), lambda u: [_sigmoid_slope(u)]),
        Machine("y", "square", ("v",), lambda v: v**2, lambda v: [2 * v]),
    ],
    "fork": [
        Machine("u", "square", ("x",), lambda x: x**2, lambda x: [2 * x]),
        Machine("v", "times 3", ("x",), lambda x: 3 * x, lambda x: [3.0]),
        Machine("y", "add", ("u", "v"), lambda u, v: u + v, lambda u, v: [1.0, 1.0]),
    ],
    "fork, product": [
        Machine("u", "times 2", ("x",), lambda x: 2 * x, lambda x: [2.0]),
        Machine("v", "plus 1", ("x",), lambda x: x + 1, lambda x: [1.0]),
        Machine("y", "multiply", ("u", "v"), lambda u, v: u * v, lambda u, v: [v, u]),
    ],
}
FARTHEST_X = 2.0
WIDEST_WIGGLE = 0.5


class Wiggle:
    """Machines that work, and what becomes of a wiggle of x in them, in truth and as foretold."""

    def __init__(self, structure="chain"):
        self.structure = structure
        self.x = 1.0
        self.delta = 0.1

    @property
    def machines(self):
        return STRUCTURES[self.structure]

    @property
    def is_fork(self):
        return len(self.machines[-1].sources) == 2

    def values(self, x):
        """Return what stands on each arrow: {"x": …, "u": …, "y": …}."""
        values = {"x": x}
        for machine in self.machines:
            values[machine.target] = machine.f(*(values[name] for name in machine.sources))
        return values

    def moved(self, delta=None):
        """Return how far each value moves in truth when x is wiggled."""
        delta = self.delta if delta is None else delta
        before, after = self.values(self.x), self.values(self.x + delta)
        return {name: after[name] - before[name] for name in before}

    def slopes(self):
        """Return the slopes of each machine, taken at what it gets: {"u": [2.0], "y": [4.0]}."""
        values = self.values(self.x)
        return {machine.target: machine.slopes(*(values[name] for name in machine.sources))
                for machine in self.machines}

    def slopes_so_far(self):
        """Return the slope of each value for x: multiplied along a path, added where paths meet."""
        so_far = {"x": 1.0}
        for machine, slopes in zip(self.machines, self.slopes().values()):
            so_far[machine.target] = sum(slope * so_far[name]
                                         for slope, name in zip(slopes, machine.sources))
        return so_far

    def paths(self):
        """Return for each path from x to y the slopes along it: {"": [2, 4]}, {"u": …, "v": …}."""
        slopes = self.slopes()
        if not self.is_fork:
            return {"": [slope for slopes_here in slopes.values() for slope in slopes_here]}
        return {name: [slopes[name][0], last]
                for name, last in zip(self.machines[-1].sources, slopes["y"])}

    def foretold(self, delta=None):
        """Return how far each value moves if the slopes keep their promise."""
        delta = self.delta if delta is None else delta
        return {name: slope * delta for name, slope in self.slopes_so_far().items()}

    def measured(self):
        """Return Δy/Δx, or None if nothing was wiggled."""
        return self.moved()["y"] / self.delta if self.delta else None

    def farthest(self):
        """Return how far anything moves with the widest wiggles: where the bars end."""
        return max(abs(way) for delta in (-WIDEST_WIGGLE, WIDEST_WIGGLE)
                   for ways in (self.moved(delta), self.foretold(delta)) for way in ways.values())

    def words(self):
        """Say what is to be seen."""
        return "\n".join([self._words_of_values(), self._words_of_wiggle(), self._words_of_slopes(),
                          self._words_of_measuring()])

    def _words_of_values(self):
        values = self.values(self.x)
        made = [f"“{machine.name}” makes {machine.target} = {short(values[machine.target])}"
                for machine in self.machines]
        return f"x = {short(self.x)}: {', '.join(made[:-1])}, and {made[-1]}."

    def _words_of_wiggle(self):
        if not self.delta:
            return "Δx = 0: nothing moves. Give x a wiggle."
        moved = [f"Δ{name} = {short(way)}" for name, way in self.moved().items()]
        return f"Wiggle x by {moved[0]}. In truth {', '.join(moved[1:-1])} and {moved[-1]}."

    def _words_of_slopes(self):
        whole = self.slopes_so_far()["y"]
        end = f", which foretells Δy = {short(whole * self.delta)}" if self.delta else ""
        if not self.is_fork:
            places = [f"“{machine.name}” has slope {short(slopes[0])} at {machine.sources[0]} = "
                      f"{short(self.values(self.x)[machine.sources[0]])}"
                      for machine, slopes in zip(self.machines, self.slopes().values())]
            places = ", ".join(places)
            return (f"{places}. In a row slopes multiply: {product(self.paths()[''])} = "
                    f"{short(whole)}{end}.")
        shares = {name: slopes[0] * slopes[1] for name, slopes in self.paths().items()}
        along = ", ".join(f"through {name} {product(slopes)} = {short(shares[name])}"
                          for name, slopes in self.paths().items())
        return (f"Along a path slopes multiply: {along}. Where the paths meet they add: "
                f"{' + '.join(bracketed(shares.values()))} = {short(whole)}{end}.")

    def _words_of_measuring(self):
        whole = short(self.slopes_so_far()["y"])
        if not self.delta:
            return f"By the slopes, Δy/Δx is {whole} for a very small wiggle."
        measured = short(self.measured())
        text = f"Measured: Δy/Δx = {measured}. By the slopes: {whole}."
        if measured == whole:
            return text + " To three digits they agree."
        start, end = number(self.x, 6), number(self.x + self.delta, 6)
        return text + (f" They differ, because the slopes change on the way from {start} to {end}. "
                       f"Try a smaller wiggle.")


def short(value):
    """Write a number with three digits that count: 18.9, −0.25, 9.1·10⁻⁸."""
    text = number(round(value, 14))         # 0.30000000000000004 − 0.3 is 0
    if "e" not in text:
        return text
    factor, power = text.split("e")
    return f"{factor}·10{power.replace('−', '-').translate(RAISED)}"


RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def bracketed(values):
    """Write numbers for a sum or a product: negative ones in brackets, but not the first."""
    texts = [short(value) for value in values]
    return [f"({text})" if k and text.startswith("−") else text for k, text in enumerate(texts)]


def product(values):
    return " × ".join(bracketed(values))


DARK_GRADIENT = "#A34700"       # for letters: the same meaning, easier to read
SMALL = 13
BAR = 9                         # how thick a bar is
HALF_BAR = 48                   # how long at most, to each side
HALF_BOX = 50


class ChainExplorable(Explorable):
    name = "chain"
    width = 700

    def __init__(self, structure="chain"):
        self.model = Wiggle(structure)
        super().__init__()
        self.add("structure", choice("machines", list(STRUCTURES), structure))
        self.add("x", Dial("x", self.model.x, -FARTHEST_X, FARTHEST_X, 0.05))
        self.add("delta", Dial("wiggle Δx", self.model.delta, -WIDEST_WIGGLE, WIDEST_WIGGLE, 0.001))

    def update(self):
        model = self.model
        model.structure = self["structure"].value
        model.x = self["x"].value
        model.delta = self["delta"].value

    def picture(self):
        return self._fork() if self.model.is_fork else self._chain()

    # ---- drawing ----

    def _chain(self):
        model, names = self.model, list(self.model.values(0))
        svg = Svg(self.width, 300)
        machines = model.machines
        between = 516 / len(machines)               # from one arrow to the next
        places = {name: 130 + between * k for k, name in enumerate(names)}
        row = 46
        svg.text(4, 124, "moves", size=SMALL, color=FORWARD)
        svg.text(4, 178, "foretold", size=SMALL, color=DARK_GRADIENT)
        for k, machine in enumerate(machines):
            middle = places[names[k]] + between / 2
            slope = model.slopes()[machine.target][0]
            self._machine(svg, middle, row, machine.name, slope)
            svg.text(middle, 178, f"× {bracketed([0, slope])[1]}", anchor="middle", size=SMALL,
                     color=DARK_GRADIENT)
        for k, name in enumerate(names):
            x = places[name]
            left = x - between / 2 + HALF_BOX if k else x - 40
            right = x + between / 2 - HALF_BOX if k < len(machines) else x + 40
            svg.arrow(left, row, right - 2, row, color=FORWARD)
            self._value(svg, x, row, name)
            self._bar(svg, x, 119, model.moved()[name], FORWARD)
            self._bar(svg, x, 173, model.foretold()[name], GRADIENT, hollow=True)
        self._sums(svg, 226)
        return svg.source(self.words())

    def _fork(self):
        model = self.model
        svg = Svg(self.width, 484)
        x_place, fork, box, card, join, y_place = 60, 120, 184, 342, 486, 626
        rows = {"u": 56, "v": 276}
        middle = 166
        slopes = model.slopes()
        svg.line(8, middle, fork, middle, color=FORWARD, width=1.8)
        svg.line(fork, rows["u"], fork, rows["v"], color=FORWARD, width=1.8)
        for (name, row), into in zip(rows.items(), slopes["y"]):
            machine = next(machine for machine in model.machines if machine.target == name)
            svg.arrow(fork - 0.9, row, box - HALF_BOX - 2, row, color=FORWARD)
            self._machine(svg, box, row, machine.name, slopes[name][0])
            svg.line(box + HALF_BOX, row, join + 0.9, row, color=FORWARD, width=1.8)
            edge = middle - 40 if name == "u" else middle + 40
            svg.arrow(join, row, join, edge, color=FORWARD)
            svg.text(join + 12, (row + edge) / 2 + 5, f"slope {short(into)}", size=SMALL,
                     color=DARK_GRADIENT)
            self._value(svg, card, row, name)
            self._bar(svg, card, row + 52, model.moved()[name], FORWARD, note="moves: ")
            self._bar(svg, card, row + 92, model.foretold()[name], GRADIENT, hollow=True,
                      note="foretold: ")
        svg.box(join - HALF_BOX, middle - 38, 2 * HALF_BOX, 76, edge=FORWARD, line=1.5)
        svg.text(join, middle + 5, model.machines[-1].name, anchor="middle")
        svg.arrow(join + HALF_BOX, middle, self.width - 6, middle, color=FORWARD)
        self._value(svg, x_place, middle, "x")
        self._bar(svg, x_place, middle + 52, model.delta, FORWARD, note="moves: ")
        self._value(svg, y_place, middle, "y")
        self._bar(svg, y_place, middle + 52, model.moved()["y"], FORWARD, note="moves: ")
        parts = {name: along[0] * along[1] * model.delta for name, along in model.paths().items()}
        for k, (name, part) in enumerate(parts.items()):
            self._bar(svg, y_place, middle + 92 + 40 * k, part, GRADIENT, hollow=True,
                      note=f"through {name}: ")
        self._bar(svg, y_place, middle + 172, model.foretold()["y"], GRADIENT, hollow=True,
                  note="together: ")
        self._sums(svg, 412)
        return svg.source(self.words())

    def _machine(self, svg, x, y, name, slope):
        svg.box(x - HALF_BOX, y - 32, 2 * HALF_BOX, 64, edge=FORWARD, line=1.5)
        svg.text(x, y - 6, name, anchor="middle")
        svg.text(x, y + 18, f"slope {short(slope)}", anchor="middle", size=SMALL,
                 color=DARK_GRADIENT)

    def _value(self, svg, x, y, name):
        """Write the name of a value above its arrow, and the value below."""
        color = LEARNER if name == "x" else FORWARD
        svg.text(x, y - 12, name, anchor="middle", color=color, italic=True)
        svg.text(x, y + 24, short(self.model.values(self.model.x)[name]), anchor="middle",
                 color=color, bold=True)

    def _bar(self, svg, x, y, way, color, hollow=False, note=""):
        """Draw how far something moves: a bar to the right or the left, its number below it."""
        length = way / self.model.farthest() * HALF_BAR
        if abs(length) > 0.3:
            svg.box(min(x, x + length), y - BAR / 2, abs(length), BAR, radius=0,
                    fill=tint_of(color, 0.3) if hollow else color, edge=color)
        svg.line(x, y - BAR / 2 - 4, x, y + BAR / 2 + 4, color=INK, width=1)
        svg.text(x, y + BAR / 2 + 17, note + short(way), anchor="middle", size=SMALL,
                 color=DARK_GRADIENT if hollow else FORWARD)

    def _sums(self, svg, y):
        """Write the two numbers to compare."""
        model = self.model
        whole = short(model.slopes_so_far()["y"])
        if model.is_fork:
            by_slopes = " + ".join(bracketed([along[0] * along[1]
                                              for along in model.paths().values()]))
        else:
            by_slopes = product(model.paths()[""])
        measured = "–" if not model.delta else (
            f"{short(model.moved()['y'])} / {bracketed([0, model.delta])[1]} = "
            f"{short(model.measured())}")
        svg.box(4, y, self.width - 8, 66, fill=HIGHLIGHT, edge=HIGHLIGHT)
        for line, name, numbers, color in (
                (26, "By the slopes", f"Δy/Δx ≈ {by_slopes} = {whole}", DARK_GRADIENT),
                (50, "Measured", f"Δy/Δx = {measured}", FORWARD)):
            svg.text(18, y + line, name, color=color)
            svg.text(150, y + line, numbers, color=color, bold=True)


def tint_of(color, share):
    red, green, blue = (round(255 * part) for part in tint(color, share))
    return f"#{red:02X}{green:02X}{blue:02X}"


def chain(structure="chain"):
    """Wiggle x, the number that goes into small machines, and see what comes out of them.

    Args:
        structure: the machines at the start: "chain", "chain of three", "fork", or
            "fork, product", where the two paths are multiplied when they meet.
    """
    if structure not in STRUCTURES:
        raise ValueError(f"structure must be one of {', '.join(map(repr, STRUCTURES))}, "
                         f"got {structure!r}.")
    return ChainExplorable(structure)
