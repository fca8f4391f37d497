"""workspace/configuration and workspace/didChangeConfiguration: the setting `alembic-ls`, which the client is asked for where it can be."""

from __future__ import annotations

import asyncio
from typing import Final

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from alembic_ls.lsp.options import SECTION

UNSAID: Final = object()  # instead of settings: the client does not say which it has
_PATIENCE = 5.0  # seconds for the client to answer


def can_register(client: types.ClientCapabilities) -> bool:
    """True where the client wants to be told that changes of settings are to be sent."""
    changing = client.workspace.did_change_configuration if client.workspace is not None else None
    return changing is not None and bool(changing.dynamic_registration)


def registration() -> types.RegistrationParams:
    """What asks the client to tell that its settings have changed."""
    options = types.DidChangeConfigurationRegistrationOptions(SECTION)
    method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
    return types.RegistrationParams([types.Registration("alembic-ls-settings", method, options)])


async def ask(server: LanguageServer) -> object:
    """The settings as the client has them; None where it has none, UNSAID where it does not answer."""
    params = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])
    try:
        found = await asyncio.wait_for(server.workspace_configuration_async(params), _PATIENCE)
    except (asyncio.TimeoutError, JsonRpcException):
        return UNSAID
    return found[0] if found else None


def sent(params: types.DidChangeConfigurationParams) -> object:
    """The settings that the client sends with its note; None where none of them is ours, UNSAID where it sends none at all."""
    return params.settings.get(SECTION) if isinstance(params.settings, dict) else UNSAID
