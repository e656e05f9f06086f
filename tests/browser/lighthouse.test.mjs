// What Lighthouse says of the pages that most readers see, on a slow telephone and a slow network as
// it imitates them: full marks for accessibility, best practices and findability, at least 98 for
// speed. Speed depends on what else the machine does: where the first measure falls short, the
// median of three counts.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, before, test } from "node:test";
import { serve } from "./support/guide.mjs";
import { launch, loadLighthouse } from "./support/tools.mjs";

const PAGES = {
  home: "/",
  chapter: "/hoofdstukken/de-wijkaanpak-door-de-jaren-heen/",
  lesson: "/lessen/borg-vanaf-dag-een/",
  timeline: "/tijdlijn/",
  search: "/zoeken/",
};
const FULL = ["accessibility", "best-practices", "seo"];
const FAST = 98;

/** A port that nothing listens on. */
const freePort = () =>
  new Promise((found) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });

let guide, browser, port, lighthouse;
before(async () => {
  guide = await serve();
  port = await freePort();
  browser = await launch(`--remote-debugging-port=${port}`);
  lighthouse = await loadLighthouse();
});
after(() => Promise.all([guide?.stop(), browser?.close()]));

/** The marks of a page, of 100, and beside each what lowered it. */
async function marks(path, onlyCategories) {
  const { lhr } = await lighthouse(guide.url + path, { port, onlyCategories, logLevel: "silent" });
  assert.equal(lhr.runtimeError, undefined, path);
  return Object.fromEntries(
    Object.entries(lhr.categories).map(([name, { score, auditRefs }]) => {
      const lowered = auditRefs
        .map(({ id, weight }) => ({ weight, ...lhr.audits[id] }))
        .filter(({ weight, score }) => weight > 0 && score !== null && score < 1)
        .map(({ id, displayValue, details }) => {
          const nodes = (details?.items ?? []).map(({ node }) => node?.snippet).filter(Boolean);
          return [id, displayValue, ...nodes.slice(0, 3)].filter(Boolean).join(" ");
        });
      return [name, { mark: Math.round(score * 100), lowered }];
    }),
  );
}

for (const [name, path] of Object.entries(PAGES)) {
  test(`Lighthouse: ${name}`, { timeout: 180_000 }, async () => {
    const found = await marks(path, [...FULL, "performance"]);
    for (const category of FULL) {
      assert.equal(found[category].mark, 100, `${category}: ${found[category].lowered.join("; ")}`);
    }
    const measured = [found.performance];
    if (measured[0].mark < FAST) {
      for (let again = 0; again < 2; again++) {
        measured.push((await marks(path, ["performance"])).performance);
      }
    }
    const median = measured.sort((one, other) => one.mark - other.mark)[measured.length >> 1];
    assert.ok(median.mark >= FAST, `speed: ${median.mark}: ${median.lowered.join("; ")}`);
  });
}
