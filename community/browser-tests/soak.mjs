// Does the wall grow over weeks, and what does it cost when nothing happens? Measured, not tested:
//
//   run.sh soak [MINUTES]
//
// A screen of 110 homes in a station whose clock runs sixtyfold, with 8 changes a second, stays open for
// so long (20 unless said); then one of 200 homes in which nothing changes is looked at for a minute.
import { browser, close, page, station } from "./station.mjs";

const MINUTES = Number(process.argv[2] ?? 20);
const MIB = 1024 * 1024;
const minute = () => new Promise((done) => { setTimeout(done, 60_000); });

async function heap(tab) {
  return tab.evaluate(() => { gc(); gc(); return performance.memory.usedJSHeapSize; });
}

// Seconds of processor that the page's own thread took.
async function tasks(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find((it) => it.name === "TaskDuration").value;
}

// The slope of the straight line through the points, by least squares.
function slope(points) {
  const mean = (of) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean((p) => p[0]), mean((p) => p[1])];
  const above = mean((p) => (p[0] - x) * (p[1] - y));
  return above / mean((p) => (p[0] - x) ** 2);
}

async function grows() {
  const hall = await station("--homes", 110, "--changes", 8, "--speed", 60);
  const tab = await page();
  await tab.goto(`${hall.origin}/wall`);
  const points = [];
  for (let at = 0; at <= MINUTES; at += 1) {
    await minute();
    points.push([at / 60, await heap(tab) / MIB]);
    console.log(`minute ${at + 1}: ${points.at(-1)[1].toFixed(2)} MiB`);
  }
  const nodes = await tab.evaluate(() => document.getElementsByTagName("*").length);
  hall.end();
  await tab.context().close();
  console.log(`heap: ${slope(points).toFixed(2)} MiB an hour (goal 1), ${nodes} elements`);
}

async function idles() {
  const hall = await station("--homes", 200, "--changes", 0);
  const tab = await page();
  await tab.goto(`${hall.origin}/wall`);
  const session = await tab.context().newCDPSession(tab);
  await session.send("Performance.enable");
  await minute();
  const before = await tasks(session);
  await minute();
  const share = (await tasks(session) - before) / 60 * 100;
  hall.end();
  console.log(`200 tiles when nothing happens: ${share.toFixed(2)} % of a core (goal 3)`);
}

await browser();
await idles();
await grows();
await close();
