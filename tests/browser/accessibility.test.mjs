// No page breaks a rule of WCAG 2.2 A or AA that axe can see: one of each template in light and dark,
// wide and narrow; with `make test-full` every page once. Nothing is wider than the screen, and nothing
// comes from elsewhere.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serve } from "./support/guide.mjs";
import { EACH, addresses, wrongStatus } from "./support/pages.mjs";
import { launch, open, violations } from "./support/tools.mjs";

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 360, height: 740 };
const SCREENS = [
  { name: "wide, light", colorScheme: "light", viewport: WIDE, paths: addresses },
  { name: "wide, dark", colorScheme: "dark", viewport: WIDE },
  { name: "narrow, light", colorScheme: "light", viewport: NARROW },
  { name: "narrow, dark", colorScheme: "dark", viewport: NARROW },
];

let guide, browser;
before(async () => {
  guide = await serve();
  browser = await launch();
});
after(() => Promise.all([guide?.stop(), browser?.close()]));

for (const { name, paths = () => EACH, ...screen } of SCREENS) {
  test(`axe: ${name}`, async () => {
    const found = [];
    const page = await open(browser, screen);
    for (const path of await paths(guide)) {
      found.push(...wrongStatus(path, await page.goto(guide.url + path)));
      found.push(...(await violations(page)).map((text) => `${path} ${text}`));
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (over > 0) found.push(`${path} is ${over} pixels wider than the screen`);
    }
    await page.context().close();
    assert.deepEqual([...found, ...page.faults], []);
  });
}
