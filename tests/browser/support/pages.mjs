// The pages that are looked at: one of each template and kind, or all of them.
import { readdir } from "node:fs/promises";
import { WHOLE } from "./tools.mjs";

/** One page of each template, and of each kind of page. */
export const EACH = [
  "/",
  "/hoofdstukken/",
  "/hoofdstukken/de-wijkaanpak-door-de-jaren-heen/",
  "/stappen/duiden/",
  "/themas/achter-de-voordeur/",
  "/problemen/",
  "/problemen/wonen/",
  "/lessen/",
  "/lessen/thema/achter-de-voordeur/",
  "/lessen/periode/2010-2019/",
  "/lessen/borg-vanaf-dag-een/",
  "/beleid/krachtwijkenbeleid/",
  "/begrippen/krachtwijk/",
  "/plaatsen/rotterdam/",
  "/bronnen/stopler-weerbaar/",
  "/artikelen/",
  "/over/",
  "/api-uitleg/",
  "/api-uitleg/wijzigingen/",
  "/tijdlijn/",
  "/tijdlijn/1930/",
  "/tijdlijn/2012/",
  "/waaier/",
  "/leeslijst/",
  "/tegenspraak/",
  "/taken/",
  "/zoeken/",
  "/zoeken/?q=ervaring",
  "/zoeken/?q=xyzzyqwert",
  "/bestaat-niet/",
];

/** The addresses to look at: those above, and with `make test-full` every page that was published. */
export async function addresses(guide) {
  if (!WHOLE) return EACH;
  const files = await readdir(`${guide.folder}/public`, { recursive: true });
  const pages = files.filter((file) => file === "index.html" || file.endsWith("/index.html"));
  const published = pages.map((file) => `/${file.slice(0, -"index.html".length)}`);
  const answers = async (path) =>
    (await fetch(guide.url + path, { redirect: "manual" })).status === 200 ? [path] : [];
  // A page that only leads on is for other hosts; our server redirects.
  return [...new Set([...EACH, ...(await Promise.all(published.map(answers))).flat()])];
}

/** What a test says when an address does not answer as it should. */
export function wrongStatus(path, response) {
  const expected = path === "/bestaat-niet/" ? 404 : 200;
  return response.status() === expected ? [] : [`${path} answers ${response.status()}`];
}
