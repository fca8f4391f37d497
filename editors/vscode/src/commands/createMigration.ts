// A new revision of all that no revision covers yet.
import * as vscode from "vscode";
import type { Server } from "../server";
import { ask, fileAtHand } from "./ask";

export async function createMigration(server: Server, chosen?: unknown): Promise<void> {
  const uri = fileAtHand(chosen);
  const message = await vscode.window.showInputBox({
    title: "Create Migration",
    prompt: "Its message. Leave it empty to have it named after what it does.",
  });
  if (message !== undefined) await ask(server, "alembic-ls.createMigration", { uri, ...(message === "" ? {} : { message }) });
}
