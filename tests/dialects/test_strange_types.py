"""Whatever stands in a type's arguments or in a raw text, an answer comes and nothing is raised."""

from __future__ import annotations

from alembic_ls.dialects.comparison import types_differ
from alembic_ls.dialects.ddl import ddl
from alembic_ls.dialects.defaults import defaults_differ
from alembic_ls.dialects.reflection import told_back
from alembic_ls.schema.tables import Default
from alembic_ls.schema.types import Type, make_type
from alembic_ls.schema.unknown import Unknown
from hypothesis import given
from hypothesis import strategies as some

DIALECTS = some.sampled_from(["postgresql", "sqlite", "mysql", "mariadb", "mssql", "oracle", "duckdb"])
NAMES = some.sampled_from(
    """String Text Numeric Float Enum Uuid DateTime Interval Integer Boolean ARRAY postgresql.BIT postgresql.ENUM
    postgresql.INTERVAL mysql.INTEGER mysql.ENUM mysql.SET mysql.TEXT mysql.FLOAT mssql.VARBINARY oracle.NUMBER
    NoSuchType a.b.c""".split()
)
ARGUMENTS = some.sampled_from(
    """length precision scale timezone collation charset values name schema native_enum dimensions item fields
    display_width fsp""".split()
)
LETTERS = some.text("ab'%é \\(),", max_size=5)
VALUES = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(-5, 5000),
    LETTERS,
    some.just(Unknown("computed")),
    some.lists(LETTERS, max_size=4).map(tuple),
    some.sampled_from([make_type("String", length=Unknown("computed")), make_type("Raw", ddl="int8")]),
)
WORDS = some.sampled_from(
    """varchar timestamp numeric float interval bit int text enum ( ) () (3) (a) (1, [] [4] with time zone ' " , COLLATE
    unsigned =
    == :: ß""".split()
)
RAW = some.lists(WORDS, max_size=7).map(lambda words: make_type("Raw", ddl=" ".join(words).replace(" (", "(")))
TYPES = some.one_of(
    RAW,
    some.builds(lambda name, arguments: make_type(name, **arguments), NAMES, some.dictionaries(ARGUMENTS, VALUES, max_size=4)),
)
TEXTS = some.lists(
    some.sampled_from(["'", "(", ")", "::", "text", "1", ".", "-", "true", "now()", " ", '"', "NULL"]), max_size=6
).map("".join)
DEFAULTS = some.one_of(some.none(), some.just(Unknown("computed")), some.builds(Default, TEXTS, some.booleans()))


@given(TYPES, TYPES, DIALECTS)
def test_types(database: Type, model: Type, dialect: str) -> None:
    assert isinstance(ddl(database, dialect), (str, type(None)))
    assert isinstance(told_back(database, dialect), (str, type(None)))
    assert types_differ(database, model, dialect) in (True, False, None)


@given(TYPES)
def test_what_is_unknown_makes_no_difference(model: Type) -> None:
    unread = make_type("Raw", ddl=Unknown("computed"))
    assert not types_differ(unread, model, "postgresql")
    assert not types_differ(model, unread, "postgresql")


@given(DEFAULTS, DEFAULTS, TYPES, DIALECTS)
def test_defaults(database: Default | None, model: Default | None, column_type: Type, dialect: str) -> None:
    assert defaults_differ(database, model, column_type, dialect) in (True, False, None)
