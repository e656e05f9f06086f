// What people come for, from the first page to the answer, against the running server.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serve } from "./support/guide.mjs";
import { launch, open } from "./support/tools.mjs";

let guide, browser;
before(async () => {
  guide = await serve();
  browser = await launch();
});
after(() => Promise.all([guide?.stop(), browser?.close()]));

/** A test with a page of its own, on which nothing may go wrong unseen. */
function journey(name, options, walk) {
  test(name, { timeout: 30_000 }, async () => {
    const page = await open(browser, options);
    const go = (path) => page.goto(guide.url + path);
    try {
      await walk(page, go);
    } finally {
      await page.context().close();
    }
    assert.deepEqual(page.faults, []);
  });
}

const address = (page) => new URL(page.url()).pathname;

journey("find a lesson from a question", {}, async (page, go) => {
  await go("/");
  await page.getByRole("searchbox").fill("projectencarrousel");
  await page.keyboard.press("Enter");
  const lesson = page.locator('.hits a[href="/lessen/stop-de-projectencarrousel/"]').first();
  await lesson.click();
  await page.waitForURL("**/lessen/stop-de-projectencarrousel/**");
});

journey("search without JavaScript", { javaScriptEnabled: false }, async (page, go) => {
  await go("/");
  await page.getByRole("searchbox").fill("leefbaarometer");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/zoeken/?q=*");
  await page.locator(".hits a", { hasText: /leefbaarometer/i }).first().waitFor();
});

journey("a term says what it means, on focus and until Escape", {}, async (page, go) => {
  await go("/lessen/borg-vanaf-dag-een/");
  const term = page.locator("a.term").first();
  await term.focus();
  const meaning = page.locator(".gloss");
  await meaning.waitFor({ state: "visible" });
  await page.keyboard.press("Escape");
  await meaning.waitFor({ state: "hidden" });
});

journey("a number is an address", {}, async (page, go) => {
  await go("/2.4.1/");
  assert.match(address(page), /^\/hoofdstukken\//);
  assert.match(await page.getByRole("heading", { level: 1 }).textContent(), /2\.4\.1/);
});

journey("the keyboard reaches the text at once", {}, async (page, go) => {
  await go("/lessen/borg-vanaf-dag-een/");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "MAIN");
});
