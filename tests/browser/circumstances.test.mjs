// Readers set their own circumstances: larger text, more space, a narrow screen, their own colours,
// less motion, a keyboard. Each test names the criterion of WCAG 2.2 that it tries.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serve } from "./support/guide.mjs";
import { EACH, addresses } from "./support/pages.mjs";
import { launch, open, violations } from "./support/tools.mjs";

const CHAPTER = "/hoofdstukken/de-wijkaanpak-door-de-jaren-heen/";
const SOME = ["/", CHAPTER, "/lessen/", "/beleid/krachtwijkenbeleid/", "/tijdlijn/", "/zoeken/?q=wijk"];

let guide, browser;
before(async () => {
  guide = await serve();
  browser = await launch();
});
after(() => Promise.all([guide?.stop(), browser?.close()]));

/** How far each of the pages is wider than the screen, where it is. */
async function tooWide(options, paths, style) {
  const page = await open(browser, options);
  const found = [];
  for (const path of paths) {
    await page.goto(guide.url + path);
    if (style) await page.evaluate(style);
    const over = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    if (over > 0) found.push(`${path}: ${over}`);
  }
  await page.context().close();
  return [...found, ...page.faults];
}

test("1.4.10: all of it on 320 pixels, without scrolling sideways", async () => {
  const screen = { viewport: { width: 320, height: 640 } };
  assert.deepEqual(await tooWide(screen, await addresses(guide)), []);
});

test("1.4.4: at 200 %, on a screen of 1280 pixels", async () => {
  const screen = { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 };
  assert.deepEqual(await tooWide(screen, SOME), []);
});

test("1.4.12: with more space between letters, words and lines", async () => {
  const spaced = () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }",
    );
    document.adoptedStyleSheets = [sheet];
  };
  assert.deepEqual(await tooWide({ viewport: { width: 360, height: 740 } }, SOME, spaced), []);
});

test("1.4.11, 2.4.7: forced colours keep edges and focus", async () => {
  const page = await open(browser, { forcedColors: "active" });
  for (const path of SOME) {
    await page.goto(guide.url + path);
    assert.deepEqual(await violations(page), [], path);
  }
  await page.goto(`${guide.url}/tijdlijn/`);
  await page.locator(".scroll").focus();
  await page.keyboard.press("Tab");
  const stroke = await page.evaluate(
    () => getComputedStyle(document.activeElement.querySelector(".hit")).strokeWidth,
  );
  assert.equal(stroke, "3px");
  await page.context().close();
});

test("2.4.7, 2.4.11: whatever has the focus shows it, and is in sight", async () => {
  const page = await open(browser);
  for (const path of SOME) {
    await page.goto(guide.url + path);
    const unseen = [];
    for (let at = 0; at < 40; at++) {
      await page.keyboard.press("Tab");
      const fault = await page.evaluate(() => {
        const { activeElement: element } = document;
        if (element === document.body) return null;
        const style = getComputedStyle(element);
        const hit = element.querySelector(".hit");
        const ring = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none";
        const drawn = hit && getComputedStyle(hit).strokeWidth === "3px";
        const box = element.getBoundingClientRect();
        const inSight = box.bottom > 0 && box.top < innerHeight && box.width > 0;
        return (ring || drawn) && inSight ? null : element.outerHTML.slice(0, 120);
      });
      if (fault) unseen.push(fault);
    }
    assert.deepEqual(unseen, [], path);
  }
  await page.context().close();
});

test("2.1.2: the keyboard comes into every part of a page and out of it", async () => {
  const page = await open(browser);
  await page.goto(`${guide.url}/tijdlijn/`);
  const passed = new Set();
  for (let at = 0; at < 300 && !passed.has("end"); at++) {
    await page.keyboard.press("Tab");
    passed.add(
      await page.evaluate(() => {
        const { activeElement: element } = document;
        if (element === document.body) return "end";
        return element.closest("header, .drawing, .decades, .course, footer")?.className ?? "other";
      }),
    );
  }
  for (const part of ["masthead", "drawing", "decades", "course", "colophon", "end"]) {
    assert.ok(passed.has(part), `${part} in ${[...passed]}`);
  }
  await page.context().close();
});

test("1.4.13: a definition can be pointed at, stays, and goes on Escape", async () => {
  const page = await open(browser);
  await page.goto(`${guide.url}/lessen/borg-vanaf-dag-een/`);
  const term = page.locator("a.term").first();
  await term.hover();
  const meaning = page.locator(".gloss");
  await meaning.waitFor({ state: "visible" });
  assert.equal(await term.getAttribute("aria-describedby"), "deel_uitleg");
  await meaning.hover();
  await page.waitForTimeout(500);
  assert.equal(await meaning.isVisible(), true);
  await page.keyboard.press("Escape");
  await meaning.waitFor({ state: "hidden" });
  await page.context().close();
});

test("2.3.3: less motion means none", async () => {
  const page = await open(browser, { reducedMotion: "reduce" });
  await page.goto(guide.url + CHAPTER);
  const motion = await page.evaluate(() => ({
    scroll: getComputedStyle(document.documentElement).scrollBehavior,
    moving: document.getAnimations().length,
  }));
  assert.deepEqual(motion, { scroll: "auto", moving: 0 });
  await page.context().close();
});

test("nothing of a page is lost without JavaScript", async () => {
  // All that is said on a page, without what only the script can do.
  const words = async (page, path) => {
    await page.goto(guide.url + path);
    return page.evaluate(() => {
      for (const made of document.querySelectorAll("button, noscript, .here, .to-send")) made.remove();
      return document.querySelector("main").textContent.replace(/\s+/g, " ").trim();
    });
  };
  const bare = await open(browser, { javaScriptEnabled: false });
  const page = await open(browser);
  // The reading list is kept by the browser, and says so to who has no script.
  for (const path of EACH.filter((path) => path !== "/leeslijst/" && path !== "/bestaat-niet/")) {
    assert.equal(await words(bare, path), await words(page, path), path);
  }
  await bare.goto(`${guide.url}/leeslijst/`);
  assert.match(await bare.locator("main").innerText(), /werkt alleen met JavaScript/);
  await bare.context().close();
  await page.context().close();
});

test("a page with all it has stays small: at most 30 kB compressed, style and script apart", async () => {
  const { gzipSync } = await import("node:zlib");
  const size = async (path) => gzipSync(await (await fetch(guide.url + path)).text(), { level: 9 }).length;
  const text = await (await fetch(guide.url + CHAPTER)).text();
  const asset = (kind) => new RegExp(`/assets/[^"]+\\.${kind}`).exec(text)[0];
  const [css, js] = [await size(asset("css")), await size(asset("js"))];
  assert.ok(css <= 12_000, `style: ${css}`);
  assert.ok(js <= 10_000, `script: ${js}`);
  for (const path of ["/", CHAPTER, "/beleid/krachtwijkenbeleid/", "/tijdlijn/", "/lessen/"]) {
    const all = (await size(path)) + css;
    assert.ok(all <= 30_000, `${path}: ${all}`);
  }
});
