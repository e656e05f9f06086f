// What content can do to a page: very long words, hardly any fields, hundreds of links and lessons,
// another direction, a table and an image wider than the screen, an image that does not come. Nothing
// breaks, nothing is wider than the screen.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serve } from "./support/guide.mjs";
import { PNG, launch, open, violations } from "./support/tools.mjs";

const LONG = "Wijkactieprogrammacoördinatieoverlegvoorbereidingscommissievergadering".repeat(2);
const page = (title, front, body = "") =>
  `---\ntitle: "${title}"\nsummary: "Waar dit over gaat."\n${front}---\n\n${body}\n`;
const lesson = (title, front, body) => page(title, `evidence: ervaring\n${front}`, body);

/** A picture far wider than any screen. */
const IMAGE = PNG.sync.write(new PNG({ width: 3000, height: 60 }));

const FILES = {
  "site.toml": '[site]\ntitle = "Lastige gids"\nbase_url = "http://127.0.0.1:8080/"\n',
  "content/themes/druk.md": page("Druk thema", ""),
  "content/steps/stap.md": "---\ntitle: Stap\norder: 1\n---\n",
  "content/lessons/kaal.md": lesson("Kaal", ""),
  "content/lessons/lang.md": lesson(
    LONG,
    `key_points: ["${LONG}"]
places: ["${LONG.slice(0, 80)}"]
tasks:
  bestuurder: ["${LONG}"]
disputes:
  - point: "${LONG}"
    claims: [{claim: "${LONG}"}, {claim: "${LONG}"}, {claim: "${LONG}"}]
    reading: "${LONG}"
`,
    `## ${LONG}\n\n${LONG} en \`${LONG}\`.\n\n\`\`\`\n${LONG.repeat(3)}\n\`\`\`\n\n> ${LONG}`,
  ),
  "content/lessons/rechts.md": lesson(
    "حي قوي",
    'key_points: ["الحي القوي يبدأ من الناس"]\n',
    "يبدأ كل شيء من الشارع. [مرحبا بكم]{lang=ar} en weer Nederlands.",
  ),
  "content/lessons/breed.md": lesson(
    "Breed",
    "",
    `Tabel: veel kolommen\n\n|${" Kolom met een kop |".repeat(18)}\n|${"---|".repeat(18)}\n|${" waarde |".repeat(18)}`,
  ),
  "content/lessons/beeld.md": lesson("Beeld", "", "![Een plein met bomen en een bankje](plein.png)\n\nDaarna."),
  "content/lessons/plein.png": IMAGE,
  "content/chapters/kaal-hoofdstuk.md": page("Kaal hoofdstuk", ""),
  "content/problems/kaal-probleem.md": page("Kaal probleem", ""),
  "content/glossary/kaal-begrip.md": "---\ntitle: Kaal begrip\n---\n",
  "content/articles/kaal-artikel.md": "---\ntitle: Kaal artikel\n---\n",
  "content/authors/kale-auteur.md": "---\ntitle: Kale auteur\n---\n",
  "content/places/kale-plaats.md": "---\ntitle: Kale plaats\n---\n",
  "content/pages/kaal-blad.md": "---\ntitle: Kaal blad\n---\n",
  "content/policy/kort.md": page("Kort", 'start: "2009"\nend: "2009"\n'),
  "content/policy/lang.md": page(LONG, 'start: "196X"\nend: ".."\n'),
};
for (let n = 0; n < 500; n++) {
  const link = n < 200 ? "Zie [[lesson/kaal]] voor meer." : "Tekst.";
  FILES[`content/lessons/les-${n}.md`] = lesson(`Les ${n}`, "themes: druk\nsteps: stap\n", link);
}

let guide, browser;
before(async () => {
  guide = await serve(FILES);
  browser = await launch();
});
after(() => Promise.all([guide?.stop(), browser?.close()]));

/** What is wrong with each of the pages on this screen. */
async function faults(paths, screen) {
  const page = await open(browser, screen);
  const found = [];
  for (const path of paths) {
    await page.goto(guide.url + path);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > screen.viewport.width) found.push(`${path} is ${wide} pixels wide`);
    found.push(...(await violations(page)).map((text) => `${path} ${text}`));
  }
  await page.context().close();
  return [...found, ...page.faults];
}

