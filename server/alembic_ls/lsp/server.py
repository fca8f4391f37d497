"""The language server: what the client says is done by one worker thread, in its order; what is found is told when the typing rests."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from alembic_ls import __version__
from alembic_ls.lsp import (
    code_action,
    code_lens,
    completion,
    configuration,
    definition,
    document_link,
    document_symbol,
    highlight,
    hover,
    inlay_hint,
    parent,
    progress,
    pull,
    references,
    revisions,
    status,
    synchronise,
    type_hierarchy,
    workspace_symbol,
)
from alembic_ls.lsp.abilities import abilities_of
from alembic_ls.lsp.begun import Begun
from alembic_ls.lsp.commands import apply_fix, create_migration, merge_heads, write_downgrade
from alembic_ls.lsp.desk import Desk
from alembic_ls.lsp.fixing import Choose, Fixing
from alembic_ls.lsp.garbage import Garbage
from alembic_ls.lsp.keeping import Keeper
from alembic_ls.lsp.log import log_to
from alembic_ls.lsp.options import Options, read_options
from alembic_ls.lsp.protocol import Protocol
from alembic_ls.lsp.publishing import Publisher
from alembic_ls.lsp.refreshing import Refresher
from alembic_ls.lsp.trust import Trust
from alembic_ls.lsp.watching import can_watch, registration

_log = logging.getLogger("alembic_ls")
_Answer = TypeVar("_Answer")

# Each has the METHOD that it answers, its OPTIONS, and `answer(desk, params)`.
_ANSWERS: tuple[Any, ...] = (
    hover,
    definition,
    references,
    highlight,
    document_symbol,
    workspace_symbol,
    document_link,
    code_lens,
    inlay_hint,
    completion,
    revisions,
    code_action,
)
_COMMANDS: tuple[Any, ...] = (apply_fix, create_migration, merge_heads, write_downgrade)


class Server(LanguageServer):
    """One client's server. It goes on with what was begun before it was loaded."""

    protocol: Protocol

    def __init__(self, begun: Begun) -> None:
        super().__init__("alembic-ls", __version__, protocol_cls=Protocol)
        self.options = Options()
        self._begun = begun
        self.watches = False  # whether the client tells what changes on the disk
        self.is_shut_down = False
        self._desk = begun.desk
        self._trust = Trust(self)
        self._fixing = Fixing(self, self._desk.abilities)
        self._worker = begun.worker
        self._garbage = Garbage(self._worker.submit)
        self._publisher = Publisher(self.protocol, self.ask, begun)
        self._keeper = Keeper(self.ask, self._begin_publishing)
        self._refresher = Refresher(self.protocol, self.ask, begun.client)
        self.protocol.answered = begun.request
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.feature(types.INITIALIZE)(self._initialize_handler())
        self.feature(types.INITIALIZED)(self._initialized_handler())
        self.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)(self._configuration_handler())
        self.feature(types.SHUTDOWN)(self._shutdown_handler())
        if begun.client.pulls:
            self.feature(pull.METHOD, pull.OPTIONS)(self._pull_handler())
        for module in _ANSWERS:
            self.feature(module.METHOD, module.OPTIONS)(self._handler(self._refresher.noting(module.METHOD, module.answer)))
        self.feature(types.CODE_ACTION_RESOLVE)(self._resolve_handler())
        for command in _COMMANDS:
            self.command(command.NAME)(self._command_handler(command.choose))
        for method in type_hierarchy.ANSWERS:
            self.feature(method)(self._handler(type_hierarchy.ANSWERS[method]))
        for method, note in synchronise.NOTES.items():
            self.feature(method, synchronise.OPTIONS.get(method))(self._note_handler(note, method in synchronise.MOVING))

    # The worker

    async def ask(self, work: Callable[..., _Answer], *arguments: Any) -> _Answer | None:
        """What `work(desk, *arguments)` returns, on the worker's thread; None where it fails, which is logged."""
        self._garbage.worked()
        return await asyncio.get_running_loop().run_in_executor(self._worker, self._do, work, *arguments)

    def _do(self, work: Callable[..., _Answer], *arguments: Any) -> _Answer | None:
        try:
            return work(self._desk, *arguments)
        except Exception:  # whatever it is: the user goes on typing, and so do we
            _log.exception("%s failed", work.__module__)
            return None

    async def is_trusted(self, path: str) -> bool:
        """True where code of the folder in which `path` lies may be run; the user is asked where nobody has said it. Not for the worker."""
        folders = await self.ask(Desk.folders)
        return await self._trust.is_trusted(path, folders or ())

    # Findings

    def schedule(self) -> None:
        """Tell what is found when nothing else has come for a while."""
        if self._timer is not None:
            self._timer.cancel()
        self._keeper.postpone()
        self._timer = asyncio.get_running_loop().call_later(self.options.debounce, self._begin_publishing)

    def _begin_publishing(self) -> None:
        self._begin(self._publish())

    async def _publish(self) -> None:
        await self._publisher.publish()
        for text in await self.ask(Desk.complaints) or ():
            _log.warning("%s", text)
            if self.options.said.config or self.options.said.script_location:  # the user has said it, and sees nothing come of it
                self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, f"alembic-ls: {text}"))
        await self._refresher.refresh()

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _read_projects(self) -> None:
        """Read what is new, which the client shows and the user can stop; tell what is found."""
        reading = self._begin(self._publish())
        if progress.can_show(self.client_capabilities):
            await progress.show(self, reading, "alembic-ls: reading the project", self._interrupt)
        await reading
        self._interrupt(False)

    def _interrupt(self, is_wanted: bool = True) -> None:
        self._desk.session.interruption.is_wanted = is_wanted

    # Handlers: closures, since pygls gives bound methods a server that they do not expect

    def _handler(self, answer: Callable[[Desk, Any], Any]) -> Callable[[Any], Any]:
        async def handle(params: Any) -> Any:
            return await self.ask(answer, params)

        return handle

    def _resolve_handler(self) -> Callable[[types.CodeAction], Any]:
        async def handle(params: types.CodeAction) -> types.CodeAction:
            return await self._fixing.resolve(params)

        return handle

    def _command_handler(self, choose: Choose) -> Callable[..., Any]:
        async def handle(*arguments: Any) -> Any:
            return await self._fixing.take_up(choose, arguments[0] if arguments else None)

        handle.__annotations__.clear()  # pygls asks whether the first is a class of servers, and before Python 3.11 `Any` is no class
        return handle

    def _pull_handler(self) -> Callable[[types.DocumentDiagnosticParams], Any]:
        async def handle(params: types.DocumentDiagnosticParams) -> dict[str, Any]:
            return await self._publisher.pulled(params)

        return handle

    def _note_handler(self, note: Callable[[Desk, Any, bool], None], is_moving: bool) -> Callable[[Any], Any]:
        def handle(params: Any) -> None:
            self._worker.submit(self._do, note, params, self.watches)
            if is_moving:
                self._begin(self._read_projects())
            else:
                self.schedule()

        return handle

    def _initialize_handler(self) -> Callable[[types.InitializeParams], None]:
        def handle(params: types.InitializeParams) -> None:
            self._take(None)
            for record in self._begun.records:
                logging.getLogger(record.name).handle(record)
            self._trust.say(self.options.trusted, at_start=True)
            self.watches = can_watch(params.capabilities)
            if parent.can_watch(params.process_id):
                self._begin(parent.watch(params.process_id or 0))
            if status.can_show(params.capabilities):
                self._publisher.status = status.Status(self, self.ask)
            self._desk.abilities = abilities_of(params.capabilities)
            self._fixing = Fixing(self, self._desk.abilities)

        return handle

    def _initialized_handler(self) -> Callable[[types.InitializedParams], Any]:
        async def handle(params: types.InitializedParams) -> None:
            if self.watches:
                self.client_register_capability(registration())
            if configuration.can_register(self.client_capabilities):
                self.client_register_capability(configuration.registration())
            if self._begun.settings is not None:
                await self._configure(self._begun.settings)
            await self._read_projects()
            self._garbage.settled()
            self._keeper.is_ready = True
            self._keeper.postpone()

        return handle

    def _configuration_handler(self) -> Callable[[types.DidChangeConfigurationParams], Any]:
        async def handle(params: types.DidChangeConfigurationParams) -> None:
            is_asked = self._begun.client.can_be_asked
            if await self._configure(await configuration.ask(self) if is_asked else configuration.sent(params)):
                await self._read_projects()

        return handle

    async def _configure(self, settings: object) -> bool:
        """Take the client's settings; True where its projects are to be read in another way."""
        before = self.options.said
        if settings is not configuration.UNSAID:
            self._take(settings)
            self._trust.say(self.options.trusted, at_start=False)
        if self.options.said == before:
            return False
        await self.ask(Desk.configure, self.options.said)
        return True

    def _take(self, settings: object) -> None:
        self.options, wrong = read_options(self._begun.client.options, settings)
        log_to(self, asyncio.get_running_loop(), self.options.log_level)
        self._keeper.is_wanted = self.options.cache
        for text in wrong:
            _log.warning("%s", text)

    def _shutdown_handler(self) -> Callable[[Any], Any]:
        async def handle(params: Any) -> None:
            self.is_shut_down = True
            await self._keeper.end()

        return handle

    # pygls' own

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log it: nothing that a client sends wrong is to be shown to the user."""
        _log.error("%s", str(error).partition("\n")[0])

    def shutdown(self) -> None:
        """Stop. The thread that reads the input may wait for it for ever: it is not waited for."""
        if self._stop_event is not None:
            self._stop_event.set()
        self._garbage.stop()
        self._worker.shutdown(wait=False, cancel_futures=True)
