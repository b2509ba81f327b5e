"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const sliders = data.sliders, outcomes = data.outcomes;
const counts = sliders.map(one => one.levels.length);
const at = id => document.getElementById(id);
const now = { a: [...data.start], b: [...data.start], world: -1, outcome: 0, across: 0, lang: "id" };

// ---------------------------------------------------------------- words and numbers
const W = 360, H = 236, RIGHT = 14, TOP = 22, BOTTOM = 40;
let left = 58;
const BLUE = "#0072B2", ORANGE = "#D55E00";
const HARD = "\u00a0", MINUS = "\u2212";
const text = found => typeof found === "string" ? found : found[0];
const word = key => data.langs[now.lang].words[key];
const own = words => words[now.lang];
const fill = (found, values = {}) =>
  text(found).replace(/\{([a-z]\w*)\}/g, (whole, name) => name in values ? values[name] : whole);
const say = (key, values) => fill(word(key), values);

function show(element, found, values) {
  const heard = typeof found === "string" ? now.lang : found[1];
  element.textContent = fill(found, values);
  element.lang = heard;
  if (heard !== now.lang && element.tagName !== "OPTION") {
    const mark = document.createElement("sup");
    mark.textContent = heard;
    mark.title = data.langs[heard].name;
    element.append(mark);
  }
}

function number(value, digits) {
  const [thousands, point] = data.langs[now.lang].marks;
  const [whole, part] = Math.abs(value).toFixed(digits).split(".");
  const plain = whole.replace(/\B(?=(\d{3})+$)/g, thousands) + (part ? point + part : "");
  return (value < 0 && /[1-9]/.test(plain) ? MINUS : "") + plain;
}

function bare(shown, value, digits = shown.digits) {
  const sign = value < 0 ? MINUS : "";
  if (!Number.isFinite(value)) return say("none");
  if (shown.kind === "words") return text(own(shown.choices[Math.round(value)]));
  if (shown.kind === "share") return number(value * 100, digits) + "%";
  if (shown.kind !== "money") return number(value, digits);
  const amount = number(Math.abs(value), digits);
  return (/[1-9]/.test(amount) ? sign : "") + data.sign + HARD + amount;
}

function told(shown, value) {
  const after = text(own(shown.after)), plain = bare(shown, value);
  return Number.isFinite(value) && after ? plain + (after.startsWith("/") ? "" : " ") + after : plain;
}

const inPoints = shown => shown.kind === "share";
const apart = (shown, value) => inPoints(shown) && Number.isFinite(value)
  ? say("points", { value: number(value * 100, shown.digits) }) : told(shown, value);
const span = (shown, low, high) => ({
  low: inPoints(shown) ? number(low * 100, shown.digits) : bare(shown, low), high: apart(shown, high) });
const capital = words => words.charAt(0).toUpperCase() + words.slice(1);

// ---------------------------------------------------------------- what the runs say
const known = values => values.filter(Number.isFinite);
const mean = values => {
  const there = known(values);
  return there.length ? there.reduce((sum, one) => sum + one, 0) / there.length : NaN;
};

function half(values) {
  const there = known(values), middle = mean(there);
  if (there.length < 2) return NaN;
  const squares = there.reduce((sum, one) => sum + (one - middle) ** 2, 0);
  return data.t[there.length - 1] * Math.sqrt(squares / (there.length - 1) / there.length);
}

function quantile(values, share) {
  const there = known(values).sort((a, b) => a - b);
  const place = (there.length - 1) * share, below = Math.floor(place);
  const above = Math.min(below + 1, there.length - 1);
  return there.length ? there[below] + (there[above] - there[below]) * (place - below) : NaN;
}

const setting = levels => levels.reduce((place, level, j) => place * counts[j] + level, 0);
const worlds = () => now.world < 0 ? [...Array(data.worlds).keys()] : [now.world];

function runs(outcome, levels) {
  const from = setting(levels) * data.worlds * data.seeds;
  return worlds().map(world => Array.from({ length: data.seeds }, (_, seed) => {
    const kept = outcome.runs[from + world * data.seeds + seed];
    return kept === null ? NaN : kept / outcome.scale;
  }));
}

function summary(rows) {
  const byWorld = rows.map(mean);
  const bySeed = rows[0].map((_, seed) => mean(rows.map(row => row[seed])));
  return { mean: mean(byWorld), half: half(bySeed), worlds: known(byWorld),
           low: quantile(byWorld, 0.05), high: quantile(byWorld, 0.95) };
}

