"""Mistakes put into the merge on purpose: the laws have to find each of them, or they prove little."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from tests.store.books import SOAK
from tests.store.merge import test_resting
from tests.store.merge.mistakes import MISTAKES, Mistake
from tests.store.merge.test_laws import law

HISTORIES = 200 if SOAK else 40
"""At most; most mistakes are found by the first three."""

SAMPLED = MISTAKES if SOAK else MISTAKES[::9]


@pytest.mark.parametrize("mistake", SAMPLED, ids=[mistake.what for mistake in SAMPLED])
def test_that_the_laws_find_a_mistake_in_the_merge(mistake: Mistake, folder: Path) -> None:
    for seed in random.Random(mistake.what).sample(range(10_000), HISTORIES):
        own = folder / str(seed)
        for each in ("apart", "resting"):
            (own / each).mkdir(parents=True)
        with pytest.MonkeyPatch.context() as patch:
            mistake.put_in(patch)
            try:
                law(seed, own / "apart")
                test_resting.law(seed, own / "resting")
            except Exception:
                return
            finally:
                shutil.rmtree(own)
    pytest.fail(f"{HISTORIES} random histories did not show that {mistake.what}")
