// Starts `medpol lsp` for the folder that is open. Everything that is known about policies is in that program.
"use strict";

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

/** What the program is started with. */
function serverOptions(settings) {
  const args = ["lsp", "--policies", settings.get("policies"), "--fixtures", settings.get("fixtures")];
  return { command: settings.get("path"), args };
}

async function start() {
  const settings = vscode.workspace.getConfiguration("medpol");
  client = new LanguageClient("medpol", "medpol", serverOptions(settings), {
    documentSelector: [{ scheme: "file", language: "medpol" }],
    // What a colleague or git changes on disk is seen too.
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*.{yaml,yml,json}") },
  });
  try {
    await client.start();
  } catch (error) {
    const choice = await vscode.window.showErrorMessage(
      `medpol could not be started: ${error.message}. Install it, or say where it is.`,
      "Open settings",
    );
    if (choice) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "medpol.path");
    }
  }
}

async function stop() {
  const running = client;
  client = undefined;
  if (running && running.isRunning()) {
    await running.stop();
  }
}

async function activate(context) {
  const restart = vscode.commands.registerCommand("medpol.restart", async () => {
    await stop();
    await start();
  });
  const changed = vscode.workspace.onDidChangeConfiguration(async (event) => {
    if (event.affectsConfiguration("medpol")) {
      await stop();
      await start();
    }
  });
  context.subscriptions.push(restart, changed);
  await start();
}

module.exports = { activate, deactivate: stop, serverOptions };
