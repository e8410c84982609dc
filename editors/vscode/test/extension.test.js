// The extension without an editor: what it contributes fits together, and how it starts the program.
"use strict";

const assert = require("node:assert");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const test = require("node:test");

const root = path.join(__dirname, "..");
const read = (name) => JSON.parse(fs.readFileSync(path.join(root, name), "utf8"));

test("every file that is contributed is there, and the language is its own", () => {
  const { contributes, main } = read("package.json");
  assert.ok(fs.existsSync(path.join(root, main)));
  for (const language of contributes.languages) {
    assert.notStrictEqual(language.id, "yaml");
    read(language.configuration);
  }
  for (const grammar of contributes.grammars) {
    assert.strictEqual(read(grammar.path).scopeName, grammar.scopeName);
  }
});

test("the program is started with the settings, and one that cannot be started is told", async () => {
  const told = [];
  const started = [];
  const settings = { path: "/opt/medpol", policies: "p", fixtures: "f" };
  const vscode = {
    workspace: {
      getConfiguration: () => ({ get: (key) => settings[key] }),
      createFileSystemWatcher: (glob) => glob,
      onDidChangeConfiguration: () => ({}),
    },
    window: { showErrorMessage: async (message) => void told.push(message) },
    commands: { registerCommand: () => ({}), executeCommand: async () => {} },
  };
  class LanguageClient {
    constructor(id, name, server, client) {
      started.push({ id, server, client });
    }
    async start() {
      throw new Error("not found");
    }
    isRunning() {
      return false;
    }
  }
  const load = Module._load;
  Module._load = (name, ...rest) =>
    name === "vscode" ? vscode : name === "vscode-languageclient/node" ? { LanguageClient } : load(name, ...rest);
  try {
    const extension = require("../extension.js");
    await extension.activate({ subscriptions: [] });
    await extension.deactivate();
  } finally {
    Module._load = load;
  }
  assert.deepStrictEqual(started[0].server, {
    command: "/opt/medpol",
    args: ["lsp", "--policies", "p", "--fixtures", "f"],
  });
  assert.deepStrictEqual(started[0].client.documentSelector, [{ scheme: "file", language: "medpol" }]);
  assert.match(told[0], /could not be started: not found/);
});
