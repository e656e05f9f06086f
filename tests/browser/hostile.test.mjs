// What content can do to a page: very long words, hardly any fields, hundreds of links and lessons,
// another direction, a table wider than the screen. Nothing breaks, nothing is wider than the screen.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serve } from "./support/guide.mjs";
import { launch, open, violations } from "./support/tools.mjs";

const LONG = "Wijkactieprogrammacoördinatieoverlegvoorbereidingscommissievergadering".repeat(2);
const page = (title, front, body = "") =>
  `---\ntitle: "${title}"\nsummary: "Waar dit over gaat."\n${front}---\n\n${body}\n`;
const lesson = (title, front, body) => page(title, `evidence: ervaring\n${front}`, body);

const FILES = {
  "site.toml": '[site]\ntitle = "Lastige gids"\nbase_url = "http://127.0.0.1:8080/"\n',
  "content/themes/druk.md": page("Druk thema", ""),
  "content/steps/stap.md": "---\ntitle: Stap\norder: 1\n---\n",
  "content/lessons/kaal.md": lesson("Kaal", ""),
  "content/lessons/lang.md": lesson(
    LONG,
    `key_points: ["${LONG}"]\nplaces: ["${LONG.slice(0, 80)}"]\n`,
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

test("no page breaks at 320 pixels", async () => {
  const page = await open(browser, { viewport: { width: 320, height: 640 } });
  const found = [];
  const paths = ["kaal", "lang", "rechts", "breed", "", "thema/druk"].map((name) => `/lessen/${name}/`);
  for (const path of [...paths, "/themas/druk/", "/tijdlijn/", "/tijdlijn/2009/", "/waaier/", "/"]) {
    await page.goto(guide.url + path.replace("//", "/"));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > 320) found.push(`${path} is ${wide} pixels wide`);
    found.push(...(await violations(page)).map((text) => `${path} ${text}`));
  }
  await page.context().close();
  assert.deepEqual([...found, ...page.faults], []);
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
