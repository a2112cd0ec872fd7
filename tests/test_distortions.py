"""Distorted digits: against SciPy where it has the same, and what must hold of any distortion."""

import numpy as np
import pytest

from mlp_lessons import ShapeError
from mlp_lessons.datasets import distort, elastic, load_mnist, rotate, shift
from mlp_lessons.datasets.distortions import elastic_field, resample

ALL = {"shift": 2, "degrees": 15, "scale": 0.1, "shear": 0.1, "elastic": 1.2, "smoothness": 5}
ONE_BY_ONE = [{"shift": 2}, {"degrees": 15}, {"scale": 0.1}, {"shear": 0.1}, {"elastic": 1.2}]


def generator(seed=0):
    return np.random.default_rng(seed)


def noise(N=3, side=7, dtype=np.float64, seed=5):
    """Pictures with ink everywhere, up to the border."""
    return generator(seed).random((N, side**2)).astype(dtype)


@pytest.fixture(scope="module")
def digits():
    (X, _), _ = load_mnist()
    return X[:200].copy()


@pytest.fixture
def ndimage():
    return pytest.importorskip("scipy.ndimage", reason="needs SciPy to compare with")


def pictures(X):
    side = int(X.shape[1] ** 0.5)
    return X.reshape(-1, side, side)


# Against SciPy


@pytest.mark.parametrize("down, right", [(0.3, 0), (0, -0.7), (1.25, 2.5), (-3.9, 0.01), (20, 20)])
def test_shift_is_that_of_scipy(ndimage, down, right):
    X = noise()
    theirs = [ndimage.shift(x, (down, right), order=1, mode="grid-constant") for x in pictures(X)]
    np.testing.assert_allclose(pictures(shift(X, down, right)), theirs, atol=1e-12)


@pytest.mark.parametrize("side", [7, 8])
@pytest.mark.parametrize("degrees", [1, -15, 45, 100, 180])
def test_rotate_is_that_of_scipy(ndimage, degrees, side):
    X = noise(side=side)
    theirs = [ndimage.rotate(x, degrees, reshape=False, order=1, mode="grid-constant")
              for x in pictures(X)]
    np.testing.assert_allclose(pictures(rotate(X, degrees)), theirs, atol=1e-12)


@pytest.mark.parametrize("strength", [0.5, 3, 50])
def test_resample_is_map_coordinates(ndimage, strength):
    X, side = noise(), 7
    down, right = generator().normal(0, strength, size=(2, len(X), side, side))
    i, j = np.indices((side, side))
    theirs = [ndimage.map_coordinates(x, [i + d, j + r], order=1, mode="grid-constant")
              for x, d, r in zip(pictures(X), down, right)]
    np.testing.assert_allclose(pictures(resample(X, down, right)), theirs, atol=1e-12)


def test_elastic_field_is_smoothed_noise(ndimage):
    """Away from the border, the same noise under SciPy's Gaussian filter, but for a factor."""
    side, smoothness = 60, 3.0
    ours = elastic_field(2, side, generator(), 1.0, smoothness)
    drawn = generator().random((2, side, side)) - 0.5
    theirs = [ndimage.gaussian_filter(own, smoothness, truncate=8, mode="constant")
              for own in drawn]
    theirs = np.array(theirs) * np.sqrt(12) * 2 * smoothness * np.sqrt(np.pi)
    middle = np.s_[:, 25:35, 25:35]
    np.testing.assert_allclose(ours[middle], theirs[middle], atol=1e-9)


# Known by heart


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_shift_by_whole_pixels_is_exact(dtype):
    X = noise(dtype=dtype)
    moved = np.zeros_like(pictures(X))
    moved[:, 2:, :-1] = pictures(X)[:, :-2, 1:]
    np.testing.assert_array_equal(pictures(shift(X, 2, -1)), moved)


def test_each_picture_can_have_its_own_shift_and_angle():
    X = noise()
    moved = shift(X, [0, 1, 2], [3, 0, -1])
    turned = rotate(X, np.array([0, 10, -90]))
    for k, (down, right, degrees) in enumerate([(0, 3, 0), (1, 0, 10), (2, -1, -90)]):
        np.testing.assert_array_equal(moved[k], shift(X[k:k + 1], down, right)[0])
        np.testing.assert_array_equal(turned[k], rotate(X[k:k + 1], degrees)[0])


