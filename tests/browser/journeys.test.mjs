// What people come for, from the first page to the answer, against the running server. The ten that
// matter most: find a lesson from a question; from a problem to who does what; follow a policy to its
// successor; filter lessons; share a reading list; print a card for a meeting; look up a term; land on
// an old address; search with a typo; read on a phone.
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
  await page.getByRole("combobox").fill("projectencarrousel");
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

journey("look up a term", {}, async (page, go) => {
  await go("/");
  await page.getByRole("combobox").fill("prachtwijk");
  await page.keyboard.press("Enter");
  await page.locator(".answer blockquote", { hasText: "veertig wijken" }).waitFor();
  await page.locator('.hits a[href="/begrippen/krachtwijk/"]').first().click();
  await page.getByRole("heading", { level: 1, name: "krachtwijk" }).waitFor();
  await page.getByText("Ook wel", { exact: true }).waitFor();
  await page.getByRole("heading", { name: "Bronnen" }).waitFor();
});

test("land on an old address", { timeout: 30_000 }, async () => {
  const small = await serve(undefined, "tests/sites/klein");
  const page = await open(browser);
  try {
    const answer = await page.goto(`${small.url}/oud/ga-kijken/`);
    assert.equal(answer.status(), 200);
    assert.equal(address(page), "/lessen/ga-kijken/");
    await page.getByRole("heading", { level: 1, name: "Ga kijken" }).waitFor();
  } finally {
    await page.context().close();
    await small.stop();
  }
  assert.deepEqual(page.faults, []);
});

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 3 };
journey("read on a phone", PHONE, async (page, go) => {
  await go("/lessen/borg-vanaf-dag-een/");
  // The first touch of a term explains it, the second follows it.
  const term = page.locator(".prose a.term").first();
  await term.tap();
  const meaning = page.locator(".gloss");
  await meaning.waitFor({ state: "visible" });
  const box = await meaning.boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 360, `${box.x} ${box.width}`);
  assert.equal(address(page), "/lessen/borg-vanaf-dag-een/");
  await page.locator("h1").tap();
  await meaning.waitFor({ state: "hidden" });
  await page.getByRole("link", { name: "Wie doet wat" }).first().tap();
  await page.waitForFunction(() => document.querySelector("#deel_taken").getBoundingClientRect().top < 740);
  // The timeline is dragged within its own frame; the page stays where it is.
  await go("/tijdlijn/");
  const frame = page.locator(".scroll");
  assert.ok(await frame.evaluate((frame) => frame.scrollWidth > frame.clientWidth));
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  await page.locator(".decades").getByRole("link", { name: "1994", exact: true }).tap();
  await page.waitForURL("**/tijdlijn/1994/");
  // Search, and narrow what was found.
  await go("/");
  await page.getByRole("combobox").fill("bewoners");
  await page.getByRole("button", { name: "Zoek", exact: true }).tap();
  await page.locator(".hits").waitFor();
  await page.getByRole("link", { name: "Verfijn" }).tap();
  await page.locator(".facets").getByRole("link", { name: /^Lessen/ }).tap();
  await page.getByText("Soort: Lessen").waitFor();
});

