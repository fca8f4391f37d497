"""The HTTP side of the backend."""

import uuid
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlmodel import Session, select

from app.db import get_session
from app.models import Comment, Task, TaskStatus

app = FastAPI(title="Todo")
SessionOfRequest = Annotated[Session, Depends(get_session)]


@app.get("/users/{owner_id}/tasks")
def list_tasks(owner_id: uuid.UUID, session: SessionOfRequest) -> list[Task]:
    """List what the user has to do, in the user's own order."""
    open_tasks = (
        select(Task).where(Task.owner_id == owner_id, Task.status != TaskStatus.archived).order_by(Task.position)
    )
    return list(session.exec(open_tasks))


@app.post("/tasks/{task_id}/done")
def finish_task(task_id: int, session: SessionOfRequest) -> Task:
    """Mark a task as done."""
    task = session.get(Task, task_id)
    if task is None:
        raise HTTPException(status_code=404, detail="no such task")
    task.status = TaskStatus.done
    session.add(task)
    session.commit()
    session.refresh(task)
    return task


@app.get("/tasks/{task_id}/comments")
def list_comments(task_id: int, session: SessionOfRequest) -> list[Comment]:
    """List what was said about a task, the oldest first."""
    return list(session.exec(select(Comment).where(Comment.task_id == task_id).order_by(Comment.created_at)))
