"""An attribute of a class that may be a column."""

from __future__ import annotations

from typing import Any

from alembic_ls.models.annotations import Annotation
from alembic_ls.startup.named_tuple import NamedTuple
from alembic_ls.text.anchor import Anchor


class Attribute(NamedTuple):
    """What the class's body says of the attribute, and its annotation."""

    name: str
    value: Any
    annotation: Annotation | None
    origin: Anchor | None
    is_copied: bool = False  # from a mixin, whose columns are copied for each class
