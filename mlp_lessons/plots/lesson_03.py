"""The pictures of lesson 03: a forward pass, objects, and what a hidden layer does to the plane."""

import numpy as np
from matplotlib.patches import Circle, FancyBboxPatch

from .planes import boundary, draw_boundary, draw_points, plane_size, prepare_plane
from .style import (
    DASHED,
    FORWARD,
    INK,
    LEARNER,
    NEGATIVE,
    PAPER,
    REFERENCE,
    class_tint,
    inches_as_units,
    listing,
    number,
    panel,
    picture,
    side_by_side,
    tint,
)
from .tables import Block

# The 2-2-2 network ------------------------------------------------------------------------------


def paper_network(tiny):
    """Show the 2-2-2 network with both samples as inputs, the other circles empty."""
    side_by_side([_tiny_panel(tiny, n, done=False) for n in (0, 1)], size=(8.4, 3.05))


def tiny_pass(tiny):
    """Show the 2-2-2 network with all values of both samples."""
    side_by_side([_tiny_panel(tiny, n, done=True) for n in (0, 1)], size=(8.4, 3.05))


_GAP, _HIGH, _RADIUS = 1.58, 0.68, 0.27    # between columns; of the upper circles; of a circle


def _tiny_panel(tiny, n, done):
    """Return a panel with the network and one sample; `done` writes all values into it."""
    x, z = tiny.X[n], tiny.W1 @ tiny.X[n] + tiny.b1
    a = np.maximum(z, 0)
    values = [x, a, tiny.W2 @ a + tiny.b2] if done else [x, None, None]

    def draw(ax):
        inches_as_units(ax, (-0.4, 2 * _GAP + 0.4), (-1.3, 1.55))
        ax.set_title(("First sample", "Second sample")[n])
        for gap, W in enumerate((tiny.W1, tiny.W2)):
            _tiny_weights(ax, gap, W)
        for column, biases in enumerate((None, tiny.b1, tiny.b2)):
            ax.text(column * _GAP, 1.42, ("input", "hidden", "output")[column], ha="center",
                    va="center")
            for unit, side in ((0, 1), (1, -1)):    # the upper and the lower circle
                value = None if values[column] is None else values[column][unit]
                off = done and column == 1 and z[unit] < 0
                _tiny_unit(ax, (column * _GAP, side * _HIGH), value, off)
                if biases is not None:
                    _tiny_text(ax, column * _GAP, side * (_HIGH + _RADIUS + 0.15),
                               f"b = {number(biases[unit])}",
                               NEGATIVE if biases[unit] < 0 else LEARNER)
                if done and column == 1:
                    _tiny_text(ax, column * _GAP, side * (_HIGH - _RADIUS - 0.15),
                               f"z = {number(z[unit])}", INK)
        return _tiny_words(tiny, n, values, z if done else None)

    return draw


def _tiny_weights(ax, gap, W):
    """Draw the four lines between two columns, with the numbers away from the crossing."""
    for (out, into), w in np.ndenumerate(W):
        start = np.array([gap * _GAP, _HIGH * (1 - 2 * into)])
        end = np.array([(gap + 1) * _GAP, _HIGH * (1 - 2 * out)])
        ax.plot(*np.array([start, end]).T, color=NEGATIVE if w < 0 else LEARNER,
                linewidth=0.8 + 3.2 * abs(w) / np.abs(W).max(),
                linestyle=(0, (2.4, 1.6)) if w < 0 else "solid", zorder=1)
        x, y = start + (0.5 if out == into else (0.29, 0.71)[gap]) * (end - start)
        _tiny_text(ax, x, y, number(w), NEGATIVE if w < 0 else LEARNER)


def _tiny_unit(ax, place, value, off):
    color = REFERENCE if off else FORWARD
    ax.add_patch(Circle(place, _RADIUS, zorder=3, linewidth=1.6, facecolor=PAPER, edgecolor=color,
                        linestyle=DASHED if off else "solid"))
    if value is not None:
        ax.text(*place, number(value), ha="center", va="center", zorder=4, color=color)


