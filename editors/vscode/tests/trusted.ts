// In a workspace that the user trusts.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import { isNewEnough } from "../src/interpreter";
import { diagnosticsOf, eventually, information, informationWhen, inWorkspace, program, pythonStub, set } from "./help";

const SETTINGS = ["dialects", "interpreter", "projectInterpreter", "path", "importStrategy"];
const drift = (found: { status: { environments: readonly { drift: number }[] } }) => found.status.environments[0]?.drift;

export function trusted(): void {
  beforeEach(async () => {
    (await pythonStub()).choose();
    for (const name of SETTINGS) await set(name, undefined);
    await informationWhen((found) => drift(found) === 0 && found.launch?.interpreter?.source === "the search path");
  });

  describe("with no settings", () => {
    it("runs the bundled server and has read the project", async () => {
      const { launch, status, trusted: isTrusted } = await information();
      assert.equal(isTrusted, true);
      assert.equal(launch?.options["trusted"], true);
      assert.ok(launch.args.some((each) => each.endsWith("serve.py")));
      assert.deepEqual(status.environments.map((each) => each.heads.map((head) => head.id)), [["b3e96d05a7f8"]]);
    });

    it("finds what no revision covers", async () => {
      const file = inWorkspace("backend", "app", "models", "tag.py");
      const document = await vscode.workspace.openTextDocument(file);
      const place = document.positionAt(document.getText().indexOf("    name:"));
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, place, "    colour: str | None = None\n");
      await vscode.workspace.applyEdit(edit);
      const found = await diagnosticsOf(file);
      assert.deepEqual(found.map((each) => each.code), ["missing-column"]);
      await vscode.commands.executeCommand("workbench.action.files.revert");
      await informationWhen((each) => drift(each) === 0);
    });
  });

  describe("settings", () => {
    it("that the server understands are told without starting it anew", async () => {
      const starts = path.join(path.dirname(program("unused", "")), "starts");
      const { launch } = await information();
      assert.ok(launch);
      await set("path", [program("server", `echo started >> ${starts}\nexec ${[launch.command, ...launch.args].join(" ")}`)]);
      await informationWhen((found) => found.launch?.interpreter === undefined && drift(found) === 0);
      await set("dialects", ["mysql"]);
      const found = await informationWhen((each) => each.status.environments[0]?.dialects[0] === "mysql");
      assert.deepEqual(found.status.environments[0]?.dialects, ["mysql"]);
      assert.equal(fs.readFileSync(starts, "utf8"), "started\n");
      await vscode.commands.executeCommand("alembic-ls.client.restart");
      await eventually(() => (fs.readFileSync(starts, "utf8") === "started\nstarted\n" ? true : undefined));
      await informationWhen((each) => each.status.environments[0]?.dialects[0] === "mysql");
    });

    it("name the environment's own server", async () => {
      await set("importStrategy", "fromEnvironment");
      const found = await informationWhen((each) => each.launch?.args.includes("--from-environment") === true && drift(each) === 0);
      assert.ok(!found.launch?.args.includes("-I"));
    });
  });

  describe("the interpreter", () => {
    it("that is set is taken, with its arguments", async () => {
      const python = program("python-of-mine", 'exec python3 "$@"');
      await set("interpreter", [python, "-B"]);
      const found = await informationWhen((each) => each.launch?.command === python && drift(each) === 0);
      assert.equal(found.launch?.args[0], "-B");
      assert.ok(isNewEnough(found.launch.interpreter?.version ?? ""));
    });

    it("that is set and cannot be started is not passed over", async () => {
      await set("interpreter", ["/no/such/python"]);
      const found = await informationWhen((each) => each.wrong !== undefined);
      assert.match(found.wrong ?? "", /Python 3\.10 or newer.*\/no\/such\/python .*cannot be started/);
      assert.equal(found.launch, undefined);
    });

    it("that is too old is told", async () => {
      await set("interpreter", [program("python3.8", "echo 3.8.20")]);
      assert.match((await informationWhen((each) => each.wrong !== undefined)).wrong ?? "", /python3\.8 .* is 3\.8\.20/);
    });

    it("of the Python extension runs the server and shows the project's libraries", async () => {
      const prefix = path.dirname(program("python", 'exec python3 "$@"'));
      (await pythonStub()).choose({ executable: path.join(prefix, "python"), prefix, isVirtual: true });
      const found = await informationWhen((each) => each.launch?.interpreter?.source === "the Python extension" && drift(each) === 0);
      assert.deepEqual(found.launch?.options["sitePackages"], [prefix]);
    });

    it("of the Python extension is read only, where it is too old for the server", async () => {
      const prefix = path.dirname(program("python", "echo 3.8.20"));
      (await pythonStub()).choose({ executable: path.join(prefix, "python"), prefix, isVirtual: true });
      const found = await informationWhen((each) => each.launch?.options["sitePackages"] !== undefined);
      assert.equal(found.launch?.interpreter?.source, "the search path");
      assert.deepEqual(found.launch.options["sitePackages"], [prefix]);
    });

    it("of the project is where mixins are read, also when another is chosen", async () => {
      const model = inWorkspace("backend", "app", "models", "category.py");
      const before = fs.readFileSync(model, "utf8");
      const [lean, rich] = ["", "    shade: str | None = None\n"].map((field) => {
        const prefix = path.dirname(program("python", 'exec python3 "$@"'));
        const packages = path.join(prefix, "lib", "python3.9", "site-packages");
        fs.mkdirSync(packages, { recursive: true });
        fs.writeFileSync(path.join(packages, "paint.py"), `class Paint:\n    """A mixin."""\n${field}`);
        return { executable: path.join(prefix, "python"), prefix, isVirtual: true };
      });
      fs.writeFileSync(model, before.replace("class Category(", "from paint import Paint\n\n\nclass Category(Paint, "));
      try {
        (await pythonStub()).choose(rich);
        await informationWhen((each) => drift(each) === 1);
        (await pythonStub()).choose(lean);
        await informationWhen((each) => drift(each) === 0);
      } finally {
        fs.writeFileSync(model, before);
      }
    });
  });
}
