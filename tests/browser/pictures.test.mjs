// Pages as pictures, beside those in `pictures/`: what no other test sees, such as a margin that fell
// away. The pages are those of a small guide that changes seldom, in fonts that are the same on every
// machine. `make pictures` makes the pictures anew; look at what changed before you keep it.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { serve } from "./support/guide.mjs";
import { PNG, launch, loadPixelmatch, open, packaged } from "./support/tools.mjs";

const FOLDER = fileURLToPath(new URL("pictures/", import.meta.url));
const RENEW = process.env.PICTURES === "renew";
const WIDE = { width: 1200, height: 900 };
const NARROW = { width: 360, height: 740 };

/** One in a thousand pixels may differ: the hairlines that another version of the browser draws. */
const TOLERATED = 1 / 1000;

const PICTURES = [
  { name: "home", path: "/", viewport: WIDE },
  { name: "home-narrow-dark", path: "/", viewport: NARROW, colorScheme: "dark" },
  { name: "lesson", path: "/lessen/ga-kijken/", viewport: { width: 1200, height: 2000 } },
  { name: "lesson-narrow-dark", path: "/lessen/ga-kijken/", viewport: NARROW, colorScheme: "dark" },
  { name: "lesson-proof", path: "/lessen/ga-kijken/", viewport: WIDE, check: "#deel_bewijs" },
  { name: "lesson-print", path: "/lessen/ga-kijken/", viewport: { width: 640, height: 900 }, media: "print" },
  { name: "card", path: "/lessen/ga-kijken/#deel_kaart", viewport: { width: 768, height: 900 } },
  { name: "lessons", path: "/lessen/", viewport: WIDE },
  { name: "chapters-narrow", path: "/hoofdstukken/", viewport: NARROW },
  { name: "timeline-dark", path: "/tijdlijn/", viewport: WIDE, colorScheme: "dark" },
  { name: "timeline-narrow", path: "/tijdlijn/", viewport: NARROW },
  { name: "year-narrow", path: "/tijdlijn/1992/", viewport: NARROW },
  { name: "disputes", path: "/tegenspraak/", viewport: WIDE },
  { name: "tasks-narrow", path: "/taken/", viewport: NARROW },
  { name: "search", path: "/zoeken/?q=wat+is+wijkaanpak", viewport: WIDE },
  { name: "search-nothing-dark", path: "/zoeken/?q=xyzzyqwert", viewport: NARROW, colorScheme: "dark" },
  { name: "contrast", path: "/lessen/ga-kijken/", viewport: NARROW, forcedColors: "active" },
];

const FONTS = ["sans", "serif"].map((name) => ({
  name,
  file: {
    sans: "@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2",
    serif: "@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2",
  }[name],
}));

let guide, browser, pixelmatch, differences;
before(async () => {
  guide = await serve(undefined, "tests/sites/klein");
  browser = await launch("--font-render-hinting=none", "--disable-lcd-text");
  pixelmatch = await loadPixelmatch();
  await mkdir(FOLDER, { recursive: true });
});
after(() => Promise.all([guide?.stop(), browser?.close()]));

/** Sets a page in the fonts of the tests. */
async function typeset(page) {
  const fonts = FONTS.map(({ name, file }) => ({ name, bytes: packaged(file).toString("base64") }));
  await page.evaluate(async (fonts) => {
    for (const { name, bytes } of fonts) {
      const font = Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0));
      document.fonts.add(await new FontFace(`test-${name}`, font, { weight: "200 900" }).load());
    }
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(":root { --serif: test-serif !important; --sans: test-sans !important; --mono: test-sans !important }");
    document.adoptedStyleSheets = [sheet];
    await document.fonts.ready;
  }, fonts);
}

async function taken({ path, media, check, ...screen }) {
  const page = await open(browser, screen);
  try {
    await page.goto(guide.url + path);
    await typeset(page);
    if (media) await page.emulateMedia({ media });
    if (check) await page.check(check);
    return await page.screenshot();
  } finally {
    await page.context().close();
  }
}

/** What is wrong with a picture, if anything; it is then kept for who wants to see. */
async function compared(name, bytes) {
  const file = join(FOLDER, `${name}.png`);
  const [is, was] = [PNG.sync.read(bytes), PNG.sync.read(await readFile(file))];
  const { width, height } = was;
  const same = is.width === width && is.height === height;
  const difference = new PNG({ width, height });
  const differ = same ? pixelmatch(was.data, is.data, difference.data, width, height) : Infinity;
  if (differ <= width * height * TOLERATED) return [];
  differences ??= await mkdtemp(join(tmpdir(), "wijkgids-pictures-"));
  await writeFile(join(differences, `${name}.png`), bytes);
  if (same) await writeFile(join(differences, `${name}-difference.png`), PNG.sync.write(difference));
  const said = same ? `${differ} pixels differ` : `${is.width}×${is.height} instead of ${width}×${height}`;
  return [`${name}: ${said}; see ${differences}`];
}

for (const { name, ...picture } of PICTURES) {
  test(`picture: ${name}`, async () => {
    const bytes = await taken(picture);
    if (RENEW) await writeFile(join(FOLDER, `${name}.png`), bytes);
    assert.deepEqual(await compared(name, bytes), []);
  });
}

test("every picture is of a page", async () => {
  const kept = (await readdir(FOLDER)).sort();
  assert.deepEqual(kept, PICTURES.map(({ name }) => `${name}.png`).sort());
});
