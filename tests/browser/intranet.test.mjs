// The guide’s search on pages of another site: the search field (`<wijkgids-zoek>`) and the search page
// in a frame, as docs/intranet.md tells to put them there, under a strict policy.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { intranet } from "./support/intranet.mjs";
import { launch, open, violations } from "./support/tools.mjs";

/** A page that does what it can to disturb what stands in it. */
const HOSTILE = {
  "vijandig.html": `<!doctype html><html lang="en"><meta charset="utf-8"><title>x</title>
    <link rel="stylesheet" href="vijandig.css">
    <script src="https://gids.voorbeeld.nl/widget/VERSIE/zoek.js" integrity="sha384-HASH" crossorigin defer></script>
    <ul id="list"><li role="option" class="kind">eigen</li></ul><label for="field">eigen</label>
    <input id="field" placeholder="eigen"><wijkgids-zoek soort="les"></wijkgids-zoek>`,
  "vijandig.css": `wijkgids-zoek, wijkgids-zoek * { text-transform: uppercase !important; letter-spacing: 1em !important;
      white-space: nowrap !important; visibility: visible !important; text-align: right !important }
    ul, li, input, button, form, label { display: none !important; color: lime !important; border: 9px solid lime !important }`,
  "filter.html": `<!doctype html><html lang="nl"><meta charset="utf-8"><title>x</title>
    <script type="module" src="https://gids.voorbeeld.nl/widget/VERSIE/zoek.js" integrity="sha384-HASH" crossorigin></script>
    <wijkgids-zoek soort="les, beleid" aantal="3" nieuw-tabblad></wijkgids-zoek><wijkgids-zoek thema="bestaat-niet"></wijkgids-zoek>`,
  "kort.html": `<!doctype html><html lang="nl"><meta charset="utf-8"><title>x</title>
    <iframe class="wijkgids" src="https://gids.voorbeeld.nl/zoeken/inbed/?soort=les" title="gids"></iframe>`,
};

let site, browser;
before(async () => {
  site = await intranet(HOSTILE);
  browser = await launch();
});
after(() => Promise.all([site?.stop(), browser?.close()]));

/** A test with a page of its own, on which nothing may go wrong unseen: the policy included. */
function on(name, path, walk, options = {}) {
  test(name, { timeout: 30_000 }, async () => {
    const page = await open(browser, options);
    page.asked = [];
    page.on("request", (request) => page.asked.push(request));
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) =>
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`),
      );
    });
    try {
      await page.goto(site.url + path);
      await walk(page);
    } finally {
      await page.context().close();
    }
    assert.deepEqual(page.faults, []);
  });
}

const field = (page) => page.getByRole("combobox");
const options = (page) => page.getByRole("option");
// The words that answer outright stand above the results.
const results = (page) => page.locator("wijkgids-zoek [role=option]:not([part~=answer])");
const active = (page) => field(page).getAttribute("aria-activedescendant");
const told = (page) => page.locator("wijkgids-zoek").getByRole("status");
const search = async (page, words) => {
  await field(page).fill(words);
  await options(page).first().waitFor();
};

on("a question by keyboard, from the field to the page of the answer", "/widget.html", async (page) => {
  await page.keyboard.press("Tab");
  assert.equal(await field(page).getAttribute("aria-expanded"), "false");
  await page.keyboard.type("projectencarrousel");
  await options(page).first().waitFor();
  assert.equal(await field(page).getAttribute("aria-expanded"), "true");
  assert.match(await told(page).textContent(), /^\d+ resulta(at|ten)\.$/);
  assert.equal(await active(page), null);
  const many = await options(page).count();
  assert.ok(many > 1, `${many} options`);
  await page.keyboard.press("End");
  assert.equal(await active(page), null, "End belongs to the text as long as nothing is chosen");
  await page.keyboard.press("ArrowDown");
  assert.equal(await active(page), "option-0");
  await page.keyboard.press("End");
  assert.equal(await active(page), `option-${many - 1}`);
  await page.keyboard.press("ArrowDown");
  assert.equal(await active(page), null);
  await page.keyboard.press("ArrowUp");
  assert.equal(await active(page), `option-${many - 1}`);
  await page.keyboard.press("Home");
  assert.equal(await page.getByRole("option", { selected: true }).count(), 1);
  assert.equal(await active(page), "option-0");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${site.guide}/**`);
  // What was asked stands in no address, and the guide is asked nothing else.
  const asked = page.asked.filter((request) => request.url().includes("/api/"));
  assert.ok(asked.length > 0);
  for (const request of asked) {
    assert.equal(request.url(), `${site.guide}/api/v1/_zoek`);
    assert.equal(request.method(), "POST");
    assert.ok(!request.headers().cookie && !request.headers().referer, JSON.stringify(request.headers()));
  }
  assert.ok(page.asked.every((request) => !request.url().includes("projectencarrousel?")));
});

