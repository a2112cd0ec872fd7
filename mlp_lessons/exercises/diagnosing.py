"""Answers that are wrong by a factor, a sign, a transpose, or two of these at once."""

import numpy as np

from .parts import parts_of
from .telling import named_arguments
from .values import is_numeric

_SIMPLE = {2: "2", 1 / 2: "1/2", 3: "3", 1 / 3: "1/3", 4: "4", 1 / 4: "1/4"}
_ENOUGH = 3    # so many numbers with the same odd factor are no accident


def diagnose(exercise, cases, outcomes, expected, label):
    """Recognise what is wrong with the part `label` of the result, the same in every case.

    Returns (name, question, explanation), or None.
    """
    found = _pairs(exercise, cases, outcomes, expected, label)
    if not found or (exercise.kind == "value" and _is_a_count(found)):
        return None    # the factor of something counted would give the answer away
    for transposed in (False, True):
        if transposed and not all(should.ndim == 2 for _, should, _ in found):
            return None
        pairs = [(got, should.T if transposed else should) for got, should, _ in found]
        factors = _factors(pairs, max(exercise.tolerance, 1e-6))
        if factors is not None:
            words = _name_factor(np.abs(factors), [sizes for *_, sizes in found], pairs)
            return None if words is None else _tell(words, factors[0] < 0, transposed)
    return None


def _pairs(exercise, cases, outcomes, expected, label):
    """Return [(got, expected, sizes)], one for each time the part comes up; None if one is lost."""
    found = []
    for case, outcome, should in zip(cases, outcomes, expected):
        if outcome.error:
            return None
        for part in parts_of(exercise, case, outcome.value, should.value):
            if part.label != label:
                continue
            if not (is_numeric(part.got) and is_numeric(part.expected)):
                return None
            got, wanted = np.asarray(part.got, float), np.asarray(part.expected, float)
            if np.any(got) or np.any(wanted):
                found.append((got, wanted, _sizes(exercise, case, part.step)))
    return found


def _is_a_count(found):
    return all(should.ndim == 0 and should == np.round(should) for _, should, _ in found)


def _factors(pairs, tolerance):
    """Return the factors c of got = c · expected, one for each pair, all of one sign; else None."""
    factors = []
    for got, should in pairs:
        if got.shape != should.shape or not (np.isfinite(got).all() and np.isfinite(should).all()):
            return None
        norm = np.sum(should * should)
        factor = np.sum(got * should) / norm if norm else 0.0
        almost_zero = 1e-9 * np.abs(got).max(initial=0)
        if factor == 0 or not np.allclose(got, factor * should, tolerance, almost_zero):
            return None
        factors.append(factor)
    factors = np.array(factors)
    return factors if np.all(factors > 0) or np.all(factors < 0) else None


def _sizes(exercise, case, step):
    """Return {"N": (rows, meaning), "K": …} of the first array that went in, for one case."""
    if exercise.kind == "class":
        calls = [given for name, *given in case[:step + 1] if name not in ("new", "set", "get")]
        named = [("what went in", value) for value in (calls[-1] if calls else [])]
    else:
        named = named_arguments(exercise, case)
    for name, value in named:
        if isinstance(value, np.ndarray) and value.ndim == 1:
            return {"N": (len(value), f"N, the length of {name}")}
        if isinstance(value, np.ndarray) and value.ndim == 2:
            N, K = value.shape
            return {"N": (N, f"N, the number of rows of {name}"),
                    "K": (K, f"K, the number of columns of {name}"),
                    "N·K": (N * K, f"the N·K numbers of {name}")}
    return {}


def _name_factor(factors, sizes, pairs):
    """Return (words, question) for positive factors; ("", "") for 1, None if no pattern is seen."""
    if np.allclose(factors, 1, rtol=1e-5):
        return "", ""
    for name in ("N", "K", "N·K"):
        if not all(name in size and size[name][0] for size in sizes):
            continue
        values = np.array([size[name][0] for size in sizes], dtype=float)
        meaning = sizes[0][name][1]
        if np.ptp(values) and np.allclose(factors, values, rtol=1e-5):
            return name, f"Who should divide by {meaning}?"
        if np.ptp(values) and np.allclose(factors, 1 / values, rtol=1e-5):
            short = f"1/({name})" if "·" in name else f"1/{name}"
            return short, f"Who has already divided by {meaning}?"
    if not np.allclose(factors, factors[0], rtol=1e-5):
        return None
    numbers = sum(np.count_nonzero(should) for _, should in pairs)
    words = next((words for value, words in _SIMPLE.items() if abs(factors[0] / value - 1) < 1e-5),
                 f"{factors[0]:.4g}")
    if numbers < _ENOUGH and words not in ("2", "1/2"):
        return None
    N = sizes[0]["N"][0] if "N" in sizes[0] else 0
    if N > 1 and all(size.get("N", (0,))[0] == N for size in sizes) and (
            min(abs(factors[0] * N - 1), abs(factors[0] / N - 1)) < 1e-5):
        return words, f"N is {N} here. Who divides by N, and who should?"
    return words, "Where could a factor have been lost, or come in twice?"


def _tell(words_and_question, negative, transposed):
    """Return (name, question, explanation), or None if there is nothing to tell."""
    words, question = words_and_question
    found = []    # (name, how yours differs, question)
    if words:
        found.append(("a factor", f"{words} times", question))
    if negative:
        found.append(("the sign", "minus", "Which way should it point?"))
    if transposed:
        found.append(("a transpose", "the transpose of", "Which index belongs to the rows?"))
    if not found:
        return None
    names, seen, questions = zip(*found)
    relation = f"{' '.join(seen)} the expected one"
    return (" and ".join(names), f"Yours is {relation}, everywhere. {' '.join(questions)}",
            f"Wrong by {' and '.join(names)}: yours is {relation} in every case. The rest of your "
            f"formula is right, so change nothing else.")
