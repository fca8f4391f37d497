// The downgrade of a revision, from its upgrade and what was there before.
import * as vscode from "vscode";
import type { Server } from "../server";
import { ask, fileAtHand } from "./ask";

export async function writeDowngrade(server: Server, chosen?: unknown): Promise<void> {
  const uri = fileAtHand(chosen);
  if (uri === undefined) {
    void vscode.window.showWarningMessage("Open a revision first: its downgrade is then written.");
    return;
  }
  await ask(server, "alembic-ls.writeDowngrade", { uri });
}
