"""One finding for one cause, and every difference in exactly one finding (which `compare` sees to)."""

from __future__ import annotations

from collections.abc import Callable

from alembic_ls.analysis.pairs import Pairs
from alembic_ls.changes.diff import diff
from alembic_ls.changes.rules import Rules
from alembic_ls.findings.finding import Finding
from alembic_ls.schema.tables import Check, Column, Default, EnumType, ForeignKey, Index, PrimaryKey, Schema, Table, Unique
from alembic_ls.schema.types import Type, make_type
from alembic_ls.schema.unknown import Unknown
from alembic_ls.text.anchor import Anchor
from alembic_ls.workspace.environment import Dialects, Environment, Libraries
from hypothesis import given, settings
from hypothesis import strategies as st

Compare = Callable[..., list[Finding]]

INTEGER = make_type("Integer")
TEXT = make_type("Text")


def column(name: str, type_: Type = INTEGER, nullable: bool = True, at: str | None = None, **facts: object) -> Column:
    return Column(name, type_, nullable, origin=Anchor(at or f"field {name}"), **facts)  # type: ignore[arg-type]


def table(name: str, *columns: Column, **keys: object) -> Table:
    every = (column("id", nullable=False), *columns)
    keys = {
        "primary_key": PrimaryKey(("id",)),
        "origin": Anchor(f"create {name}"),
        "class_origin": Anchor(f"class {name}"),
        **keys,
    }
    return Table(name, columns={each.name: each for each in every}, **keys)  # type: ignore[arg-type]


def only(findings: list[Finding]) -> Finding:
    (finding,) = findings
    return finding


def kinds(finding: Finding) -> list[str]:
    return sorted(difference.kind for difference in finding.differences)


def test_an_indexed_foreign_key_field_is_one_finding_on_the_field(compare: Compare) -> None:
    task = table("task")
    wanted = table(
        "task",
        column("owner_id"),
        foreign_keys=(ForeignKey(("owner_id",), "user", ("id",)),),
        indexes=(Index(("owner_id",), "ix_task_owner_id"),),
        uniques=(Unique(("id", "owner_id"), "uq"),),
    )
    finding = only(compare([task, table("user")], [wanted, table("user")]))
    assert (finding.rule, finding.where.path, finding.column) == ("missing-column", "field owner_id", "owner_id")
    assert kinds(finding) == ["add_column", "add_constraint", "add_fk", "add_index"]
    assert "index `ix_task_owner_id`" in finding.message
    assert "`user`" in finding.message


def test_a_table_without_a_model_is_one_finding_on_its_create_operation(compare: Compare) -> None:
    finding = only(compare([table("draft", column("a"), indexes=(Index(("a",), "ix_a"), Index(("id",), "ix_b")))], []))
    assert (finding.rule, finding.where.path) == ("extra-table", "create draft")
    assert kinds(finding) == ["remove_index", "remove_index", "remove_table"]


def test_a_table_without_a_revision_is_one_finding_on_its_class(compare: Compare) -> None:
    finding = only(compare([], [table("draft", column("a"), indexes=(Index(("a",), "ix_a"),))]))
    assert (finding.rule, finding.where.path) == ("missing-table", "class draft")
    assert kinds(finding) == ["add_index", "add_table"]


def test_a_column_in_the_database_only_is_on_the_class_with_its_keys(compare: Compare) -> None:
    there = table("tag", column("colour"), column("name"), uniques=(Unique(("name", "colour"), "uq"),))
    wanted = table("tag", column("name"), uniques=(Unique(("name",), "uq"),))
    finding = only(compare([there], [wanted]))
    assert (finding.rule, finding.where.path, finding.column) == ("extra-column", "class tag", "colour")
    assert kinds(finding) == ["add_constraint", "remove_column", "remove_constraint"]


