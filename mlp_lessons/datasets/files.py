"""Read the data files of the course, but only if they are exactly those it was published with.

Each file has a checksum, SHA-256: if one byte of the file changes, so does the checksum.
"""

import hashlib
import io
from pathlib import Path

import numpy as np

from ..errors import MissingFileError

FOLDER = Path(__file__).with_name("files")

SHA256 = {
    "digits.npz": "9821bb3a15e00b3a90d73452f242baae0d9027f0ba73c4d5ce245e14218f3ecd",
    "mnist.npz": "d4882c99f2994603424fcbee8591037438e58100a225984d30c62b71578b8966",
}


def read_arrays(name):
    """Read every array of one data file, newly made at each call.

    Args:
        name: "digits.npz" or "mnist.npz".
    Returns:
        a dict {name: array}, the arrays as they are stored.
    Raises:
        MissingFileError: the file is not there.
        ValueError: the file is damaged: its bytes are not the published ones.
    """
    path = FOLDER / name
    repair = (
        f"`git checkout -- mlp_lessons/datasets/files/{name}` in the top folder of the course "
        "brings it back, and so does installing the course again."
    )
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise MissingFileError(f"The data file {path} is missing: {repair}") from None
    if hashlib.sha256(content).hexdigest() != SHA256[name]:
        raise ValueError(
            f"The data file {path} is damaged ({len(content):,} bytes that are not the published "
            f"ones): {repair}"
        )
    # From the very bytes that were checked, so that nothing can change in between.
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)
