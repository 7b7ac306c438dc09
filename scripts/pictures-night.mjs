// An invented resident's page and night, as pictures: the demo's residents have lived for some hours only.
// pictures-night.mjs FOLDER.
import { close, page, station } from "../community/browser-tests/station.mjs";

const [folder] = process.argv.slice(2);
const here = await station("--homes", 50, "--changes", 0, "--alarms", 0);
const tab = await page({ viewport: { width: 1280, height: 900 }, locale: "en" });
await tab.goto(`${here.origin}/nights/0?lang=en`);
await tab.waitForTimeout(300);
await tab.screenshot({ path: `${folder}/night.png` });
await tab.setViewportSize({ width: 1280, height: 1040 });
await tab.goto(`${here.origin}/residents/0?lang=en`);
await tab.waitForTimeout(300);
await tab.screenshot({ path: `${folder}/resident.png` });
await close();
here.end();
process.exit(0);
