// Criteria of WCAG 2.2 that axe leaves to people, as far as a script can try them: on one page of each
// template. What is left for people stands in docs/toegankelijkheid.md.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serve } from "./support/guide.mjs";
import { EACH } from "./support/pages.mjs";
import { launch, open } from "./support/tools.mjs";

const LESSON = "/lessen/borg-vanaf-dag-een/";
const PHONE = { viewport: { width: 360, height: 740 } };

let guide, browser;
before(async () => {
  guide = await serve();
  browser = await launch();
});
after(() => Promise.all([guide?.stop(), browser?.close()]));

/** A test with a page of its own. */
function criterion(name, options, tried) {
  test(name, { timeout: 120_000 }, async () => {
    const page = await open(browser, options);
    try {
      await tried(page, (path) => page.goto(guide.url + path));
    } finally {
      await page.context().close();
    }
    assert.deepEqual(page.faults, []);
  });
}

/** What `look` finds in each of the pages, with the page's address. */
async function eachOf(go, look) {
  const found = [];
  for (const path of EACH) {
    await go(path);
    found.push(...(await look(path)).map((fault) => `${path} ${fault}`));
  }
  return found;
}

criterion("1.3.4: upright or on its side, a screen shows the same", PHONE, async (page, go) => {
  const said = () => page.evaluate(() => document.querySelector("main").innerText.replace(/\s+/g, " "));
  const found = await eachOf(go, async () => {
    const upright = await said();
    await page.setViewportSize({ width: 740, height: 360 });
    const aside = await said();
    const over = await page.evaluate(() => document.documentElement.scrollWidth);
    await page.setViewportSize(PHONE.viewport);
    // The drawing of a page's neighbours stands beside a list of the same, and needs the width.
    const lost = aside.length < upright.length * 0.98;
    return [lost && "says less on its side", over > 740 && `${over} pixels wide`].filter(Boolean);
  });
  assert.deepEqual(found, []);
});

for (const colorScheme of ["light", "dark"]) {
  criterion(`1.4.11: what is drawn stands out, ${colorScheme}`, { colorScheme }, async (page, go) => {
    // What has to be seen to understand a drawing or to find a control, and by which property.
    const DRAWN = [
      ["/tijdlijn/", ".timeline .bar", "stroke"],
      ["/tijdlijn/", ".timeline .form-wet .bar", "stroke"],
      ["/tijdlijn/", ".timeline .form-periode .bar", "stroke"],
      ["/tijdlijn/", ".timeline .vague", "stroke"],
      ["/tijdlijn/", ".timeline .on", "stroke"],
      ["/tijdlijn/", ".timeline .arrows path", "stroke"],
      ["/tijdlijn/", ".timeline .head", "fill"],
      ["/tijdlijn/", ".timeline .count", "stroke"],
      ["/", ".glimpse .bar", "stroke"],
      ["/", ".find input", "borderTopColor"],
      [LESSON, ".near circle", "fill"],
      [LESSON, ".near path", "stroke"],
      [LESSON, ".find input", "borderTopColor"],
      [LESSON, ".tools button", "borderTopColor"],
      [LESSON, ".prose .task input", "borderTopColor"],
      [LESSON, ".shortcut button", "borderTopColor"],
    ];
    const found = [];
    for (const [path, selector, property] of DRAWN) {
      if (new URL(page.url()).pathname !== path) await go(path);
      const contrast = await page.locator(selector).first().evaluate((part, property) => {
        const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
        const light = (colour) => {
          canvas.fillStyle = colour;
          canvas.fillRect(0, 0, 1, 1);
          const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => part / 255);
          const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
          return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
        };
        const paper = light(getComputedStyle(document.body).backgroundColor);
        const ink = light(getComputedStyle(part)[property]);
        return (Math.max(paper, ink) + 0.05) / (Math.min(paper, ink) + 0.05);
      }, property);
      if (contrast < 3) found.push(`${path} ${selector}: ${contrast.toFixed(2)}`);
    }
    assert.deepEqual(found, []);
  });
}

