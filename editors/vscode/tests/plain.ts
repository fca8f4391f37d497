// In a workspace that has no Alembic environment, until one is made in it.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import { information, informationWhen, inWorkspace } from "./help";

export function plain(): void {
  describe("with no Alembic environment", () => {
    it("no server is started", async () => {
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(inWorkspace("main.py")));
      await vscode.commands.executeCommand("alembic-ls.client.restart");
      const { launch, wrong } = await information();
      assert.equal(launch, undefined);
      assert.equal(wrong, undefined);
    });

    it("one is, as soon as there is an environment", async () => {
      const example = path.join(inWorkspace(), "..", "added", "todo", "backend"); // e2e/run puts it there
      for (const part of ["app", "alembic", "pyproject.toml", "alembic.ini"]) {
        fs.cpSync(path.join(example, part), inWorkspace(part), { recursive: true });
      }
      const found = await informationWhen((each) => each.status.environments.length === 1);
      assert.equal(found.status.environments[0]?.drift, 0);
    });
  });
}