function compared(outcome) {
  const a = runs(outcome, now.a), b = runs(outcome, now.b);
  const both = (first, second) => first.map((row, w) => row.map((value, s) =>
    Number.isFinite(second[w][s]) ? value : NaN));
  const gap = summary(b.map((row, w) => row.map((value, s) => value - a[w][s])));
  const sign = Math.sign(gap.mean);
  const against = gap.worlds.filter(one => Math.sign(one) !== sign).length / gap.worlds.length;
  return { a: summary(both(a, b)).mean, b: summary(both(b, a)).mean, gap,
           told: Math.abs(gap.mean) > gap.half && against <= data.flips };
}

const alike = () => setting(now.a) === setting(now.b);

function sentences(outcome) {
  const found = compared(outcome), shown = outcome.shown, name = capital(text(own(shown.label)));
  if (!Number.isFinite(found.gap.mean)) return [say("no_value")];
  if (alike()) return [say("same", { outcome: name, value: told(shown, found.b) })];
  const key = found.gap.mean > 0 ? "more" : found.gap.mean < 0 ? "less" : "equal";
  const difference = apart(shown, Math.abs(found.gap.mean));
  const values = { outcome: name, a: told(shown, found.a), b: told(shown, found.b), difference };
  const lines = [fill(word(key), values)];
  if (key === "equal") return lines;
  const { mean: middle, half: luck } = found.gap;
  lines.push(Number.isFinite(luck)
    ? say("luck", span(shown, middle - luck, middle + luck)) : say("no_luck"));
  if (found.gap.worlds.length > 1) lines.push(say("band", span(shown, found.gap.low, found.gap.high)));
  if (!found.told) lines.unshift(say("cannot"));
  return lines;
}

// ---------------------------------------------------------------- the picture
function ticks(low, high) {
  const span = high - low || Math.abs(high) || 1;
  const ten = 10 ** Math.floor(Math.log10(span / 4));
  const step = ten * [1, 2, 2.5, 5, 10].find(m => span / (ten * m) <= 4);
  const found = [];
  for (let n = Math.floor(low / step + 1e-9); n <= Math.ceil(high / step - 1e-9); n++) found.push(n * step);
  if (found.length < 2) found.push(found[0] + step);
  return { found, step };
}

function tag(name, marks, inside = "") {
  const written = Object.entries(marks).map(([key, value]) => ` ${key}="${value}"`).join("");
  return `<${name}${written}>${inside}</${name}>`;
}

