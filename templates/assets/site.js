// What the site does beyond HTML and CSS; everything works without it.
// 1. `/` goes to the search field. A single key can be in the way of who speaks to the computer
//    (WCAG 2.1.4), so it can be turned off at the foot of the page.
// 2. A term shows its definition on hover, focus and touch (WCAG 1.4.13).
// 3. The search field suggests (an ARIA 1.2 combobox).
// 4. Search shows results while one types; filters and pages change without a new page.
// 5. The words that were found are marked on the page that one lands on; the card of an answer says
//    what was asked.
// 6. Headings have links to copy, the outline follows, references can be copied.
// 7. The reading list, in this browser only.
(() => {
  "use strict";
  const find = (selector, within = document) => within.querySelector(selector);
  const make = (tag, attributes = {}, text) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text !== undefined) element.textContent = text;
    return element;
  };
  // Storage can be refused; the site then forgets, and works.
  const store = (storage, key, value) => {
    try {
      if (value === null) window[storage].removeItem(key);
      else if (value !== undefined) window[storage].setItem(key, value);
      return window[storage].getItem(key);
    } catch {
      return value ?? null;
    }
  };
  const field = find("#deel_zoek");
  // The words that only a script shows.
  const words = find(".shortcut")?.dataset ?? {};

  // --- 1. The key to the search field
  const shortcut = () => {
    const KEY = "wijkgids-sneltoets";
    const place = find(".shortcut");
    if (!field || !place) return;
    let on = store("localStorage", KEY) !== "uit";
    const button = make("button", { type: "button" });
    const label = () => {
      button.textContent = on ? place.dataset.on : place.dataset.off;
    };
    button.addEventListener("click", () => {
      on = !on;
      store("localStorage", KEY, on ? "aan" : "uit");
      label();
    });
    label();
    place.append(button);
    place.hidden = false;
    document.addEventListener("keydown", (event) => {
      if (!on || event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest("input, textarea, select, [contenteditable]")) return;
      event.preventDefault();
      field.focus();
      field.select();
    });
  };

  // --- 2. Definitions beside terms: those in the list of terms on the page. A definition stays while
  // the pointer is on it and goes on Escape.
  const definitions = () => {
    const list = find("#deel_woorden");
    const text = find(".text");
    if (!list || !text) return;
    const meanings = new Map();
    for (const link of list.querySelectorAll("dt a")) {
      meanings.set(link.href, link.parentElement.nextElementSibling.textContent);
    }
    const box = make("div", { class: "gloss" });
    const meaning = make("p", { id: "deel_uitleg" });
    const more = make("a", { tabindex: -1 }, list.dataset.more);
    box.hidden = true;
    box.append(meaning, more);
    let shown = null;
    let leaving;
    const hide = () => {
      clearTimeout(leaving);
      shown?.removeAttribute("aria-describedby");
      shown = null;
      box.hidden = true;
    };
    const show = (link) => {
      clearTimeout(leaving);
      if (link === shown || !meanings.has(link.href)) return;
      hide();
      shown = link;
      meaning.textContent = meanings.get(link.href);
      more.href = link.href;
      link.setAttribute("aria-describedby", meaning.id);
      // Not before there is something to lead to.
      if (!box.isConnected) text.append(box);
      box.hidden = false;
      const at = link.getClientRects()[0];
      const frame = text.getBoundingClientRect();
      const left = Math.min(at.left - frame.left, frame.width - box.offsetWidth);
      box.style.left = `${Math.max(0, left)}px`;
      box.style.top = `${link.getBoundingClientRect().bottom - frame.top + 4}px`;
    };
    const term = (event) => event.target.closest?.("a.term");
    const leave = () => {
      clearTimeout(leaving);
      leaving = setTimeout(hide, 250);
    };
    text.addEventListener("pointerover", (event) => {
      if (event.pointerType === "touch") return;
      const link = term(event);
      if (link) show(link);
      else if (box.contains(event.target)) clearTimeout(leaving);
      else if (shown && shown !== document.activeElement) leave();
    });
    text.addEventListener("focusin", (event) => term(event) && show(term(event)));
    // What gets the focus next must not lie below the definition (WCAG 2.4.11).
    text.addEventListener("focusout", (event) => {
      const to = event.relatedTarget;
      if (to && !box.contains(to)) hide();
      else leave();
    });
    text.addEventListener("pointerleave", () => shown !== document.activeElement && leave());
    // The first touch shows the definition, the second follows the link.
    let touched = null;
    text.addEventListener("pointerdown", (event) => {
      touched = event.pointerType === "touch" && term(event) !== shown ? term(event) : null;
    });
    text.addEventListener("click", (event) => {
      const link = term(event);
      if (link && link === touched && meanings.has(link.href)) {
        event.preventDefault();
        show(link);
      }
      touched = null;
    });
    document.addEventListener("pointerdown", (event) => {
      if (shown && !box.contains(event.target) && term(event) !== shown) hide();
    });
    document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  };

  // --- 3. Suggestions. On the search page itself the results follow the typing instead.
  const suggestions = () => {
    if (!field || find("#deel_resultaten")) return;
    const form = field.form;
    const from = new URL("../api/v1/suggesties", form.action);
    const options = make("ul", {
      id: "deel_voorstellen",
      class: "offers",
      role: "listbox",
      "aria-label": words.offers ?? "",
    });
    options.hidden = true;
    form.append(options);
    const set = (name, value) => field.setAttribute(name, value);
    set("role", "combobox");
    set("aria-autocomplete", "list");
    set("aria-controls", options.id);
    set("aria-expanded", "false");
    let chosen = -1;
    let asked;
    let waiting;
    const close = () => {
      clearTimeout(waiting);
      asked?.abort();
      options.hidden = true;
      set("aria-expanded", "false");
      choose(-1);
    };
    const choose = (at) => {
      chosen = at;
      [...options.children].forEach((option, n) => option.setAttribute("aria-selected", n === at));
      const option = options.children[at];
      if (option) {
        set("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else field.removeAttribute("aria-activedescendant");
    };
    const show = (offers) => {
      options.replaceChildren(
        ...offers.map(({ tekst, soort, url }, n) => {
          const option = make("li", { id: `deel_voorstel_${n}`, role: "option" }, tekst);
          if (soort) option.append(" ", make("span", { class: "kind" }, soort));
          // The address is that of the published guide; here it may stand elsewhere.
          const { pathname, search, hash } = new URL(url ?? "", location);
          // A word that is no page is asked of the search, wherever that stands.
          option.dataset.url = url && soort !== "zoekvraag" ? pathname + search + hash : "";
          return option;
        }),
      );
      choose(-1);
      options.hidden = offers.length === 0;
      set("aria-expanded", String(offers.length > 0));
    };
    const take = (option) => {
      if (option.dataset.url) location.assign(option.dataset.url);
      else {
        field.value = option.firstChild.textContent;
        close();
        form.requestSubmit();
      }
    };
    const ask = async () => {
      asked?.abort();
      asked = new AbortController();
      from.searchParams.set("q", field.value.trim());
      try {
        const answer = await fetch(from, { signal: asked.signal });
        // A host without our server suggests nothing, and is not asked again.
        if (!answer.ok) return field.removeEventListener("input", typed);
        show((await answer.json()).suggesties ?? []);
      } catch (error) {
        if (error.name !== "AbortError") close();
      }
    };
    const typed = () => {
      clearTimeout(waiting);
      if (field.value.trim().length < 2) return close();
      waiting = setTimeout(ask, 40);
    };
    field.addEventListener("input", typed);
    field.addEventListener("blur", close);
    field.addEventListener("keydown", (event) => {
      if (options.hidden) return;
      const last = options.children.length - 1;
      if (event.key === "ArrowDown") choose(chosen === last ? -1 : chosen + 1);
      else if (event.key === "ArrowUp") choose(chosen === -1 ? last : chosen - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && chosen >= 0) take(options.children[chosen]);
      else return;
      event.preventDefault();
    });
    // The field keeps the focus, or the list would be gone before it is clicked.
    options.addEventListener("pointerdown", (event) => event.preventDefault());
    options.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) take(option);
    });
  };

  // --- 4. Results while one types, and filters without a new page. The server's own pages are
  // fetched, and the part that changes is put in the place of the one that stands there.
  const searching = () => {
    const ROOMS = ["#deel_resultaten", ".overview > .results"];
    const room = () => ROOMS.map((selector) => find(selector)).find(Boolean);
    if (!room()) return;
    const said = make("p", { class: "unseen", role: "status" });
    document.body.append(said);
    const where = (url) => new URL(url, location).href.replace(/#.*/, "");
    let shown = where(location);
    let asked;
    const show = async (url) => {
      asked?.abort();
      asked = new AbortController();
      shown = where(url);
      const answer = await fetch(url, { signal: asked.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const [from, to] = ["main > div", "main > div"].map((selector, n) =>
        find(selector, n ? document : page),
      );
      const results = find("#deel_resultaten");
      // On the search page the field stays as it is typed in; elsewhere the heading changes too.
      if (results) results.replaceChildren(...(find("#deel_resultaten", page)?.childNodes ?? []));
      else to.replaceChildren(...from.childNodes);
      document.title = page.title;
      const count = find(".results .summary strong")?.textContent;
      if (results && count) {
        said.textContent = `${count} ${count === "1" ? results.dataset.one : results.dataset.many}`;
      }
    };
    const go = (url) => show(url).catch((error) => error.name === "AbortError" || location.assign(url));
    // Only to pages that look the same: the search page, or the lessons by filter.
    const alike = (path) => {
      const lessons = (path) => path.replace(/(\/lessen\/).*/, "$1");
      return lessons(path) === lessons(location.pathname);
    };
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.(".facets a, .filters a, .results .pagination a");
      const plain = !event.metaKey && !event.ctrlKey && !event.shiftKey && event.button === 0;
      if (!link || !plain || !alike(link.pathname) || link.origin !== location.origin) return;
      event.preventDefault();
      history.pushState(null, "", link.href);
      const moved = link.matches(".pagination a");
      go(link.href).then(() => {
        const heading = find(".results .summary, main h1");
        heading?.setAttribute("tabindex", "-1");
        heading?.focus({ preventScroll: !moved });
        if (moved) heading?.scrollIntoView();
      });
    });
    addEventListener("popstate", () => {
      // A link within the page changes no more than where one is on it.
      if (where(location) === shown) return;
      if (field && find("#deel_resultaten")) {
        field.value = new URLSearchParams(location.search).get("q") ?? "";
      }
      go(location.href);
    });
    if (!field || !find("#deel_resultaten")) return;
    // A form that leads to another server is sent there.
    if (new URL(field.form.action).origin !== location.origin) return;
    let waiting;
    let typing = false;
    const typed = () => {
      const url = new URL(location.href);
      const words = field.value.trim();
      if (words) url.searchParams.set("q", words);
      else url.searchParams.delete("q");
      url.searchParams.delete("pagina");
      if (url.href === location.href) return;
      // One step back leads to before the typing, not through every letter of it.
      history[typing ? "replaceState" : "pushState"](null, "", url);
      typing = true;
      go(url);
    };
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(typed, 20);
    });
    field.addEventListener("blur", () => {
      typing = false;
    });
    field.form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(waiting);
      typed();
    });
    if (!location.search) field.focus();
  };

  // --- 5. Found words, from the result that was clicked to the page it leads to.
  const found = () => {
    const KEY = "wijkgids-gevonden";
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.(".hits a:not(.to-card)");
      const hit = link?.closest("li:has(> h3)");
      if (!hit) return;
      const marks = [...hit.querySelectorAll("mark")].map((mark) => mark.textContent.toLowerCase());
      const kept = { path: link.pathname, marked: [...new Set(marks)].slice(0, 20) };
      store("sessionStorage", KEY, JSON.stringify(kept));
    });
    const kept = store("sessionStorage", KEY);
    const page = find(".page");
    if (!kept || !page) return;
    store("sessionStorage", KEY, null);
    const { path, marked } = JSON.parse(kept);
    if (path !== location.pathname || marked.length === 0) return;
    const escaped = marked.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${escaped.join("|")})(?![\\p{L}\\p{N}])`, "giu");
    const texts = [];
    for (const part of page.querySelectorAll(".lede, .key, .prose, .disputes, .who")) {
      const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) texts.push(walker.currentNode);
    }
    const marks = [];
    for (const text of texts) {
      const matches = [...text.data.matchAll(pattern)].slice(0, 200 - marks.length);
      for (const match of matches.reverse()) {
        const word = text.splitText(match.index);
        word.splitText(match[0].length);
        const mark = make("mark");
        word.replaceWith(mark);
        mark.append(word);
        marks.push(mark);
      }
    }
    if (marks.length === 0) return;
    const clear = make("button", { type: "button", class: "unmark" }, words.unmark);
    clear.addEventListener("click", () => {
      for (const mark of marks) mark.replaceWith(...mark.childNodes);
      clear.remove();
      find("main").focus();
    });
    find(".heading .dateline", page)?.after(clear);
  };

  // The card of an answer says what was asked and answered, above what the page has.
  const asked = () => {
    const KEY = "wijkgids-kaart";
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.(".answer .to-card");
      if (!link) return;
      const answer = find(".answer blockquote").textContent.trim();
      const kept = { path: link.pathname, question: field?.value.trim(), answer };
      store("sessionStorage", KEY, JSON.stringify(kept));
    });
    const kept = store("sessionStorage", KEY);
    const title = find(".page h1");
    if (!kept || !title || location.hash !== "#deel_kaart") return;
    const { path, question, answer } = JSON.parse(kept);
    if (path !== location.pathname) return;
    const box = make("div", { class: "asked" });
    box.append(make("p", { class: "kind" }, `${words.question}: ${question}`));
    // Where the answer is the page's own summary, that stands below already.
    if (find(".page .lede")?.textContent.trim() !== answer) {
      box.append(make("p", { class: "lede" }, answer));
    }
    title.before(box);
  };

  const copied = (button, text) => {
    navigator.clipboard?.writeText(text).then(() => {
      const before = button.textContent;
      button.textContent = words.copied;
      setTimeout(() => (button.textContent = before), 1600);
    });
  };
  const button = (text, press) => {
    const made = make("button", { type: "button" }, text);
    made.addEventListener("click", () => press(made));
    return made;
  };
  const save = (name, text) => {
    const file = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
    make("a", { href: file, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(file), 1000);
  };

  // --- 6. A page: links at headings, the outline that follows, references to copy, the card to print.
  const page = () => {
    for (const heading of document.querySelectorAll(".prose > :is(h2, h3)[id]")) {
      const link = make("a", { class: "here", href: `#${heading.id}` }, "#");
      link.setAttribute("aria-label", `${words.link} ${heading.textContent}`);
      link.addEventListener("click", () => copied(link, link.href));
      const both = make("div", { class: "headed" });
      heading.replaceWith(both);
      both.append(heading, link);
    }
    const links = new Map();
    for (const link of document.querySelectorAll(".outline a")) {
      const part = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (part) links.set(part, link);
    }
    if (links.size > 1) {
      // The last heading above the upper third of the screen is where one is.
      const follow = () => {
        let current = null;
        for (const [part, link] of links) {
          if (part.getBoundingClientRect().top < innerHeight / 3) current = link;
          link.removeAttribute("aria-current");
        }
        current?.setAttribute("aria-current", "true");
      };
      const watch = new IntersectionObserver(follow, { rootMargin: "0px 0px -66% 0px" });
      for (const part of links.keys()) watch.observe(part);
    }
    for (const entry of document.querySelectorAll(".refer pre")) {
      const { name, file } = entry.dataset;
      entry.after(
        button(`${words.copy} ${name}`, (pressed) => copied(pressed, entry.textContent)),
        " ",
        button(`${words.download} ${name}`, () => save(file, entry.textContent)),
      );
    }
    const card = find(".imprimatur");
    if (!card) return;
    // What an e-mail can hold of the card, with its address.
    const said = [...document.querySelectorAll(".asked > p, .heading > .lede, .key li:nth-child(-n + 3)")];
    const title = find("h1").textContent.trim();
    const here = new URL(`#${card.id}`, location);
    const text = [title, ...said.map((part) => part.textContent.trim()), here].join("\n\n");
    const send = `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(text)}`;
    card.append(" ", button(words.print, () => print()), " ", make("a", { class: "to-send", href: send }, words.send));
  };

  // --- 7. The reading list: kept in the browser, shared as a link that holds all of it.
  const readingList = () => {
    const KEY = "wijkgids-leeslijst";
    const sound = (entry) =>
      typeof entry?.url === "string" && /^\/(?!\/)/.test(entry.url) && typeof entry.title === "string";
    const parse = (text) => {
      try {
        return JSON.parse(text).filter(sound).slice(0, 200);
      } catch {
        return [];
      }
    };
    const load = () => parse(store("localStorage", KEY) ?? "[]");
    const keep = (list) => store("localStorage", KEY, JSON.stringify(list));

    const put = find("#deel_op_lijst");
    const here = find(".page h1");
    if (put && here) {
      const url = location.pathname;
      const label = () => {
        const on = load().some((entry) => entry.url === url);
        put.setAttribute("aria-pressed", on);
      };
      put.addEventListener("click", () => {
        const list = load();
        const others = list.filter((entry) => entry.url !== url);
        const kind = find(".kicker .kind")?.textContent ?? "";
        const title = here.textContent.trim();
        keep(others.length < list.length ? others : [...list, { url, title, kind, note: "" }]);
        label();
      });
      label();
    }

    const room = find("#deel_leeslijst");
    if (!room) return;
    const say = room.dataset;
    const encode = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
    const decode = (text) => {
      try {
        return new TextDecoder().decode(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
      } catch {
        return "[]";
      }
    };
    const link = (entry) => make("a", { href: entry.url }, entry.title);
    const show = (focus) => {
      const list = load();
      const change = (list, focus) => {
        keep(list);
        show(focus);
      };
      const items = list.map((entry, at) => {
        const item = make("li");
        const title = make("p", { class: "title" });
        title.append(make("span", { class: "kind" }, entry.kind), " ", link(entry));
        const name = make("label", {}, say.note);
        const note = make("textarea", { rows: 2, maxlength: 1000 });
        note.value = entry.note ?? "";
        note.addEventListener("change", () => {
          list[at].note = note.value;
          keep(list);
        });
        name.append(note);
        const acts = make("div", { class: "acts" });
        const act = (text, to) => {
          const made = button(text, to);
          made.setAttribute("aria-label", `${text}: ${entry.title}`);
          acts.append(made);
          return made;
        };
        const moved = (to) => {
          const others = list.filter((_, n) => n !== at);
          others.splice(to, 0, entry);
          return others;
        };
        if (at > 0) act(say.up, () => change(moved(at - 1), [at - 1, say.up]));
        if (at < list.length - 1) act(say.down, () => change(moved(at + 1), [at + 1, say.down]));
        act(say.remove, () => change(list.filter((_, n) => n !== at), [Math.max(0, at - 1)]));
        item.append(title, name, acts);
        return item;
      });
      const entries = make("ol", { class: "booklist" });
      entries.append(...items);
      const acts = make("p", { class: "booklist" });
      const text = () =>
        list.map(({ title, url, note }) =>
          [`- [${title}](${new URL(url, location)})`, note && `  ${note}`].filter(Boolean).join("\n"),
        );
      const shared = () => {
        const to = new URL(location.pathname, location);
        to.hash = `lijst=${encode(JSON.stringify(list))}`;
        return to.href;
      };
      acts.append(
        button(say.print, () => print()),
        " ",
        button(say.export, () => save("leeslijst.md", `${text().join("\n")}\n`)),
        " ",
        button(say.share, (pressed) => copied(pressed, shared())),
        " ",
        button(say.clear, () => change([])),
      );
      room.replaceChildren(...(list.length ? [entries, acts] : [make("p", {}, say.empty)]));
      if (focus) {
        const [at, act] = focus;
        const buttons = [...(entries.children[at]?.querySelectorAll("button") ?? [])];
        (buttons.find((made) => made.textContent === act) ?? buttons[0])?.focus();
      }
    };
    show();
    const given = /^#lijst=(.+)/.exec(location.hash);
    const offered = given ? parse(decode(given[1])) : [];
    if (offered.length) {
      const box = make("section", { class: "booklist offered" });
      const entries = make("ul");
      for (const entry of offered) {
        const item = make("li");
        item.append(link(entry), entry.note ? ` – ${entry.note}` : "");
        entries.append(item);
      }
      const adopt = button(say.adopt, () => {
        const list = load();
        const known = new Set(list.map((entry) => entry.url));
        const fresh = offered.filter((entry) => !known.has(entry.url));
        keep([...list, ...fresh.map(({ url, title, kind, note }) => ({ url, title, kind, note }))]);
        history.replaceState(null, "", location.pathname);
        box.remove();
        show([0]);
      });
      box.append(make("h2", {}, say.shared), entries, adopt);
      room.before(box);
    }
  };

  shortcut();
  definitions();
  suggestions();
  searching();
  found();
  asked();
  page();
  readingList();
})();
