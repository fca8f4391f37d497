// In a workspace that the user does not trust, whose own settings name a program: .vscode/settings.json of the run.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { diagnosticsOf, informationWhen, inWorkspace, program, pythonStub } from "./help";

export function untrusted(): void {
  describe("in Restricted Mode", () => {
    it("the project is read and nothing of it is run", async () => {
      const prefix = path.dirname(program("python", 'touch ran; exec python3 "$@"'));
      (await pythonStub()).choose({ executable: path.join(prefix, "python"), prefix, isVirtual: true });
      const found = await informationWhen((each) => each.status.environments.length > 0);
      assert.equal(found.trusted, false);
      assert.equal(found.launch?.options["trusted"], false);
      assert.equal(found.launch.interpreter?.source, "the search path");
      assert.deepEqual((await diagnosticsOf(inWorkspace("backend", "app", "models", "task.py"))).map((each) => each.code), ["missing-column"]);
      assert.ok(!fs.existsSync(path.join(prefix, "ran")));
      assert.ok(!fs.existsSync(inWorkspace("ran")), "a program that the workspace names was started");
    });
  });
}
