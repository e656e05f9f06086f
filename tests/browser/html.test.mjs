// Every page is HTML as the standard has it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serve } from "./support/guide.mjs";
import { addresses } from "./support/pages.mjs";
import { HtmlValidate } from "./support/tools.mjs";

const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: {
    // How the source is written is the templates' own affair.
    "attr-quotes": "off",
    "no-trailing-whitespace": "off",
    "void-style": "off",
    "long-title": "off",
    // A wide table in a text scrolls in a box with a name; it is no section of the text.
    "prefer-native-element": ["error", { exclude: ["region"] }],
    // Names of classes come from the content too.
    "valid-id": ["error", { relaxed: true }],
  },
});

let guide;
before(async () => {
  guide = await serve();
});
after(() => guide?.stop());

test("html-validate", async () => {
  const found = [];
  for (const path of [...(await addresses(guide)), "/zoeken/inbed/?q=ervaring"]) {
    const text = await (await fetch(guide.url + path)).text();
    const report = await validator.validateString(text);
    for (const { messages } of report.results) {
      for (const { ruleId, message, line, column } of messages) {
        found.push(`${path} ${line}:${column} ${ruleId}: ${message}`);
      }
    }
  }
  assert.deepEqual(found, []);
});
