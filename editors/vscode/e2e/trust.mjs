// usage: trust.mjs BASE WORKSPACE PICTURES     A folder in Restricted Mode is read; what it names is started when the user trusts it.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { tell } from "./story.mjs";

const [base, folder, pictures] = process.argv.slice(2);

await tell(`${base}/?folder=${folder}`, pictures, {
  "Restricted Mode reads": async (w) => {
    await w.open("models/task.py");
    await w.status(/b3e96d05a7f8.*1/);
    await w.shot(join(pictures, "restricted.png"));
    assert.ok(!existsSync(join(folder, "ran")));
  },
  "trust is told to the server": async (w) => {
    await w.command("Workspaces: Manage Workspace Trust");
    await w.page.getByRole("button", { name: /^Trust$/ }).first().click();
    for (let left = 100; !existsSync(join(folder, "ran")); left--) {
      assert.ok(left > 0, "the program that the folder names was not started");
      await w.page.waitForTimeout(100);
    }
    await w.status(/b3e96d05a7f8.*1/);
    await w.command("Alembic: Show Debug Information");
    await w.waitForText('"trusted": true');
  },
});