const escaped = words => words.replace(/[&<>"]/g, one => `&#${one.charCodeAt(0)};`);
const label = (x, y, words, anchor = "middle", more = {}) =>
  tag("text", { x: x.toFixed(1), y: y.toFixed(1), "text-anchor": anchor, fill: "#333", ...more }, escaped(words));

function along(outcome, levels) {
  return sliders[now.across].levels.map((_, level) =>
    summary(runs(outcome, levels.map((one, j) => j === now.across ? level : one))));
}

function spread(outcome) {
  const ends = [], means = [];
  const walk = levels => {
    if (levels.length < counts.length)
      return counts[levels.length] && [...Array(counts[levels.length]).keys()].forEach(level => walk([...levels, level]));
    const one = summary(runs(outcome, levels)), luck = one.half || 0;
    means.push(one.mean, one.low);
    ends.push(one.mean - luck, one.mean + luck, one.low, one.high);
  };
  walk([]);
  const there = known(ends);
  const low = Math.min(...there), high = Math.max(...there);
  const below = Math.min(...known(means)) < 0;
  return there.length ? ticks(below || low > high / 2 ? low : 0, high) : ticks(0, 1);
}

function places(slider) {
  const { levels, shown } = slider, last = levels.length - 1;
  const even = shown.kind === "words" || levels[last] === levels[0];
  return levels.map((level, j) => left + 16 + (W - left - RIGHT - 32) *
    (even ? (last ? j / last : 0.5) : (level - levels[0]) / (levels[last] - levels[0])));
}

function tickWords(shown, levels, step) {
  const scaled = step * (shown.kind === "share" ? 100 : 1);
  const digits = Math.max(0, Math.min(3, -Math.floor(Math.log10(scaled) + 1e-9)));
  const fine = Math.abs(scaled * 10 ** digits - Math.round(scaled * 10 ** digits)) > 1e-6 ? digits + 1 : digits;
  return levels.map(level => {
    const value = Math.abs(level) < step / 1e6 ? 0 : level;
    return shown.kind === "money" ? number(value, fine) : bare(shown, value, fine);
  });
}

function frame(outcome, slider, xs, y, levels, words) {
  const parts = [], shown = outcome.shown, after = text(own(shown.after));
  const unit = [shown.kind === "money" ? data.sign : "", after].filter(Boolean).join(after.startsWith("/") ? "" : " ");
  parts.push(label(2, 11, short(unit, 40), "start"));
  levels.forEach((level, j) => {
    parts.push(tag("path", { d: `M${left} ${y(level).toFixed(1)}H${W - RIGHT}`,
                             stroke: Math.abs(level) < 1e-9 ? "#666" : "#ddd" }));
    parts.push(label(left - 5, y(level) + 4, words[j], "end"));
  });
  let free = -Infinity;
  slider.levels.forEach((level, j) => {
    const words = bare(slider.shown, level), wide = 3.6 * words.length;
    if (xs[j] - wide < free) return;
    parts.push(label(xs[j], H - BOTTOM + 16, words));
    free = xs[j] + wide + 4;
  });
  parts.push(label((left + W - RIGHT) / 2, H - 6, short(text(own(slider.shown.label)), 46)));
  return parts;
}

const short = (words, most) => words.length > most ? words.slice(0, most - 1) + "…" : words;
const path = points => points.map(([x, y], j) => `${j ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

function drawn(outcome) {
  const slider = sliders[now.across], { found: levels, step } = spread(outcome);
  const words = tickWords(outcome.shown, levels, step);
  left = Math.max(36, 7 * Math.max(...words.map(one => one.length)) + 8);
  const xs = places(slider);
  const low = levels[0], high = levels[levels.length - 1];
  const y = value => TOP + (H - TOP - BOTTOM) * (1 - (value - low) / (high - low));
  const parts = frame(outcome, slider, xs, y, levels, words);
  const b = along(outcome, now.b), a = along(outcome, now.a);
  const there = b.map((one, j) => [xs[j], one]).filter(([, one]) => Number.isFinite(one.mean));
  if (there.length && there[0][1].worlds.length > 1) {
    const edge = [...there.map(([x, one]) => [x, y(one.high)]), ...there.reverse().map(([x, one]) => [x, y(one.low)])];
    there.reverse();
    parts.push(tag("path", { d: path(edge) + "Z", fill: BLUE, opacity: 0.15 }));
  }
  const line = (rows, marks) => parts.push(tag("path", {
    d: path(rows.map((one, j) => [xs[j], y(one.mean)]).filter(([, up]) => Number.isFinite(up))),
    fill: "none", "stroke-width": 2.2, ...marks }));
  line(a, { stroke: ORANGE, "stroke-dasharray": "6 4" });
  line(b, { stroke: BLUE });
  b.forEach((one, j) => {
    if (Number.isFinite(one.half)) parts.push(tag("path", {
      d: `M${xs[j].toFixed(1)} ${y(Math.max(one.mean - one.half, low)).toFixed(1)}V${y(one.mean + one.half).toFixed(1)}`, stroke: BLUE }));
  });
  const ends = [[now.a, a, ORANGE, "A"], [now.b, b, BLUE, "B"]].map(([place, rows, colour, name]) =>
    ({ x: xs[place[now.across]], up: y(rows[place[now.across]].mean), colour, name }));
  for (const { x, up, colour, name } of ends) {
    if (!Number.isFinite(up)) continue;
    parts.push(name === "A"
      ? tag("rect", { x: (x - 6).toFixed(1), y: (up - 6).toFixed(1), width: 12, height: 12, fill: "#fff", stroke: colour, "stroke-width": 2.5 })
      : tag("circle", { cx: x.toFixed(1), cy: up.toFixed(1), r: 5, fill: colour }));
    const side = name === "A" ? -1 : 1;
    parts.push(label(x + side * 11, up - 7, name, side < 0 ? "end" : "start",
      { fill: colour === BLUE ? "#00548A" : "#994400", "font-weight": "bold" }));
  }
  const told = escaped(`${text(own(outcome.shown.label))}. ${sentences(outcome).join(" ")}`);
  return `<svg viewBox="0 0 ${W} ${H}" role="img" aria-label="${told}" font-family="sans-serif" font-size="12">${parts.join("")}</svg>`;
}

// ---------------------------------------------------------------- tables
function table(id, caption, heads, rows) {
  const cell = (kind, words, more = "") => `<${kind}${more}>${escaped(words)}</${kind}>`;
  at(id).innerHTML = `<table><caption>${escaped(caption)}</caption><thead><tr>` +
    heads.map(one => cell("th", one, ' scope="col"')).join("") + "</tr></thead><tbody>" +
    rows.map(({ cells, here }) => `<tr${here ? ' class="now"' : ""}>` + cells.map((one, j) =>
      j ? cell("td", one) : cell("th", one, ' scope="row"')).join("") + "</tr>").join("") + "</tbody></table>";
}

function tables() {
  const to = (shown, low, high) => Number.isFinite(low) ? say("to", { low: bare(shown, low), high: bare(shown, high) }) : "–";
  const range = (shown, one) => to(shown, one.mean - one.half, one.mean + one.half);
  table("outcomes", say("all_outcomes"),
    [say("result"), "A", "B", say("difference")],
    outcomes.map((outcome, j) => {
      const found = compared(outcome), shown = outcome.shown;
      const gap = { mean: found.gap.mean, half: found.gap.half };
      return { here: j === now.outcome, cells: [text(own(shown.label)), bare(shown, found.a),
        bare(shown, found.b), apart(shown, gap.mean) + (Number.isFinite(gap.half)
          ? ` (${say("to", span(shown, gap.mean - gap.half, gap.mean + gap.half))})` : "")] };
    }));
  const outcome = outcomes[now.outcome], shown = outcome.shown, slider = sliders[now.across];
  const rows = along(outcome, now.b), many = rows[0].worlds.length > 1;
  table("levels", text(own(shown.label)),
    [text(own(slider.shown.label)), say("mean"), say("luck_head"), ...(many ? [say("worlds_head")] : [])],
    rows.map((one, j) => ({ here: j === now.b[now.across], cells: [bare(slider.shown, slider.levels[j]),
      bare(shown, one.mean), range(shown, one),
      ...(many ? [to(shown, one.low, one.high)] : [])] })));
}

// ---------------------------------------------------------------- the page
function update() {
  const outcome = outcomes[now.outcome];
  sliders.forEach((slider, j) => {
    const name = at(`name${j}`), value = told(slider.shown, slider.levels[now.b[j]]);
    show(name, own(slider.shown.label));
    name.append(": ", Object.assign(document.createElement("b"), { textContent: value }), " ",
      Object.assign(document.createElement("span"), { className: "a",
        textContent: `(A: ${bare(slider.shown, slider.levels[now.a[j]])})` }));
    at(`slider${j}`).value = now.b[j];
    at(`slider${j}`).setAttribute("aria-valuetext", value);
    const moved = slider.follows.map(one => `${text(own(one.shown.label))} ${told(one.shown, one.levels[now.b[j]])}`);
    at(`with${j}`).textContent = moved.length ? say("with_it", { what: moved.join("; ") }) : "";
  });
  at("picture").innerHTML = drawn(outcome);
  const lines = sentences(outcome).map(words => Object.assign(document.createElement("p"), { textContent: words }));
  at("status").replaceChildren(...lines);
  show(at("good"), outcome.good ? word(outcome.good === "high" ? "up" : "down") : "");
  at("keep").disabled = at("back").disabled = alike();
  if (data.worlds > 1) {
    const held = data.unknowns.map(one => now.world < 0 ? text(own(one.shown.label))
      : `${text(own(one.shown.label))} ${told(one.shown, one.levels[now.world])}`);
    at("held").textContent = say(now.world < 0 ? "worlds_are" : "world_is", { count: data.worlds, what: held.join("; ") });
  }
  tables();
}

function options(id, found, chosen) {
  at(id).replaceChildren(...found.map(([value, words]) => {
    const one = Object.assign(document.createElement("option"), { value });
    show(one, words);
    return one;
  }));
  at(id).value = chosen;
}

function speak(lang) {
  now.lang = lang;
  document.documentElement.lang = lang;
  document.title = text(own(data.title));
  show(at("title"), own(data.title));
  show(at("note"), own(data.note));
  for (const one of document.querySelectorAll("[data-say]")) show(one, word(one.dataset.say), data.from);
  for (const one of document.querySelectorAll("[data-name]")) one.setAttribute("aria-label", say(one.dataset.name));
  at("lang").value = lang;
  options("outcome", outcomes.map((one, j) => [j, own(one.shown.label)]), now.outcome);
  const each = [...Array(data.worlds).keys()].map(j => [j, say("one_world", { number: j + 1 })]);
  if (data.worlds > 1) options("world", [[-1, say("all_worlds", { count: data.worlds })], ...each], now.world);
  update();
}

function controls() {
  sliders.forEach((slider, j) => {
    const row = document.createElement("div");
    row.innerHTML = `<label id="name${j}" for="slider${j}"></label>` +
      `<input type="range" id="slider${j}" min="0" max="${counts[j] - 1}" step="1"><p class="with" id="with${j}"></p>`;
    at("sliders").append(row);
    at(`slider${j}`).addEventListener("input", event => {
      now.b[j] = Number(event.target.value);
      now.across = j;
      update();
    });
  });
  at("outcome").addEventListener("change", event => { now.outcome = Number(event.target.value); update(); });
  at("world").addEventListener("change", event => { now.world = Number(event.target.value); update(); });
  at("lang").addEventListener("change", event => speak(event.target.value));
  at("keep").addEventListener("click", () => { now.a = [...now.b]; update(); });
  at("back").addEventListener("click", () => { now.b = [...now.a]; update(); });
  at("unknowns").hidden = data.worlds < 2;
}

controls();
const asked = [location.hash.slice(1), (navigator.language || "").slice(0, 2)];
speak(asked.find(lang => lang in data.langs) || "id");
