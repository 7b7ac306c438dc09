import { chromium } from "playwright-core";
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const c = await b.newContext({ viewport: { width: 1440, height: 900 }, locale: "en" }); const t = await c.newPage();
const O = "http://127.0.0.1:18471"; t.on("pageerror", e => console.log("ERR", e)); t.on("console", m => { if (m.type()=="error") console.log("CON", m.text()); });
await t.goto(O + "/login"); console.log(t.url(), await t.locator("input").evaluateAll(x => x.map(i => i.name)));
await t.fill("input[name=name], input[name=login], input[name=user]", "lin"); await t.fill("input[type=password]", "correct-horse-battery-9"); await Promise.all([t.waitForURL(u => !u.pathname.includes("login")), t.keyboard.press("Enter")]);
console.log(t.url()); console.log(await t.locator("nav a").evaluateAll(x => x.map(i => i.getAttribute("href") + " " + i.textContent)));
for (const [n, p] of [["desk", "/desk"], ["people", "/people"], ["pnew", "/people/new"], ["duty", "/duty"], ["ladders", "/ladders"]]) { await t.goto(O + p); await t.waitForTimeout(600); console.log(p, await t.title()); await t.screenshot({ path: `/tmp/desk/${n}.png`, fullPage: true }); }
await t.goto(O + "/people/new"); console.log(await t.locator("form input, form select, form textarea").evaluateAll(x => x.map(i => i.name + ":" + i.type)));
await c.storageState({ path: "/tmp/desk/state.json" });
await b.close();
