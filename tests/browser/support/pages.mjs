// The pages that are looked at: one of each template and kind, or all of them.
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
  "/lessen/borg-vanaf-dag-een/",
  "/beleid/krachtwijkenbeleid/",
  "/begrippen/krachtwijk/",
  "/plaatsen/rotterdam/",
  "/bronnen/stopler-weerbaar/",
  "/artikelen/",
  "/over/",
  "/tegenspraak/",
  "/taken/",
  "/zoeken/",
  "/zoeken/?q=ervaring",
  "/zoeken/?q=xyzzyqwert",
  "/bestaat-niet/",
];

/** The addresses to look at: those above, and with `make test-full` the whole sitemap. */
export async function addresses(guide) {
  if (!WHOLE) return EACH;
  const sitemap = await (await fetch(`${guide.url}/sitemap.xml`)).text();
  const listed = [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)];
  return [...new Set([...EACH, ...listed.map(([, address]) => new URL(address).pathname)])];
}

/** What a test says when an address does not answer as it should. */
export function wrongStatus(path, response) {
  const expected = path === "/bestaat-niet/" ? 404 : 200;
  return response.status() === expected ? [] : [`${path} answers ${response.status()}`];
}
