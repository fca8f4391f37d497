// usage: rename.mjs BASE WORKSPACE PICTURES PYTHON     F2 is the Python server's, for which the extension PYTHON stands; then we offer the migration.
import { join } from "node:path";
import { tell } from "./story.mjs";

const [base, folder, pictures, python] = process.argv.slice(2);
const payload = [["extensionDevelopmentPath", `vscode-remote://${new URL(base).host}${python}`]];

await tell(`${base}/?folder=${folder}&payload=${encodeURIComponent(JSON.stringify(payload))}`, pictures, {
  "F2 renames, and the rename migration is offered": async (w) => {
    await w.open("category.py");
    await w.status("b3e96d05a7f8");
    const line = (await w.text()).split("\n").findIndex((each) => each.includes("    colour: "));
    await w.open(`category.py:${line + 1}:6`);
    await w.page.keyboard.press("F2");
    const input = w.page.locator(".rename-box input");
    await input.waitFor();
    await input.fill("shade");
    await input.press("Enter");
    const offer = await w.notification("category.shade");
    await w.shot(join(pictures, "rename.png"));
    await offer.getByText("Create Rename Migration").click();
    await w.waitForText('new_column_name="shade"');
    await w.page.locator('.tab.active:not(.dirty)[data-resource-name*="rename"]').waitFor();
    await w.shot(join(pictures, "renamed.png"));
    await w.open("models/category.py");
    await w.noSquiggle();
  },
});
