// The openai package for Node against Tierwise: whole, streamed, tools, JSON schema, embeddings, errors.
import assert from "node:assert/strict";
import OpenAI from "openai";

const client = new OpenAI({ baseURL: process.env.BASE_URL, apiKey: process.env.KEY, maxRetries: 0 });
const messages = [{ role: "user", content: "Turn this into a bullet list: milk, eggs, bread" }];
const tools = [
  {
    type: "function",
    function: {
      name: "get_weather",
      parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
    },
  },
];

const { data: whole, response } = await client.chat.completions.create({ model: "auto", messages }).withResponse();
assert.equal(whole.object, "chat.completion");
assert.ok(whole.choices[0].message.content.length > 0);
assert.ok(whole.usage.total_tokens > 0);
assert.match(response.headers.get("x-tierwise-decision-id"), /^dec_/);
console.log("whole: ok");

let text = "";
let usage = null;
const stream = await client.chat.completions.create({
  model: "auto",
  messages,
  stream: true,
  stream_options: { include_usage: true },
});
for await (const chunk of stream) {
  text += chunk.choices[0]?.delta?.content ?? "";
  usage = chunk.usage ?? usage;
}
assert.ok(text.length > 0);
assert.ok(usage.total_tokens > 0);
console.log("streamed: ok");

const forced = { type: "function", function: { name: "get_weather" } };
const called = await client.chat.completions.create({ model: "auto", messages, tools, tool_choice: forced });
const call = called.choices[0].message.tool_calls[0];
assert.equal(call.function.name, "get_weather");
assert.equal(typeof JSON.parse(call.function.arguments).city, "string");
console.log("tools: ok");

const runner = client.chat.completions.stream({ model: "auto", messages, tools, tool_choice: forced });
const streamed = await runner.finalChatCompletion();
assert.equal(streamed.choices[0].message.tool_calls[0].function.name, "get_weather");
console.log("streamed tools: ok");

const vectors = await client.embeddings.create({ model: "auto", input: ["one", "two"] });
assert.equal(vectors.data.length, 2);
assert.ok(vectors.data[0].embedding.length > 0);
console.log("embeddings: ok");

await assert.rejects(client.chat.completions.create({ model: "no-such-model", messages }), (error) => {
  assert.equal(error.status, 404);
  assert.equal(error.code, "model_not_found");
  return true;
});
console.log("errors: ok");
