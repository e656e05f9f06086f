// An editor's first lesson, from nothing to published, with three mistakes on the way: each message alone is
// enough to mend it. A terminal, and beside it a browser that stays open on the page.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { PROGRAM } from "./support/guide.mjs";
import { launch, open, violations } from "./support/tools.mjs";

let folder, dev, served, browser, page;
const started = [];
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith("WIJKGIDS")),
);

/** Runs a command in the guide, as somebody types it in a terminal. */
function type(...words) {
  const ran = spawnSync(PROGRAM, words, { cwd: folder, env: environment, encoding: "utf8" });
  return { code: ran.status, said: ran.stdout + ran.stderr };
}

/** Starts a command that stays, and gives its address. */
function start(...words) {
  const process = spawn(PROGRAM, [...words, "--addr", "127.0.0.1:0"], {
    cwd: folder,
    env: environment,
    stdio: ["ignore", "ignore", "pipe"],
  });
  started.push(process);
  return new Promise((found, failed) => {
    let said = "";
    process.stderr.on("data", (data) => {
      said += data;
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (address) found(address[0]);
    });
    process.once("exit", () => failed(new Error(said)));
  });
}

const FILE = "content/lessons/ga-eerst-kijken.md";
const text = () => readFile(join(folder, FILE), "utf8");
const save = (text) => writeFile(join(folder, FILE), text);
const replace = async (from, to) => {
  const now = await text();
  assert.ok(now.includes(from), `“${from}” in ${now}`);
  await save(now.replace(from, to));
};
const overlay = () => page.locator("wijkgids-dev dialog[open]");

/** What the message over the page says: where, what, and how to mend it. */
async function told(place) {
  await overlay().getByText(place).first().waitFor();
  return overlay().innerText();
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "wijkgids-"));
  browser = await launch();
});
after(async () => {
  for (const process of started) process.kill();
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

test("a guide and a lesson are begun", async () => {
  assert.equal(type("init").code, 0);
  dev = await start("dev");
  const made = type("new", "les", "Ga eerst kijken", "--evidence", "ervaring", "--summary", "Kijk zelf.");
  assert.equal(made.code, 0, made.said);
  assert.ok(made.said.includes(FILE), made.said);
  page = await open(browser);
  await page.goto(`${dev}/lessen/`);
  await page.getByRole("link", { name: "Ga eerst kijken" }).click();
  await page.getByRole("heading", { level: 1, name: "Ga eerst kijken" }).waitFor();
  await page.getByText("Concept", { exact: true }).waitFor();
});

test("the first mistake: a colon in the summary", async () => {
  await replace('summary: Kijk zelf.', "summary: Let op: kijk zelf.");
  const said = await told(`${FILE}:`);
  assert.ok(said.includes("staat een dubbele punt"), said);
  // What mends it is in the message, ready to be copied.
  const remedy = /Zet de waarde tussen aanhalingstekens: (?:`)?(summary: ".*")/.exec(said);
  assert.ok(remedy, said);
  assert.ok(type("check").said.includes(remedy[1]));
  await replace("summary: Let op: kijk zelf.", remedy[1]);
  await overlay().waitFor({ state: "detached" });
  await page.getByText("Let op: kijk zelf.").first().waitFor();
});

test("the second mistake: a source that is not there", async () => {
  await replace("## De les", "## De les\n\nWie kijkt, ziet meer dan wie leest [@vorbeeld].");
  const said = await told(`${FILE}:`);
  const meant = /Bedoelde u “(.+?)”\?/.exec(said);
  assert.ok(said.includes("vorbeeld") && meant, said);
  await replace("[@vorbeeld]", `[@${meant[1].replace(/^@/, "")}]`);
  await overlay().waitFor({ state: "detached" });
  await page.getByText("Wie kijkt, ziet meer dan wie leest").waitFor();
});

test("the third mistake: a link to a page that is called otherwise", async () => {
  await replace("## Waarom", "## Waarom\n\nZie [[lesson/eerste-lse]].");
  const said = await told(`${FILE}:`);
  const meant = /Bedoelde u “(.+?)”\?/.exec(said);
  assert.ok(meant, said);
  await replace("[[lesson/eerste-lse]]", `[[${meant[1]}]]`);
  await overlay().waitFor({ state: "detached" });
});

test("it is checked, published and read", async () => {
  // As long as it is a concept, readers do not see it.
  const drafted = type("build");
  assert.equal(drafted.code, 0, drafted.said);
  served = await start("serve", "--no-build");
  const reader = await open(browser);
  assert.equal((await reader.goto(`${served}/lessen/ga-eerst-kijken/`)).status(), 404);

  await replace("status: concept", "status: gepubliceerd");
  const checked = type("check");
  assert.equal(checked.code, 0, checked.said);
  assert.ok(!checked.said.includes("fout["), checked.said);
  assert.equal(type("build").code, 0);

  // Both servers were there all along; the page that the editor has open has become the published one.
  await page.getByText("Concept", { exact: true }).waitFor({ state: "detached" });
  for (let tried = 0; ; tried += 1) {
    const answer = await reader.goto(`${served}/lessen/ga-eerst-kijken/`);
    if (answer.status() === 200) break;
    assert.ok(tried < 50, "the new generation is not taken up");
    await reader.waitForTimeout(200);
  }
  await reader.getByRole("heading", { level: 1, name: "Ga eerst kijken" }).waitFor();
  await reader.getByText("Wie kijkt, ziet meer dan wie leest").waitFor();
  assert.deepEqual(await violations(reader), []);
  // It is found by what it says.
  await reader.goto(`${served}/zoeken/?q=kijken`);
  await reader.getByRole("main").getByRole("link", { name: "Ga eerst kijken" }).first().waitFor();
  assert.deepEqual(reader.faults, []);
  assert.deepEqual(page.faults, []);
});
