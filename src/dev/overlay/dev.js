// What `wijkgids dev` adds to every page: it keeps the page that is open up with the files.
// 1. The page loads itself again when it is another, and stays where it was scrolled to.
// 2. A style sheet that is another is exchanged without that.
// 3. What is wrong with the files stands over the page until it is mended, and can be hidden.
(() => {
  "use strict";
  const own = document.currentScript;
  const PLACE = "wijkgids-dev-plek";
  let stand = own.dataset.stand;
  let source;

  const remember = (value) => {
    // Storage can be refused; the page then begins at its top.
    try {
      if (value) sessionStorage.setItem(PLACE, JSON.stringify(value));
      else {
        const kept = sessionStorage.getItem(PLACE);
        sessionStorage.removeItem(PLACE);
        return kept && JSON.parse(kept);
      }
    } catch {}
    return null;
  };

  const back = () => {
    const kept = remember(null);
    if (kept?.address === location.pathname + location.search) scrollTo(kept.x, kept.y);
  };
  if (document.readyState === "complete") back();
  else addEventListener("load", back);

  const reload = () => {
    source.close();
    const address = location.pathname + location.search;
    remember({ address, x: scrollX, y: scrollY });
    location.reload();
  };

  const exchange = ({ van, stand: next }) => {
    stand = next;
    for (const [was, is] of van) {
      for (const link of document.querySelectorAll('link[rel="stylesheet"]')) {
        if (new URL(link.href).pathname !== was) continue;
        const other = link.cloneNode();
        other.href = is;
        other.addEventListener("load", () => link.remove());
        link.after(other);
      }
    }
    listen();
  };

  const make = (tag, text, attributes = {}) => {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };

  const fault = ({ code, plek, bericht, oplossing, fragment }, words) => {
    const item = make("li");
    const heading = make("h2", bericht);
    const place = make("p", "", { class: "place" });
    place.append(make("code", plek), " ", make("span", code, { class: "code" }));
    item.append(heading, place);
    if (fragment) {
      const number = `${fragment.regel} | `;
      const excerpt = make("pre", number, { tabindex: "0" });
      excerpt.append(fragment.voor, make("mark", fragment.fout), fragment.na, "\n");
      // The caret stands below what is marked; tabs stay tabs, so that it stands right.
      const before = number.replace(/./gsu, " ") + fragment.voor.replace(/[^\t]/gsu, " ");
      const width = Math.max(1, [...fragment.fout].length);
      excerpt.append(make("span", before + "^".repeat(width), { "aria-hidden": "true", class: "caret" }));
      item.append(excerpt);
    }
    if (oplossing) {
      const remedy = make("p", "", { class: "remedy" });
      remedy.append(make("strong", `${words}: `), oplossing);
      item.append(remedy);
    }
    return item;
  };

  let host;
  let said = "";
  const show = (messages) => {
    const text = JSON.stringify(messages);
    if (text === said) return;
    said = text;
    host?.remove();
    host = undefined;
    if (!messages.aantal) return;
    host = make("wijkgids-dev", "", { lang: document.documentElement.lang || "nl" });
    const root = host.attachShadow({ mode: "open" });
    const style = make("link", "", { rel: "stylesheet", href: new URL("dev.css", own.src).href });
    const dialog = make("dialog", "", { "aria-labelledby": "kop", "aria-describedby": "uitleg" });
    const heading = make("h1", messages.kop, { id: "kop", tabindex: "-1" });
    const hide = make("button", messages.verberg, { type: "button", class: "hide" });
    const bar = make("div", "", { class: "bar" });
    bar.append(heading, hide);
    const list = make("ol");
    list.append(...messages.fouten.map((one) => fault(one, messages.oplossing)));
    dialog.append(bar, make("p", messages.uitleg, { id: "uitleg" }), list);
    if (messages.meer) dialog.append(make("p", `… ${messages.meer}`));
    const badge = make("button", messages.kop, { type: "button", class: "badge" });
    badge.hidden = true;
    hide.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      badge.hidden = false;
      badge.focus();
    });
    badge.addEventListener("click", () => {
      badge.hidden = true;
      dialog.showModal();
      heading.focus();
    });
    root.append(style, dialog, badge);
    document.body.append(host);
    dialog.showModal();
    heading.focus();
  };

  const listen = () => {
    source?.close();
    const asked = new URLSearchParams({ pagina: location.pathname, stand });
    source = new EventSource(new URL(`gebeurtenissen?${asked}`, own.src));
    source.addEventListener("herlaad", reload);
    source.addEventListener("stijl", (event) => exchange(JSON.parse(event.data)));
    source.addEventListener("meldingen", (event) => show(JSON.parse(event.data)));
  };
  listen();
  // A page that is left lets go of its connection: a browser has only six of them for a site.
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => {
    if (event.persisted) listen();
  });
})();
