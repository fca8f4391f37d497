// The extension as one file; with --tests, the tests that run beside it in the extension host as another.
import { build } from "esbuild";

const common = { bundle: true, platform: "node", target: "node20", format: "cjs", external: ["vscode", "mocha"] };
await build({ ...common, entryPoints: ["src/extension.ts"], outfile: "dist/extension.js", minify: true });
if (process.argv.includes("--tests")) {
  await build({ ...common, entryPoints: ["tests/index.ts"], outfile: "dist/tests.js" });
}
