// Makes the pictures in docs/beeld anew: `make pictures`. None may be over 300 kB: they are in README.md.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { serve } from "./support/guide.mjs";
import { launch, open } from "./support/tools.mjs";

const FOLDER = new URL("../../docs/beeld/", import.meta.url);
const PICTURES = [
  { name: "voorpagina", path: "/" },
  { name: "les", path: "/lessen/ga-kijken/" },
  { name: "zoeken", path: "/zoeken/?q=wat+is+een+krachtwijk" },
  { name: "tijdlijn", path: "/tijdlijn/" },
];

const guide = await serve();
const browser = await launch();
try {
  const page = await open(browser, { viewport: { width: 1200, height: 800 }, colorScheme: "light" });
  for (const { name, path } of PICTURES) {
    await page.goto(guide.url + path);
    const bytes = await page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, FOLDER)) });
    assert.ok(bytes.length <= 300_000, `${name}: ${bytes.length}`);
  }
} finally {
  await Promise.all([guide.stop(), browser.close()]);
}
