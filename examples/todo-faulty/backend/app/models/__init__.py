"""The tables. What is not imported here, Alembic does not see."""

from app.models.category import Category
from app.models.priority import Priority
from app.models.tag import Tag, TaskTag
from app.models.task import Task, TaskStatus
from app.models.user import User

__all__ = ["Category", "Priority", "Tag", "Task", "TaskStatus", "TaskTag", "User"]
