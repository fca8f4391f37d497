// What several tests need: the extension's own account of itself, files of the workspace, and waiting.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import type { Launch } from "../src/launch";
import type { Status } from "../src/protocol";

export interface Information {
  readonly trusted: boolean;
  readonly wrong?: string;
  readonly launch?: Launch;
  readonly status: Status;
}

export interface PythonStub {
  choose(choice?: { executable: string; prefix: string; isVirtual: boolean }): void;
}

export async function information(): Promise<Information> {
  return vscode.commands.executeCommand<Information>("alembic-ls.client.debugInformation");
}

/** The extension's account of itself, once `holds` is true of it. */
export async function informationWhen(holds: (found: Information) => boolean): Promise<Information> {
  return eventually(async () => {
    const found = await information();
    return holds(found) ? found : undefined;
  });
}

export async function eventually<T>(look: () => Promise<T | undefined> | T | undefined, patience = 30_000): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    assert.ok(Date.now() < end, "it did not happen in time");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export async function set(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration("alembic-ls").update(name, value, vscode.ConfigurationTarget.Workspace);
}

export async function pythonStub(): Promise<PythonStub> {
  const found = vscode.extensions.getExtension<PythonStub>("ms-python.python");
  assert.ok(found);
  return found.activate();
}

export function inWorkspace(...parts: string[]): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  assert.ok(folder);
  return path.join(folder, ...parts);
}

/** A program of these lines, which can be started. */
export function program(name: string, lines: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "programs-"));
  const file = path.join(folder, name);
  fs.writeFileSync(file, `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  return file;
}

/** Ours in a file, once there are some. */
export async function diagnosticsOf(file: string): Promise<vscode.Diagnostic[]> {
  const uri = vscode.Uri.file(file);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  return eventually(() => {
    const found = vscode.languages.getDiagnostics(uri).filter((each) => each.source === "alembic-ls");
    return found.length > 0 ? found : undefined;
  });
}
