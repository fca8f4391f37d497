// Runs the steps of a story one after the other, and says how long each took; a picture is made of the one that fails.
import { join } from "node:path";
import { Workbench } from "./workbench.mjs";

export async function tell(url, pictures, steps, viewport) {
  const workbench = await Workbench.open(url, { viewport });
  const name = process.argv[1].split("/").pop().replace(".mjs", "");
  let before = Date.now();
  try {
    for (const [title, step] of Object.entries(steps)) {
      await step(workbench).catch((error) => {
        throw new Error(`${title}: ${error.message}`, { cause: error });
      });
      console.log(`  ✔ ${title} (${Date.now() - before}ms)`);
      before = Date.now();
    }
  } catch (error) {
    await workbench.shot(join(pictures, `${name}-failed.png`));
    console.log(`  ✘ ${error.stack}`);
    process.exitCode = 1;
  } finally {
    await workbench.close();
  }
}
