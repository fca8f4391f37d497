// Where VS Code enters: puts the parts together, and keeps the server as things are.
import * as vscode from "vscode";
import { registerCommands } from "./commands";
import { keepContextKeys } from "./contextKeys";
import { showNewRevisions } from "./newRevisions";
import { isSign, SIGNS } from "./presence";
import { whenChosenAnew } from "./pythonExtension";
import { offerRenameMigrations } from "./renames";
import { Server } from "./server";
import { SECTION } from "./settings";
import { StatusItem } from "./statusItem";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Alembic", { log: true });
  const ours = new Server(context.extensionUri.fsPath, log);
  const refresh = () => void ours.refresh();
  const signs = vscode.workspace.createFileSystemWatcher(SIGNS, false, true, true);
  server = ours;
  context.subscriptions.push(
    log,
    signs,
    keepContextKeys(ours),
    new StatusItem(ours),
    registerCommands(ours, log),
    offerRenameMigrations(),
    showNewRevisions(ours),
    signs.onDidCreate(refresh),
    vscode.workspace.onDidOpenTextDocument(({ uri }) => { if (ours.launch === undefined && isSign(uri)) refresh(); }),
    vscode.workspace.onDidChangeWorkspaceFolders(refresh),
    vscode.workspace.onDidChangeConfiguration((event) => { if (event.affectsConfiguration(SECTION)) refresh(); }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => { void followPythonExtension(context, refresh).then(refresh); }),
  );
  await followPythonExtension(context, refresh);
  await ours.refresh();
}

async function followPythonExtension(context: vscode.ExtensionContext, refresh: () => void): Promise<void> {
  const following = await whenChosenAnew(refresh);
  if (following !== undefined) context.subscriptions.push(following);
}

export async function deactivate(): Promise<void> {
  await server?.dispose();
}
