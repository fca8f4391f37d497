"""Flask-SQLAlchemy: db.Model, its table names, its metadatas."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("flask_sqlalchemy")

_HEAD = """
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase, DeclarativeBaseNoMeta, Mapped, declared_attr, mapped_column
"""
_DB = "db = SQLAlchemy()\n"

CASES = {
    "names": """
class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
class UserAccount(db.Model):
    id = db.Column(db.Integer, primary_key=True)
class HTTPRequest(db.Model):
    id = db.Column(db.Integer, primary_key=True)
class OAuth2Token(db.Model):
    id = db.Column(db.Integer, primary_key=True)
class Given(db.Model):
    __tablename__ = "given_name"
    id = db.Column(db.Integer, primary_key=True)
""",
    "columns": """
tags = db.Table("tags", db.Column("a_id", db.Integer, db.ForeignKey("a.id"), primary_key=True), db.Column("n", db.Integer, primary_key=True))
class A(db.Model):
    __table_args__ = (db.UniqueConstraint("name", "kind", name="uq"), db.Index("ix_kind", "kind"), db.CheckConstraint("id > 0", name="pos"))
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(20), unique=True, nullable=False)
    kind = db.Column(db.Enum("x", "y", name="kinds"), server_default="x")
    cost = db.Column(db.Numeric(10, 2))
    at = db.Column(db.DateTime, server_default=db.func.now())
    more = db.Column(db.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql"))
    text_ = db.Column("text", db.Text, server_default=db.text("''"))
    bs = db.relationship("B", backref="a", lazy="dynamic")
    token = db.deferred(db.Column(db.LargeBinary))
class B(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    a_id: Mapped[int] = db.mapped_column(db.ForeignKey(A.id, ondelete="CASCADE"), index=True)
""",
    "mixins and abstract models": """
class Stamped:
    created_at = db.Column(db.DateTime, nullable=False)
class Base(db.Model):
    __abstract__ = True
    id = db.Column(db.Integer, primary_key=True)
    @declared_attr
    def owner_id(cls):
        return db.Column(db.ForeignKey("user.id"))
class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
class BlogPost(Stamped, Base):
    title = db.Column(db.String(5))
""",
    "inheritance": """
class Person(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    kind = db.Column(db.String(5))
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "p"}
class BigBoss(Person):
    id = db.Column(db.ForeignKey("person.id"), primary_key=True)
    __mapper_args__ = {"polymorphic_identity": "b"}
""",
    "keys of heirs that their annotations declare": """
from typing import Annotated
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy import ForeignKey
class Base(DeclarativeBase):
    pass
db = SQLAlchemy(model_class=Base)
intpk = Annotated[int, mapped_column(db.BigInteger().with_variant(db.Integer, "sqlite"), primary_key=True)]
class Snapshot(db.Model):
    __tablename__ = "snapshots"
    snapshot_id: Mapped[intpk] = mapped_column()
    kind: Mapped[str] = mapped_column()
    __mapper_args__ = {"polymorphic_identity": "snapshot", "polymorphic_on": "kind"}
class Artifact(Snapshot):
    __tablename__ = "artifacts"
    snapshot_id: Mapped[intpk] = mapped_column(ForeignKey("snapshots.snapshot_id"))
    uri: Mapped[str] = mapped_column(nullable=True)
    __mapper_args__ = {"polymorphic_identity": "artifact"}
""",
    "a metadata with a convention": """
db = SQLAlchemy(metadata=MetaData(naming_convention={"pk": "pk_%(table_name)s", "uq": "uq_%(table_name)s_%(column_0_name)s"}))
class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String, unique=True)
""",
    "a base of its own": """
class Root(DeclarativeBase):
    metadata = MetaData(schema="s")
db = SQLAlchemy(model_class=Root)
class UserThing(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
""",
    "a model class of old": """
from flask_sqlalchemy.model import Model
class Root(Model):
    def save(self): pass
    id = sa.Column(sa.Integer, primary_key=True)
db = SQLAlchemy(model_class=Root)
class UserThing(db.Model):
    name = db.Column(db.String)
""",
    "binds": """
class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
class Elsewhere(db.Model):
    __bind_key__ = "other"
    id = db.Column(db.Integer, primary_key=True)
other = db.Table("other_table", db.Column("id", db.Integer, primary_key=True), bind_key="other")
""",
    "a table without a key of its own": """
class Node(db.Model):
    __table__ = db.Table("node", db.metadata, db.Column("id", db.Integer, primary_key=True))
""",
    "several modules": """
from extensions import db
import blog.models
# file: extensions.py
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData
db: SQLAlchemy = SQLAlchemy()
# file: blog/__init__.py
# file: blog/models.py
from extensions import db
class BlogEntry(db.Model):
    id = db.Column(db.BigInteger().with_variant(db.Integer, "sqlite"), primary_key=True)
    Column = db.Column
    title = Column(db.Unicode(4))
""",
    "a subclass of SQLAlchemy": """
class Database(SQLAlchemy):
    def helper(self): return 1
db = Database(session_options={"autoflush": False})
class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
""",
}  # fmt: skip


@pytest.mark.parametrize("source", CASES.values(), ids=CASES.keys())
def test_models_of_flask_sqlalchemy(source: str, same_as_sqlalchemy: Any) -> None:
    if source.lstrip().startswith("from extensions"):
        return same_as_sqlalchemy(source)
    return same_as_sqlalchemy(_HEAD + ("" if "\ndb = " in source else _DB) + source)
