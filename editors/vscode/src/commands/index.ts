// The commands, one file each. What comes next has its place here: verify on a scratch database, pictures of the graph and the schema.
// Their ids have `client.` in them, since the client registers those of the server under their own names.
import * as vscode from "vscode";
import type { Server } from "../server";
import { createMigration } from "./createMigration";
import { debugInformation } from "./debugInformation";
import { goToRevision } from "./goToRevision";
import { mergeHeads } from "./mergeHeads";
import { writeDowngrade } from "./writeDowngrade";

export function registerCommands(server: Server, log: vscode.LogOutputChannel): vscode.Disposable {
  const commands: Record<string, (uri?: vscode.Uri) => unknown> = {
    createMigration: (uri) => createMigration(server, uri),
    debugInformation: () => debugInformation(server),
    goToRevision: () => goToRevision(server),
    mergeHeads: (uri) => mergeHeads(server, uri),
    restart: () => server.restart(),
    showLogs: () => { log.show(); },
    writeDowngrade: (uri) => writeDowngrade(server, uri),
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, command]) => vscode.commands.registerCommand(`alembic-ls.client.${name}`, command)),
  );
}
