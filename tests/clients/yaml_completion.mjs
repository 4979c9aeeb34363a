// The YAML language server on policies: what it offers at `when:` and `then:`, and what it marks.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const policies = process.env.POLICIES;
const schema = JSON.parse(readFileSync(join(policies, "schema.json"), "utf8"));
const server = spawn("npx", ["--no-install", "yaml-language-server", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const waiting = new Map();
const marked = new Map();
let buffer = Buffer.alloc(0);
let count = 0;

const send = (message) => {
  const body = JSON.stringify({ jsonrpc: "2.0", ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
};
const notify = (method, params) => send({ method, params });
const ask = (method, params) =>
  new Promise((resolve) => {
    waiting.set(++count, resolve);
    send({ id: count, method, params });
  });

server.stdout.on("data", (chunk) => {
  buffer = Buffer.concat([buffer, chunk]);
  for (;;) {
    const head = buffer.indexOf("\r\n\r\n");
    if (head < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, head).toString())[1]);
    if (buffer.length < head + 4 + length) return;
    const message = JSON.parse(buffer.subarray(head + 4, head + 4 + length).toString());
    buffer = buffer.subarray(head + 4 + length);
    if (message.method === "textDocument/publishDiagnostics") {
      marked.get(message.params.uri)?.(message.params.diagnostics);
    } else if (message.method && message.id !== undefined) {
      // The server asks for settings and the like: it gets the same answer to each.
      const asked = message.params?.items;
      send({ id: message.id, result: asked ? asked.map(() => ({ validate: true, completion: true })) : null });
    } else {
      waiting.get(message.id)?.(message.result);
    }
  }
});

const open = (name, text) => {
  const uri = pathToFileURL(join(policies, name)).href;
  const diagnostics = new Promise((resolve) => marked.set(uri, resolve));
  notify("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version: 1, text } });
  return { uri, diagnostics };
};
const offered = async (uri, line, character) => {
  const answer = await ask("textDocument/completion", { textDocument: { uri }, position: { line, character } });
  return new Set((answer.items ?? answer).map((item) => item.label));
};
const fields = (name) => Object.keys(schema.$defs[name].properties);

await ask("initialize", { processId: process.pid, rootUri: pathToFileURL(policies).href, capabilities: {} });
notify("initialized", {});

const head = "# yaml-language-server: $schema=schema.json\nversion: 1\nname: x\nrules:\n  - id: a\n    reason: r\n";
const when = open("when.yaml", `${head}    when:\n      \n`);
for (const name of fields("When")) assert.ok((await offered(when.uri, 7, 6)).has(name), `when: ${name} is not offered`);
const deep = open("deep.yaml", `${head}    when:\n      not:\n        any:\n          - \n`);
for (const name of fields("When")) assert.ok((await offered(deep.uri, 9, 12)).has(name), `not: any: ${name} is not offered`);
const then = open("then.yaml", `${head}    then:\n      \n`);
for (const name of fields("Then")) assert.ok((await offered(then.uri, 7, 6)).has(name), `then: ${name} is not offered`);
const tier = open("tier.yaml", `${head}    then:\n      tier: \n`);
for (const name of ["economy", "standard", "premium"]) assert.ok((await offered(tier.uri, 7, 12)).has(name), name);
console.log("completion: ok");

const wrong = open("wrong.yaml", `${head}    when: {priorty: low}\n    then: {tier: econmy}\n`);
const lines = (await wrong.diagnostics).map((one) => one.range.start.line);
assert.ok(lines.includes(6) && lines.includes(7), `marked: ${lines}`);
for (const name of readdirSync(policies).filter((file) => file.endsWith(".yaml"))) {
  const said = await open(name, readFileSync(join(policies, name), "utf8")).diagnostics;
  assert.deepEqual(said.map((one) => `${name}:${one.range.start.line + 1} ${one.message}`), []);
}
console.log("marks: ok");
server.kill();
