"""All rules, in the order in which they are asked: what explains most differences comes first."""

from __future__ import annotations

from typing import Final

from alembic_ls.checks import (
    comment_mismatch,
    default_mismatch,
    default_unseen,
    enum_values,
    extra_column,
    extra_foreign_key,
    extra_index,
    extra_table,
    extra_unique,
    foreign_key_mismatch,
    index_mismatch,
    length_lost,
    missing_column,
    missing_foreign_key,
    missing_index,
    missing_table,
    missing_unique,
    nullable_mismatch,
    primary_key_mismatch,
    renamed_column,
    renamed_table,
    type_mismatch,
    type_unseen,
    unique_mismatch,
    unreached_model,
)
from alembic_ls.checks.rule import Rule

RULES: Final[tuple[Rule, ...]] = (
    unreached_model.RULE,
    renamed_table.RULE,
    missing_table.RULE,
    extra_table.RULE,
    renamed_column.RULE,
    missing_column.RULE,
    extra_column.RULE,
    type_mismatch.RULE,
    nullable_mismatch.RULE,
    default_mismatch.RULE,
    index_mismatch.RULE,
    missing_index.RULE,
    extra_index.RULE,
    unique_mismatch.RULE,
    missing_unique.RULE,
    extra_unique.RULE,
    foreign_key_mismatch.RULE,
    missing_foreign_key.RULE,
    extra_foreign_key.RULE,
    comment_mismatch.RULE,
    enum_values.RULE,
    primary_key_mismatch.RULE,
    length_lost.RULE,
    type_unseen.RULE,
    default_unseen.RULE,
)

BY_NAME: Final = {rule.name: rule for rule in RULES}
