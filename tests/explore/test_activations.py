"""Lesson 02: the curve of an activation, its tangent and its slope."""

import math

import numpy as np
import pytest

from mlp_lessons import explore
from mlp_lessons.explore.curves_and_tangents import ACTIVATIONS, Curves, decimals, height, slope


def curve(name, z, second="none"):
    curves = Curves(name, second)
    curves.z = z
    return curves


def test_heights_and_slopes_by_hand():
    assert (curve("ReLU", 2.5).height("ReLU"), curve("ReLU", 2.5).slope("ReLU")) == (2.5, 1)
    assert (curve("ReLU", -2.5).height("ReLU"), curve("ReLU", -2.5).slope("ReLU")) == (0, 0)
    assert curve("leaky ReLU", -3).height("leaky ReLU") == pytest.approx(-0.3)
    assert curve("leaky ReLU", -3).slope("leaky ReLU") == pytest.approx(0.1)
    assert curve("sigmoid", 0).height("sigmoid") == 0.5
    assert curve("sigmoid", 0).slope("sigmoid") == 0.25
    assert curve("tanh", 0).slope("tanh") == 1
    assert curve("step", 0.1).height("step") == 1
    assert curve("step", 0.1).slope("step") == 0
    assert curve("identity", -4).height("identity") == -4
    assert curve("identity", -4).slope("identity") == 1


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_slope_is_what_wiggling_measures(name):
    z, h = np.linspace(-6, 6, 120), 1e-5            # never at 0
    wiggled = (height(name, z + h) - height(name, z - h)) / (2 * h)
    np.testing.assert_allclose(slope(name, z), wiggled, atol=1e-9)


def test_words_say_heights_slopes_and_where_it_is_flat():
    assert curve("sigmoid", 2.0, "ReLU").words().splitlines() == [
        "z = 2",
        "sigmoid: a = 0.881, slope 0.105. A small change of z comes out 0.105 times as large.",
        "ReLU: a = 2, slope 1. A small change of z comes out as large as it went in."]
    assert "Flat here: nothing" in curve("ReLU", -0.1).words()
    assert "Nearly flat here" in curve("sigmoid", 6).words()
    assert "Nearly flat here" in curve("tanh", -3).words()
    assert "flat" not in curve("sigmoid", 3).words() + curve("leaky ReLU", -6).words()


def test_words_at_a_corner_and_at_a_jump_name_the_convention():
    assert "0 on its left and 1 on its right" in curve("ReLU", 0).words()
    assert "takes 0, by convention" in curve("ReLU", 0).words()
    assert "takes 0.1, by convention" in curve("leaky ReLU", 0).words()
    assert "no slope at the jump" in curve("step", 0).words()
    assert "convention" not in curve("ReLU", 0.1).words() + curve("tanh", 0).words()


def test_the_same_curve_twice_is_one_curve():
    assert curve("tanh", 1, "tanh").words() == curve("tanh", 1).words()


def test_numbers_without_powers_of_ten():
    assert decimals(math.tanh(6)) == "0.99999"
    assert decimals(-math.tanh(6)) == "−0.99999"
    assert decimals(1 - math.tanh(6)**2) == "0.000025"
    assert [decimals(value) for value in (0, 1, -0.25, 0.1049)] == ["0", "1", "−0.25", "0.105"]


def test_every_curve_with_every_other_gives_a_picture():
    shown = explore.activations()
    pictures = set()
    for first in ACTIVATIONS:
        for second in ["none", *ACTIVATIONS]:
            with shown.all_at_once():
                shown["first"].value, shown["second"].value = first, second
            picture = shown.picture()
            assert picture.startswith(b"\x89PNG")
            pictures.add(picture)
    assert len(pictures) == len(ACTIVATIONS) ** 2           # a curve over itself is one curve


def test_moving_z_moves_the_picture_and_the_words_and_back_again():
    shown = explore.activations("sigmoid", "tanh")
    start, words = shown.picture(), shown.words()
    shown["z"].value = -6
    assert shown.words() != words and shown.picture() != start
    shown["first"].value = "ReLU"
    shown["z"].value = 1
    shown["first"].value = "sigmoid"
    assert shown.words() == words and shown.picture() == start


def test_all_that_moves_lies_inside_the_picture():
    shown = explore.activations("sigmoid", "tanh")
    for first, second, z in (("sigmoid", "tanh", -6), ("tanh", "sigmoid", 6),
                             ("identity", "ReLU", 6), ("leaky ReLU", "identity", -6)):
        with shown.all_at_once():
            shown["first"].value, shown["second"].value, shown["z"].value = first, second, z
        shown.picture()
        whole = shown.drawing.figure.bbox
        for marks in shown.marks:
            boxes = [mark[2].get_window_extent() for mark in marks]
            assert not boxes[0].overlaps(boxes[1])
            for box in boxes:
                assert whole.x0 <= box.x0 and box.x1 <= whole.x1
                assert whole.y0 <= box.y0 and box.y1 <= whole.y1


def test_the_tangent_is_a_piece_of_the_line_through_the_point_with_its_slope():
    shown = explore.activations("sigmoid", "none")
    shown["z"].value = 0
    shown.picture()
    (left, right), (low, high) = shown.tangents[0].get_data()
    assert (high - low) / (right - left) == pytest.approx(0.25)
    assert ((left + right) / 2, (low + high) / 2) == pytest.approx((0, 0.5))
    assert not shown.tangents[1].get_visible()


def test_tangents_are_equally_long_on_the_paper_however_steep():
    shown = explore.activations("sigmoid", "identity")
    for first in ("sigmoid", "tanh", "ReLU"):
        with shown.all_at_once():
            shown["first"].value, shown["z"].value = first, 0.5
        shown.picture()
        for tangent in shown.tangents:
            left, right = tangent.axes.transData.transform(tangent.get_xydata())
            inches = math.dist(left, right) / shown.drawing.figure.dpi
            assert inches == pytest.approx(0.94, abs=0.02)


def test_wrong_names():
    with pytest.raises(ValueError, match="first must be one of 'ReLU', .* got 'relu'"):
        explore.activations("relu")
    with pytest.raises(ValueError, match="second must be one of 'none', .* got None"):
        explore.activations("ReLU", None)
