"""How the notebooks are made: `python -m mlp_lessons.authoring build`."""