def _tiny_text(ax, x, y, text, color):
    ax.text(x, y, text, color=color, ha="center", va="center", zorder=5,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.0})


def _tiny_words(tiny, n, values, z):
    words = [f"The network with the {('first', 'second')[n]} sample."]
    words += [f"Values of the {name} circles: {listing(map(number, array))}."
              for name, array in zip(("input", "hidden", "output"), values) if array is not None]
    if z is not None:
        words.append(f"Hidden sums z: {listing(map(number, z))}.")
    for name, W, b in (("hidden", tiny.W1, tiny.b1), ("output", tiny.W2, tiny.b2)):
        words += [f"Weights into {name} unit {unit + 1}: {listing(map(number, W[unit]))}, bias "
                  f"{number(b[unit])}." for unit in range(len(W))]
    return " ".join(words)


# axis -------------------------------------------------------------------------------------------


def axis_sums(S):
    """Show a matrix S (N, K) with its sums along both axes."""
    S = np.asarray(S, dtype=float)
    table = Block(S, "S")
    down = _renamed(Block(S.sum(axis=0), "S"), "S.sum(axis=0)", (S.shape[1],))
    across = _renamed(Block(S.sum(axis=1)[:, None], "S"), "S.sum(axis=1)", (len(S),))
    gap = 1.25
    width = table.width + gap + across.width
    height = table.height + 0.75 + down.height
    words = (f"{table.in_words()} An arrow to the right, axis=1, leads to one sum per row: "
             f"{listing(map(number, S.sum(axis=1)))}. An arrow downwards, axis=0, leads to one sum "
             f"per column: {listing(map(number, S.sum(axis=0)))}.")

    def draw(ax):
        inches_as_units(ax, (0, width), (height, 0))
        table.draw(ax, 0, 0)
        across.draw(ax, table.width + gap, 0)
        down.draw(ax, (table.width - down.width) / 2, table.height + 0.75)
        middle = table.middle()
        _arrow(ax, (table.width + 0.1, middle), (table.width + gap - 0.1, middle))
        ax.text(table.width + gap / 2, middle - 0.14, "axis=1", ha="center", va="bottom")
        _arrow(ax, (table.width / 2, table.height + 0.08), (table.width / 2, table.height + 0.68))
        ax.text(table.width / 2 + 0.14, table.height + 0.38, "axis=0", ha="left", va="center")
        return words

    picture(draw, size=(width + 0.3, height + 0.3))


def _renamed(block, name, shape):
    """Let a block be headed by a longer name and by the shape that the result has in NumPy."""
    block.heading = f"{name}  {shape}"
    block.inner_width = max(block.table_width, 0.095 * len(block.heading)) + 0.2
    block.width = block.left + block.inner_width
    return block


def _arrow(ax, start, end, color=FORWARD, dashes="solid"):
    ax.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": color, "linewidth": 1.8,
                                            "linestyle": dashes, "shrinkA": 0, "shrinkB": 0})


# Classes ----------------------------------------------------------------------------------------


def two_objects():
    """Show the class Multiply and two objects made of it, each with its own factor."""
    def draw(ax):
        inches_as_units(ax, (0, 7.9), (0, 2.9))
        _card(ax, (0.1, 0.45), (2.9, 2.1), "class Multiply",
              ["__init__(self, factor)", "forward(self, X)"], LEARNER)
        for low, name, factor in ((1.6, "double", "2.0"), (0.15, "half", "0.5")):
            _card(ax, (5.2, low), (2.6, 1.2), f"the object {name}", [f"factor = {factor}"], FORWARD)
            _arrow(ax, (3.05, 1.5), (5.15, low + 0.6))
            up = 1 if low > 1 else -1
            ax.text(4.05, (1.5 + low + 0.6) / 2 + 0.22 * up, f"Multiply({factor})",
                    ha="center", va="bottom" if up > 0 else "top")
        return ("On the left the class Multiply with its two methods, __init__ and forward. Arrows "
                "lead to two objects made of it: double, in which factor is 2.0, and half, in "
                "which factor is 0.5.")

    picture(draw, size=(8.1, 3.1))