def test_a_quarter_turn_against_the_clock_is_that_of_numpy():
    X = noise()
    np.testing.assert_allclose(pictures(rotate(X, 90)), np.rot90(pictures(X), axes=(1, 2)),
                               atol=1e-12)


def test_half_a_pixel_is_the_mean_of_two():
    X = np.zeros((1, 25))
    X[0, 12] = 1
    expected = np.zeros((5, 5))
    expected[2, 2] = expected[2, 3] = 0.5
    np.testing.assert_array_equal(pictures(shift(X, 0, 0.5))[0], expected)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_no_strength_changes_nothing(dtype):
    X = noise(side=28, dtype=dtype)
    for same in (shift(X, 0, 0), rotate(X, 0), elastic(X, generator(), strength=0),
                 distort(X, generator()), distort(X, generator(), smoothness=2)):
        np.testing.assert_array_equal(same, X)


def test_every_kind_of_distortion_does_its_own():
    """Ink on the row and the column through the middle: what happens to its ends tells which."""
    X = np.zeros((200, 21, 21))
    X[:, 10, 10] = X[:, 2, 10] = X[:, 10, 18] = 1    # the middle, above it, to the right of it
    X = X.reshape(200, -1)

    def centres(**strengths):
        ink = pictures(distort(X, generator(), **strengths))
        i, j = np.indices((21, 21))
        parts = (abs(i - 10) < 4) & (abs(j - 10) < 4), i < 6, j > 14
        return [np.array([(ink * part * k).sum(axis=(1, 2)) / (ink * part).sum(axis=(1, 2)) - 10
                          for k in (i, j)]) for part in parts]

    middle, above, right = centres(shift=1)
    np.testing.assert_allclose(above - middle, np.array([[-8], [0]]) * np.ones(200), atol=1e-9)
    np.testing.assert_allclose(right - middle, np.array([[0], [8]]) * np.ones(200), atol=1e-9)
    assert 0.9 < np.abs(middle).max() <= 1 and np.abs(middle.mean(axis=1)).max() < 0.2
    assert abs(np.corrcoef(middle)[0, 1]) < 0.2    # down and right each for itself

    middle, above, right = centres(degrees=10)
    np.testing.assert_allclose(middle, 0, atol=1e-9)
    angle = np.arctan2(above[1], -above[0])        # of the upper point, with the clock
    np.testing.assert_allclose(angle, np.arctan2(right[0], right[1]), atol=0.03)
    assert np.deg2rad(8) < np.abs(angle).max() < np.deg2rad(11)

    middle, above, right = centres(scale=0.2)
    np.testing.assert_allclose([above[1], right[0]], 0, atol=1e-9)
    assert above[0].min() < -9 and above[0].max() > -7.2
    assert abs(np.corrcoef(above[0], right[1])[0, 1]) < 0.2    # height and width each for itself

    middle, above, right = centres(shear=0.2)
    np.testing.assert_allclose(above[0], -8, atol=1e-9)
    np.testing.assert_allclose(right, np.array([[0], [8]]) * np.ones(200), atol=1e-9)
    assert 1.4 < np.abs(above[1]).max() <= 1.7


def test_elastic_is_the_elastic_part_of_distort(digits):
    np.testing.assert_array_equal(elastic(digits, generator(), strength=1.5, smoothness=5),
                                  distort(digits, generator(), elastic=1.5, smoothness=5))


# Statistics


@pytest.mark.parametrize("strength, smoothness", [(1.5, 4.0), (0.5, 8.0), (2.0, 0.1)])
def test_strength_is_the_standard_deviation_everywhere(strength, smoothness):
    field = elastic_field(20_000, 10, generator(), strength, smoothness)
    np.testing.assert_allclose(field.std(axis=0), strength, rtol=0.05)
    np.testing.assert_allclose(field.mean(axis=0), 0, atol=0.05 * strength)