const NARROW = { viewport: { width: 320, height: 640 } };
const WIDE = { viewport: { width: 1440, height: 900 }, colorScheme: "dark" };
const LONG_PLACE = LONG.slice(0, 80).toLowerCase().replaceAll("ö", "o");
const TRIED = {
  "very long words and titles": [
    "/lessen/lang/",
    "/lessen/lang/#deel_kaart",
    `/plaatsen/${LONG_PLACE}/`,
    `/lessen/plaats/${LONG_PLACE}/`,
    "/beleid/lang/",
    "/tijdlijn/",
    "/tijdlijn/2009/",
    "/tegenspraak/",
    "/taken/",
    "/waaier/",
    "/",
    `/zoeken/?q=${encodeURIComponent(LONG)}`,
    "/zoeken/?q=wijkactieprogramma",
  ],
  "a page without any optional field": [
    "/lessen/kaal/",
    "/stappen/stap/",
    "/hoofdstukken/kaal-hoofdstuk/",
    "/problemen/kaal-probleem/",
    "/problemen/",
    "/begrippen/kaal-begrip/",
    "/artikelen/kaal-artikel/",
    "/auteurs/kale-auteur/",
    "/plaatsen/kale-plaats/",
    "/kaal-blad/",
  ],
  "text from right to left": ["/lessen/rechts/", "/zoeken/?q=%D8%A7%D9%84%D8%AD%D9%8A"],
  "a table wider than the screen": ["/lessen/breed/"],
  "an image wider than the screen": ["/lessen/beeld/"],
  "a theme with 500 lessons": ["/themas/druk/", "/lessen/", "/lessen/thema/druk/"],
};
for (const [what, paths] of Object.entries(TRIED)) {
  test(`${what}, on 320 pixels`, async () => assert.deepEqual(await faults(paths, NARROW), []));
  test(`${what}, wide and dark`, async () => assert.deepEqual(await faults(paths, WIDE), []));
}

test("a wide table scrolls by itself, and by keyboard", async () => {
  const page = await open(browser, NARROW);
  await page.goto(`${guide.url}/lessen/breed/`);
  const table = page.locator(".prose .table");
  await table.focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => document.querySelector(".prose .table").scrollLeft > 0);
  await page.context().close();
});

test("what is in another direction says so", async () => {
  const page = await open(browser, NARROW);
  await page.goto(`${guide.url}/lessen/rechts/`);
  const direction = (selector) =>
    page.locator(selector).first().evaluate((part) => getComputedStyle(part).direction);
  assert.equal(await direction('.prose [lang="ar"]'), "rtl");
  assert.equal(await direction(".prose"), "ltr");
  await page.context().close();
});

test("an image that does not come leaves its words", async () => {
  const page = await open(browser, NARROW);
  await page.goto(`${guide.url}/lessen/beeld/`);
  const image = page.getByRole("img", { name: "Een plein met bomen en een bankje" });
  await image.evaluate((image) => image.decode());
  await page.route("**/*.png", (route) => route.fulfill({ status: 404, body: "" }));
  await page.reload();
  assert.equal(await image.evaluate((image) => image.naturalWidth), 0);
  assert.equal(await image.isVisible(), true);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
  await page.context().close();
  assert.deepEqual(page.faults, []);
});

test("what is much is bounded", async () => {
  const page = await open(browser);
  await page.goto(`${guide.url}/lessen/kaal/`);
  assert.match(await page.locator(".backlinks summary").textContent(), /^200 /);
  assert.equal(await page.locator(".backlinks li").count(), 50);
  await page.goto(`${guide.url}/lessen/thema/druk/`);
  assert.equal(await page.locator(".found .entries > li").count(), 100);
  await page.getByRole("link", { name: /\(500\)/ }).click();
  await page.waitForURL("**/zoeken/?soort=les&thema=druk");
  assert.match(await page.locator(".results .summary").textContent(), /500/);
  await page.context().close();
  assert.deepEqual(page.faults, []);
});