def _card(ax, corner, size, title, lines, color):
    (x, y), (width, height) = corner, size
    ax.add_patch(FancyBboxPatch((x, y), width, height, boxstyle="round,pad=0,rounding_size=0.1",
                                facecolor=tint(color, 0.07), edgecolor=color, linewidth=1.5))
    ax.text(x + 0.2, y + height - 0.3, title, va="center", weight="bold")
    for k, line in enumerate(lines):
        ax.text(x + 0.2, y + height - 0.75 - 0.42 * k, line, va="center", family="monospace")


# The plane --------------------------------------------------------------------------------------

_MOONS = (-2.0, 2.0, -2.0, 2.0)    # left, right, bottom, top


def best_line(X, y):
    """Show the points and the best of many straight lines, found by trying."""
    angles, offsets = np.radians(np.arange(0, 360, 0.5)), np.linspace(-2, 2, 401)
    directions = np.column_stack([np.cos(angles), np.sin(angles)])     # (720, 2)
    heights = X @ directions.T                                         # (N, 720)
    rights = [((heights > offset) == (y == 1)[:, None]).sum(axis=0) for offset in offsets]
    place, turn = np.unravel_index(np.argmax(rights), (len(offsets), len(angles)))
    boundary(X, y, lambda X: X @ directions[turn] - offsets[place], mark_wrong=True, limits=_MOONS,
             title=f"The best of {len(angles) * len(offsets):,} straight lines: "
                   f"{rights[place][turn]} of {len(y)} right")


def bent_plane(X, y, network):
    """Show the points and a grid of the plane before, between and after the two steps of a layer.

    `network` has two inputs, two hidden units and two scores.
    """
    linear, activation, _ = network.layers
    name = str(activation).lower().removesuffix("()")
    steps = [("Before: the inputs", ("x₁", "x₂"), lambda X: X, _MOONS),
             ("After the linear part", ("z₁", "z₂"), linear.forward, (-13.0, 13.0, -2.2, 2.2)),
             (f"After {name}", ("h₁", "h₂"), _hidden(network), _hidden_limits(X, network))]

    def step_panel(title, axes, send, limits):
        def draw(ax):
            seen = draw_points(ax, send(X), y, axes=axes, limits=limits, legend=False)
            ax.set_aspect("auto")
            ax.locator_params(nbins=4)
            _draw_grid(ax, send)
            ax.set_title(title)
            return f"{title}: {seen}"
        return draw

    words = ("Before: the two moons and a square grid. After the linear part: the grid is flipped "
             "over, turned and stretched to a slanted one, all its lines still straight, and the "
             "moons still reach into each other. After tanh: the lines of the grid are bent and "
             "crowd at the left and right edges. The circles of class 0 run along the lower and "
             "the right edge, the squares of class 1 along the left and the upper edge, and a "
             "free strip between them leads from the lower left to the upper right.")
    side_by_side([step_panel(*step) for step in steps], size=(8.4, 3.2),
                 alt=f"The moons with a grid of lines behind them, three times. {words}"
                 if name == "tanh" else None)


def _hidden(network):
    """Return the function that sends points (N, in) through the hidden layer."""
    linear, activation, _ = network.layers
    return lambda X: activation.forward(linear.forward(X))


def _hidden_limits(X, network):
    """Return limits round the hidden values: those of tanh where they are enough."""
    H = _hidden(network)(X)
    if np.abs(H).max() <= 1.15:
        return (-1.15, 1.15, -1.15, 1.15)
    room = 0.1 * np.ptp(H, axis=0)
    low, high = H.min(axis=0) - room, H.max(axis=0) + room
    return (low[0], high[0], low[1], high[1])


