// The search page in a frame on another site: tells the page around it how high it is, so that the
// frame needs no scroll bar of its own. Only the sites that site.toml names are told
// (`[server] frame_ancestors`); others cannot show this page at all.
//   { type: "wijkgids:hoogte", hoogte: 640 }
(() => {
  "use strict";
  if (parent === window) return;
  const admitted = document.documentElement.dataset.embeddedBy.split(" ").filter(Boolean);
  const own = location.origin;

  /** Whether `frame-ancestors` with this source would admit the origin. */
  const admits = (source, origin) => {
    if (source === "*") return true;
    if (source === "'self'") return origin === own;
    const [before, after] = source.split("://*");
    if (after === undefined) return origin === source;
    return origin.startsWith(`${before}://`) && origin.endsWith(after) && !origin.startsWith(`${before}://.`);
  };

  // Who is around: some browsers say so, others tell from where the first page in the frame was
  // fetched. Where neither does, each site that is named in full is told: a browser delivers a message
  // only to the one that it is meant for.
  const cameFrom = document.referrer && new URL(document.referrer).origin;
  const around = location.ancestorOrigins?.[0] ?? (cameFrom === own ? "" : cameFrom);
  const told = around
    ? [around].filter((origin) => admitted.some((source) => admits(source, origin)))
    : admitted.filter((source) => !source.includes("*")).map((source) => (source === "'self'" ? own : source));

  let last = 0;
  new ResizeObserver(() => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (height === last) return;
    last = height;
    for (const origin of told) parent.postMessage({ type: "wijkgids:hoogte", hoogte: height }, origin);
  }).observe(document.documentElement);
})();
