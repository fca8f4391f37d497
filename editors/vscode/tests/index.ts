// Entered by the extension host: runs the tests that fit the workspace, which is trusted or is not, and may have no environment.
import Mocha from "mocha";
import { format } from "node:util";
import * as fs from "node:fs";
import * as vscode from "vscode";
import { inWorkspace } from "./help";
import { plain } from "./plain";
import { trusted } from "./trusted";
import { untrusted } from "./untrusted";

// The extension host's console is everybody's: what is ours is marked.
Mocha.reporters.Base.consoleLog = (...values: unknown[]) => {
  console.log(`tests: ${format(...values)}`);
};

export function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: 60_000, color: false, reporter: "spec" });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  if (!fs.existsSync(inWorkspace("backend"))) plain();
  else if (vscode.workspace.isTrusted) trusted();
  else untrusted();
  return new Promise((resolve, reject) => {
    mocha.run((failures) => {
      if (failures > 0) reject(new Error(`${String(failures)} failed`));
      else resolve();
    });
  });
}