def test_neighbours_wander_together_by_the_smoothness():
    """Two places a distance d apart agree by e^(−d²/4s²), away from the border."""
    field = elastic_field(5_000, 28, generator(), 1.0, 4.0)
    for distance in (1, 4, 8):
        together = np.corrcoef(field[:, 14, 10], field[:, 14, 10 + distance])[0, 1]
        assert together == pytest.approx(np.exp(-distance**2 / (4 * 4.0**2)), abs=0.04)


def test_down_and_right_wander_independently(monkeypatch):
    fields = []

    def kept(X, down, right):
        fields.extend([down, right])
        return X

    monkeypatch.setattr("mlp_lessons.datasets.distortions.resample", kept)
    elastic(np.zeros((5_000, 49)), generator(), strength=1.0)
    assert abs(np.corrcoef(fields[0][:, 3, 3], fields[1][:, 3, 3])[0, 1]) < 0.05


@pytest.mark.parametrize("strengths", [*ONE_BY_ONE, ALL])
def test_ink_is_roughly_kept_and_stays_between_paper_and_ink(digits, strengths):
    distorted = distort(digits, generator(), **strengths)
    assert distorted.min() >= 0 and distorted.max() <= 1 + 1e-6
    assert distorted.sum() == pytest.approx(digits.sum(), rel=0.05)
    assert np.abs(distorted - digits).mean() > 0.01


def test_stronger_distortions_move_the_same_pictures_further_along_the_same_way():
    X = np.zeros((50, 31, 31))
    X[:, 15, 15] = 1

    def centre(strength):
        ink = pictures(distort(X.reshape(50, -1), generator(), shift=strength))
        return np.array([(ink * k).sum(axis=(1, 2)) - 15 for k in np.indices((31, 31))])

    np.testing.assert_allclose(centre(4), 2 * centre(2), atol=1e-9)


# Form


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("N, side", [(1, 1), (1, 28), (5, 2), (300, 8), (0, 28)])
def test_shape_and_type_are_those_of_X_which_stays_untouched(dtype, N, side):
    X = noise(N, side, dtype)
    before = X.copy()
    for after in (shift(X, 1, np.full(N, 0.5)), rotate(X, np.float64(10.0)),
                  elastic(X, generator(), strength=np.float64(1)), distort(X, generator(), **ALL),
                  distort(X, generator(), **{name: np.float64(v) for name, v in ALL.items()})):
        assert after.shape == X.shape and after.dtype == dtype
        assert not np.shares_memory(after, X)
    np.testing.assert_array_equal(X, before)


def test_whole_numbers_become_decimals():
    X = np.arange(8).reshape(2, 4)
    moved = shift(X, 0, 0.5)
    assert moved.dtype == np.float64
    np.testing.assert_array_equal(moved[0], [0, 0.5, 1, 2.5])


def test_float32_is_float64_rounded(digits):
    """The draws differ with the type, so the arithmetic alone is compared."""
    field = elastic_field(2 * len(digits), 28, generator(), 1.5)
    down, right = field[: len(digits)], field[len(digits) :]
    short = resample(digits, down.astype(np.float32), right.astype(np.float32))
    long = resample(digits.astype(np.float64), down, right)
    np.testing.assert_allclose(short, long, atol=1e-4)


def test_the_same_seed_gives_the_same_pictures_and_another_seed_others(digits):
    first = distort(digits, generator(3), **ALL)
    np.testing.assert_array_equal(distort(digits, generator(3), **ALL), first)
    assert not np.array_equal(distort(digits, generator(4), **ALL), first)


def test_every_batch_is_distorted_afresh_and_every_picture_in_its_own_way(digits):
    rng = generator()
    X = np.repeat(digits[:1], 5, axis=0)
    first, second = distort(X, rng, **ALL), distort(X, rng, **ALL)
    assert not np.array_equal(first, second)
    assert len(np.unique(first, axis=0)) == 5


def test_the_global_seed_of_numpy_is_neither_used_nor_changed(digits):
    np.random.seed(1)
    first = distort(digits, generator(), **ALL)
    after = np.random.random()
    np.random.seed(1)
    assert np.random.random() == after
    np.testing.assert_array_equal(distort(digits, generator(), **ALL), first)


