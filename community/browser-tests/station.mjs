// Starts the invented wall, a browser, and a proxy that can break; and ends what it started.
import AxeBuilder from "@axe-core/playwright";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { spawn } from "node:child_process";
import http from "node:http";
import { once } from "node:events";
import { createInterface } from "node:readline";

const WALL = process.env.WALL
  ?? new URL("../../target/debug/examples/wall", import.meta.url).pathname;

// What a failed test left running, each by how it is ended. A test that fails never comes to its own
// `end`, and with a program's pipe open the file would wait for ever: `close` ends what is left.
const left = new Set();
const endAll = () => { for (const end of [...left]) { end(); } };
process.on("exit", endAll);

// Ends a program with the tests, whatever becomes of them; `end` ends it before.
export function kept(child) {
  const end = () => { left.delete(end); child.kill("SIGKILL"); child.stdout?.destroy(); child.stderr?.destroy(); };
  left.add(end);
  child.on("exit", () => left.delete(end));
  return end;
}

// The example with these options; `url` is where it listens.
export async function station(...options) {
  const child = spawn(WALL, ["--port", "0", ...options.map(String)], { stdio: ["ignore", "pipe", "inherit"] });
  const end = kept(child);
  const lines = createInterface({ input: child.stdout });
  const [line] = await once(lines, "line");
  const origin = new URL(line).origin;
  return {
    origin,
    post: (path) => fetch(origin + path, { method: "POST" }),
    end,
  };
}

let running = null;

export async function browser() {
  running ??= await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--js-flags=--expose-gc", "--enable-precise-memory-info", "--font-render-hinting=none"],
  });
  return running;
}

export async function close() {
  endAll();
  await running?.close();
  running = null;
}

export const FULL_HD = { width: 1920, height: 1080 };
export const PHONE = { width: 390, height: 844 };

// A page that fails the test if its script or the policy complains.
export async function page(options = {}) {
  const context = await (await browser()).newContext({ viewport: FULL_HD, locale: "en", ...options });
  const tab = await context.newPage();
  tab.complaints = [];
  tab.on("pageerror", (e) => tab.complaints.push(String(e)));
  tab.on("console", (said) => {
    if (/Content Security Policy/.test(said.text())) { tab.complaints.push(said.text()); }
  });
  return tab;
}

// Between browser and station: `refuse(n)` answers n requests for the stream with 502 and cuts what
// is open; `mute()` keeps streams open and passes nothing on.
export async function proxy(origin) {
  let refuse = 0;
  let muted = false;
  let refused = 0;
  const open = new Set();
  const server = http.createServer((request, answer) => {
    if (request.url.startsWith("/wall/stream") && refuse > 0) {
      refuse -= 1;
      refused += 1;
      answer.writeHead(502).end("bad gateway");
      return;
    }
    const up = http.request(origin + request.url, { method: request.method, headers: request.headers }, (from) => {
      answer.writeHead(from.statusCode, from.headers);
      from.on("data", (piece) => { if (!muted) { answer.write(piece); } });
      from.on("end", () => answer.end());
      from.on("error", () => answer.destroy());
    });
    up.on("error", () => answer.destroy());
    answer.on("close", () => { up.destroy(); open.delete(answer); });
    request.pipe(up);
    if (request.url.startsWith("/wall/stream")) { open.add(answer); }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const end = () => { left.delete(end); server.closeAllConnections(); server.close(); };
  left.add(end);
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    refuse(n) { refuse = n; for (const answer of open) { answer.destroy(); } },
    refused: () => refused,
    mute(yes) { muted = yes; },
    end,
  };
}

export async function until(what, ms = 15000, every = 50) {
  const end = performance.now() + ms;
  for (;;) {
    if (await what()) { return true; }
    if (performance.now() > end) { return false; }
    await new Promise((next) => setTimeout(next, every));
  }
}

// How long after its start the page was first painted, ms. A page has often loaded before that.
export async function painted(tab) {
  const first = await tab.waitForFunction(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
  return first.jsonValue();
}

// Axe finds nothing on it.
export async function isFine(tab, what) {
  const { violations } = await new AxeBuilder({ page: tab }).analyze();
  const found = violations.flatMap((it) => it.nodes.map((node) => `${what}: ${it.id} ${node.html.slice(0, 160)}`));
  assert.deepEqual(found, []);
}

// Nothing is wider than the screen.
export async function fits(tab, what) {
  const over = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(over <= 0, `${what}: ${over} px too wide`);
}
