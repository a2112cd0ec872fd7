"""Write arrays to an .npz file whose bytes depend on the arrays alone.

`np.savez_compressed` stamps the time of writing into the file, so that its checksum would change
each time. Here the date is fixed, and the arrays are packed as small as zip can.
"""

import hashlib
import io
import zipfile
from pathlib import Path

import numpy as np

DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can hold


def write_npz(path, arrays):
    """Write the arrays of a dict {name: array} to `path`; return the file's SHA-256.

    Another version of zlib may pack the same arrays into other bytes: then the checksum differs,
    and only the arrays can be compared.
    """
    path = Path(path)
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            member = zipfile.ZipInfo(f"{name}.npy", date_time=DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3  # else Windows and Linux write a different byte here
            packed = io.BytesIO()
            np.lib.format.write_array(packed, array, version=(1, 0), allow_pickle=False)
            archive.writestr(member, packed.getvalue(), compresslevel=9)
    return hashlib.sha256(path.read_bytes()).hexdigest()
