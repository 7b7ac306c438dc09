import { desk } from "./desk.mjs";
import { close, PHONE } from "./station.mjs";
import { code } from "./whole.mjs";
import { mkdirSync } from "node:fs";
const OUT = "/tmp/looks/"; mkdirSync(OUT, { recursive: true });
const here = await desk("few");
const only = process.argv[2];
const first = await here.enter();
for (const [lang, scheme, size, name] of [["en","light",{width:1440,height:1000},"en-light"],["zh-CN","dark",{width:1440,height:1000},"zh-dark"],["zh-CN","light",PHONE,"zh-phone"],["en","dark",PHONE,"en-phone-dark"]]) {
  const tab = await here.enter({ locale: lang, colorScheme: scheme, viewport: size });
  for (const path of ["/desk","/desk/c1","/desk/proven","/people","/people/p1","/people/new","/quiet","/second-step","/duty","/ladders","/desk/report/this","/desk/report/this/pdf","/users/lin"]) {
    if (only && !path.includes(only)) continue;
    await tab.goto(here.origin + path);
    await tab.waitForTimeout(250);
    const over = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (over > 0) console.log(`${name} ${path}: ${over} px too wide`);
    await tab.screenshot({ path: `${OUT}${name}${path.replace(/\//g, "_")}.png`, fullPage: path !== "/desk" });
  }
  await tab.context().close();
}
if (!only || only === "second") {
  const tab = await here.enter({ locale: "zh-CN", colorScheme: "dark", viewport: {width:1440,height:1000} });
  await tab.goto(here.origin + "/second-step");
  await tab.fill("#old", "correct horse battery staple"); await tab.click("main form button"); await tab.waitForSelector(".qr");
  await tab.screenshot({ path: OUT + "second-begun-dark.png", fullPage: true });
  await tab.setViewportSize(PHONE); await tab.emulateMedia({ colorScheme: "light" });
  await tab.screenshot({ path: OUT + "second-begun-phone.png", fullPage: true });
  const words = await tab.textContent("main code");
  await tab.fill("#code", code(words)); await tab.click("main form button"); await tab.waitForSelector(".codes");
  await tab.screenshot({ path: OUT + "second-codes-phone.png", fullPage: true });
  await tab.setViewportSize({width:1440,height:1000});
  await tab.screenshot({ path: OUT + "second-codes.png", fullPage: true });
  await tab.goto(here.origin + "/second-step");
  await tab.screenshot({ path: OUT + "second-on.png", fullPage: true });
}
here.end(); await close();