on("Escape shuts the list, then empties the field; the arrow opens it again", "/widget.html", async (page) => {
  await search(page, "wijkaanpak");
  await page.keyboard.press("Escape");
  assert.equal(await field(page).getAttribute("aria-expanded"), "false");
  assert.equal(await options(page).count(), 0);
  assert.equal(await field(page).inputValue(), "wijkaanpak");
  await page.keyboard.press("ArrowDown");
  assert.equal(await active(page), "option-0");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  assert.equal(await field(page).inputValue(), "");
});

on("Tab goes on to the button for more, and out of it; then the list is gone", "/widget.html", async (page) => {
  await search(page, "wijk");
  assert.equal(await results(page).count(), 5);
  const before = await options(page).count();
  const focus = () => page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.textContent);
  await page.keyboard.press("Tab");
  assert.equal(await focus(), "Zoek");
  await page.keyboard.press("Tab");
  assert.equal(await focus(), "Toon meer resultaten");
  await page.keyboard.press("Enter");
  await results(page).nth(9).waitFor();
  assert.equal(await active(page), `option-${before}`, "the first of the new ones");
  for (let times = 0; times < 3; times++) await page.keyboard.press("Tab");
  await options(page).first().waitFor({ state: "hidden" });
});

on("a typing error is mended by one press", "/widget.html", async (page) => {
  await field(page).fill("wijkaanpka leefbaarhied");
  const meant = page.locator("wijkgids-zoek [part=suggestion]");
  await meant.waitFor();
  const words = await meant.textContent();
  await meant.click();
  assert.equal(await field(page).inputValue(), words);
  await options(page).first().waitFor();
});

on("what is found is clicked; words that are not found are told", "/widget.html", async (page) => {
  await field(page).fill("xyzzyqwert");
  await page.getByText("Niets gevonden").waitFor();
  assert.equal(await field(page).getAttribute("aria-expanded"), "false");
  await search(page, "leefbaarometer");
  assert.match(await results(page).first().locator("mark").first().textContent(), /leefbaarometer/i);
  await options(page).first().click();
  await page.waitForURL(`${site.guide}/**`);
});

on("filters and the number of results are attributes", "/filter.html", async (page) => {
  const first = page.locator("wijkgids-zoek").nth(0);
  await first.getByRole("combobox").fill("bewoners");
  await first.getByRole("option").first().waitFor();
  assert.equal(await first.getByRole("option").count(), 3);
  for (const kind of await first.locator("[part=kind]").allTextContents()) {
    assert.ok(["les", "beleid"].includes(kind), kind);
  }
  await first.getByText("Een resultaat opent in een nieuw tabblad.").waitFor();
  const opened = page.context().waitForEvent("page");
  await first.getByRole("option").first().click();
  assert.ok((await opened).url().startsWith(site.guide) || (await opened).url() === "about:blank");
  assert.equal(page.url(), `${site.url}/filter.html`);
});

test("a filter that the guide does not know is told to who put it there", async () => {
  const page = await open(browser);
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  await page.goto(`${site.url}/filter.html`);
  const second = page.locator("wijkgids-zoek").nth(1);
  await second.getByRole("combobox").fill("bewoners");
  await second.getByText("Zoeken lukt hier nu niet.").waitFor();
  assert.ok(said.some((text) => text.includes("thema")), said.join("\n"));
  await page.context().close();
});