# Wrong use


PICTURES = "X must be (N, D), one square picture a row, such as (N, 784) for 28×28 pixels, got "


@pytest.mark.parametrize("call", [
    lambda X: shift(X, 0, 0), lambda X: rotate(X, 0), lambda X: distort(X, generator()),
    lambda X: elastic(X, generator(), strength=1), lambda X: resample(X, 0, 0)])
@pytest.mark.parametrize("X, sentence", [
    (np.zeros((5, 783)), "shape (5, 783)."),
    (np.zeros((5, 0)), "shape (5, 0)."),
    (np.zeros((5, 28, 28)), "shape (5, 28, 28). Write X.reshape(len(X), -1)."),
    (np.zeros(784), "shape (784,). For a single picture x, write x[None, :]."),
    (0.5, "shape ()."),
])
def test_what_is_not_a_batch_of_square_pictures_is_refused(call, X, sentence):
    with pytest.raises(ShapeError) as error:
        call(X)
    assert str(error.value) == PICTURES + sentence


@pytest.mark.parametrize("name", ["shift", "degrees", "shear", "elastic"])
@pytest.mark.parametrize("value, error, sentence", [
    (-1, ValueError, "{} must be at least 0 and finite, got -1."),
    (np.nan, ValueError, "{} must be at least 0 and finite, got nan."),
    (np.inf, ValueError, "{} must be at least 0 and finite, got inf."),
    ("2", TypeError, "{} must be a number, at least 0 and finite, got text ('2')."),
    (None, TypeError, "{} must be a number, at least 0 and finite, got None."),
])
def test_a_strength_that_is_none_gets_one_sentence(name, value, error, sentence):
    with pytest.raises(error) as caught:
        distort(noise(), generator(), **{name: value})
    assert str(caught.value) == sentence.format(name)


def test_elastic_speaks_of_its_own_argument():
    with pytest.raises(ValueError, match="^strength must be at least 0 and finite, got -1.$"):
        elastic(noise(), generator(), strength=-1)


@pytest.mark.parametrize("wrong, sentence", [
    ({"scale": 1}, "scale must be at least 0 and below 1, got 1."),
    ({"scale": -0.1}, "scale must be at least 0 and below 1, got -0.1."),
    ({"elastic": 1, "smoothness": 0}, "smoothness must be above 0 and finite, got 0."),
])
def test_scale_and_smoothness_have_limits_of_their_own(wrong, sentence):
    with pytest.raises(ValueError) as error:
        distort(noise(), generator(), **wrong)
    assert str(error.value) == sentence


@pytest.mark.parametrize("rng, got", [
    (0, "the number 0"), (None, "None"), (np.random, "a module"),
    (np.random.RandomState(0), "a RandomState")])
def test_a_seed_is_no_generator(rng, got):
    """With a seed, every batch would be distorted in the same way."""
    with pytest.raises(TypeError) as error:
        distort(noise(), rng, shift=1)
    assert str(error.value) == (f"rng must be a generator of random numbers, such as "
                                f"np.random.default_rng(0), got {got}.")


@pytest.mark.parametrize("call, error, sentence", [
    (lambda X: shift(X, [1, 2], 0), ShapeError,
     "down must be one number, or one for each of the 3 pictures, got shape (2,)."),
    (lambda X: shift(X, 0, [[1], [2], [3]]), ShapeError,
     "right must be one number, or one for each of the 3 pictures, got shape (3, 1)."),
    (lambda X: rotate(X, np.nan), ValueError, "degrees must be finite, got nan."),
    (lambda X: rotate(X, "10"), TypeError,
     "degrees must be an array of numbers, got text ('10')."),
    (lambda X: resample(X, np.zeros((3, 6, 6)), 0), ShapeError,
     "down must have one number for each pixel, (3, 7, 7), got shape (3, 6, 6)."),
])
def test_wrong_places_get_one_sentence(call, error, sentence):
    with pytest.raises(error) as caught:
        call(noise())
    assert str(caught.value) == sentence