criterion("2.4.3: on a phone the focus goes from top to bottom", PHONE, async (page, go) => {
  const found = await eachOf(go, () =>
    page.evaluate(() => {
      const all = [...document.querySelectorAll("a[href], button, input, textarea, summary, [tabindex]")];
      const faults = all.filter((part) => part.tabIndex > 0).map((part) => `tabindex ${part.outerHTML}`);
      const order = all.filter((part) => part.tabIndex >= 0 && part.checkVisibility());
      let before = null;
      for (const part of order) {
        // In a drawing the order is that of time, and tried elsewhere; in a table it goes by row, in
        // the foot by column.
        if (part.closest("svg, .skip, table, .colophon")) continue;
        const { top, bottom } = part.getBoundingClientRect();
        if (before && bottom < before.top - 1) faults.push(`${part.outerHTML.slice(0, 90)} is above what came before`);
        before = { top };
      }
      return faults;
    }),
  );
  assert.deepEqual(found, []);
});

criterion("2.4.11, 3.2.1: the focus is covered by nothing, and changes nothing", {}, async (page, go) => {
  const found = await eachOf(go, async (path) => {
    const faults = [];
    const before = page.url();
    const said = () => page.evaluate(() => document.querySelector("main").innerText);
    const text = await said();
    for (let at = 0; at < 60; at++) {
      await page.keyboard.press("Tab");
      const fault = await page.evaluate(() => {
        const part = document.activeElement;
        if (part === document.body) return "end";
        const [box] = part.getClientRects();
        const x = box.left + box.width / 2;
        const y = box.top + box.height / 2;
        if (x < 0 || x > innerWidth || y < 0 || y > innerHeight) return null;
        const above = document.elementFromPoint(x, y);
        const own = above && (part.contains(above) || above.contains(part));
        return own ? null : `${part.outerHTML.slice(0, 90)} is below ${above?.outerHTML.slice(0, 60)}`;
      });
      if (fault === "end") break;
      if (fault) faults.push(fault);
    }
    if (page.url() !== before) faults.push(`leads to ${page.url()}`);
    if (page.context().pages().length > 1) faults.push("opens a window");
    // An explanation that shows on focus is no change of what is said.
    await page.keyboard.press("Escape");
    if (path !== "/zoeken/" && (await said()) !== text) faults.push("says something else");
    return faults;
  });
  assert.deepEqual(found, []);
});

criterion("2.5.2: what is pressed and left does nothing", {}, async (page, go) => {
  await go(LESSON);
  const before = page.url();
  const state = () =>
    page.evaluate(() => [
      document.querySelector("#deel_op_lijst").getAttribute("aria-pressed"),
      document.querySelector("#deel_bewijs").checked,
      document.querySelectorAll("details[open]").length,
      document.querySelector(".shortcut").textContent,
    ]);
  const was = await state();
  for (const selector of [
    ".kinds a",
    "#deel_op_lijst",
    'label[for="deel_bewijs"]',
    ".prose a.term",
    "summary",
    ".shortcut button",
    ".find button",
  ]) {
    const part = page.locator(selector).first();
    await part.scrollIntoViewIfNeeded();
    const box = await part.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + Math.min(box.height / 2, 8));
    await page.mouse.down();
    await page.mouse.move(2, 2);
    await page.mouse.up();
    assert.equal(page.url(), before, selector);
    assert.deepEqual(await state(), was, selector);
  }
});

criterion("2.5.3: what one reads on a control is in its name", {}, async (page, go) => {
  const found = await eachOf(go, () =>
    page.evaluate(() => {
      const plain = (text) => text.replace(/[\s·]+/g, " ").trim().toLowerCase();
      return [...document.querySelectorAll("a[aria-label], button[aria-label]")]
        .filter((part) => {
          const shown = plain(part.textContent);
          // A sign is no label: the `#` beside a heading.
          return /\p{L}/u.test(shown) && !plain(part.getAttribute("aria-label")).includes(shown.replace("…", ""));
        })
        .map((part) => `${part.textContent} is called ${part.getAttribute("aria-label")}`);
    }),
  );
  assert.deepEqual(found, []);
});

