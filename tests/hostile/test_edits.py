"""The example with its files cut and edited at random, as fuzz_corpus.py does with any project: nothing raises, nor runs away."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

if sys.platform == "win32":
    pytest.skip("bounds are the kernel's", allow_module_level=True)


@pytest.fixture(scope="module")
def fuzzer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_corpus", Path(__file__).with_name("fuzz_corpus.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("example", ["todo", "todo-faulty"])
def test_edits_of_the_example(example: str, fuzzer: ModuleType, tmp_path: Path) -> None:
    folder = tmp_path / example
    shutil.copytree(Path(__file__).parents[2] / "examples" / example, folder)
    assert len(fuzzer.files_of(str(folder))) > 20
    found = list(fuzzer.fuzz(str(folder), range(60), slow=5))
    assert not found, "\n".join(f"seed {f.seed}, {f.path}, {f.edit}: {f.error}\n{f.place}" for f in found)


def test_a_seed_makes_the_same_edit_again(fuzzer: ModuleType) -> None:
    import random

    text = "class A:\n    x = [1, 2]\n    y = 'a'\n" * 5
    edits = [fuzzer.edit(text, random.Random(seed)) for seed in range(200)]
    assert edits == [fuzzer.edit(text, random.Random(seed)) for seed in range(200)]
    assert sum(edited != text for edited, _ in edits) > 150
