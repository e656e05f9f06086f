// The packages of tests/node and the browser.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const require = createRequire(new URL("../../node/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const { HtmlValidate } = require("html-validate");
export const { PNG } = require("pngjs");

/** The bytes of a file in one of the packages. */
export const packaged = (path) => readFileSync(require.resolve(path));

/** How many pixels of two pictures differ; what a font's edges do is not counted. */
export const loadPixelmatch = async () =>
  (await import(pathToFileURL(require.resolve("pixelmatch")))).default;

/** Whether every page is looked at (`make test-full`), or one of each template. */
export const WHOLE = process.env.BROWSER_TESTS === "all";

/** Lighthouse; loaded only where it is used, because it is large. */
export const loadLighthouse = async () =>
  (await import(pathToFileURL(require.resolve("lighthouse")))).default;

export const launch = (...options) =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", ...options],
  });

/** A page in a fresh context that fails the test on any request elsewhere and any script error. */
export async function open(browser, options = {}) {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(8_000);
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(`script: ${error}`));
  page.on("console", (message) => {
    // A browser reports the 400, 404 and 410 that a test asks for as an error of its own.
    const refused = /Failed to load resource.*(400|404|410)/.test(message.text());
    if (message.type() === "error" && !refused) page.faults.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const host = new URL(request.url()).hostname;
    if (host !== "127.0.0.1" && !request.url().startsWith("data:")) {
      page.faults.push(`request elsewhere: ${request.url()}`);
    }
  });
  return page;
}

/** What axe finds against WCAG 2.2 A and AA and its best practices, one line each. */
export async function violations(page) {
  // The policy of the pages allows no script of ours: axe comes in by the debugging protocol.
  await page.evaluate(AXE);
  const found = await page.evaluate(() =>
    window.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      resultTypes: ["violations"],
    }),
  );
  return found.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")}: ${node.failureSummary}`),
  );
}
