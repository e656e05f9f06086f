// Makes the pictures in docs/beeld anew: `make pictures`.
import { fileURLToPath } from "node:url";
import { serve } from "./support/guide.mjs";
import { launch, open } from "./support/tools.mjs";

const FOLDER = new URL("../../docs/beeld/", import.meta.url);
const PICTURES = [
  { name: "voorpagina", path: "/" },
  { name: "les", path: "/lessen/ga-kijken/" },
  { name: "zoeken", path: "/zoeken/?q=ervaring" },
  { name: "tijdlijn", path: "/tijdlijn/" },
];

const guide = await serve();
const browser = await launch();
try {
  const page = await open(browser, { viewport: { width: 1200, height: 800 }, colorScheme: "light" });
  for (const { name, path } of PICTURES) {
    await page.goto(guide.url + path);
    await page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, FOLDER)) });
  }
} finally {
  await Promise.all([guide.stop(), browser.close()]);
}
