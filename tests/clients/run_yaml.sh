#!/usr/bin/env bash
# Policies in an editor: completion and marks by the YAML language server that editors use.
#
#   tests/clients/run_yaml.sh
#
# Needs node with npm. Installs the language server into a temporary folder.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cp "$here/yaml_completion.mjs" "$folder/"
npm --prefix "$folder" install --silent --no-audit --no-fund yaml-language-server >/dev/null
(cd "$folder" && POLICIES="$here/../../policies" node yaml_completion.mjs)
echo "the language server knows the policies"
