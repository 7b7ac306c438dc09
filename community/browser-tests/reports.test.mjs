// The citizen's report and the grid worker's page, on a telephone.
import { test, after } from "node:test";
import assert from "node:assert/strict";
import { neighbourhood } from "./reports.mjs";
import { close, fits, isFine, page, until, PHONE } from "./station.mjs";

after(close);

// A picture of so many pixels, made in the browser.
async function picture(tab, wide, high) {
  const base64 = await tab.evaluate(async ([wide, high]) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [wide, high];
    const paint = canvas.getContext("2d");
    for (let n = 0; n < 400; n += 1) {
      paint.fillStyle = `hsl(${(n * 47) % 360} 60% 50%)`;
      paint.fillRect((n * 131) % wide, (n * 71) % high, wide / 9, high / 9);
    }
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.95));
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = "";
    for (const byte of bytes) { text += String.fromCharCode(byte); }
    return btoa(text);
  }, [wide, high]);
  return { name: "IMG_0001.jpg", mimeType: "image/jpeg", buffer: Buffer.from(base64, "base64") };
}

for (const lang of ["en", "zh-CN"]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing on the pages of reports, ${lang}, ${colorScheme}`, async () => {
      const here = await neighbourhood();
      const options = { locale: lang, colorScheme, reducedMotion: "reduce", viewport: PHONE };
      const tab = await page(options);
      const building = encodeURIComponent("4号楼");
      for (const path of ["/report", `/report/write?kind=road&building=${building}`, "/report/write?kind=road",
        here.receipts.road, here.receipts.light, here.receipts.rubbish, "/report/find?receipt=x", "/neighbourhood/done"]) {
        await tab.goto(here.origin + path);
        await isFine(tab, path);
        await fits(tab, path);
      }
      const chen = await here.chen(options);
      for (const path of ["/work", "/work/c1", "/work/c3"]) {
        await chen.goto(here.origin + path);
        for (const fold of await chen.$$("details:not([open])")) { await fold.evaluate((it) => { it.open = true; }); }
        await isFine(chen, path);
        await fits(chen, path);
      }
      await chen.click("a[href*='/blur/']");
      await isFine(chen, "blur");
      const lin = await here.lin({ locale: lang, colorScheme });
      await lin.goto(`${here.origin}/work/places`);
      await isFine(lin, "places");
      assert.deepEqual(tab.complaints.concat(chen.complaints, lin.complaints), []);
      for (const it of [tab, chen, lin]) { await it.context().close(); }
      here.end();
    });
  }
}

test("a report goes in with a large picture made smaller on the telephone, over a link that breaks", async () => {
  const here = await neighbourhood();
  const tab = await page({ viewport: PHONE });
  await tab.goto(`${here.origin}/report`);
  await tab.check("input[value=road]", { force: true });
  await tab.click(".map.live", { position: { x: 100, y: 60 } });
  assert.match(await tab.inputValue("input[name=at]"), /^\d+\.\d+$/);
  await tab.click("fieldset button:not([type=button])");
  await tab.waitForURL(/write/);
  let sent = 0;
  let broken = 0;
  await tab.route("**/report/upload/**", async (route) => {
    if (route.request().method() !== "POST") { return route.continue(); }
    sent += route.request().postDataBuffer()?.length ?? 0;
    // One piece arrives and its answer does not; one does not arrive.
    if (broken === 0) { broken = 1; await route.fetch(); return route.abort(); }
    if (broken === 1) { broken = 2; return route.abort(); }
    return route.continue();
  });
  const file = await picture(tab, 4000, 3000);
  await tab.setInputFiles("#photo", file);
  await tab.fill("#text", "A deep hole");
  await tab.waitForSelector("#waiting canvas");
  assert.ok(await until(async () => (await tab.$$("#waiting progress")).length === 0, 20000), "the picture is there");
  assert.equal(broken, 2);
  assert.ok(sent < file.buffer.length, `${sent} of ${file.buffer.length}`);
  await tab.click("#write > button");
  await tab.waitForSelector(".preview img");
  assert.match(await tab.textContent(".once"), /everybody can see/);
  await tab.click("form[action='/report/send'] button:first-of-type");
  await tab.waitForURL(/\/report\/r\//);
  assert.match(await tab.textContent(".receipt b"), /^\w{4}-\w{4}-\w{4}$/);
  assert.equal((await tab.$$(".pictures img")).length, 1);
  assert.deepEqual(tab.complaints, []);
  await tab.context().close();
  here.end();
});

test("a report is made where no script runs", async () => {
  const here = await neighbourhood();
  const tab = await page({ viewport: PHONE, javaScriptEnabled: false });
  await tab.goto(`${here.origin}/report`);
  await tab.check("input[value=light]", { force: true });
  await tab.click("input[type=image]", { position: { x: 40, y: 30 } });
  await tab.fill("#text", "The lamp is dark");
  await tab.click("#write > button");
  await tab.click("form[action='/report/send'] button:first-of-type");
  assert.match(await tab.textContent(".receipt b"), /^\w{4}-\w{4}-\w{4}$/);
  await tab.context().close();
  here.end();
});

test("what a grid worker presses without a link waits in the telephone, over a reload too, and arrives once", async () => {
  const here = await neighbourhood();
  const chen = await here.chen();
  const citizen = await page({ viewport: PHONE });
  const state = async () => {
    await citizen.goto(here.origin + here.receipts.road);
    return (await citizen.textContent(".stands .state")).trim();
  };
  await chen.goto(`${here.origin}/work`);
  const file = await picture(chen, 3000, 2000);
  await chen.click("#c1 > summary");
  await chen.context().setOffline(true);
  await chen.click("#c1 input[value=start] ~ button");
  await chen.waitForSelector("#queue:not([hidden])");
  await chen.click("#c1 details:has(input[value=done]) > summary");
  await chen.setInputFiles("#c1 input[name=photo]", file);
  await chen.fill("#c1 textarea[name=note] >> nth=0", "filled");
  await chen.click("#c1 form:has(input[value=done]) button");
  assert.ok(await until(async () => /2/.test(await chen.textContent("#queue"))), "two wait");
  assert.equal(await state(), "Received");
  // The answer of the first is lost when the link comes back: it is sent again.
  let lost = 0;
  await chen.route("**/work/c1", async (route) => {
    if (route.request().method() === "POST" && lost === 0) {
      lost += 1;
      await route.fetch();
      return route.abort();
    }
    return route.continue();
  });
  await chen.context().setOffline(false);
  await until(async () => lost === 1, 15000);
  await chen.reload();
  assert.ok(await until(async () => (await state()) === "Done", 30000), await state());
  const history = await citizen.$$eval(".history li", (all) => all.map((it) => it.textContent));
  assert.equal(history.filter((it) => /Work has begun/.test(it)).length, 1, history.join("|"));
  assert.equal(history.filter((it) => /It is done/.test(it)).length, 1);
  assert.deepEqual(chen.complaints, []);
  await chen.context().close();
  await citizen.context().close();
  here.end();
});

test("whoever is logged out loses nothing of what they pressed", async () => {
  const here = await neighbourhood();
  const chen = await here.chen();
  await chen.goto(`${here.origin}/work`);
  await chen.context().clearCookies();
  await chen.click("#c1 > summary");
  await chen.click("#c1 input[value=accept] ~ button");
  assert.ok(await until(async () => /logged out/.test(await chen.textContent("#queue"))));
  await chen.goto(`${here.origin}/login`);
  await chen.fill("#name", "chen");
  await chen.fill("input[type=password]", "correct horse battery staple");
  await chen.click("main form button");
  await chen.waitForLoadState();
  await chen.goto(`${here.origin}/work`);
  const citizen = await page({ viewport: PHONE });
  const state = async () => {
    await citizen.goto(here.origin + here.receipts.road);
    return (await citizen.textContent(".stands .state")).trim();
  };
  assert.ok(await until(async () => (await state()) === "Accepted", 15000));
  await chen.context().close();
  await citizen.context().close();
  here.end();
});

test("a rectangle that is drawn on a picture is made unrecognisable", async () => {
  const here = await neighbourhood();
  const chen = await here.chen();
  await chen.goto(`${here.origin}/work/c1`);
  const before = await chen.getAttribute(".pictures img", "src");
  await chen.click("#c1 details:has(input[value=publish]) > summary");
  await chen.click("a[href*='/blur/']");
  await chen.waitForSelector("[data-blur] canvas");
  const box = await (await chen.$("[data-blur] img")).boundingBox();
  await chen.mouse.move(box.x + box.width * 0.25, box.y + box.height * 0.25);
  await chen.mouse.down();
  await chen.mouse.move(box.x + box.width * 0.75, box.y + box.height * 0.75, { steps: 4 });
  await chen.mouse.up();
  assert.match(await chen.inputValue("#parts"), /^2[45]\d,2[45]\d,(49|50)\d,(49|50)\d$/);
  await chen.click(".blur button");
  await chen.waitForURL(/said=done/);
  assert.notEqual(await chen.getAttribute(".pictures img", "src"), before);
  assert.equal((await chen.request.get(here.origin + before)).status(), 404);
  assert.deepEqual(chen.complaints, []);
  await chen.context().close();
  here.end();
});
