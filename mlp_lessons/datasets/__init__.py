"""The data of the course: points on a plane, 8×8 digits, and MNIST.

Everything is made by a formula or read from files that came with the course; nothing is downloaded.
"""

from .digits import load_digits
from .distortions import distort, elastic, rotate, shift
from .handwriting import as_mnist
from .mnist import load_mnist
from .stored_answers import pytorch_answers
from .tiny import tiny_example
from .toy import make_blobs, make_circles, make_moons, make_spirals, make_xor

__all__ = [
    "as_mnist",
    "distort",
    "elastic",
    "load_digits",
    "load_mnist",
    "make_blobs",
    "make_circles",
    "make_moons",
    "make_spirals",
    "make_xor",
    "pytorch_answers",
    "rotate",
    "shift",
    "tiny_example",
]
