// Rows of fields: each with its name, unit, bounds, source, the parent's value and its faults.
function render({ model, el }) {
  el.classList.add("cs-fields-list");
  const id = "cs-" + Math.random().toString(36).slice(2);
  const shown = new Map();
  const put = (one, what, text, html) => {
    const part = one.querySelector(what);
    if (html) {
      if (part.csHtml !== text) part.innerHTML = part.csHtml = text;
    } else if (part.textContent !== text) part.textContent = text;
    part.hidden = !text;
  };
  const control = (row, key) => {
    const one = document.createElement(row.options ? "select" : "input");
    if (!row.options) one.type = row.kind === "text" ? "text" : "number";
    if (one.type === "number") one.step = "any";
    one.id = key;
    const send = () => {
      one.csPut = one.value;
      model.send({ do: "set", name: row.name, value: one.value });
    };
    one.addEventListener("change", send);
    return one;
  };
  const offer = (select, options) => {
    if (select.csOptions === JSON.stringify(options)) return;
    select.csOptions = JSON.stringify(options);
    select.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
  };
  const says = (one, asked) => {
    const part = one.querySelector(".cs-says");
    part.hidden = !asked;
    if (!asked) return;
    const [source, grade] = part.querySelectorAll("input, select");
    put(part, "label", asked.asks);
    offer(grade, asked.grades);
    source.placeholder = asked.hint;
    source.setAttribute("aria-label", asked.asked);
    grade.setAttribute("aria-label", asked.graded);
    if (document.activeElement !== source) source.value = asked.source;
    if (document.activeElement !== grade) grade.value = asked.grade;
  };
  const made = (row) => {
    const key = `${id}-${row.name.replace(/[^\w-]/g, "_")}`;
    const one = document.createElement("div");
    one.className = "cs-field";
    one.innerHTML =
      `<label for="${key}"></label><span class="cs-set"></span>` +
      `<p class="cs-was"><span></span> <button type="button" class="cs-button cs-back"></button></p><p class="cs-says" hidden><label for="${key}-says"></label> <input type="text" id="${key}-says"> <select></select></p>` +
      `<p class="cs-fault" id="${key}-fault" role="alert"></p>` +
      `<p class="cs-bounds" id="${key}-bounds"></p><div class="cs-about"></div>`;
    const place = one.querySelector(".cs-set");
    place.append(control(row, key));
    place.insertAdjacentHTML("beforeend", `<span class="cs-unit"></span>`);
    place.querySelector("input,select").setAttribute("aria-describedby", `${key}-fault ${key}-bounds`);
    const [source, grade] = one.querySelectorAll(".cs-says :is(input, select)");
    for (const part of [source, grade]) {
      part.addEventListener("change", () => model.send({ do: "says", name: row.name, source: source.value, grade: grade.value }));
    }
    one.querySelector("button").addEventListener("click", () => model.send({ do: "reset", name: row.name }));
    return one;
  };
  // A source that is written anew takes the focus away: it goes on to who says the value.
  const refill = (one, row) => {
    const held = one.contains(document.activeElement);
    fill(one, row);
    if (!held || one.contains(document.activeElement)) return;
    one.querySelector(row.says ? ".cs-says input" : ".cs-set :is(input, select)").focus();
  };
  const fill = (one, row) => {
    put(one, "label", row.label);
    put(one, ".cs-unit", row.unit ?? "");
    put(one, ".cs-was > span", row.was ?? "");
    one.querySelector(".cs-was").hidden = !row.was;
    put(one, ".cs-fault", row.fault ?? "");
    put(one, ".cs-bounds", row.bounds ?? "");
    put(one, ".cs-about", row.about ?? "", true);
    put(one, ".cs-back", row.back ?? "");
    one.querySelector(".cs-back").setAttribute("aria-label", `${row.back ?? ""}: ${row.label}`);
    one.classList.toggle("cs-differs", Boolean(row.was));
    one.classList.toggle("cs-faulty", Boolean(row.fault));
    says(one, row.says);
    const input = one.querySelector(".cs-set :is(input, select)");
    input.setAttribute("aria-invalid", String(Boolean(row.fault)));
    if (row.options) offer(input, row.options);
    const value = String(row.value ?? "");
    // What is being typed is nobody's to overwrite.
    const typing = document.activeElement === input && input.value !== input.csPut;
    if (!typing) {
      if (input.value !== value) input.value = value;
      input.csPut = input.value;
    }
    input.disabled = Boolean(row.fixed);
  };
  const draw = () => {
    const rows = model.get("rows");
    const names = new Set(rows.map((row) => row.name));
    for (const [name, one] of shown) {
      if (!names.has(name)) { one.remove(); shown.delete(name); }
    }
    for (const old of el.querySelectorAll(":scope > h4")) old.remove();
    let place = null;
    const after = (one) => {
      const next = place ? place.nextSibling : el.firstChild;
      if (next !== one) el.insertBefore(one, next);
      place = one;
    };
    for (const row of rows) {
      if (row.heading) {
        const heading = document.createElement("h4");
        heading.textContent = row.heading;
        after(heading);
      }
      const kind = row.options ? "select" : row.kind === "text" ? "text" : "number";
      let one = shown.get(row.name);
      if (one && one.csKind !== kind) { one.remove(); one = undefined; }
      if (!one) {
        one = made(row);
        one.csKind = kind;
        shown.set(row.name, one);
      }
      refill(one, row);
      after(one);
    }
  };
  model.on("change:rows", draw);
  draw();
  return () => model.off("change:rows", draw);
}
export default { render };
