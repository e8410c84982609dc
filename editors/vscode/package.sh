#!/bin/sh
# Packages the extension as `medpol.vsix`; needs Node.js and a registry of packages.
set -eu
cd "$(dirname "$0")"
cp ../../LICENSE LICENSE
trap 'rm -f LICENSE' EXIT
npm ci --omit=dev --no-audit --no-fund
npx --yes @vscode/vsce@3 package --out medpol.vsix --baseContentUrl . --allow-missing-repository
