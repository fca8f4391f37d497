"""env.py's process_revision_directives, run by the interpreter over the differences: what it takes out does not count as drift."""

from __future__ import annotations

from typing import Any

from alembic_ls.environment.filters import SchemaObject
from alembic_ls.interpret.values import MISSING, Host, HostFunction, OutOfFuel, Raised
from alembic_ls.schema.difference import Difference
from alembic_ls.schema.unknown import Unknown

# Alembic's operation for each kind of difference (alembic/operations/ops.py).
_CLASSES = {
    "add_table": "CreateTableOp",
    "remove_table": "DropTableOp",
    "add_column": "AddColumnOp",
    "remove_column": "DropColumnOp",
    "add_index": "CreateIndexOp",
    "remove_index": "DropIndexOp",
    "add_constraint": "CreateUniqueConstraintOp",
    "remove_constraint": "DropConstraintOp",
    "add_fk": "CreateForeignKeyOp",
    "remove_fk": "DropConstraintOp",
    "add_table_comment": "CreateTableCommentOp",
    "remove_table_comment": "DropTableCommentOp",
}
_MODIFIES = {
    "modify_type": "type",
    "modify_nullable": "nullable",
    "modify_default": "server_default",
    "modify_comment": "comment",
}


def surviving(machine: Any, function: Any, differences: list[Difference]) -> list[Difference] | Unknown:
    """The differences that `alembic check` still reports behind the function; Unknown where it could not be followed."""
    script = Script(differences)
    machine.refill()
    try:
        machine.call(function, [Unknown("the migration context"), (), [script]], {}, None)
    except (Raised, OutOfFuel, RecursionError):
        return Unknown("process_revision_directives could not be followed: it may take out differences")
    return script.upgrade.differences()


class Container(Host):
    """UpgradeOps, DowngradeOps or ModifyTableOps. `ops` is a list that the function may change."""

    def __init__(self, kind: str, ops: list[Any], table: str | None = None) -> None:
        self.class_names = ("OpContainer", kind)
        self.ops: Any = ops
        self.table = table

    def attribute(self, machine: Any, name: str) -> Any:
        """`ops`, `table_name`, `is_empty`."""
        if name == "ops":
            return self.ops
        if name == "table_name":
            return self.table.rpartition(".")[2] if self.table else None
        if name == "is_empty":
            return HostFunction(name, lambda *_: not self.differences())
        if name in ("reverse_into", "reverse"):
            return HostFunction(name, lambda *_: self)
        return MISSING

    def set_attribute(self, machine: Any, name: str, value: Any) -> None:
        """`container.ops = …`."""
        if name == "ops":
            self.ops = value

    def differences(self) -> list[Difference]:
        """Those of the operations that are left."""
        return [
            d
            for op in (self.ops if isinstance(self.ops, list) else [])
            if isinstance(op, (Container, Op))
            for d in op.differences()
        ]


class Script(Host):
    """MigrationScript."""

    class_names = ("MigrationScript",)

    def __init__(self, differences: list[Difference]) -> None:
        self.upgrade = Container("UpgradeOps", _grouped(differences))
        self.downgrade = Container("DowngradeOps", [])

    def attribute(self, machine: Any, name: str) -> Any:
        """`upgrade_ops`, `downgrade_ops` and the lists of them."""
        made = {
            "upgrade_ops": self.upgrade,
            "downgrade_ops": self.downgrade,
            "upgrade_ops_list": [self.upgrade],
            "downgrade_ops_list": [self.downgrade],
        }
        return made.get(name, MISSING)

    def set_attribute(self, machine: Any, name: str, value: Any) -> None:
        """`script.upgrade_ops = …`."""
        if name == "upgrade_ops" and isinstance(value, Container):
            self.upgrade = value


class Op(Host):
    """One operation: of one difference, or an AlterColumnOp of several in the same column."""

    def __init__(self, kind: str, differences: list[Difference]) -> None:
        self.class_names = ("MigrateOperation", kind)
        self.found = differences
        self.cleared: set[str] = set()

    def attribute(self, machine: Any, name: str) -> Any:
        """The names and values that Alembic's operation has."""
        first = self.found[0]
        if name == "table_name":
            return first.table.rpartition(".")[2]
        if name == "schema":
            return first.table.rpartition(".")[0] or None
        if name == "column_name":
            return first.column
        if name in ("index_name", "constraint_name"):
            return getattr(first.model or first.database, "name", None)
        if name == "column":
            return SchemaObject(first.model or first.database)
        if name == "constraint_type":
            return {"remove_constraint": "unique", "remove_fk": "foreignkey"}.get(first.kind, MISSING)
        if name == "has_changes":
            return HostFunction(name, lambda *_: bool(self.differences()))
        return self._modified(name)

    def _modified(self, name: str) -> Any:
        side, _, fact = name.partition("_")
        kind = next((k for k, f in _MODIFIES.items() if f == fact), None)
        difference = next((d for d in self.found if d.kind == kind), None)
        if side == "existing":
            return getattr(self.found[0].database, fact, MISSING) if kind else MISSING
        if side != "modify" or kind is None:
            return MISSING
        if difference is None or kind in self.cleared:
            return False if fact in ("server_default", "comment") else None
        return getattr(difference.model, fact, MISSING)

    def set_attribute(self, machine: Any, name: str, value: Any) -> None:
        """`operation.modify_nullable = None` takes that change out."""
        kind = next((k for k, f in _MODIFIES.items() if name == f"modify_{f}"), None)
        if kind is not None and (value is None or value is False):
            self.cleared.add(kind)

    def differences(self) -> list[Difference]:
        """Those that were not taken out."""
        return [d for d in self.found if d.kind not in self.cleared]


def _grouped(differences: list[Difference]) -> list[Any]:
    """The operations as autogenerate nests them: tables by themselves, what changes in one table together."""
    top: list[Any] = []
    tables: dict[str, Container] = {}
    altered: dict[tuple[str, str | None], Op] = {}
    for difference in differences:
        if difference.kind in ("add_table", "remove_table"):
            top.append(Op(_CLASSES[difference.kind], [difference]))
            continue
        container = tables.get(difference.table)
        if container is None:
            container = tables[difference.table] = Container("ModifyTableOps", [], difference.table)
            top.append(container)
        if difference.kind in _MODIFIES:
            key = (difference.table, difference.column)
            if key in altered:
                altered[key].found.append(difference)
                continue
            altered[key] = Op("AlterColumnOp", [difference])
            container.ops.append(altered[key])
        else:
            container.ops.append(Op(_CLASSES.get(difference.kind, "MigrateOperation"), [difference]))
    return top
