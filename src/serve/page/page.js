// Asks when a lever has moved, and shows the answer as it grows. The words of answers come from the program.

const at = (id) => document.getElementById(id);
const made = (tag, attributes = {}, ...inside) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...inside);
  return element;
};
const number = (value) => value.toLocaleString("en-US", { maximumSignificantDigits: 4 });
const tidy = (value) => Number(value.toPrecision(10));
const short = (value) => Number(value.toPrecision(4));
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

// Widest narrow window, in CSS pixels.
const NARROW = 700;
// How long after a move the page asks, in milliseconds.
const REST = 250;
// Positions of a slider, and how near to the present value it falls back to it.
const STEPS = 1000;
const NEAR = 8;
// Positions in a move by the keyboard, and how many moves each key makes.
const SMALL = 5;
const KEYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 20, PageDown: -20 };
// Largest multiple of the present values, where they differ from city to city or group to group.
const MOST_TIMES = 3;

let offer = null;
let generation = 0;
let under_way = null;
let waiting = null;
// Key figures need a wide window.
let chart = window.innerWidth < NARROW ? "queues" : "key-figures";
// Value of every lever that is moved: in its unit, or as a multiple of its present values.
const moved = new Map();
// Levers that are on the page, with what shows them: by setting.
const shown = new Map();

// ---- A lever: what its slider means.

// A lever whose values differ from cell to cell is moved in proportion.
function scale_of(lever) {
  const values = lever.now.map(([, value]) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const every = values.length > 1 ? `in each of ${values.length} ${plural(lever.by)}` : "";
  if (least !== most) {
    return {
      low: 0, high: MOST_TIMES, present: 1, unit: "times as now", power: 1, step: 0.05,
      about: `times as now, when it is ${number(least)} to ${number(most)} ${lever.unit} by ${lever.by}`,
    };
  }
  const wide = lever.high - lever.low >= 100;
  const step = lever.unit === "yes/no" ? 1 : lever.high - lever.low <= 1 ? 0.01 : 0.05;
  return {
    low: lever.low, high: lever.high, present: least, unit: lever.unit, power: wide ? 3 : 1, step,
    about: `${[lever.unit, every].filter(Boolean).join(" ")}, now ${number(least)}`,
  };
}

const plural = (word) => (word === "city" ? "cities" : `${word}s`);

// Wide ranges are finer near their lower end, where most policies are.
const position = ({ low, high, power }, value) =>
  STEPS * (clamp((value - low) / (high - low), 0, 1)) ** (1 / power);

function rounded({ low, high, power, step }, slider) {
  const exact = low + (high - low) * (clamp(slider, 0, STEPS) / STEPS) ** power;
  return power === 1 ? tidy(Math.round(exact / step) * step) : Math.round(Number(exact.toPrecision(2)));
}

const value_at = (scale, slider) =>
  Math.abs(slider - position(scale, scale.present)) <= NEAR ? scale.present : rounded(scale, slider);

// The value so many small moves up or down; the present value is never passed over.
function next_value(scale, value, moves) {
  const way = Math.sign(moves);
  let slider = position(scale, value) + moves * SMALL;
  let next = rounded(scale, slider);
  while ((next - value) * way <= 0 && slider > 0 && slider < STEPS) {
    slider += way;
    next = rounded(scale, slider);
  }
  return (value - scale.present) * (next - scale.present) < 0 ? scale.present : next;
}

// The changes that a moved lever makes, as the command line has them.
function changes_of({ lever, scale }, value) {
  const from = at("from").value;
  if (scale.unit !== "times as now") return [{ setting: lever.setting, value, from }];
  return lever.now.map(([cell, now]) => ({
    setting: `${lever.setting}.${cell}`, value: clamp(tidy(now * value), lever.low, lever.high), from,
  }));
}

function lever_row(lever) {
  const id = lever.setting.replace(".", "-");
  const scale = scale_of(lever);
  const slider = made("input", {
    type: "range", id: `${id}-slider`, min: 0, max: STEPS, "aria-label": lever.label, "aria-describedby": `${id}-about`,
  });
  const box = made("input", {
    type: "number", id, min: scale.low, max: scale.high, step: "any", "aria-describedby": `${id}-about ${id}-wrong`,
  });
  const undo = made("button", { type: "button", class: "undo", "aria-label": `Undo: ${lever.label}` }, "undo");
  const wrong = made("p", { class: "wrong", id: `${id}-wrong`, role: "alert" });
  const row = made("div", { class: "lever" },
    made("label", { for: id }, lever.label), made("span", { class: "value" }, undo, box), slider,
    made("p", { class: "hint", id: `${id}-about` }, `${scale.about}.`, made("span", { class: "meaning" }, ` ${lever.meaning}`)),
    wrong);
  const value = () => moved.get(lever.setting) ?? scale.present;
  const mark = () => {
    row.classList.toggle("moved", moved.has(lever.setting));
    slider.setAttribute("aria-valuetext", `${number(value())} ${scale.unit}`);
    wrong.textContent = "";
  };
  const show = () => {
    mark();
    slider.value = position(scale, value());
    box.value = moved.has(lever.setting) ? value() : short(value());
  };
  const move = (to) => {
    if (to === scale.present) moved.delete(lever.setting);
    else moved.set(lever.setting, to);
    ask_soon();
  };
  slider.addEventListener("input", () => {
    move(value_at(scale, Number(slider.value)));
    mark();
    box.value = short(value());
  });
  slider.addEventListener("change", show);
  slider.addEventListener("keydown", (event) => {
    if (!(event.key in KEYS)) return;
    event.preventDefault();
    move(next_value(scale, value(), KEYS[event.key]));
    show();
  });
  box.addEventListener("input", () => {
    if (!Number.isFinite(box.valueAsNumber)) return;
    move(box.valueAsNumber);
    mark();
    slider.value = position(scale, value());
  });
  box.addEventListener("change", show);
  undo.addEventListener("click", () => {
    move(scale.present);
    show();
    slider.focus();
  });
  shown.set(lever.setting, { lever, scale, row, wrong, show });
  show();
  return row;
}

function show_levers() {
  const more = at("more");
  const groups = [];
  more.replaceChildren(made("option", { value: "" }, "Choose…"));
  shown.clear();
  for (const { title, settings } of offer.families) {
    const group = made("fieldset", {}, made("legend", {}, title));
    const rest = made("optgroup", { label: title });
    for (const lever of settings) {
      if (lever.first || moved.has(lever.setting)) group.append(lever_row(lever));
      else rest.append(made("option", { value: lever.setting }, lever.label));
    }
    if (group.children.length > 1) groups.push(group);
    if (rest.children.length > 0) more.append(rest);
  }
  at("levers").replaceChildren(...groups);
}

function add_lever(setting) {
  for (const { settings } of offer.families) {
    for (const lever of settings) if (lever.setting === setting) lever.first = true;
  }
  show_levers();
  shown.get(setting).row.querySelector("input[type=range]").focus();
}

// ---- The question.

function question() {
  const until = at("until").value;
  const known = [...moved].filter(([setting]) => shown.has(setting));
  return {
    generation,
    scenario: offer.scenario.name,
    changes: known.flatMap(([setting, value]) => changes_of(shown.get(setting), value)),
    futures: Number(at("futures").value),
    until: until === offer.scenario.end || until === "" ? null : until,
    width: at("answer").clientWidth,
  };
}

function ask_soon() {
  clearTimeout(waiting);
  waiting = setTimeout(ask, REST);
}

async function ask() {
  clearTimeout(waiting);
  generation += 1;
  const mine = generation;
  under_way?.abort();
  under_way = new AbortController();
  at("wrong").textContent = "";
  remember();
  if (moved.size === 0) return nothing_changed();
  busy(true);
  say("Simulating the first futures…");
  try {
    const response = await fetch("/compare", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(question()),
      signal: under_way.signal,
    });
    if (!response.ok) {
      const { error } = await response.json();
      if (mine === generation) wrong(error);
      return;
    }
    for await (const line of lines(response.body)) {
      // An answer to an older question is dropped.
      if (line.generation !== generation) return;
      if (line.error) return wrong(line.error);
      if (line.facts) show_answer(line);
      else show_progress(line);
    }
    if (mine === generation && at("answer").getAttribute("aria-busy") === "true") {
      busy(false);
      say("Stopped: another window asked something newer, or the program ended.");
    }
  } catch (error) {
    if (error.name === "AbortError" || mine !== generation) return;
    busy(false);
    say("The program does not answer. If it has ended, start it again: garita serve");
  }
}