def test_a_renamed_column_is_one_finding_with_its_keys_and_those_that_refer_to_it(compare: Compare) -> None:
    there = table("user", column("mail", TEXT), indexes=(Index(("mail",), "ix_user_mail", True),))
    wanted = table("user", column("email", TEXT), indexes=(Index(("email",), "ix_user_email", True),))
    note = table("note", column("to", TEXT), foreign_keys=(ForeignKey(("to",), "user", ("mail",)),))
    new_note = note._replace(foreign_keys=(ForeignKey(("to",), "user", ("email",)),))
    finding = only(compare([there, note], [wanted, new_note]))
    assert (finding.rule, finding.where.path, finding.column) == ("renamed-column", "field email", "email")
    assert kinds(finding) == ["add_column", "add_fk", "add_index", "remove_column", "remove_fk", "remove_index"]
    assert "`mail`" in finding.message


def test_columns_of_other_types_or_with_a_choice_are_not_taken_for_a_rename(compare: Compare) -> None:
    there = table("user", column("mail", TEXT))
    found = compare([there], [table("user", column("age", INTEGER))])
    assert sorted(finding.rule for finding in found) == ["extra-column", "missing-column"]
    found = compare([there], [table("user", column("email", TEXT), column("name", TEXT))])
    assert sorted(finding.rule for finding in found) == ["extra-column", "missing-column", "missing-column"]


def test_a_renamed_table_is_one_finding_with_its_indexes_and_what_refers_to_it(compare: Compare) -> None:
    there = table("tag", column("name", TEXT), indexes=(Index(("name",), "ix_tag_name"),))
    wanted = table("label", column("name", TEXT), indexes=(Index(("name",), "ix_label_name"),))
    task = table("task", column("tag_id"), foreign_keys=(ForeignKey(("tag_id",), "tag", ("id",)),))
    new_task = task._replace(foreign_keys=(ForeignKey(("tag_id",), "label", ("id",)),))
    finding = only(compare([there, task], [wanted, new_task]))
    assert (finding.rule, finding.where.path, finding.table) == ("renamed-table", "class label", "label")
    assert kinds(finding) == ["add_fk", "add_index", "add_table", "remove_fk", "remove_index", "remove_table"]


def test_tables_that_share_a_lone_column_are_not_taken_for_a_rename(compare: Compare) -> None:
    assert sorted(finding.rule for finding in compare([table("tag")], [table("label")])) == ["extra-table", "missing-table"]


def test_a_changed_key_is_one_finding(compare: Compare) -> None:
    a, b = column("a"), column("b")
    for there, wanted, rule in (
        ({"uniques": (Unique(("a",), "uq_t_a"),)}, {"uniques": (Unique(("a", "b"), "uq_t_a_b"),)}, "unique-mismatch"),
        ({"uniques": (Unique(("a",), "uq"),)}, {"uniques": (Unique(("b",), "uq"),)}, "unique-mismatch"),
        ({"indexes": (Index(("a",), "ix"),)}, {"indexes": (Index(("a",), "ix", True),)}, "index-mismatch"),
        ({"indexes": (Index(("a",), "ix"),)}, {"indexes": (Index(("a",), "ix_t_a"),)}, "index-mismatch"),
        ({"indexes": (Index(("a",), "ix", True),)}, {"uniques": (Unique(("a",), "uq"),)}, "unique-mismatch"),
        ({"uniques": (Unique(("a",), "uq"),)}, {"indexes": (Index(("a",), "ix", True),)}, "index-mismatch"),
        (
            {"foreign_keys": (ForeignKey(("a",), "t", ("id",)),)},
            {"foreign_keys": (ForeignKey(("a",), "t", ("id",), ondelete="CASCADE"),)},
            "foreign-key-mismatch",
        ),
    ):
        finding = only(compare([table("t", a, b, **there)], [table("t", a, b, **wanted)]))
        assert finding.rule == rule
        assert len(finding.differences) == 2


def test_two_keys_of_other_columns_are_two_findings(compare: Compare) -> None:
    there = table("t", column("a"), column("b"), indexes=(Index(("a",), "ix_t_a"),))
    wanted = table("t", column("a"), column("b"), indexes=(Index(("b",), "ix_t_b"),))
    assert sorted(finding.rule for finding in compare([there], [wanted])) == ["extra-index", "missing-index"]


