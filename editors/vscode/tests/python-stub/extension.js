// As much of the Python extension's interface as is asked of it: the interpreter that is chosen. `choose` is for the tests.
// And a rename, in place of a Python language server's: of the word, wherever it stands in the file.
const vscode = require("vscode");

const changed = new vscode.EventEmitter();
let chosen; // { executable, prefix, isVirtual }

const renaming = {
  provideRenameEdits(document, position, name) {
    const word = document.getText(document.getWordRangeAtPosition(position));
    const edit = new vscode.WorkspaceEdit();
    for (const found of document.getText().matchAll(new RegExp(`\\b${word}\\b`, "g"))) {
      const [from, to] = [found.index, found.index + word.length].map((offset) => document.positionAt(offset));
      edit.replace(document.uri, new vscode.Range(from, to), name);
    }
    return edit;
  },
};

exports.activate = () => {
  vscode.languages.registerRenameProvider("python", renaming);
  return api;
};

const api = {
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
};
