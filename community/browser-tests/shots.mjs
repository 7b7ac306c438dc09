// Pictures of every density, by day and night, for people to look at.
import { mkdirSync } from "node:fs";
import { browser, close, page, station, PHONE } from "./station.mjs";

const OUT = new URL("./shots/", import.meta.url).pathname;
mkdirSync(OUT, { recursive: true });

async function shot(tab, name) { await tab.screenshot({ path: `${OUT}${name}.png` }); }

async function palette(tab, night) {
  await tab.evaluate((night) => {
    window.HearthRules.isNight = () => night;
    document.body.classList.toggle("night", night);
  }, night);
}

const only = process.argv[2];
for (const homes of [20, 50, 110, 200]) {
  if (only && only !== String(homes)) { continue; }
  const here = await station("--homes", homes, "--changes", 4, "--alarms", homes === 20 ? 0 : 6);
  for (const [size, scale] of [["1080p", 1], ["4k", 2]]) {
    const viewport = scale === 1 ? { width: 1920, height: 1080 } : { width: 3840, height: 2160 };
    for (const lang of ["zh", "en"]) {
      if (size === "4k" && lang === "en") { continue; }
      const tab = await page({ viewport });
      await tab.goto(`${here.origin}/wall?lang=${lang}`);
      await tab.waitForFunction(() => !document.querySelector("#date").textContent.includes("{"));
      await tab.waitForTimeout(400);
      await palette(tab, false);
      await shot(tab, `wall-${homes}-${size}-${lang}-day`);
      await palette(tab, true);
      await shot(tab, `wall-${homes}-${size}-${lang}-night`);
      await tab.context().close();
    }
  }
  if (homes === 50) {
    const phone = await page({ viewport: PHONE, deviceScaleFactor: 2, isMobile: true });
    await phone.goto(`${here.origin}/wall?lang=en`);
    await palette(phone, false);
    await shot(phone, "wall-50-phone");
    const print = await page();
    await print.goto(`${here.origin}/wall?lang=zh`);
    await print.pdf({ path: `${OUT}wall-50-print.pdf`, format: "A4" });
    await print.emulateMedia({ media: "print" });
    await print.setViewportSize({ width: 720, height: 1040 });
    await shot(print, "wall-50-print");
    for (const lang of ["en", "zh"]) {
      const resident = await page({ viewport: { width: 1280, height: 1000 } });
      await resident.goto(`${here.origin}/residents/0?lang=${lang}`);
      await resident.screenshot({ path: `${OUT}resident-${lang}.png`, fullPage: true });
    }
    const unknown = await page({ viewport: { width: 1280, height: 1000 } });
    await unknown.goto(`${here.origin}/residents/3?lang=en`);
    await unknown.screenshot({ path: `${OUT}resident-unknown.png`, fullPage: true });
    for (const which of [0, 1, 2]) {
      const relative = await page({ viewport: PHONE, deviceScaleFactor: 2 });
      await relative.goto(`${here.origin}/relatives/${which}?lang=zh`);
      await relative.screenshot({ path: `${OUT}relative-${which}.png`, fullPage: true });
    }
    const night = await page({ viewport: { width: 1280, height: 900 } });
    await night.goto(`${here.origin}/nights/0?lang=en`);
    await shot(night, "night");
    const sheet = await page();
    await sheet.goto(`${here.origin}/residents/0?lang=zh`);
    await sheet.pdf({ path: `${OUT}resident-print.pdf`, format: "A4" });
  }
  here.end();
}
await browser();
await close();
