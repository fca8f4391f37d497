// What someone who helps would ask: which server runs, by which Python, told what, and what it has found.
import * as vscode from "vscode";
import type { Server } from "../server";

export async function debugInformation(server: Server): Promise<object> {
  const { launch, status, wrong } = server;
  const extension = vscode.extensions.getExtension("alembic-ls.alembic-ls")?.packageJSON as { version?: string } | undefined;
  const information = {
    extension: extension?.version,
    vscode: vscode.version,
    trusted: vscode.workspace.isTrusted,
    wrong,
    launch,
    status,
  };
  const content = JSON.stringify(information, null, 2);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: "json", content }));
  return information;
}
