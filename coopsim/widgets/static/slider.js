// A native range input with its name, its value in words and its source.
function render({ model, el }) {
  const id = "cs-" + Math.random().toString(36).slice(2);
  el.classList.add("cs-control");
  el.innerHTML =
    `<label for="${id}"></label><output for="${id}"></output>` +
    `<input type="range" id="${id}" step="1" min="0">` +
    `<div class="cs-task"></div><div class="cs-about"></div>`;
  const [label, output, input, task, about] = el.children;
  const words = () => {
    const texts = model.get("texts");
    label.textContent = model.get("label");
    input.max = texts.length - 1;
    input.value = model.get("index");
    task.textContent = model.get("task");
    task.hidden = !model.get("task");
    about.innerHTML = model.get("about");
    say();
  };
  const say = () => {
    const text = model.get("texts")[input.value] ?? "";
    output.textContent = text;
    input.setAttribute("aria-valuetext", text);
  };
  input.addEventListener("input", () => {
    say();
    model.set("index", Number(input.value));
    model.save_changes();
  });
  const moved = () => {
    if (document.activeElement !== input || Number(input.value) !== model.get("index")) {
      input.value = model.get("index");
      say();
    }
  };
  const disabled = () => (input.disabled = model.get("disabled"));
  model.on("change:index", moved);
  model.on("change:disabled", disabled);
  model.on("change:texts change:label change:task change:about", words);
  words();
  disabled();
  return () => model.off(null, null);
}
export default { render };
