// <wijkgids-zoek>: the guide’s search field, for a page of another site. One file, nothing else.
//
//   <script src="https://gids.voorbeeld.nl/widget/zoek.js" defer></script>
//   <wijkgids-zoek soort="les" aantal="5">
//     <a href="https://gids.voorbeeld.nl/zoeken/">Zoek in de gids</a>
//   </wijkgids-zoek>
//
// - It asks the guide by POST, so that no question stands in an address, and thus in no log of a proxy.
// - It stands in a shadow tree with a constructed style sheet: a policy without 'unsafe-inline' admits
//   it, no style of the page gets in, none gets out. It makes elements and no HTML, so that Trusted
//   Types admit it too.
// - It is a combobox with a list box (ARIA 1.2): the focus stays in the field, the arrows walk the
//   results, the number of results is told by a live region.
// - What stands in the element is what readers without script see, and what is offered where the guide
//   cannot be reached.
(() => {
  "use strict";
  const NAME = "wijkgids-zoek";
  if (customElements.get(NAME)) return;

  const FILTERS = "soort thema probleem stap beleid plaats rol partij bewijs auteur bron".split(" ");
  const PAUSE = 200; // milliseconds without a key before it asks
  const SLOW = 1_000; // … before it says that it is searching
  const LATE = 10_000; // … before it gives up
  const MOST = 20; // results at a time

  // The API stands beside the script: /widget/zoek.js, /widget/<version>/zoek.js. A script that is
  // loaded as a module does not know itself, and is looked up.
  const ADDRESS = /widget\/(?:\w+\/)?zoek\.js(?:[?#].*)?$/;
  const scripts = [document.currentScript, ...document.scripts].map((script) => script?.src ?? "");
  const API = scripts.find((src) => ADDRESS.test(src))?.replace(ADDRESS, "api/v1");

  // Every colour and measure that a page may set begins with --wijkgids-. Colours follow the
  // `color-scheme` of the page.
  const STYLE = new CSSStyleSheet();
  STYLE.replaceSync(`
:host{display:block}
[hidden]{display:none!important}
.all{all:initial;display:block;position:relative;color:inherit;color-scheme:inherit;direction:inherit;
font:inherit;font-family:var(--wijkgids-lettertype,inherit);line-height:1.45;
--accent:var(--wijkgids-accent,LinkText);--on:var(--wijkgids-op-accent,Canvas);
--paper:var(--wijkgids-vlak,Canvas);--ink:var(--wijkgids-tekst,CanvasText);
--soft:var(--wijkgids-zacht,CanvasText);--line:var(--wijkgids-rand,GrayText);
--here:var(--wijkgids-gekozen,Canvas);--found:var(--wijkgids-markering,Mark);--round:var(--wijkgids-hoek,.25rem)}
@supports (color:light-dark(red,red)){.all{
--accent:var(--wijkgids-accent,light-dark(#0b5c7a,#8fd0ea));--on:var(--wijkgids-op-accent,light-dark(#fff,#08222e));
--paper:var(--wijkgids-vlak,light-dark(#fff,#1a2126));--ink:var(--wijkgids-tekst,light-dark(#17212b,#e8edf0));
--soft:var(--wijkgids-zacht,light-dark(#4a5864,#b4c0c8));--line:var(--wijkgids-rand,light-dark(#6b7885,#8a97a2));
--here:var(--wijkgids-gekozen,light-dark(#e6f1f5,#243741));--found:var(--wijkgids-markering,light-dark(#fff1b3,#5a4b0c))}}
label{display:block;margin-block-end:.35em;font-weight:600}
.row{display:flex;flex-wrap:wrap;gap:.5em}
input,button{box-sizing:border-box;min-block-size:2.6em;margin:0;font:inherit;border-radius:var(--round)}
input{flex:1 1 9em;min-inline-size:0;padding:.4em .75em;font-size:max(1em,16px);color:var(--ink);
background:var(--paper);border:1px solid var(--line);appearance:none}
input::placeholder{color:var(--soft);opacity:1}
button{padding:.4em 1em;color:var(--on);background:var(--accent);border:1px solid var(--accent);cursor:pointer}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.panel{position:absolute;z-index:var(--wijkgids-laag,1000);inset-inline:0;inset-block-start:100%;box-sizing:border-box}
.panel.open{margin-block-start:.4em;padding:.6em;color:var(--ink);background:var(--paper);
border:1px solid var(--line);border-radius:var(--round);box-shadow:0 .5em 1.5em rgb(0 0 0/.18)}
p{margin:0}
.panel.open p{padding:.15em .4em}
.state{color:var(--soft);font-size:.875em}
ul{max-block-size:var(--wijkgids-hoogte,min(24em,60vh));margin:.3em 0;padding:0;overflow-y:auto;list-style:none}
li{padding:.5em .4em;cursor:pointer;border-inline-start:3px solid transparent;overflow-wrap:anywhere}
li+li{border-block-start:1px solid color-mix(in srgb,var(--line) 35%,transparent)}
li:hover,li[aria-selected=true]{background:var(--here)}
li[aria-selected=true]{border-inline-start-color:var(--accent)}
li *{display:block}
li mark{display:inline}
.title{color:var(--accent);font-weight:600}
.kind,.from{color:var(--soft);font-size:.875em}
mark{color:inherit;background:var(--found)}
.again,.more{min-block-size:0;padding:.2em .4em;color:var(--accent);background:none;border-color:transparent;text-decoration:underline}
.more{margin-inline-start:.1em;padding:.4em}
@media (forced-colors:active){.panel.open{border-color:CanvasText}
li[aria-selected=true]{forced-color-adjust:none;color:HighlightText;background:Highlight;border-color:Highlight}
li[aria-selected=true] *{color:HighlightText;background:none}}
`);

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  // The API’s HTML holds text, five entities and <mark>; it is taken apart, never parsed as HTML.
  const SIGNS = { amp: "&", lt: "<", gt: ">", quot: '"' };
  const text = (html) => html.replace(/&(amp|lt|gt|quot|#39|#x27);/g, (_, name) => SIGNS[name] ?? "'");
  const marked = (html) =>
    html
      .split(/<mark>(.*?)<\/mark>/s)
      .map((piece, n) => (n % 2 ? make("mark", { part: "mark" }, text(piece)) : text(piece)));

  const several = (number) => `${number.toLocaleString("nl")} ${number === 1 ? "resultaat" : "resultaten"}`;

  /** A text for readers. */
  class Trouble extends Error {}

  class Search extends HTMLElement {
    static observedAttributes = ["label", "placeholder"];

    #made = false;
    #active = -1; // the number of the chosen option
    #asked; // what can be aborted; of several answers only that to the last question counts
    #waiting; // the timer between a key and a question
    #answer; // the last answer: { q, page, total, said, meant }

    #label = make("label", { for: "field", part: "label" });
    #field = make("input", {
      id: "field",
      part: "input",
      type: "search",
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": "list",
      "aria-expanded": "false",
      autocomplete: "off",
      autocapitalize: "none",
      enterkeyhint: "search",
      maxlength: "512",
    });
    #state = make("p", { class: "state", part: "status", role: "status" });
    #meant = make("button", { class: "again", part: "suggestion", type: "button" });
    #hint = make("p", { hidden: "" }, "Bedoelde je ", this.#meant, "?");
    #list = make("ul", { id: "list", part: "list", role: "listbox", tabindex: "-1", "aria-label": "Resultaten", hidden: "" });
    #more = make("button", { class: "more", part: "more", type: "button", hidden: "" }, "Toon meer resultaten");
    #way = make("p", { part: "fallback", hidden: "" }, make("slot"));
    #panel = make("div", { class: "panel", part: "panel" }, this.#state, this.#hint, this.#list, this.#more, this.#way);

    connectedCallback() {
      if (this.#made) return;
      this.#made = true;
      const shadow = this.attachShadow({ mode: "open" });
      shadow.adoptedStyleSheets = [STYLE];
      const button = make("button", { part: "button", type: "submit" }, "Zoek");
      const row = make("div", { class: "row", part: "row" }, this.#field, button);
      const form = make("form", { class: "all", part: "form", role: "search", lang: "nl" }, this.#label, row, this.#panel);
      shadow.append(form);
      this.#words();
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.#ask();
      });
      form.addEventListener("focusout", ({ relatedTarget: to }) => {
        if (!shadow.contains(to) && !this.contains(to)) this.#close();
      });
      this.#field.addEventListener("input", () => {
        clearTimeout(this.#waiting);
        // What was asked before is no longer the question.
        this.#asked?.abort();
        if (this.#field.value.trim().length < 2) return this.#close();
        this.#waiting = setTimeout(() => this.#ask(), PAUSE);
      });
      this.#field.addEventListener("keydown", (event) => this.#key(event));
      this.#meant.addEventListener("click", () => {
        this.#field.value = this.#answer.meant;
        this.#field.focus();
        this.#ask();
      });
      this.#more.addEventListener("click", () => this.#ask(this.#answer.page + 1));
      // The field keeps the focus while a result is clicked.
      this.#list.addEventListener("mousedown", (event) => event.preventDefault());
      for (const kind of ["click", "auxclick"]) {
        this.#list.addEventListener(kind, (event) => {
          const option = event.target.closest("[role=option]");
          if (option && event.button < 2) this.#take(option, event);
        });
      }
    }

    disconnectedCallback() {
      clearTimeout(this.#waiting);
      this.#asked?.abort();
    }

    attributeChangedCallback() {
      this.#words();
    }

    #words() {
      this.#label.textContent = this.getAttribute("label") || "Zoek in de gids";
      this.#field.placeholder = this.getAttribute("placeholder") ?? "";
      this.#field.form?.setAttribute("aria-label", this.#label.textContent);
    }

    #key(event) {
      const open = !this.#list.hidden;
      const last = this.#list.children.length - 1;
      const { key, altKey, ctrlKey, metaKey, isComposing } = event;
      if (isComposing) return;
      if (key === "ArrowDown" && !open) {
        if (this.#answer?.q === this.#field.value.trim()) this.#open();
        else this.#ask();
        if (!altKey && !this.#list.hidden) this.#choose(0);
      } else if (key === "ArrowUp" && altKey) this.#close();
      else if (key === "ArrowDown" && open) this.#choose(this.#active === last ? -1 : this.#active + 1);
      else if (key === "ArrowUp" && open) this.#choose(this.#active === -1 ? last : this.#active - 1);
      // Without a chosen result these belong to the text in the field.
      else if (key === "Home" && this.#active >= 0) this.#choose(0);
      else if (key === "End" && this.#active >= 0) this.#choose(last);
      else if (key === "Enter" && this.#active >= 0) {
        this.#take(this.#list.children[this.#active], { ctrlKey, metaKey });
      } else if (key === "Escape" && this.#panel.matches(".open")) {
        // What the field stands in, a dialog perhaps, is not meant.
        event.stopPropagation();
        this.#close();
      } else if (key === "Escape" && this.#field.value) this.#field.value = "";
      else return;
      event.preventDefault();
    }

    #choose(at) {
      this.#active = at;
      [...this.#list.children].forEach((option, n) => option.setAttribute("aria-selected", n === at));
      const option = this.#list.children[at];
      if (option) {
        this.#field.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else this.#field.removeAttribute("aria-activedescendant");
    }

    #take(option, { ctrlKey, metaKey, button }) {
      const { url } = option.dataset;
      if (!url) return;
      const aside = ctrlKey || metaKey || button === 1 || this.hasAttribute("nieuw-tabblad");
      if (aside) window.open(url, "_blank", "noopener");
      else location.assign(url);
    }

    /** Shows what was found last. */
    #open() {
      const { page, total, said, meant } = this.#answer;
      const shown = this.#list.children.length;
      this.#say(said);
      this.#meant.textContent = meant ?? "";
      this.#hint.hidden = !meant;
      this.#list.hidden = shown === 0;
      this.#more.hidden = shown === 0 || page * this.#size() >= total;
      this.#field.setAttribute("aria-expanded", String(shown > 0));
    }

    #close() {
      clearTimeout(this.#waiting);
      this.#asked?.abort();
      this.#say("");
      for (const part of [this.#hint, this.#list, this.#more]) part.hidden = true;
      this.#field.setAttribute("aria-expanded", "false");
      this.#choose(-1);
    }

    /** Tells the reader something; nothing shuts the panel. */
    #say(words, reachable = true) {
      // The live region is always there: one that appears with its text is not read out.
      if (this.#state.textContent !== words) this.#state.textContent = words;
      this.#way.hidden = reachable;
      this.#panel.classList.toggle("open", words !== "");
    }

    #size() {
      const asked = Number.parseInt(this.getAttribute("aantal"), 10);
      return Math.min(Math.max(asked || 5, 1), MOST);
    }

    /** What is asked: the words in the field, with the filters of the element. */
    #question(q, page) {
      const question = { q, pagina: page, perPagina: this.#size() };
      for (const name of FILTERS) {
        const values = (this.getAttribute(name) ?? "").split(/[\s,]+/).filter(Boolean);
        if (values.length) question[name] = values;
      }
      const period = this.getAttribute("periode")?.trim();
      return period ? { ...question, periode: period } : question;
    }

    async #ask(page = 1) {
      clearTimeout(this.#waiting);
      this.#asked?.abort();
      const q = this.#field.value.trim();
      if (!q) return this.#close();
      const asked = (this.#asked = new AbortController());
      let late = false;
      const timers = [
        setTimeout(() => this.#say("Bezig met zoeken …"), SLOW),
        setTimeout(() => {
          late = true;
          asked.abort();
        }, LATE),
      ];
      try {
        const answer = await this.#fetch(this.#question(q, page), asked.signal);
        if (asked === this.#asked) this.#show(q, page, answer);
      } catch (error) {
        // Another question came, or the reader went elsewhere: nothing to tell.
        if (asked !== this.#asked || (asked.signal.aborted && !late)) return;
        if (page === 1) this.#close();
        const words = error instanceof Trouble ? error.message : this.#unreachable(late);
        this.#say(words, false);
      } finally {
        timers.forEach(clearTimeout);
      }
    }

    #unreachable(late) {
      if (!navigator.onLine) return "Je hebt geen verbinding met internet.";
      if (late) return "De gids geeft geen antwoord. Probeer het zo nog eens.";
      return "De gids is nu niet te bereiken. Probeer het later nog eens.";
    }

    async #fetch(question, signal) {
      const api = this.getAttribute("api")?.replace(/\/+$/, "") || API;
      if (!api) throw new Trouble("Dit zoekveld weet niet waar de gids staat: het attribuut “api” ontbreekt.");
      const response = await fetch(`${api}/_zoek`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify(question),
        credentials: "omit",
        referrerPolicy: "no-referrer",
        cache: "no-store",
        signal,
      });
      if (response.ok) return response.json();
      if (response.status === 429 || response.status === 503) {
        throw new Trouble("Het is druk bij de gids. Probeer het over een minuut nog eens.");
      }
      const { fouten = [] } = response.status === 400 ? await response.json() : {};
      if (fouten.length && fouten.every((fault) => fault.naam === "q")) {
        throw new Trouble("Je vraag is te lang. Gebruik minder woorden.");
      }
      // For who put the element on the page: a filter that the guide does not know, for example.
      for (const { naam, detail } of fouten) console.warn(`<${NAME}> ${naam}: ${detail}`);
      throw new Trouble("Zoeken lukt hier nu niet.");
    }

    #show(q, page, { totaal: total, bedoeldeU: meant, alleenVerwant: related, antwoord, resultaten }) {
      const options = resultaten.map((result) => this.#result(result));
      if (antwoord && page === 1) options.unshift(this.#outright(antwoord));
      if (page === 1) this.#list.replaceChildren();
      const before = this.#list.children.length;
      this.#list.append(...options);
      [...this.#list.children].forEach((option, n) => (option.id = `option-${n}`));
      let said = `${several(total)}.`;
      if (total === 0) said = "Niets gevonden. Probeer een ander of een korter woord.";
      else if (related) said = `De woorden zelf staan nergens. ${several(total)} in de buurt.`;
      if (this.hasAttribute("nieuw-tabblad") && total) said += " Een resultaat opent in een nieuw tabblad.";
      this.#answer = { q, page, total, said, meant };
      if (page === 1) this.#choose(-1);
      this.#open();
      // The button may be gone; who pressed it goes on at the first new result.
      if (page > 1) {
        this.#field.focus();
        this.#choose(before);
      }
    }

    #option(url, part, ...children) {
      const option = make("li", { role: "option", part, "aria-selected": "false" }, ...children);
      // Nothing but an address of the web is followed.
      if (/^https?:/.test(url)) option.dataset.url = url;
      return option;
    }

    #result({ url, titelHtml, soort, samenvatting, fragmenten }) {
      const about = fragmenten.length ? marked(fragmenten[0].html) : [samenvatting];
      return this.#option(
        url,
        "option",
        make("span", { class: "title", part: "title" }, ...marked(titelHtml)),
        make("span", { class: "kind", part: "kind" }, soort),
        make("span", { part: "summary" }, ...about),
      );
    }

    /** Words of the guide that answer outright: as a quotation, with where they stand. */
    #outright({ url, tekst, titel, bronnen, omstreden }) {
      const from = [`Uit: ${titel}`];
      if (bronnen.length) from.push(`bron: ${bronnen.map((source) => source.titel).join("; ")}`);
      if (omstreden) from.push("hierover zijn de bronnen het oneens");
      return this.#option(
        url,
        "option answer",
        make("span", { class: "title", part: "title" }, "Antwoord"),
        make("span", { part: "quote" }, `“${tekst}”`),
        make("span", { class: "from", part: "source" }, `${from.join(" · ")}.`),
      );
    }
  }

  customElements.define(NAME, Search);
})();
