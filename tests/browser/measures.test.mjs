// What readers notice as speed, calm and privacy, measured on the guide itself.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serve } from "./support/guide.mjs";
import { EACH } from "./support/pages.mjs";
import { launch, open } from "./support/tools.mjs";

/** Milliseconds from a letter to its results on the screen; 20 of them wait for the next letter, and 10
 *  are for the server. That it keeps to those is measured with an optimised program (`make
 *  bench-search`); the program under test is not, so that here its time is taken off. */
const AT_ONCE = 100;
const OF_SERVER = 10;

const median = (numbers) => numbers.sort((one, other) => one - other)[numbers.length >> 1];

/** Milliseconds that a script takes to come. */
const LATE = 300;

/** As the reader sees it move; 0.1 is what the web calls good. */
const STILL = 0.01;

let guide, browser;
before(async () => {
  guide = await serve();
  browser = await launch();
});
after(() => Promise.all([guide?.stop(), browser?.close()]));

const TYPED = ["kra", "krach", "krachtw", "krachtwijk", "wijk", "overlast", "armoede in de wijk"];
TYPED.push("jongeren", "wat is leefbaarheid", "1994");

test(`results stand there within ${AT_ONCE} ms of the letter, median of ten`, async () => {
  const page = await open(browser);
  await page.goto(`${guide.url}/zoeken/`);
  const round = () =>
    page.evaluate(async (typed) => {
      const field = document.querySelector("#deel_zoek");
      const room = document.querySelector("#deel_resultaten");
      const shown = (words) =>
        new Promise((done) => {
          const begun = performance.now();
          const watch = new MutationObserver(() => {
            if (room.querySelector(".summary q")?.textContent !== words) return;
            watch.disconnect();
            requestAnimationFrame(() => done(performance.now() - begun));
          });
          watch.observe(room, { childList: true, subtree: true });
          field.value = words;
          field.dispatchEvent(new Event("input", { bubbles: true }));
        });
      const took = [];
      for (const words of typed) {
        const whole = await shown(words);
        const begun = performance.now();
        await (await fetch(`?q=${encodeURIComponent(words)}`)).text();
        took.push(whole - (performance.now() - begun));
      }
      return took;
    }, TYPED);
  // The best of three, because the machine has more to do.
  const rounds = [await round(), await round(), await round()];
  const best = Math.min(...rounds.map(median)) + OF_SERVER;
  assert.ok(best <= AT_ONCE, `${best} ms`);
  await page.context().close();
  assert.deepEqual(page.faults, []);
});

for (const viewport of [{ width: 360, height: 740 }, { width: 1440, height: 900 }]) {
  test(`nothing moves while a page loads, ${viewport.width} wide`, async () => {
    const page = await open(browser, { viewport });
    // On a slow line the page stands there before its script does; what that adds then moves nothing.
    await page.route(/\.js$/, async (route) => {
      await new Promise((done) => setTimeout(done, LATE));
      await route.continue();
    });
    await page.addInitScript(() => {
      window.moved = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.moved += entry.value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    const found = [];
    for (const path of EACH.filter((path) => path !== "/bestaat-niet/")) {
      await page.goto(guide.url + path);
      await page.waitForTimeout(250);
      const moved = await page.evaluate(() => window.moved);
      if (moved >= STILL) found.push(`${path}: ${moved}`);
    }
    await page.context().close();
    // `page.faults` also names every request to another origin.
    assert.deepEqual([...found, ...page.faults], []);
  });
}

test("no cookie is set, and nothing is kept but what the reader asks for", async () => {
  const page = await open(browser);
  for (const path of EACH) await page.goto(guide.url + path);
  const kept = () => page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
  assert.deepEqual(await page.context().cookies(), []);
  assert.deepEqual(await kept(), []);
  await page.goto(`${guide.url}/lessen/ga-kijken/`);
  await page.getByRole("button", { name: "Op mijn leeslijst" }).click();
  assert.deepEqual(await kept(), ["wijkgids-leeslijst"]);
  assert.deepEqual(await page.context().cookies(), []);
  await page.context().close();
});
