// As much of the Python extension's interface as is asked of it: the interpreter that is chosen. `choose` is for the tests.
const vscode = require("vscode");

const changed = new vscode.EventEmitter();
let chosen; // { executable, prefix, isVirtual }

exports.activate = () => ({
  ready: Promise.resolve(),
  environments: {
    getActiveEnvironmentPath: () => ({ id: "chosen", path: chosen?.executable ?? "python" }),
    resolveEnvironment: async () =>
      chosen && {
        executable: { uri: vscode.Uri.file(chosen.executable), sysPrefix: chosen.prefix },
        environment: chosen.isVirtual ? { type: "VirtualEnvironment" } : undefined,
      },
    onDidChangeActiveEnvironmentPath: changed.event,
  },
  choose(choice) {
    chosen = choice;
    changed.fire({ path: choice?.executable ?? "python" });
  },
});
