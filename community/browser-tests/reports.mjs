// Starts the invented neighbourhood, and lets people in.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { once } from "node:events";
import { kept, page, PHONE } from "./station.mjs";

const REPORTS = process.env.REPORTS
  ?? new URL("../../target/debug/examples/reports", import.meta.url).pathname;
const WORDS = "correct horse battery staple";

async function choose(tab) {
  for (const field of await tab.$$("input[type=password]")) { await field.fill(WORDS); }
  await tab.click("main form button");
  await tab.waitForLoadState();
}

// `receipts` are the addresses of what was reported before; `lin` sits at the desk, `chen` is a grid worker.
export async function neighbourhood() {
  const child = spawn(REPORTS, ["0"], { stdio: ["ignore", "pipe", "pipe"] });
  const end = kept(child);
  const receipts = {};
  createInterface({ input: child.stderr }).on("line", (line) => {
    const [, kind, path] = /^(\w+): (\/report\/r\/\S+)$/.exec(line) ?? [];
    if (path) { receipts[kind] = path; }
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const [first, , code] = line.split(" ");
  const { origin } = new URL(first);
  const states = {};
  const lin = async (options = {}) => {
    if (states.lin) { return page({ ...options, storageState: states.lin }); }
    const tab = await page(options);
    await tab.goto(first);
    await tab.fill("#code", code);
    await tab.fill("#name", "lin");
    await choose(tab);
    states.lin = await tab.context().storageState();
    return tab;
  };
  const chen = async (options = {}) => {
    const asked = { viewport: PHONE, ...options };
    if (states.chen) { return page({ ...asked, storageState: states.chen }); }
    const desk = await lin();
    await desk.goto(`${origin}/users`);
    await desk.evaluate(() => fetch("/users", {
      method: "POST", body: new URLSearchParams({ name: "chen", role: "grid-worker" }),
    }));
    await desk.goto(`${origin}/users/chen`);
    await desk.click("form[action$='/link'] button");
    await desk.waitForLoadState();
    const [invited] = /\/invited\/\w+/.exec(await desk.content());
    await desk.context().close();
    const tab = await page(asked);
    await tab.goto(origin + invited);
    await choose(tab);
    if (tab.url().includes("/login")) {
      await tab.fill("#name", "chen");
      await choose(tab);
    }
    states.chen = await tab.context().storageState();
    return tab;
  };
  return { origin, receipts, lin, chen, end };
}
