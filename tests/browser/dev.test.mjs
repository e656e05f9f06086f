// `wijkgids dev` in a browser: the page that is open follows the files, stays where it was scrolled to,
// and shows what is wrong in a way that everybody can use.
import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { serve } from "./support/guide.mjs";
import { launch, open, violations } from "./support/tools.mjs";

const FILE = "content/lessons/ga-kijken.md";
const STYLE = "templates/assets/site.css";
// The guide's own style, with a line of ours.
const OWN = await readFile(new URL("../../templates/assets/site.css", import.meta.url), "utf8");
const style = (colour) => `${OWN}\n@media (prefers-color-scheme: light) { h1 { color: ${colour} } }\n`;
const lesson = (text) =>
  `---\ntitle: Ga kijken\nsummary: Kijk eerst zelf.\nevidence: ervaring\n---\n\n${text}\n${"\nEen alinea om te kunnen schuiven.\n".repeat(120)}`;

let guide, browser, page;
const save = (path, text) => writeFile(join(guide.folder, path), text);
before(async () => {
  guide = await serve(
    {
      "site.toml": '[site]\ntitle = "Proefgids"\n',
      [FILE]: lesson("Het begin."),
      [STYLE]: style("rgb(1, 2, 3)"),
    },
    ".",
    { command: "dev" },
  );
  browser = await launch();
  page = await open(browser);
  await page.goto(`${guide.url}/lessen/ga-kijken/`);
});
after(() => Promise.all([guide?.stop(), browser?.close()]));

// axe copies the styles of a shadow tree into the page, which the policy refuses: that fault is its own.
const barriers = async (of) => {
  const faults = [...of.faults];
  const found = await violations(of);
  of.faults.splice(0, of.faults.length, ...faults);
  return found;
};
const overlay = () => page.locator("wijkgids-dev dialog[open]");

test("an edit shows on the page that is open, where it was scrolled to", async () => {
  await page.evaluate(() => scrollTo(0, 1500));
  await save(FILE, lesson("Het vervolg."));
  await page.getByText("Het vervolg.").waitFor({ state: "attached" });
  await page.waitForFunction(() => scrollY === 1500);
});

test("another page does not touch it", async () => {
  await page.evaluate(() => (window.untouched = true));
  await save("content/lessons/ander.md", lesson("Iets anders.").replace("Ga kijken", "Ander"));
  const other = await open(browser);
  await other.goto(`${guide.url}/lessen/ander/`);
  await other.getByText("Iets anders.").waitFor();
  await other.context().close();
  assert.equal(await page.evaluate(() => window.untouched), true);
});

test("a style sheet is exchanged without loading the page again", async () => {
  await page.evaluate(() => (window.untouched = true));
  await save(STYLE, style("rgb(4, 5, 6)"));
  await page.waitForFunction(
    () => getComputedStyle(document.querySelector("h1")).color === "rgb(4, 5, 6)",
  );
  assert.equal(await page.evaluate(() => window.untouched), true);
  assert.equal(await page.locator('link[rel="stylesheet"]').count(), 1);
});

test("what is wrong stands over the page, and goes when it is mended", async () => {
  await save(FILE, lesson("Zie [[nergens]] hier."));
  await overlay().waitFor();
  const said = await overlay().innerText();
  for (const part of ["Er is één fout", `${FILE}:7:5`, "[[nergens]]", "Oplossing:", "^^^^^^^^^^^"]) {
    assert.ok(said.includes(part), `${part} in ${said}`);
  }
  assert.ok(await page.getByText("Het vervolg.").count(), "the last good page is behind it");

  // Who uses a keyboard or a screen reader is told, can hide it, and can bring it back.
  const focus = () => page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.textContent);
  assert.equal(await focus(), "Er is één fout");
  const dialog = page.getByRole("dialog", { name: "Er is één fout" });
  await dialog.waitFor();
  assert.deepEqual(await barriers(page), []);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  const badge = page.getByRole("button", { name: "Er is één fout" });
  assert.equal(await focus(), "Er is één fout", "the button that brings it back has the focus");
  assert.deepEqual(await barriers(page), []);
  await badge.press("Enter");
  await dialog.waitFor();
  await page.getByRole("button", { name: "Verberg" }).click();
  await badge.waitFor();

  await save(FILE, lesson("Zie dit hier."));
  await page.getByText("Zie dit hier.").waitFor({ state: "attached" });
  assert.equal(await page.locator("wijkgids-dev").count(), 0);
});

test("it fits a narrow screen in the dark", async () => {
  const phone = await open(browser, { colorScheme: "dark", viewport: { width: 320, height: 640 } });
  await save(FILE, lesson(`Een lange regel ${"en nog een woord ".repeat(12)} [[nergens]] en verder.`));
  await phone.goto(`${guide.url}/lessen/ga-kijken/`);
  await phone.locator("wijkgids-dev dialog[open]").waitFor();
  const width = await phone.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 320, `${width} pixels wide`);
  assert.deepEqual(await barriers(phone), []);
  await save(FILE, lesson("Weer goed."));
  await phone.getByText("Weer goed.").waitFor({ state: "attached" });
  assert.deepEqual(phone.faults, []);
  await phone.context().close();
});

test("the overview for editors is there, and everybody can use it", async () => {
  for (const options of [{}, { colorScheme: "dark", viewport: { width: 320, height: 640 } }]) {
    const editor = await open(browser, options);
    await editor.goto(`${guide.url}/redactie/`);
    await editor.getByRole("heading", { level: 1, name: "Redactieoverzicht" }).waitFor();
    const width = await editor.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= (options.viewport?.width ?? 1280), `${width} pixels wide`);
    assert.deepEqual(await violations(editor), []);
    assert.deepEqual(editor.faults, []);
    const orphans = editor.getByRole("region", { name: "Pagina’s waar niets naartoe leidt" });
    await orphans.getByRole("link", { name: "Ga kijken", exact: true }).click();
    await editor.waitForURL(`${guide.url}/lessen/ga-kijken/`);
    await editor.context().close();
  }
});

test("a broken template leaves the page, and a page that is gone says so", async () => {
  await save("templates/page.html", "{% if %}");
  await overlay().waitFor();
  assert.ok((await overlay().innerText()).includes("templates/page.html:1:"));
  await rm(join(guide.folder, "templates/page.html"));
  await page.locator("wijkgids-dev").waitFor({ state: "detached" });
  await rm(join(guide.folder, FILE));
  await page.waitForFunction(() => !document.body.innerText.includes("Weer goed."));
  await save(FILE, await readFile(join(guide.folder, "content/lessons/ander.md"), "utf8"));
  assert.deepEqual(page.faults, []);
});