def test_what_a_key_is_over_decides_where_it_is_shown(compare: Compare) -> None:
    plain = table("t", column("a"), column("b"))
    over_one = plain._replace(indexes=(Index(("a",), "ix_t_a"),))
    over_two = plain._replace(indexes=(Index(("a", "b"), "ix_t_a_b"),))
    assert only(compare([over_one], [plain])).where.path == "field a"
    assert only(compare([over_two], [plain])).where.path == "class t"
    assert only(compare([plain], [over_one])).where.path == "field a"
    written = plain._replace(indexes=(Index(("a", "b"), "ix_t_a_b", origin=Anchor("Index(…)")),))
    assert only(compare([plain], [written])).where.path == "Index(…)"


def test_an_index_over_an_expression_belongs_to_the_columns_in_it(compare: Compare) -> None:
    plain = table("t", column("a", TEXT))
    lower = plain._replace(indexes=(Index(("(lower(a) DESC)",), "ix_t_a"),))
    assert only(compare([lower], [plain])).where.path == "field a"
    assert kinds(only(compare([table("t")], [lower]))) == ["add_column", "add_index"]
    assert kinds(only(compare([lower], [table("t")]))) == ["remove_column", "remove_index"]


def test_a_field_of_a_base_class_is_one_finding_for_all_its_tables(compare: Compare) -> None:
    names = ("a", "b", "c", "d", "e", "f")
    added = [table(name, column("at", TEXT, at="field of base")) for name in names]
    finding = only(compare([table(name) for name in names], added))
    assert (finding.rule, finding.where.path, finding.table) == ("missing-column", "field of base", "a")
    assert [difference.table for difference in finding.differences] == list(names)
    assert "`b`, `c`, `d` and 2 more" in finding.message


def test_two_columns_gone_from_one_class_are_two_findings(compare: Compare) -> None:
    found = compare([table("t", column("a"), column("b", TEXT))], [table("t")])
    assert [finding.column for finding in found] == ["a", "b"]


def test_foreign_keys_that_take_the_new_type_of_their_target_are_part_of_its_finding(compare: Compare) -> None:
    def both(type_: Type) -> list[Table]:
        user = table("user", column("id", type_, nullable=False))
        task = table("task", column("owner_id", type_), foreign_keys=(ForeignKey(("owner_id",), "user", ("id",)),))
        step = table("step", column("by", type_), foreign_keys=(ForeignKey(("by",), "task", ("owner_id",)),))
        return [step, task, user]

    finding = only(compare(both(INTEGER), both(make_type("Uuid"))))
    assert (finding.rule, finding.table, finding.column) == ("type-mismatch", "user", "id")
    assert kinds(finding) == ["modify_type"] * 3


def test_a_model_that_is_not_reached_takes_the_loss_of_its_table(compare: Compare) -> None:
    there = table("comment", column("a"), indexes=(Index(("a",), "ix"),))
    finding = only(compare([there], [], unreached=[there]))
    assert (finding.rule, finding.severity, finding.where.path) == ("unreached-model", "warning", "class comment")
    assert kinds(finding) == ["remove_index", "remove_table"]


def test_a_model_that_is_not_reached_and_never_created_is_told_as_such(compare: Compare) -> None:
    finding = only(compare([], [], unreached=[table("comment")]))
    assert (finding.rule, finding.severity, finding.differences) == ("unreached-model", "information", ())


def test_single_facts_of_a_column(compare: Compare) -> None:
    there = column("a", make_type("String", length=80), True, comment="old")
    for wanted, rule, words in (
        (there._replace(type=make_type("String", length=120)), "type-mismatch", ("VARCHAR(120)", "VARCHAR(80)")),
        (there._replace(nullable=False), "nullable-mismatch", ("NOT NULL in the model",)),
        (there._replace(comment="new"), "comment-mismatch", ("'new'", "'old'")),
        (there._replace(comment=None), "comment-mismatch", ("none in the model",)),
    ):
        finding = only(compare([table("t", there)], [table("t", wanted)]))
        assert (finding.rule, finding.where.path, finding.column) == (rule, "field a", "a")
        assert all(word in finding.message for word in words)


