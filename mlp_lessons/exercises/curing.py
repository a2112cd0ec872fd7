"""Judging a patient: code that came in ill, the learner's diagnosis of it, and the cure.

A right diagnosis with a wrong cure is told from the reverse, and both from code left as it was.
"""

from dataclasses import replace

from .judging import Verdict, judge, option_meant
from .telling import show_inline
from .values import is_open


def judge_patient(exercise, call, letter):
    """Return the Verdict on a diagnosis, `letter`, and on the cure behind `call(arguments)`.

    Pure, as `judge` is: `letter` is plain data, the value of `exercise.diagnosis_name`.
    """
    cure = judge(exercise, call)
    if cure.state == "not attempted":
        return cure
    diagnosis, name = exercise.diagnosis, exercise.diagnosis_name
    letter = option_meant(diagnosis.options, letter)
    untouched = not diagnosis.healthy and cure.mistake == exercise.mistakes[0].name
    if is_open(letter):
        return _without_diagnosis(exercise, cure, untouched)
    if not (isinstance(letter, str) and letter in diagnosis.options):
        letters = ", ".join(f'"{one}"' for one in diagnosis.options)
        return Verdict("wrong type", f"{name} must be one of {letters}, got {show_inline(letter)}.")
    if letter == diagnosis.right:
        return _diagnosed(exercise, cure, untouched)
    return _misdiagnosed(exercise, cure, untouched, letter)


def _without_diagnosis(exercise, cure, untouched):
    name = exercise.diagnosis_name
    if untouched or (cure.passed and exercise.diagnosis.healthy):
        return Verdict("not attempted", f"not attempted yet. Look at what was measured, give "
                                        f"{name} a letter, and mend the code below it.")
    if cure.passed:
        return Verdict("not attempted", f"not finished yet. The patient is well again. What was "
                                        f"the illness? Give {name} a letter.")
    return replace(cure, symptom=f"there is no diagnosis yet, and the code is not well: "
                                 f"{cure.symptom}")


def _diagnosed(exercise, cure, untouched):
    if cure.passed:
        right = "nothing is ill" if exercise.diagnosis.healthy else "diagnosis and cure"
        return replace(cure, symptom=f"right, {right}. {exercise.why}")
    if untouched:
        return replace(cure, symptom="your diagnosis is right, but nothing is cured yet: the "
                                     "illness is still there.")
    if exercise.diagnosis.healthy:
        return replace(cure, symptom=f"your diagnosis is right, so why a cure? {cure.symptom}")
    return replace(cure, symptom=f"your diagnosis is right, the cure is not: {cure.symptom}")


def _misdiagnosed(exercise, cure, untouched, letter):
    diagnosis = exercise.diagnosis
    wrong = next(mistake for mistake in diagnosis.mistakes if mistake.wrong == letter)
    named = f"“{letter}” ({diagnosis.options[letter]})"
    question, explanation = wrong.question, wrong.explanation
    if untouched:
        symptom = f"nothing is cured yet, and {named} is not the illness."
    elif cure.passed and diagnosis.healthy:
        symptom = f"{named} is not the illness."    # no word of the code: it would tell
    elif cure.passed:
        symptom = f"the cure is right, but {named} was not the illness."
    else:
        symptom = f"{named} is not the illness, and this is not the cure: {cure.symptom}"
        question = f"The illness: {question} The cure: {cure.question}".removesuffix(" The cure: ")
        explanation = f"The illness: {explanation} The cure: {cure.explanation}" \
            .removesuffix(" The cure: ")
    state = "wrong value" if cure.passed else cure.state
    return Verdict(state, symptom, question, explanation, f"{letter}, {cure.mistake}")
