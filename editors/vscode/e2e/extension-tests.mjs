// usage: extension-tests.mjs BASE WORKSPACE TESTS EXTENSION…
// Runs a module of tests inside the extension host, as @vscode/test-web does: the page's query names it, and the workbench reports
// through window.codeAutomationLog and codeAutomationExit. EXTENSION are folders of extensions to load besides the installed ones.
import { format } from "node:util";
import { openBrowser } from "./browser.mjs";

const [base, workspace, tests, ...extensions] = process.argv.slice(2);
const remote = (path) => `vscode-remote://${new URL(base).host}${path}`;
const payload = [
  ...extensions.map((folder) => ["extensionDevelopmentPath", remote(folder)]),
  ["extensionTestsPath", remote(tests)],
  ["skipWelcome", "true"],
];
const PATIENCE = 240_000;
const MARK = "tests: "; // what tests/index.ts puts before its lines; the rest is VS Code's own

const { page, close } = await openBrowser();
const code = await new Promise((done) => {
  const timer = setTimeout(() => done(124), PATIENCE);
  const begin = async () => {
    await page.exposeFunction("codeAutomationLog", (_, values) => {
      const text = format(...values);
      if (text.startsWith(MARK)) console.log(text.slice(MARK.length));
    });
    await page.exposeFunction("codeAutomationExit", (status) => {
      clearTimeout(timer);
      done(status);
    });
    await page.goto(`${base}/?folder=${workspace}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
  };
  void begin();
});
await close();
process.exit(code);