def test_a_comment_of_a_table_is_on_its_class(compare: Compare) -> None:
    finding = only(compare([table("t")], [table("t", comment="of the model")]))
    assert (finding.rule, finding.where.path, kinds(finding)) == ("comment-mismatch", "class t", ["add_table_comment"])


def test_server_defaults_count_where_they_are_compared_and_are_told_where_not(compare: Compare) -> None:
    there, wanted = (table("t", column("a", TEXT, server_default=Default(text))) for text in ("open", "todo"))
    finding = only(compare([there], [wanted], Rules("postgresql", compare_server_default=True)))
    assert (finding.rule, finding.severity, kinds(finding)) == ("default-mismatch", "warning", ["modify_default"])
    finding = only(compare([there], [wanted]))
    assert (finding.rule, finding.severity, finding.differences) == ("default-unseen", "information", ())
    assert "'todo' in the model, 'open' in the database" in finding.message


def test_expressions_and_unknown_defaults_make_no_finding(compare: Compare) -> None:
    for one, other in (
        (Default("now()", True), Default("CURRENT_TIMESTAMP", True)),
        (Default("true", True), Default("1", True)),
        (Default("open"), Unknown("computed")),
        (Unknown("computed"), None),
    ):
        there, wanted = (table("t", column("a", TEXT, server_default=default)) for default in (one, other))
        assert compare([there], [wanted]) == compare([there], [wanted], Rules("sqlite")) == []


def test_a_lost_length_is_told(compare: Compare) -> None:
    for one, other in (
        (make_type("String", length=50), make_type("String")),
        (make_type("Numeric", precision=10, scale=2), make_type("Numeric")),
    ):
        there, wanted = table("t", column("a", one)), table("t", column("a", other))
        finding = only(compare([there], [wanted]))
        assert (finding.rule, finding.severity, finding.differences) == ("length-lost", "information", ())
        assert only(compare([wanted], [there])).rule == "length-lost"
        assert compare([there], [there]) == []


def test_types_that_are_not_compared_are_told(compare: Compare) -> None:
    there, wanted = table("t", column("a", TEXT)), table("t", column("a", INTEGER))
    finding = only(compare([there], [wanted], Rules("postgresql", compare_type=False)))
    assert (finding.rule, finding.severity, finding.where.path) == ("type-unseen", "information", "field a")


def test_another_primary_key_is_told_on_the_class_or_the_one_field(compare: Compare) -> None:
    there = table("t", column("a", nullable=False), primary_key=PrimaryKey(("id", "a")))
    wanted = there._replace(primary_key=PrimaryKey(("id",)))
    finding = only(compare([there], [wanted]))
    assert (finding.rule, finding.severity, finding.where.path) == ("primary-key-mismatch", "information", "field a")
    swapped = there._replace(primary_key=PrimaryKey(("a",)))
    assert only(compare([wanted], [swapped])).where.path == "class t"


def test_a_primary_key_that_changes_with_its_column_is_no_finding_of_its_own(compare: Compare) -> None:
    there = table("t", column("a", TEXT, nullable=False), primary_key=PrimaryKey(("id", "a")))
    assert only(compare([there], [table("t")])).rule == "extra-column"


def test_values_of_an_enum_are_told_once_for_all_its_columns(compare: Compare) -> None:
    def side(*values: str) -> Schema:
        type_ = make_type("Enum", name="status", values=values)
        tables = [table("task", column("status", type_)), table("step", column("status", type_))]
        return Schema({each.key: each for each in tables}, {"status": EnumType("status", values)})

    finding = only(compare(side("todo", "late"), side("todo", "done")))
    assert (finding.rule, finding.severity, finding.differences) == ("enum-values", "information", ())
    assert "enum type `status` lacks `done`, and has `late` besides in the database" in finding.message
    assert compare(side("todo", "done"), side("done", "todo")) == []


