"""Is an answer the learner's own, or the package's finished thing under another name?"""

import functools
import inspect

from .sources import functions_of


def comes_from_package(found):
    """Say whether an object was defined in mlp_lessons."""
    while isinstance(found, functools.partial):
        found = found.func
    return _is_of_package(found)


def find_borrowed(found, package_name):
    """Return the name of the finished thing if the learner's code uses it, else None.

    `package_name` is "losses.softmax", or None where there is no finished thing. It is looked for
    in the names that the code uses: softmax(X), lessons.softmax(X), an import inside a function,
    a class that inherits from it.
    """
    if package_name is None:
        return None
    wanted = package_name.split(".")[1]
    bases = found.__mro__[1:] if inspect.isclass(found) else ()
    if any(_is_of_package(base) and _same_name(base.__name__, wanted) for base in bases):
        return wanted
    for function in functions_of(found):
        if any(_uses(code, function.__globals__, wanted) for code in _all_code(function.__code__)):
            return wanted
    return None


def _all_code(code):
    """Yield a code object and those inside it: of lambdas, inner functions, comprehensions."""
    yield code
    for constant in code.co_consts:
        if inspect.iscode(constant):
            yield from _all_code(constant)


def _uses(code, variables, wanted):
    used = [variables.get(name) for name in code.co_names]
    if any(_is_of_package(thing) and _same_name(getattr(thing, "__name__", ""), wanted)
           for thing in used):
        return True
    through_module = "mlp_lessons" in code.co_names or any(
        inspect.ismodule(thing) and _is_package_name(thing.__name__) for thing in used)
    return through_module and any(_same_name(name, wanted) for name in code.co_names)


def _same_name(name, wanted):
    """Compare names: `Sigmoid` gives away as much as `sigmoid`."""
    return name.lower() == wanted.lower()


def _is_of_package(thing):
    return not inspect.ismodule(thing) and _is_package_name(getattr(thing, "__module__", None))


def _is_package_name(name):
    return isinstance(name, str) and name.split(".")[0] == "mlp_lessons"
