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

journey("follow a policy to its successor, by keyboard on the timeline", {}, async (page, go) => {
  await go("/tijdlijn/");
  const policy = page.locator(".timeline a.run", { hasText: "Sociale vernieuwing" });
  await policy.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL("**/beleid/sociale-vernieuwing/");
  await page.getByRole("link", { name: "Grotestedenbeleid I", exact: true }).first().click();
  await page.waitForURL("**/beleid/grotestedenbeleid-1/");
});

journey("the bars are walked in the order of time", {}, async (page, go) => {
  await go("/tijdlijn/");
  await page.locator(".scroll").focus();
  const names = [];
  for (let at = 0; at < 3; at++) {
    await page.keyboard.press("Tab");
    names.push(await page.evaluate(() => document.activeElement.getAttribute("aria-label")));
  }
  assert.match(names[0], /^Woningwet, 1901/);
  assert.match(names[1], /^Wederopbouw: .*1945/);
  assert.match(names[2], /^Stadsvernieuwing, /);
});

journey("from year to year, without JavaScript", { javaScriptEnabled: false }, async (page, go) => {
  await go("/tijdlijn/1994/");
  await page.getByRole("link", { name: "Volgend jaar: 1995" }).click();
  await page.waitForURL("**/tijdlijn/1995/");
  await page.getByRole("heading", { name: "Het jaar 1995" }).waitFor();
});