test("a slow answer does not overwrite a newer one", async () => {
  const page = await open(browser);
  let first = true;
  await page.route("**/_zoek", async (route) => {
    if (route.request().method() !== "POST" || !first) return route.continue();
    first = false;
    await new Promise((later) => setTimeout(later, 1_500));
    await route.continue().catch(() => {});
  });
  await page.goto(`${site.url}/widget.html`);
  await field(page).fill("schulden");
  await page.getByText("Bezig met zoeken …").waitFor();
  await search(page, "leefbaarometer");
  const found = await options(page).allTextContents();
  await page.waitForTimeout(1_000);
  assert.deepEqual(await options(page).allTextContents(), found);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("a guide that cannot be reached is told, with the link that remains", async () => {
  const page = await open(browser);
  await page.goto(`${site.url}/widget.html`);
  const link = page.getByRole("link", { name: "Zoek in de Wijkengids" });
  assert.equal(await link.isVisible(), false);
  await page.route("**/_zoek", (route) => route.abort());
  await field(page).fill("wijk");
  await page.getByText("De gids is nu niet te bereiken.").waitFor();
  assert.equal(await link.isVisible(), true);
  await page.unroute("**/_zoek");
  await page.route("**/_zoek", (route) => route.fulfill({ status: 503, headers: { "Access-Control-Allow-Origin": "*" } }));
  await field(page).fill("wijken");
  await page.getByText("Het is druk bij de gids.").waitFor();
  await page.unroute("**/_zoek");
  await page.context().setOffline(true);
  await field(page).fill("wijk");
  await page.getByText("Je hebt geen verbinding met internet.").waitFor();
  await page.context().setOffline(false);
  await search(page, "buurt");
  assert.equal(await link.isVisible(), false);
  await page.context().close();
});

on(
  "without script the link in the element remains",
  "/widget.html",
  async (page) => {
    await page.getByRole("link", { name: "Zoek in de Wijkengids" }).click();
    await page.waitForURL(`${site.guide}/zoeken/`);
  },
  { javaScriptEnabled: false },
);

on("no style of the page comes in, none goes out", "/vijandig.html", async (page) => {
  const own = () =>
    page.evaluate(() =>
      [...document.querySelectorAll("body > *")].map((element) => {
        const { color, display, fontSize } = getComputedStyle(element);
        return [element.tagName, color, display, fontSize];
      }),
    );
  await page.waitForFunction(() => document.querySelector("wijkgids-zoek").shadowRoot);
  const before = await own();
  await search(page, "bewoners");
  assert.deepEqual(await own(), before);
  const style = await page.evaluate(() => {
    const shadow = document.querySelector("wijkgids-zoek").shadowRoot;
    return [...shadow.querySelectorAll("input, label, li, [part=title]")].map((element) => {
      const { display, letterSpacing, textTransform, whiteSpace, textAlign, borderTopColor } = getComputedStyle(element);
      return { display, letterSpacing, textTransform, whiteSpace, textAlign, lime: borderTopColor === "rgb(0, 255, 0)" };
    });
  });
  for (const found of style) {
    assert.notEqual(found.display, "none");
    assert.equal(found.letterSpacing, "normal");
    assert.equal(found.textTransform, "none");
    assert.equal(found.whiteSpace, "normal");
    assert.equal(found.textAlign, "start");
    assert.equal(found.lime, false);
  }
});

for (const colorScheme of ["light", "dark"]) {
  on(
    `axe finds nothing, and nothing is wider than 320 pixels: ${colorScheme}`,
    "/widget.html",
    async (page) => {
      assert.deepEqual(await violations(page), []);
      await search(page, "wijkaanpak");
      await page.keyboard.press("ArrowDown");
      assert.deepEqual(await violations(page), []);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${over} pixels too wide`);
      const colour = await page.evaluate(() => {
        const input = document.querySelector("wijkgids-zoek").shadowRoot.querySelector("input");
        return getComputedStyle(input).backgroundColor;
      });
      assert.equal(colour, colorScheme === "dark" ? "rgb(26, 33, 38)" : "rgb(255, 255, 255)");
    },
    { colorScheme, viewport: { width: 320, height: 640 } },
  );
}

on(
  "in forced colours the chosen result stands out, and nothing moves",
  "/widget.html",
  async (page) => {
    await search(page, "wijkaanpak");
    const colours = () =>
      page.evaluate(() => {
        const chosen = document.querySelector("wijkgids-zoek").shadowRoot.querySelectorAll("li");
        return [...chosen].slice(0, 2).map((option) => getComputedStyle(option).backgroundColor);
      });
    await page.keyboard.press("ArrowDown");
    const [chosen, other] = await colours();
    assert.notEqual(chosen, other);
    assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
  },
  { forcedColors: "active" },
);

/** The search page in the frame. */
const framed = (page) => page.frameLocator("iframe.wijkgids");
const height = (page) => page.locator("iframe.wijkgids").evaluate((frame) => frame.getBoundingClientRect().height);

on("the frame is as high as what it shows", "/inbedden.html", async (page) => {
  await framed(page).getByRole("searchbox").waitFor();
  await page.waitForFunction(() => document.querySelector("iframe").style.height !== "");
  const before = await height(page);
  await framed(page).getByRole("searchbox").fill("wijkaanpak");
  await page.keyboard.press("Enter");
  await framed(page).locator(".hits a").first().waitFor();
  await page.waitForFunction((before) => parseFloat(document.querySelector("iframe").style.height) > before, before);
  const room = await framed(page).locator("html").evaluate((html) => [html.scrollHeight, innerHeight]);
  assert.ok(room[0] <= room[1], `${room[0]} pixels in ${room[1]}`);
  // Narrowing stays in the frame, a result leaves it.
  await framed(page).locator(".facets a").first().click();
  await framed(page).locator(".filters a").first().waitFor();
  assert.equal(page.url(), `${site.url}/inbedden.html`);
  await framed(page).locator(".hits h3 a").first().click();
  await page.waitForURL(`${site.guide}/**`);
});

for (const colorScheme of ["light", "dark"]) {
  on(
    `axe finds nothing in the frame: ${colorScheme}`,
    "/inbedden.html",
    async (page) => {
      await page.goto(`${site.guide}/zoeken/inbed/?q=wijkaanpak`);
      assert.deepEqual(await violations(page), []);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${over} pixels too wide`);
    },
    { colorScheme, viewport: { width: 320, height: 640 } },
  );
}

on(
  "the frame works without script, and keeps its filters",
  "/kort.html",
  async (page) => {
    await framed(page).getByRole("searchbox").fill("bewoners");
    await framed(page).getByRole("button").click();
    await framed(page).locator(".summary q", { hasText: "bewoners" }).waitFor();
    assert.equal(await framed(page).locator(".filters a").count(), 1);
    assert.deepEqual([...new Set(await framed(page).locator(".hits .kind").allTextContents())], ["Les"]);
  },
  { javaScriptEnabled: false },
);

test("a site that is not named gets no frame, no answer and no height", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const refused = [];
  page.on("console", (message) => message.type() === "error" && refused.push(message.text()));
  await page.addInitScript(() => {
    window.heard = [];
    addEventListener("message", (event) => window.heard.push(event.data));
  });
  await page.goto(`${site.stranger}/inbedden.html`);
  await page.waitForTimeout(500);
  assert.ok(refused.some((text) => /frame-ancestors|frame/i.test(text)), refused.join("\n"));
  assert.deepEqual(await page.evaluate(() => window.heard), []);
  // The script is for everyone, the answers are not.
  await page.goto(`${site.stranger}/widget.html`);
  await field(page).fill("wijk");
  await page.getByText("De gids is nu niet te bereiken.").waitFor();
  await context.close();
});
