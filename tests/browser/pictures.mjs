// Makes the pictures in docs/beeld anew: `make pictures`. None may be over 300 kB: they are in README.md.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { serve } from "./support/guide.mjs";
import { launch, open } from "./support/tools.mjs";

const FOLDER = new URL("../../docs/beeld/", import.meta.url);
const PICTURES = [
  { name: "voorpagina", path: "/" },
  { name: "les", path: "/lessen/ga-kijken/" },
  { name: "zoeken", path: "/zoeken/?q=wat+is+een+krachtwijk" },
  { name: "tijdlijn", path: "/tijdlijn/" },
];

// A page with everything that an editor can write, for docs/redactie.md.
const LESSON = `---
title: Alles wat je kunt schrijven
summary: Elke vorm één keer, zoals lezers haar zien.
evidence: ervaring
key_points: [Een punt om te onthouden.]
sources: [bron]
---

## Tekst

Een zin met **vet** en *cursief*, met een bron [@bron, p. 12], een link naar [[theme/wonen]], een noot[^1] en
[early warning]{lang=en} in een andere taal.

[^1]: Wat de noot zegt.

> [!NOTE]
> Achtergrond bij de tekst.

> [!TIP]
> Iets wat vaak helpt.

> [!IMPORTANT]
> Wat wij ervan vinden.

> [!WARNING]
> Waar het misgaat.

> [!CAUTION]
> Hierover zijn bronnen het oneens.

## Lijsten en een tabel

- [ ] Bel de wijkagent.
- [x] Loop een ronde.

| Wie | Doet wat |
|---|---|
| Gemeente | kijkt |
| Corporatie | bouwt |

Tabel: Wie doet wat

Buurt
: Een deel van een wijk.

> Een citaat van een bewoner.
`;

const guide = await serve();
const forms = await serve({
  "site.toml": '[site]\ntitle = "Wijkengids"\n',
  "content/lessons/alles.md": LESSON,
  "content/themes/wonen.md": "---\ntitle: Wonen\nsummary: Over wonen.\n---\n",
  "content/sources.yaml": "bron:\n  type: report\n  title: Kijken\n  author: Jansen, Kim\n  date: 2024\n",
});
const browser = await launch();
try {
  const page = await open(browser, { viewport: { width: 1200, height: 800 }, colorScheme: "light" });
  for (const { name, path } of PICTURES) {
    await page.goto(guide.url + path);
    const bytes = await page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, FOLDER)) });
    assert.ok(bytes.length <= 300_000, `${name}: ${bytes.length}`);
  }
  await page.goto(`${forms.url}/lessen/alles/`);
  const path = fileURLToPath(new URL("opmaak.png", FOLDER));
  const bytes = await page.locator("main article, main").first().screenshot({ path });
  assert.ok(bytes.length <= 300_000, `opmaak: ${bytes.length}`);
} finally {
  await Promise.all([guide.stop(), forms.stop(), browser.close()]);
}