journey("a card from an answer says what was asked", {}, async (page, go) => {
  await go("/zoeken/?q=waarom+bewoners+betrekken");
  const answer = (await page.locator(".answer blockquote").textContent()).trim();
  await page.getByRole("link", { name: "Vergaderkaart bij dit antwoord" }).click();
  await page.waitForURL("**/#deel_kaart");
  await page.getByText("Vraag: waarom bewoners betrekken").waitFor();
  await page.locator(".asked", { hasText: answer }).waitFor();
  assert.equal(await page.locator(".prose").isVisible(), false);
  const mail = new URL(await page.getByRole("link", { name: "Mail deze kaart" }).getAttribute("href"));
  assert.equal(mail.protocol, "mailto:");
  assert.ok(mail.searchParams.get("body").includes(answer));
  assert.match(mail.searchParams.get("body"), /#deel_kaart$/);
  // Who goes on to the whole page, or comes back later, finds the page as it is.
  await page.getByRole("link", { name: "Naar de hele pagina" }).click();
  assert.equal(await page.locator(".asked").isVisible(), false);
});

journey("a card from a result, without JavaScript", { javaScriptEnabled: false }, async (page, go) => {
  await go("/zoeken/?q=projectencarrousel");
  await page.getByRole("link", { name: /^Vergaderkaart ?: / }).first().click();
  await page.waitForURL("**/#deel_kaart");
  assert.equal(await page.locator(".prose").isVisible(), false);
  assert.equal(await page.locator(".imprimatur").isVisible(), true);
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

journey("results follow the typing, and one step back undoes it", {}, async (page, go) => {
  await go("/lessen/");
  await go("/zoeken/");
  const field = page.getByRole("searchbox");
  await field.pressSequentially("projectencarrousel", { delay: 5 });
  await page.locator(".hits").first().waitFor();
  await page.waitForURL("**/zoeken/?q=projectencarrousel");
  assert.match(await page.getByRole("status").textContent(), /^\d+ resulta/);
  assert.equal(await field.evaluate((field) => field === document.activeElement), true);
  await page.goBack();
  await page.waitForURL("**/zoeken/");
  assert.equal(await field.inputValue(), "");
});

journey("who has not asked yet is told how", { javaScriptEnabled: false }, async (page, go) => {
  await go("/zoeken/");
  assert.match(await page.locator(".unasked").innerText(), /Typ wat je wilt weten/);
  await page.locator(".browse").getByRole("link", { name: "Lessen" }).click();
  await page.waitForURL("**/lessen/");
});

journey("who finds nothing is helped on", { javaScriptEnabled: false }, async (page, go) => {
  await go("/zoeken/?q=xyzzyqwert&soort=les");
  const help = page.locator(".nothing");
  await help.getByText("Haal filters weg").waitFor();
  assert.equal(await page.locator(".browse").isVisible(), true);
  await page.getByRole("link", { name: "Verwijder filter Soort: Lessen" }).click();
  assert.equal(await help.getByText("Haal filters weg").count(), 0);
  await go("/zoeken/?q=wijk");
  assert.equal(await page.locator(".browse").isVisible(), false);
});

journey("found words are marked where one lands, and can be unmarked", {}, async (page, go) => {
  await go("/zoeken/?q=projectencarrousel");
  await page.locator('.hits a[href="/lessen/stop-de-projectencarrousel/"]').first().click();
  await page.waitForURL("**/lessen/stop-de-projectencarrousel/**");
  const marks = page.locator(".page mark");
  await marks.first().waitFor();
  await page.getByRole("button", { name: /markering/ }).click();
  assert.equal(await marks.count(), 0);
});

journey("filter lessons, with the state in the address", {}, async (page, go) => {
  await go("/lessen/");
  await page.locator(".facets").getByRole("link", { name: /^Burgerschap/ }).click();
  await page.waitForURL("**/lessen/thema/burgerschap/");
  await page.getByRole("heading", { level: 1, name: "Burgerschap" }).waitFor();
  const step = page.locator(".facets details", { hasText: "Stap" }).getByRole("link").first();
  const count = Number(/\d+$/.exec((await step.textContent()).trim())[0]);
  await step.click();
  await page.waitForURL(/zoeken\/\?soort=les&thema=burgerschap&stap=/);
  assert.equal(await page.locator(".hits > li").count(), count);
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "Burgerschap" }).waitFor();
});

journey("filter without JavaScript", { javaScriptEnabled: false }, async (page, go) => {
  await go("/lessen/probleem/overlast/");
  const shown = await page.locator(".found .entries > li").count();
  assert.match(await page.locator(".dateline").first().textContent(), new RegExp(`^${shown} `));
});

journey("from a problem to who does what", {}, async (page, go) => {
  await go("/problemen/");
  await page.getByRole("link", { name: "Multiprobleemgezinnen", exact: true }).first().click();
  await page.getByRole("link", { name: "Borg vanaf dag één" }).first().click();
  await page.getByRole("heading", { name: "Wie doet wat" }).waitFor();
});

journey("`/` goes to the search field, and can be turned off", {}, async (page, go) => {
  await go("/over/");
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "deel_zoek");
  await page.getByRole("button", { name: /Sneltoets/ }).click();
  await page.reload();
  await page.keyboard.press("/");
  assert.notEqual(await page.evaluate(() => document.activeElement.id), "deel_zoek");
});