criterion("2.4.4: links of one name lead to one place, or say which", {}, async (page, go) => {
  const found = await eachOf(go, () =>
    page.evaluate(() => {
      const led = new Map();
      const faults = [];
      // In a table the heads of row and column say it, in a drawing the name does.
      for (const link of document.querySelectorAll("main a[href]:not(.here, .cites a, svg a, table a)")) {
        const name = (link.getAttribute("aria-label") ?? link.textContent).replace(/\s+/g, " ").trim();
        // What stands around a link says which it is: the line of a list, and the head above it.
        const line = link.closest("li, p, dd, h1, h2, h3, summary")?.textContent ?? "";
        const head = link.closest("section")?.querySelector("h2")?.textContent ?? "";
        const key = `${name} in ${line.replace(/\s+/g, " ").trim()}, ${head}`;
        const to = link.href.replace(/#.*/, "");
        if (name === "") faults.push(`no name: ${link.outerHTML}`);
        if (led.has(key) && led.get(key) !== to) faults.push(`${key}: ${led.get(key)} and ${to}`);
        led.set(key, to);
      }
      return faults;
    }),
  );
  assert.deepEqual(found, []);
});

criterion("2.4.2, 2.4.5: every page has a title, and is reached by links and by search", {}, async (page, go) => {
  const text = async (path) => (await fetch(guide.url + path)).text();
  const listed = [...(await text("/sitemap.xml")).matchAll(/<loc>([^<]+)/g)].map(([, url]) => new URL(url).pathname);
  assert.ok(listed.length > 400, `${listed.length}`);
  const seen = new Set(["/"]);
  const untitled = [];
  for (const path of seen) {
    const html = await text(path);
    if (!/<title>[^<]*\p{L}[^<]*<\/title>/u.test(html)) untitled.push(path);
    for (const [, to] of html.matchAll(/<a [^>]*href="(\/[^"?#]*\/)["#]/g)) seen.add(to);
  }
  assert.deepEqual(untitled, []);
  // The search page is reached by its form, as all that is not found there.
  const missed = listed.filter((path) => !seen.has(path) && path !== "/zoeken/");
  assert.deepEqual(missed, [], "not reached from the front page");
  await go("/");
  await page.getByRole("combobox").fill("stop de projectencarrousel");
  await page.keyboard.press("Enter");
  await page.locator(".hits a").first().waitFor();
});

criterion("3.2.2: a choice changes what it says, and nothing else", {}, async (page, go) => {
  await go(LESSON);
  const before = page.url();
  await page.getByLabel("Toon bewijs").check();
  assert.equal(await page.evaluate(() => document.activeElement.id), "deel_bewijs");
  await page.locator("#deel_zoek").fill("wijk");
  assert.equal(await page.evaluate(() => document.activeElement.id), "deel_zoek");
  assert.equal(page.url(), before);
});

criterion("3.2.3, 3.2.4, 3.2.6: head and foot, and the way to help, are the same everywhere", {}, async (page, go) => {
  let first;
  const found = await eachOf(go, async () => {
    const frame = await page.evaluate(() => ({
      menu: [...document.querySelectorAll(".kinds a")].map((link) => `${link.textContent} ${link.pathname}`),
      foot: [...document.querySelectorAll(".colophon a")].map((link) => `${link.textContent} ${link.pathname}`),
      search: document.querySelector(".find button").textContent,
      field: document.querySelector("#deel_zoek").labels[0].textContent,
      parts: [...document.body.children].map((part) => part.tagName).filter((tag) => tag !== "P"),
    }));
    first ??= frame;
    return JSON.stringify(frame) === JSON.stringify(first) ? [] : [JSON.stringify(frame)];
  });
  assert.deepEqual(found, []);
  assert.ok(first.foot.some((link) => link.endsWith("/contact/")), `${first.foot}`);
});

criterion("3.3.1, 3.3.3: what is wrong with a question is said, and what may be meant", {}, async (page, go) => {
  await go("/zoeken/?q=wijk&soort=zzz");
  const refusal = await page.locator(".refusal").innerText();
  assert.match(refusal, /soort|zzz/);
  await go("/zoeken/?q=projectencarousel");
  const text = await page.locator(".results .summary").innerText();
  assert.match(text, /Bedoelde je projectencarrousel\?/);
});