def _draw_grid(ax, send, reach=2.0, lines=17):
    """Draw what has become of a square grid on the plane of the inputs."""
    along = np.linspace(-reach, reach, 161)
    for place in np.linspace(-reach, reach, lines):
        across = np.full_like(along, place)
        for line in (np.column_stack([along, across]), np.column_stack([across, along])):
            ax.plot(*send(line).T, color="#BBBBBB", linewidth=0.7, zorder=0)


def straight_and_bent(X, y, network):
    """Show the boundary of a network with two hidden units, among them and among the inputs."""
    def carried_back(ax):
        seen = draw_boundary(ax, X, y, network, axes=("x₁", "x₂"), limits=_MOONS)
        ax.get_legend().get_texts()[-1].set_text("equal scores")
        ax.set_title("Carried back to the inputs")
        return f"Carried back to the inputs. {seen}"

    side_by_side([
        panel(boundary, _hidden(network)(X), y, network.layers[-1].forward, axes=("h₁", "h₂"),
              limits=_hidden_limits(X, network), legend=False, title="As the last layer sees it"),
        carried_back,
    ], size=(8.4, 3.5), widths=(1, 1.45))


# Circles ----------------------------------------------------------------------------------------

_CIRCLES = (-2.0, 2.0, -2.0, 2.0)


def circles_by_hand(X, y, answer):
    """Show the boundary of the network in `answer`, or say why there is none.

    `answer` is the dictionary of exercise 3.13; dots and numbers that do not fit are no error.
    """
    network, problem = _read_network(answer)
    if network is None:
        print(problem)
        return
    right = ((network(X) > 0) == (y == 1)).sum()
    picture(draw_boundary, X, y, network, limits=_CIRCLES, mark_wrong=True,
            size=plane_size(_CIRCLES, legend=True),
            title=f"Your weights: {right} of {len(y)} right")


def _read_network(answer):
    """Return (a function of points, None), or (None, why there is none)."""
    nothing = "No boundary yet: the weights in the cell above are still open."
    try:
        W1, b1, W2, b2 = (answer[key] for key in ("W1", "b1", "W2", "b2"))
        if any(part is ... for part in (W1, b1, W2, b2)):
            return None, nothing
        W1, b1, W2, b2 = (np.asarray(part, dtype=float) for part in (W1, b1, W2, b2))
        hidden = len(W1)
        if W1.shape != (hidden, 2) or b1.shape != (hidden,) or W2.shape != (1, hidden) \
                or b2.shape != (1,):
            return None, (f"No boundary: these shapes do not fit together. W1 {W1.shape}, "
                          f"b1 {b1.shape}, W2 {W2.shape}, b2 {b2.shape}.")
    except (TypeError, ValueError, KeyError, IndexError):
        return None, nothing
    return lambda X: np.maximum(X @ W1.T + b1, 0) @ W2.ravel() + b2.item(), None


def folded_plane(X, y, bias=-1.3):
    """Show the circles before and after the plane is folded along both axes, and the cut."""
    folded = np.abs(X)

    def before(ax):
        seen = draw_points(ax, X, y, limits=_CIRCLES, legend=False)
        ax.axhline(0, color=REFERENCE, linestyle=DASHED, linewidth=1.2, zorder=0)
        ax.axvline(0, color=REFERENCE, linestyle=DASHED, linewidth=1.2, zorder=0)
        _rings(ax, [(0.9, 1.2), (-0.9, 1.2), (0.9, -1.2), (-0.9, -1.2)])
        ax.set_title("Before: the creases")
        return (f"The circles, with dashed lines where the plane will be folded: both axes. Four "
                f"rings, at 0.9 and 1.2 and at its mirror images. {seen}")

    def after(ax):
        seen = draw_boundary(ax, folded, y, lambda F: F.sum(axis=1) + bias, legend=False,
                             limits=(-0.15, 2.0, -0.15, 2.0), axes=("h₁ + h₂", "h₃ + h₄"))
        _rings(ax, [(0.9, 1.2)])
        ax.set_title("After: one straight cut")
        return f"After folding all four rings are one, at 0.9 and 1.2. {seen}"

    side_by_side([before, after], size=(8.4, 3.8))