journey("suggestions are a combobox", {}, async (page, go) => {
  await page.route("**/api/v1/suggesties?*", (route) =>
    route.fulfill({
      json: {
        q: "le",
        suggesties: [
          { tekst: "Leefbaarheid", soort: "begrip", url: "https://gids.nl/begrippen/leefbaarheid/" },
          { tekst: "Leefbaarometer", soort: "begrip", url: "/begrippen/leefbaarometer/" },
        ],
      },
    }),
  );
  await go("/over/");
  const field = page.getByRole("combobox");
  await field.fill("leef");
  await page.getByRole("option").first().waitFor();
  assert.equal(await field.getAttribute("aria-expanded"), "true");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const active = await field.getAttribute("aria-activedescendant");
  assert.match(await page.locator(`#${active}`).textContent(), /^Leefbaarometer/);
  await page.keyboard.press("Escape");
  assert.equal(await field.getAttribute("aria-expanded"), "false");
  await field.fill("leefb");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/begrippen/leefbaarheid/");
});

journey("share a reading list: keep it, order it, send it as a link", {}, async (page, go) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  for (const path of ["/lessen/ga-kijken/", "/lessen/tel-en-vertel/"]) {
    await go(path);
    await page.getByRole("button", { name: "Op mijn leeslijst" }).click();
  }
  await go("/leeslijst/");
  const titles = () => page.locator(".booklist .title a").allTextContents();
  assert.deepEqual(await titles(), ["Ga kijken", "Tel en vertel"]);
  await page.getByLabel("Notitie").first().fill("Voor het overleg van maandag");
  await page.getByRole("button", { name: "Omhoog: Tel en vertel" }).click();
  assert.deepEqual(await titles(), ["Tel en vertel", "Ga kijken"]);
  await page.getByRole("button", { name: "Kopieer als link" }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await open(browser);
  await other.goto(link);
  await other.getByRole("button", { name: "Neem over in mijn leeslijst" }).click();
  assert.deepEqual(await other.locator(".booklist .title a").allTextContents(), await titles());
  assert.equal(await other.getByLabel("Notitie").last().inputValue(), "Voor het overleg van maandag");
  await other.context().close();
  assert.deepEqual(other.faults, []);
});

journey("a shared list cannot lead elsewhere", {}, async (page, go) => {
  const list = [{ url: "//elders.nl/", title: "x" }, { url: "javascript:alert(1)", title: "y" }];
  await go(`/leeslijst/#lijst=${btoa(JSON.stringify(list))}`);
  assert.equal(await page.locator(".offered").count(), 0);
});

journey("print a card for a meeting, without JavaScript", { javaScriptEnabled: false }, async (page, go) => {
  await go("/beleid/krachtwijkenbeleid/");
  await page.getByRole("link", { name: "Vergaderkaart" }).click();
  assert.equal(await page.locator(".prose").isVisible(), false);
  assert.equal(await page.locator(".key li:visible").count(), 3);
  assert.equal(await page.locator(".dispute").first().isVisible(), true);
  assert.match(await page.locator(".imprimatur").textContent(), /versie/);
  const pdf = await page.pdf({ format: "A4" });
  const pages = pdf.toString("latin1").match(/\/Type \/Page\b/g).length;
  assert.equal(pages, 1);
});

journey("the proof view is one switch, without JavaScript", { javaScriptEnabled: false }, async (page, go) => {
  await go("/lessen/borg-vanaf-dag-een/");
  const read = () =>
    page.locator(".prose .cite").first().evaluate((cite) => getComputedStyle(cite, "::after").content);
  assert.equal(await read(), "none");
  await page.getByLabel("Toon bewijs").check();
  assert.match(await read(), /gelezen/);
});

journey("headings have a link, and the outline follows", { viewport: { width: 1440, height: 700 } }, async (page, go) => {
  await go("/hoofdstukken/de-wijkaanpak-door-de-jaren-heen/");
  const last = page.locator(".prose h2").last();
  await last.evaluate((heading) => heading.scrollIntoView({ block: "start" }));
  const name = await last.textContent();
  await page.locator(".outline [aria-current]", { hasText: name }).waitFor();
  const link = page.locator(".headed:has(h2) .here").last();
  assert.equal(await link.getAttribute("aria-label"), `Kopieer de link naar ${name}`);
});

journey("the server's own suggestions", {}, async (page, go) => {
  await go("/");
  const field = page.getByRole("combobox");
  await field.pressSequentially("krachtw", { delay: 10 });
  await page.getByRole("option", { name: /krachtwijk/i }).first().click();
  await page.waitForURL(/krachtwijk/);
});

journey("search with a typo", {}, async (page, go) => {
  await go("/zoeken/?q=projectencarousel");
  await page.locator('a[href*="/lessen/stop-de-projectencarrousel/"], a[href*="projectencarrousel"]').first().waitFor();
});
