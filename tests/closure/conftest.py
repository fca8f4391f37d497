"""The harness that seeds drifts and has real Alembic judge the fixes lies beside the other benchmarks."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
