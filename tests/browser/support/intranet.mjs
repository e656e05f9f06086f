// An intranet: the examples of docs/voorbeelden/intranet on an origin of their own, under a policy as
// strict as these can be, with a guide that admits it.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "./guide.mjs";

const EXAMPLES = join(dirname(fileURLToPath(import.meta.url)), "../../../docs/voorbeelden/intranet");
const KINDS = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript" };

async function listen(server) {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return server.address().port;
}

/** A port that was free a moment ago. */
async function free() {
  const server = createServer();
  const port = await listen(server);
  await new Promise((closed) => server.close(closed));
  return port;
}

/** A guide, and an intranet on another origin: the examples, and these pages beside them. */
export async function intranet(pages = {}) {
  const port = await free();
  const guide = `http://127.0.0.1:${port}`;
  let hashes;
  const server = createServer(async (request, response) => {
    const name = new URL(request.url, guide).pathname.slice(1);
    const text = pages[name] ?? (await readFile(join(EXAMPLES, name), "utf8").catch(() => null));
    const policy = [
      "default-src 'none'",
      // As an administrator would have it: this one version, and nothing inline.
      `script-src 'self' ${hashes.huidig.url}`,
      "style-src 'self'",
      `connect-src ${guide}/api/`,
      `frame-src ${guide}/zoeken/inbed/`,
      "img-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
    ];
    response.writeHead(text === null ? 404 : 200, {
      "Content-Type": `${KINDS[extname(name)] ?? "text/plain"}; charset=utf-8`,
      "Content-Security-Policy": policy.join("; "),
    });
    response.end(
      (text ?? "")
        .replaceAll("https://gids.voorbeeld.nl", guide)
        .replaceAll("VERSIE", hashes.huidig.versie)
        .replaceAll("sha384-HASH", hashes.huidig.integrity),
    );
  });
  const own = await listen(server);
  const url = `http://127.0.0.1:${own}`;
  const settings = {
    WIJKGIDS_SITE_BASE_URL: `${guide}/`,
    WIJKGIDS_API_CORS_ORIGINS: url,
    WIJKGIDS_SERVER_FRAME_ANCESTORS: `https://intranet.voorbeeld.nl,${url}`,
  };
  const served = await serve(undefined, ".", { settings, port });
  hashes = await (await fetch(`${guide}/widget/hashes.json`)).json();
  return {
    guide,
    url,
    /** The same pages under another name: another origin, which the guide does not know. */
    stranger: `http://localhost:${own}`,
    stop: () => Promise.all([new Promise((closed) => server.close(closed)), served.stop()]),
  };
}
