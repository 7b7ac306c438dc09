// What the station says to a clinic: valid by FHIR R4, and there once however often it is sent.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { createRequire } from "node:module";
import { endAll, server } from "./server.mjs";

const { Fhir } = createRequire(import.meta.url)("fhir");
const EXAMPLE = new URL("../../target/debug/examples/clinic", import.meta.url).pathname;
after(endAll);

const run = promisify(execFile);
const fhir = new Fhir();

async function bundles() {
  const { stdout } = await run(EXAMPLE, ["bundles"], { maxBuffer: 1 << 24 });
  return stdout.trim().split("\n").map((line) => JSON.parse(line));
}

// Codes of systems that the validator does not have (LOINC, ours) are a warning at most where a value set
// may be extended; everything else is a fault.
function faults(resource) {
  const { messages } = fhir.validate(resource, { errorOnUnexpected: true });
  return messages.filter((it) => it.severity === "error"
    || (it.severity === "warning" && !/not found in value set/.test(it.message)));
}

test("every kind of Bundle is valid, entry by entry", async () => {
  const all = await bundles();
  assert.ok(all.length >= 14);
  for (const { kind, bundle } of all) {
    assert.deepEqual(faults(bundle), [], kind);
    for (const { resource } of bundle.entry ?? []) {
      assert.deepEqual(faults(resource), [], `${kind}: ${resource.resourceType}`);
    }
  }
});

test("the validator finds what is wrong", async () => {
  const night = (await bundles()).find((it) => it.kind === "night").bundle;
  const heart = night.entry.map((it) => it.resource).find((it) => it.resourceType === "Observation");
  for (const broken of [
    { ...heart, status: "finished" },
    { ...heart, status: undefined },
    { ...heart, valueQuantity: "many" },
    { ...heart, unknown: 1 },
  ]) {
    assert.notDeepEqual(faults(JSON.parse(JSON.stringify(broken))), []);
  }
});

test("the code systems and value sets that are shipped are valid", () => {
  const folder = new URL("../fhir/", import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  assert.equal(files.length, 8);
  for (const name of files) {
    assert.deepEqual(faults(JSON.parse(readFileSync(new URL(name, folder)))), [], name);
  }
});

test("the same Bundle twice is one Observation each", async () => {
  const clinic = await server();
  const all = (await bundles()).filter((it) => it.bundle.type === "transaction");
  const of = (kind) => all.find((it) => it.kind === kind).bundle;
  for (const [kind, resource, count] of [["night", "Observation", 6], ["day", "Observation", 7],
    ["alarm raised", "Communication", 1], ["risk", "Flag", 1], ["request heard", "Task", 1]]) {
    const [first, second] = [await clinic.post(of(kind)), await clinic.post(of(kind))];
    const own = (said) => said.body.entry.at(-1).response.status;
    assert.deepEqual([first.status, own(first), second.status, own(second)], [200, "201", 200, "200"], kind);
    assert.equal((await clinic.all(resource)).length, count, kind);
  }
  assert.equal((await clinic.all("Patient")).length, 1);
  assert.equal((await clinic.all("Device")).length, 2);
  clinic.end();
});

test("a corrected night takes the place of the first, and refers to the same person", async () => {
  const clinic = await server();
  const all = await bundles();
  const of = (kind) => all.find((it) => it.kind === kind).bundle;
  await clinic.post(of("night"));
  const said = await clinic.post(of("night corrected"));
  assert.deepEqual(said.body.entry.map((it) => it.response.status), Array(9).fill("200"));
  const observations = await clinic.all("Observation");
  assert.equal(observations.length, 6);
  assert.ok(observations.every((it) => it.status === "amended"));
  const [patient] = await clinic.all("Patient");
  assert.ok(observations.every((it) => it.subject.reference === `Patient/${patient.id}`));
  clinic.end();
});

test("a station sends its nights to a server that fails at first, each is there once, and a request is answered", async () => {
  const clinic = await server((n) => (n === 1 ? { taken: true } : null));
  const identifier = { system: "https://hearth-gateway.invalid/fhir/id/resident", value: "kangzhuang/1" };
  await clinic.create({
    resourceType: "ServiceRequest", status: "active", intent: "order", subject: { identifier },
    code: { text: "Measure blood pressure" },
  });
  await run(EXAMPLE, ["send", clinic.root]);
  assert.equal((await clinic.all("Patient")).length, 1);
  const observations = await clinic.all("Observation");
  const names = observations.map((it) => it.identifier[0].value);
  assert.equal(new Set(names).size, names.length, "each once");
  assert.ok(names.length >= 70, `${names.length}`);
  const [alarm] = await clinic.all("Communication");
  assert.equal(alarm.status, "completed");
  const [task] = await clinic.all("Task");
  assert.equal(task.status, "received");
  for (const resource of [...observations.slice(0, 7), alarm, task]) {
    assert.deepEqual(faults(resource), [], resource.resourceType);
  }
  clinic.end();
});
