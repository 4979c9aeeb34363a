#!/usr/bin/env bash
# Unchanged clients against a running Tierwise: OpenAI for Node, and the `llm` command line.
#
#   make run &            (in another terminal)
#   tests/clients/run.sh [BASE_URL]
#
# Needs node with npm, and Python's venv. Installs the clients into a temporary folder.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
base_url=${1:-http://127.0.0.1:8080/v1}
key=${TIERWISE_KEY:-any}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

echo "== openai for Node"
cp "$here/openai_node.mjs" "$folder/"
npm --prefix "$folder" install --silent --no-audit --no-fund openai >/dev/null
(cd "$folder" && BASE_URL=$base_url KEY=$key node openai_node.mjs)

echo "== llm command line"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check llm
export LLM_USER_PATH=$folder/llm
mkdir -p "$LLM_USER_PATH"
cat >"$LLM_USER_PATH/extra-openai-models.yaml" <<YAML
- model_id: tierwise
  model_name: auto
  api_base: $base_url
  supports_tools: true
  supports_schema: true
YAML
llm=$folder/venv/bin/llm
"$llm" keys set openai --value "$key"
test -n "$("$llm" -m tierwise 'Say hello')" && echo "streamed: ok"
test -n "$("$llm" -m tierwise --no-stream 'Say hello')" && echo "whole: ok"
"$llm" -m tierwise --no-stream --schema 'name, age int' 'Invent a person' |
	python3 -c 'import json, sys; answer = json.load(sys.stdin); assert set(answer) == {"name", "age"}, answer' &&
	echo "schema: ok"
test -n "$("$llm" -m tierwise --no-stream -T llm_version 'Which version of llm is this?')" && echo "tools: ok"
echo "all clients work"
