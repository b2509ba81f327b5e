// What stock widgets lack: names for groups, regions that are read aloud, the page's language,
// words of the prose in another language, printing.
const PROSE = ".jp-RenderedMarkdown :is(p,li,h1,h2,h3,h4,td,th,blockquote,summary)";
const FOCUSED = ".cs-part :is(input,select,textarea,button,summary,a,[tabindex])";
const BLOCKS = "p,li,ul,ol,table,blockquote,h1,h2,h3";
const squeezed = (text) => text.replace(/[¶\s]+/g, " ").trim();

function render({ model, el }) {
  const open = new Set();
  el.classList.add("cs-shell");

  const nameGroups = () => {
    // JupyterLab would take arrow keys and letters for its own; it asks what has the focus.
    for (const one of document.querySelectorAll(FOCUSED)) {
      one.dataset.lmSuppressShortcuts = "true";
    }
    for (const box of document.querySelectorAll(".cs-choice, .cs-radio")) {
      const group = box.querySelector(".widget-radio-box, .jupyter-widget-radio-box");
      const label = box.querySelector(".widget-label");
      if (!group) continue;
      group.setAttribute("role", "radiogroup");
      group.setAttribute("aria-label", label ? label.textContent : "");
    }
    for (const one of document.querySelectorAll(".jp-RenderedMarkdown table")) {
      one.tabIndex = 0; // too wide for a phone, it is scrolled by the keyboard
    }
    for (const one of document.querySelectorAll(".cs-status:not([role])")) {
      one.setAttribute("role", "status");
    }
    for (const one of document.querySelectorAll(".cs-fold")) {
      one.setAttribute("aria-expanded", String(one.classList.contains("cs-open")));
    }
  };
  const reopen = () => {
    for (const one of document.querySelectorAll("details[data-key]")) {
      if (open.has(one.dataset.key) && !one.open) one.open = true;
    }
  };
  const exchangeProse = () => {
    const prose = model.get("prose");
    const byText = new Map();
    prose.forEach((unit, place) => unit.texts.forEach((text) => byText.set(squeezed(text), place)));
    for (const one of document.querySelectorAll(PROSE)) {
      if (one.querySelector(BLOCKS)) continue;
      const place = byText.get(squeezed(one.textContent)) ?? one.dataset.csUnit;
      if (place === undefined || !prose[place]) continue;
      one.dataset.csUnit = place;
      if (one.csHtml !== prose[place].html) {
        one.csHtml = prose[place].html;
        one.innerHTML = one.csHtml;
      }
    }
  };
  // A reload of the page goes on with the code that was written on it.
  const keepCode = () => {
    const here = new URL(location.href), code = model.get("code");
    if (!here.pathname.includes("/voila/render/")) return;
    if ((here.searchParams.get("team") || "") === code) return;
    code ? here.searchParams.set("team", code) : here.searchParams.delete("team");
    history.replaceState(history.state, "", here);
  };
  const tidy = () => {
    document.documentElement.lang = model.get("lang");
    if (model.get("title")) document.title = model.get("title");
    nameGroups();
    reopen();
    exchangeProse();
  };
  let asked = 0;
  const soon = () => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(tidy);
  };
  const toggled = (event) => {
    const key = event.target.dataset && event.target.dataset.key;
    if (key) event.target.open ? open.add(key) : open.delete(key);
  };
  const message = (content) => {
    if (content.do === "print") window.print();
  };
  const observer = new MutationObserver(soon);
  observer.observe(document.body, { childList: true, subtree: true });
  document.addEventListener("toggle", toggled, true);
  model.on("change:lang change:prose change:title", soon);
  model.on("change:code", keepCode);
  model.on("msg:custom", message);
  tidy();
  // A page takes over what stands when it begins; what comes while its parts are made is lost.
  model.send({ do: "stands" });
  return () => {
    observer.disconnect();
    document.removeEventListener("toggle", toggled, true);
    model.off("change:lang change:prose change:title", soon);
    model.off("change:code", keepCode);
    model.off("msg:custom", message);
  };
}
export default { render };
