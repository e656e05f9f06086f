// What the site does beyond HTML and CSS; everything works without it.
// 1. `/` goes to the search field. A single key can be in the way of who speaks to the computer
//    (WCAG 2.1.4), so it can be turned off at the foot of the page.
// 2. A term shows its definition on hover, focus and touch (WCAG 1.4.13): it stays while the pointer
//    is on it and goes on Escape. The definitions are those in the list of terms on the page.
(() => {
  "use strict";
  const find = (selector) => document.querySelector(selector);

  const field = find("#deel_zoek");
  const place = find(".shortcut");
  const KEY = "wijkgids-sneltoets";
  const stored = (value) => {
    try {
      if (value !== undefined) localStorage.setItem(KEY, value);
      return localStorage.getItem(KEY);
    } catch {
      return value ?? null;
    }
  };
  if (field && place) {
    let on = stored() !== "uit";
    const button = document.createElement("button");
    button.type = "button";
    const label = () => {
      button.textContent = on ? place.dataset.on : place.dataset.off;
    };
    button.addEventListener("click", () => {
      on = !on;
      stored(on ? "aan" : "uit");
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
  }

  const words = find("#deel_woorden");
  const text = find(".text");
  if (!words || !text) return;
  const meanings = new Map();
  for (const link of words.querySelectorAll("dt a")) {
    meanings.set(link.href, link.parentElement.nextElementSibling.textContent);
  }
  const box = document.createElement("div");
  const meaning = document.createElement("p");
  const more = document.createElement("a");
  box.className = "gloss";
  box.hidden = true;
  meaning.id = "deel_uitleg";
  more.textContent = words.dataset.more;
  more.tabIndex = -1;
  box.append(meaning, more);
  text.append(box);
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
  text.addEventListener("focusout", leave);
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
})();