// Lines of JSON as they arrive.
async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n");
    rest = parts.pop();
    for (const part of parts) yield JSON.parse(part);
  }
}

// ---- The answer.

const say = (text) => { at("state").textContent = text; };

function busy(is) {
  at("answer").setAttribute("aria-busy", is);
  at("progress").classList.toggle("idle", !is);
  if (is) {
    at("progress").removeAttribute("value");
    at("told").classList.add("old");
  }
}

function nothing_changed() {
  busy(false);
  at("told").hidden = true;
  say("Nothing is changed. Move a lever, and the answer appears here: after a few futures first, then after more.");
}

// Shows a refusal beside the levers that it is about, or above them all.
function wrong({ message, problems }) {
  busy(false);
  at("told").hidden = true;
  say("The question cannot be answered as it stands.");
  const levers = [...shown.values()];
  let placed = false;
  for (const problem of problems ?? []) {
    const about = levers.find(({ lever }) => `${problem.setting}.`.startsWith(`${lever.setting}.`));
    if (!about) continue;
    about.wrong.textContent = problem.message;
    placed = true;
  }
  if (!placed) at("wrong").textContent = message;
}

function show_progress({ done, of }) {
  at("progress").max = of;
  at("progress").value = done;
}

function show_answer({ futures, of, facts, charts, command }) {
  const [glance] = facts.glances;
  const items = (texts) => texts.filter(Boolean).map((text) => made("li", {}, text));
  at("told").hidden = false;
  at("told").classList.remove("old");
  at("glance").textContent = glance.title;
  at("caution").textContent = facts.caution ?? "";
  at("sentences").replaceChildren(...items([...glance.sentences, glance.open, ...glance.others]));
  at("period").textContent = `${facts.period} Policy as of ${facts.policy_date} unless a scenario or a change dates it otherwise.`;
  at("changes").replaceChildren(...items(facts.scenarios.at(-1).differences));
  at("signs").replaceChildren(...items(facts.signs));
  show_charts(charts);
  show_paragraphs(facts.paragraphs);
  show_table(facts.comparisons[0].differences);
  at("command").textContent = command;
  const all = futures === of;
  if (all) busy(false);
  say(all ? `All ${of} futures are in.` : `${futures} of ${of} futures are in; the answer is being refined.`);
}