def test_values_of_an_enum_on_mysql(compare: Compare) -> None:
    there, wanted = (table("t", column("a", make_type("Enum", name="e", values=values))) for values in (("x",), ("x", "y")))
    assert only(compare([there], [wanted], Rules("mysql"))).rule == "enum-values"


_NAMES = st.sampled_from(("a", "b", "c"))
_COLUMNS = st.lists(
    st.builds(
        column,
        _NAMES,
        st.sampled_from((INTEGER, TEXT, make_type("String", length=5))),
        st.booleans(),
        comment=st.sampled_from((None, "x")),
        server_default=st.sampled_from((None, Default("0"))),
    ),
    max_size=3,
)


@st.composite
def _tables(draw: st.DrawFn) -> Table:
    columns = draw(_COLUMNS)
    names = st.lists(st.sampled_from(["id", *(each.name for each in columns)]), min_size=1, max_size=2, unique=True).map(tuple)
    called = st.sampled_from(("k", "l"))
    return table(
        draw(_NAMES),
        *columns,
        indexes=tuple(draw(st.lists(st.builds(Index, names, called, st.booleans()), max_size=2, unique_by=lambda key: key.name))),
        uniques=tuple(draw(st.lists(st.builds(Unique, names, called), max_size=2, unique_by=lambda key: key.name))),
        foreign_keys=tuple(
            draw(st.lists(st.builds(lambda key, to: ForeignKey(key[:1], to, ("id",)), names, _NAMES), max_size=2, unique=True))
        ),
        comment=draw(st.sampled_from((None, "x"))),
    )


_SIDES = st.lists(_tables(), max_size=3)


@settings(deadline=None)  # the first example imports the rules
@given(_SIDES, _SIDES, st.sampled_from(("postgresql", "sqlite", "mysql")), st.booleans())
def test_every_difference_is_in_exactly_one_finding(
    there: list[Table], wanted: list[Table], dialect: str, defaults: bool
) -> None:
    from alembic_ls.checks.drift import Drift
    from alembic_ls.checks.registry import DRIFT
    from alembic_ls.checks.registry import rules as rules_named

    rules = Rules(dialect, compare_server_default=defaults)
    history, models = (Schema({each.key: each for each in side}) for side in (there, wanted))

    class Project:
        def __init__(self) -> None:
            self.rules, self.dialect = rules, dialect
            dialects = Dialects((dialect,), "")
            self.environment = Environment("", None, "alembic", "", "env.py", (), False, {}, (), Libraries(), dialects)
            self.models, self.history = lambda: models, lambda: history
            self.differences = lambda: diff(history, models, rules)
            self.unreached = list
            self.filters = lambda: (None, None)
            self.remembered = lambda what, database, model, ask: ask(database, model)
            pairs = Pairs()
            pairs.renew(history, models, rules)
            self.pairs = lambda: pairs
            self.lineage = lambda table, column=None: []

    drift = Drift(Project())  # type: ignore[arg-type]
    findings = [finding for rule in rules_named(DRIFT) for finding in rule.find(drift)]
    assert drift.left() == []
    told = [str(difference) for finding in findings for difference in finding.differences]
    assert sorted(told) == sorted(map(str, diff(history, models, rules)))


def test_a_check_is_told_by_its_name_and_its_condition(compare: Compare) -> None:
    named, unnamed = Check("a > 0", "positive"), Check("a > 0")
    for there, wanted in (((named,), ()), ((), (named,)), ((named,), (Check("a > 1", "positive"),))):
        finding = only(compare([table("t", checks=there)], [table("t", checks=wanted)]))
        assert (finding.rule, finding.severity, finding.where.path) == ("check-mismatch", "information", "class t")
    for there, wanted in (
        ((named,), (unnamed,)),
        ((unnamed,), (named,)),
        ((named,), (Check("(a>0)", "other"),)),
        ((unnamed,), ()),
    ):
        assert compare([table("t", checks=there)], [table("t", checks=wanted)]) == []
