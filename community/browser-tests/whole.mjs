// Starts the real program with its own broker, and a home that speaks the contract to it. Nobody here
// exists, and nothing but the program's folder is touched.
import { spawn, spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { createInterface } from "node:readline";
import { kept, page } from "./station.mjs";

const PROGRAM = process.env.STATION
  ?? new URL("../../target/debug/hearth-community", import.meta.url).pathname;

export const WORD = "correct horse battery staple";

async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

// The program in a folder of its own.
export async function whole() {
  const folder = mkdtempSync(`${tmpdir()}/hearth-whole-`);
  const [mqtt, web] = [await freePort(), await freePort()];
  const config = `${folder}/hearth-community.toml`;
  const spool = `${folder}/sms`;
  for (const name of ["outgoing", "checked", "sent", "failed"]) { mkdirSync(`${spool}/${name}`, { recursive: true }); }
  writeFileSync(config, `[station]
community = "kangzhuang"
name = "Kangzhuang"
time-zone = "Asia/Shanghai"
language = "en"
[broker]
url = "mqtt://127.0.0.1:${mqtt}"
[store]
dir = "${folder}/store"
master-key = "${folder}/master.key"
backups = "${folder}/backups"
[web]
listen = "127.0.0.1:${web}"
url = "http://127.0.0.1:${web}"
[sms]
spool = "${spool}"
country = "86"
`);
  const command = (words, input = "") => {
    const done = spawnSync(PROGRAM, [...words, "--config", config], { input, encoding: "utf8" });
    return { status: done.status, out: done.stdout, err: done.stderr };
  };
  const child = spawn(PROGRAM, ["run", "--embedded-broker", "--config", config], { stdio: ["ignore", "pipe", "ignore"] });
  kept(child);
  const lines = createInterface({ input: child.stdout });
  await once(lines, "line");
  const origin = `http://127.0.0.1:${web}`;
  for (let tries = 0; tries < 100; tries += 1) {
    try { await fetch(`${origin}/login`); break; } catch { await new Promise((next) => setTimeout(next, 50)); }
  }
  return {
    origin, mqtt, command, pid: child.pid,
    // Text messages that nobody has taken yet: each with its number, text and link.
    texts: () => readdirSync(`${spool}/outgoing`).filter((name) => !name.startsWith(".")).map((name) => {
      const text = readFileSync(`${spool}/outgoing/${name}`, "utf8");
      renameSync(`${spool}/outgoing/${name}`, `${spool}/sent/${name}`);
      return { number: /^To: (\d+)/.exec(text)[1], text, link: /(http\S+\/go\/\S+)/.exec(text)?.[1] };
    }),
    enter: async (name, options = {}) => {
      const tab = await page(options);
      await logIn(tab, origin, name);
      return tab;
    },
    end: async () => {
      if (child.exitCode === null) {
        const gone = once(child, "exit");
        child.kill("SIGTERM");
        await gone;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function logIn(tab, origin, name) {
  await tab.goto(`${origin}/login?next=/desk`);
  await tab.fill("#name", name);
  await tab.fill("#password", WORD);
  await tab.click("main form button");
  await tab.waitForLoadState();
}

// What an authenticator shows (RFC 6238) for a secret in base 32, so many half minutes from now.
export function code(words, later = 0) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...words.replace(/\s/g, "")].map((it) => letters.indexOf(it).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const hash = createHmac("sha1", secret).update(counter).digest();
  const at = hash[19] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

const length = (n) => {
  const bytes = [];
  do { bytes.push((n % 128) | (n > 127 ? 128 : 0)); n = Math.floor(n / 128); } while (n > 0);
  return Buffer.from(bytes);
};
const text = (it) => { const bytes = Buffer.from(it); return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]); };
const packet = (head, ...parts) => { const body = Buffer.concat(parts); return Buffer.concat([Buffer.from([head]), length(body.length), body]); };

// A home of the contract: it says what it is told to say, and writes down what it is told.
export async function home(mqtt, id) {
  const root = `hearth/v1/kangzhuang/${id}`;
  const wire = net.connect(mqtt, "127.0.0.1");
  await once(wire, "connect");
  wire.write(packet(0x10, text("MQTT"), Buffer.from([4, 2, 0, 60]), text(`hearth-kangzhuang-${id}`)));
  const heard = [];
  let left = Buffer.alloc(0);
  let numbered = 0;
  const seqs = { alarms: 0, events: 0 };
  wire.on("data", (piece) => {
    left = Buffer.concat([left, piece]);
    for (;;) {
      let [n, factor, at] = [0, 1, 1];
      while (at < left.length && left[at] & 128) { n += (left[at] & 127) * factor; factor *= 128; at += 1; }
      if (at >= left.length) { return; }
      n += left[at] * factor;
      if (left.length < at + 1 + n) { return; }
      const [head, body] = [left[0], left.subarray(at + 1, at + 1 + n)];
      left = left.subarray(at + 1 + n);
      if (head >> 4 === 3) {
        const long = body.readUInt16BE(0);
        const qos = (head >> 1) & 3;
        const from = 2 + long + (qos ? 2 : 0);
        if (qos) { wire.write(packet(0x40, body.subarray(2 + long, 4 + long))); }
        heard.push({ topic: body.subarray(2, 2 + long).toString(), body: JSON.parse(body.subarray(from).toString() || "null") });
      }
    }
  });
  const publish = (topic, payload, retained = false) => {
    numbered += 1;
    const number = Buffer.from([numbered >> 8, numbered & 255]);
    wire.write(packet(0x32 | (retained ? 1 : 0), text(`${root}/${topic}`), number, Buffer.from(JSON.stringify(payload))));
  };
  wire.write(packet(0x82, Buffer.from([0, 9]), text(`${root}/command/#`), Buffer.from([1])));
  const envelope = (lane, body) => {
    const live = { v: 1, home: id, boot: 8, at: new Date().toISOString(), mono: Math.floor(performance.now()), clock: "synced", body };
    if (!lane) { return live; }
    seqs[lane] += 1;
    return { ...live, id: `8${lane[0]}${seqs[lane]}`, lane, seq: seqs[lane] };
  };
  publish("status", { v: 1, home: id, status: "online", boot: 8, version: "0.1.0" }, true);
  return {
    state: (body) => publish("state", envelope(null, body), true),
    alarm: (kind, body) => publish(`alarm/${kind}`, envelope("alarms", { kind, times: 1, condition: "active", latched: true, began: new Date().toISOString(), raised: new Date().toISOString(), evidence: [], escalation: 0, durable: true, test: false, ...body })),
    reply: (name, body) => publish(`reply/${name}`, envelope("events", body)),
    // What it was told, as commands of one name.
    told: (name) => heard.filter((it) => it.topic.endsWith(`/command/${name}`)).map((it) => it.body),
    end: () => { wire.destroy(); },
  };
}