// One chart at a time, so that it stays in view while a lever moves.
function show_charts(charts) {
  const drawn = charts.map(({ name, title, alt, svg }) => {
    const drawing = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    for (const attribute of ["width", "height"]) drawing.removeAttribute(attribute);
    drawing.querySelector("title")?.remove();
    // The drawing as a whole says what it shows.
    for (const letters of drawing.querySelectorAll("g[aria-label]")) letters.removeAttribute("aria-label");
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", `${title}. ${alt}`);
    return made("figure", { id: name }, document.importNode(drawing, true));
  });
  at("charts").replaceChildren(...drawn);
  choose_chart(chart);
}

function choose_chart(name) {
  chart = name;
  for (const figure of at("charts").children) figure.hidden = figure.id !== name;
  for (const input of at("chart").querySelectorAll("input")) input.checked = input.value === name;
}

function show_paragraphs(paragraphs) {
  at("paragraphs").replaceChildren(...paragraphs.flatMap(({ title, sentences }) => [
    made("h3", {}, title),
    made("ul", {}, ...sentences.map((text) => made("li", {}, text))),
  ]));
}

function show_table({ head, rows }) {
  const cell = (text, column) => column === 0
    ? made("th", { scope: "row" }, text)
    : made("td", { class: column > 1 ? "number" : null }, text);
  at("table").replaceChildren(made("table", {},
    made("thead", {}, made("tr", {}, ...head.map((text) => made("th", { scope: "col" }, text)))),
    made("tbody", {}, ...rows.map((row) => made("tr", {}, ...row.map(cell))))));
}

// ---- The beginning, and what changes the question as a whole.

// The address keeps the question, so that it can be kept and sent.
function remember() {
  const words = new URLSearchParams({ scenario: offer.scenario.name, from: at("from").value });
  if (at("until").value !== offer.scenario.end) words.set("until", at("until").value);
  for (const [setting, value] of moved) words.append("set", `${setting}=${value}`);
  history.replaceState(null, "", moved.size > 0 ? `#${words}` : location.pathname);
}

function recall() {
  const words = new URLSearchParams(location.hash.slice(1));
  for (const text of words.getAll("set")) {
    const [setting, value] = text.split("=");
    if (Number.isFinite(Number(value))) moved.set(setting, Number(value));
  }
  return { scenario: words.get("scenario"), from: words.get("from"), until: words.get("until") };
}

async function load({ scenario, from, until }) {
  const words = new URLSearchParams();
  if (scenario) words.set("scenario", scenario);
  if (from) words.set("from", from);
  const response = await fetch(`/offer?${words}`);
  const answer = await response.json();
  if (!response.ok) {
    at("wrong").textContent = answer.error.message;
    return;
  }
  offer = answer;
  at("scenario").replaceChildren(...offer.scenarios.map(({ name, title }) => made("option", { value: name }, title)));
  at("scenario").value = offer.scenario.name;
  at("summary").textContent = offer.scenario.summary;
  for (const id of ["from", "until"]) at(id).min = offer.scenario.start;
  at("from").value = offer.scenario.from;
  at("until").value = until || offer.scenario.end;
  if (at("futures").children.length === 0) {
    const counts = [...new Set([32, 100, 400, offer.futures])].sort((a, b) => a - b);
    at("futures").replaceChildren(...counts.map((count) => made("option", { value: count }, count)));
    at("futures").value = offer.futures;
  }
  at("maker").textContent = `Garita ${offer.version}, seed ${offer.seed}. This page comes from the program on this machine and speaks to nothing else.`;
  show_levers();
}

at("question").addEventListener("submit", (event) => event.preventDefault());
at("scenario").addEventListener("change", async () => {
  await load({ scenario: at("scenario").value });
  ask();
});
at("from").addEventListener("change", async () => {
  if (at("from").value === "") return;
  await load({ scenario: at("scenario").value, from: at("from").value, until: at("until").value });
  ask();
});
for (const id of ["until", "futures"]) at(id).addEventListener("change", ask);
at("more").addEventListener("change", () => at("more").value && add_lever(at("more").value));
at("chart").addEventListener("change", (event) => choose_chart(event.target.value));
at("reset").addEventListener("click", () => {
  moved.clear();
  for (const { show } of shown.values()) show();
  ask();
});
at("copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText(at("command").textContent);
  at("copied").textContent = "Copied.";
});

await load(recall());
if (offer && moved.size > 0) ask();