def _rings(ax, places):
    ax.plot(*np.transpose(places), "o", markersize=15, markerfacecolor="none", markeredgecolor=INK,
            markeredgewidth=2, zorder=5)


# The choice of an activation --------------------------------------------------------------------

_LIMIT = 2.0


def which_activation(named=False):
    """Show the boundary of one network of five hidden units with three activations.

    Without names in an order of its own, A to C; with names, and the lines of the units for ReLU.
    """
    rng = np.random.default_rng(1)
    W1, b1 = 1.5 * rng.normal(size=(5, 2)), rng.normal(size=5)      # (hidden, in), (hidden,)
    w2 = rng.normal(size=5)                                         # (hidden,)
    riddle = [("tanh", np.tanh, "two smooth curves, one on the left and one at the top"),
              ("identity", lambda z: z, "one straight line from the left edge to the upper one"),
              ("relu", lambda z: np.maximum(z, 0),
               "straight pieces that meet in corners, on the left and on the right")]
    panels = [_region_panel(f'{letter}: activation="{name}"' if named else letter,
                            lambda X, bend=bend: bend(X @ W1.T + b1) @ w2, form,
                            creases=(W1, b1) if named and name == "relu" else None)
              for letter, (name, bend, form) in zip("ABC", riddle)]
    side_by_side(panels, size=(8.4, 3.1))


def _region_panel(title, score, form, creases=None):
    """Return a panel with the regions above and below zero; `form` says what their edge is like."""
    def draw(ax):
        limits = (-_LIMIT, _LIMIT, -_LIMIT, _LIMIT)
        prepare_plane(ax, ("x₁", "x₂"), limits)
        line = np.linspace(-_LIMIT, _LIMIT, 401)
        grid = np.stack(np.meshgrid(line, line), -1)                # (401, 401, 2)
        heights = score(grid.reshape(-1, 2)).reshape(grid.shape[:2])
        ax.contourf(line, line, heights, levels=[-np.inf, 0, np.inf],
                    colors=[class_tint(0), class_tint(1)], zorder=0)
        ax.contour(line, line, heights, levels=[0], colors=LEARNER, linewidths=2.2, zorder=2)
        inner = slice(30, -30)
        for sign, place in (("+", np.argmax), ("−", np.argmin)):
            part = heights[inner, inner]
            row, column = np.unravel_index(place(part), part.shape)
            ax.text(line[inner][column], line[inner][row], sign, ha="center", va="center",
                    fontsize=16, color=INK, zorder=3,
                    bbox={"facecolor": class_tint(int(sign == "+")), "edgecolor": "none", "pad": 1})
        for w, b in zip(*creases) if creases else ():
            ends = _line_in_view(w, b)
            ax.plot(*ends.T, color=REFERENCE, linestyle=DASHED, linewidth=1.2, zorder=1)
        ax.set_xlim(limits[:2])
        ax.set_ylim(limits[2:])
        ax.set_title(title)
        more = (" Dashed lines, one for each hidden unit, show where it switches on; every corner "
                "lies on one of them." if creases else "")
        return f"{title}. The boundary: {form}.{more}"
    return draw


def _line_in_view(w, b):
    """Return two points of the line w·x + b = 0 that lie outside of the picture on either side."""
    foot = -b * w / (w @ w)
    along = np.array([-w[1], w[0]]) / np.hypot(*w)
    return np.array([foot - 6 * along, foot + 6 * along])
