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
const number = (value) => value.toLocaleString("en-US", { maximumFractionDigits: 3 });

// How long after a move the page asks, in milliseconds.
const REST = 250;
// Positions of a slider.
const STEPS = 1000;
// Widest window whose charts are drawn for it, in CSS pixels.
const NARROW = 700;

let offer = null;
let generation = 0;
let under_way = null;
let waiting = null;
// Value of every lever that is moved.
const moved = new Map();
// What shows each lever that is on the page: by setting.
const shown = new Map();

// ---- Levers: a slider, the number itself, and what it is now.

// Wide ranges are finer near their lower end, where most policies are.
const power = (lever) => (lever.high - lever.low >= 100 ? 3 : 1);
const position = (lever, value) =>
  STEPS * ((value - lever.low) / (lever.high - lever.low)) ** (1 / power(lever));
const value_at = (lever, step) => {
  const exact = lever.low + (lever.high - lever.low) * (step / STEPS) ** power(lever);
  return power(lever) === 1
    ? Math.round(exact / fine(lever)) * fine(lever)
    : Number(exact.toPrecision(2));
};
// Smallest move of an even slider.
const fine = (lever) => (lever.unit === "yes/no" ? 1 : (lever.high - lever.low) / 100);
const tidy = (value) => Number(value.toPrecision(10));
const is_even = (lever) => lever.now[0] === lever.now[1];
const now_words = (lever) => {
  const [low, high] = lever.now.map(number);
  return is_even(lever) ? low : `${low} to ${high}`;
};

function lever_row(lever) {
  const id = lever.setting.replace(".", "-");
  const range = made("input", {
    type: "range", id: `${id}-slider`, min: 0, max: STEPS, step: 1, "aria-label": lever.label,
    "aria-describedby": `${id}-about`,
  });
  const box = made("input", {
    type: "number", id, min: lever.low, max: lever.high, step: "any", "aria-describedby": `${id}-about ${id}-wrong`,
  });
  const undo = made("button", { type: "button", class: "undo", "aria-label": `Undo: ${lever.label}` }, "undo");
  const cells = lever.cells ? `, the same ${lever.cells}` : "";
  const about = made("p", { class: "hint", id: `${id}-about` },
    `${lever.unit}${cells}; now ${now_words(lever)}. ${lever.meaning}`);
  const wrong = made("p", { class: "wrong", id: `${id}-wrong`, role: "alert" });
  const row = made("div", { class: "lever" },
    made("label", { for: id }, lever.label),
    made("span", { class: "value" }, undo, box), range, about, wrong);
  const show = () => {
    const value = moved.has(lever.setting) ? moved.get(lever.setting) : lever.now[0];
    const step = position(lever, value);
    if (value_at(lever, Number(range.value)) !== value) range.value = step;
    range.setAttribute("aria-valuetext", `${number(value)} ${lever.unit}`);
    box.value = moved.has(lever.setting) || is_even(lever) ? value : "";
    box.placeholder = is_even(lever) ? "" : now_words(lever);
    row.classList.toggle("moved", moved.has(lever.setting));
  };
  const move = (value) => {
    const back = is_even(lever) && value === lever.now[0];
    if (back) moved.delete(lever.setting);
    else moved.set(lever.setting, value);
    wrong.textContent = "";
  };
  range.addEventListener("input", () => {
    const step = Number(range.value);
    const near = is_even(lever) && Math.abs(step - position(lever, lever.now[0])) <= 6;
    move(near ? lever.now[0] : tidy(value_at(lever, step)));
    show();
    ask_soon();
  });
  box.addEventListener("input", () => {
    if (box.value === "") moved.delete(lever.setting);
    else if (Number.isFinite(box.valueAsNumber)) move(box.valueAsNumber);
    row.classList.toggle("moved", moved.has(lever.setting));
    range.value = position(lever, moved.get(lever.setting) ?? lever.now[0]);
    ask_soon();
  });
  box.addEventListener("change", show);
  undo.addEventListener("click", () => {
    moved.delete(lever.setting);
    wrong.textContent = "";
    show();
    range.focus();
    ask_soon();
  });
  shown.set(lever.setting, { row, wrong, show });
  show();
  return row;
}

function show_levers() {
  const families = at("levers");
  const more = at("more");
  const before = new Set(shown.keys());
  families.replaceChildren();
  more.replaceChildren(made("option", { value: "" }, "Choose…"));
  shown.clear();
  for (const family of offer.families) {
    const group = made("fieldset", {}, made("legend", {}, family.title));
    const rest = made("optgroup", { label: family.title });
    for (const lever of family.settings) {
      if (lever.first || moved.has(lever.setting) || before.has(lever.setting)) group.append(lever_row(lever));
      else rest.append(made("option", { value: lever.setting }, lever.label));
    }
    if (group.children.length > 1) families.append(group);
    if (rest.children.length > 0) more.append(rest);
  }
}

function add_lever(setting) {
  for (const family of offer.families) {
    for (const lever of family.settings) if (lever.setting === setting) lever.first = true;
  }
  show_levers();
  shown.get(setting).row.querySelector("input[type=range]").focus();
}

// ---- The question.

const changes = () => [...moved].map(([setting, value]) => ({ setting, value, from: at("from").value }));

function question() {
  const until = at("until").value;
  return {
    generation,
    scenario: at("scenario").value,
    changes: changes(),
    futures: Number(at("futures").value),
    until: until === offer.scenario.end || until === "" ? null : until,
    narrow: window.innerWidth < NARROW,
  };
}

function ask_soon() {
  clearTimeout(waiting);
  waiting = setTimeout(ask, REST);
}

async function ask() {
  generation += 1;
  under_way?.abort();
  clear_wrong();
  remember();
  if (moved.size === 0) return nothing_changed();
  const mine = generation;
  under_way = new AbortController();
  busy(true);
  say("Simulating the first futures…");
  try {
    const response = await fetch("/compare", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(question()),
      signal: under_way.signal,
    });
    if (!response.ok) return wrong((await response.json()).error, mine);
    for await (const line of lines(response.body)) {
      if (line.generation !== generation) return;
      if (line.error) return wrong(line.error, mine);
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
  at("progress").hidden = !is;
  if (is) {
    at("progress").removeAttribute("value");
    at("told").classList.add("old");
  }
}

function nothing_changed() {
  busy(false);
  at("told").hidden = true;
  say("Nothing is changed. Move a lever, and the answer appears here.");
}

function clear_wrong() {
  at("wrong").textContent = "";
  for (const { wrong } of shown.values()) wrong.textContent = "";
}

function wrong(error, mine) {
  if (mine !== generation) return;
  busy(false);
  at("told").hidden = true;
  say("The question cannot be answered as it stands.");
  let placed = false;
  for (const problem of error.problems ?? []) {
    const lever = shown.get(problem.setting);
    if (lever) {
      lever.wrong.textContent = problem.message;
      placed = true;
    }
  }
  if (!placed) at("wrong").textContent = error.message;
}

function show_progress(line) {
  const progress = at("progress");
  progress.max = line.of;
  progress.value = line.done;
}

function show_answer({ futures, of, facts, charts, command }) {
  const glance = facts.glances[0];
  at("told").hidden = false;
  at("told").classList.remove("old");
  at("glance").textContent = glance.title;
  at("caution").textContent = facts.caution ?? "";
  at("sentences").replaceChildren(
    ...[...glance.sentences, glance.open, ...glance.others].filter(Boolean).map((text) => made("li", {}, text)));
  at("period").textContent = `${facts.period} Policy as of ${facts.policy_date} unless a change dates it otherwise.`;
  show_changes(facts);
  show_charts(charts);
  show_paragraphs(facts.paragraphs);
  show_table(facts.comparisons[0].differences);
  at("command").textContent = command;
  if (futures === of) {
    busy(false);
    say(`All ${of} futures.`);
  } else {
    say(`${futures} of ${of} futures so far; the rest is being simulated.`);
  }
}

function show_changes(facts) {
  const changed = facts.scenarios[facts.scenarios.length - 1];
  at("changes").replaceChildren(...[...changed.differences, ...facts.signs].map((text) => made("li", {}, text)));
}

function show_charts(charts) {
  const drawn = charts.map((chart) => {
    const svg = new DOMParser().parseFromString(chart.svg, "image/svg+xml").documentElement;
    svg.removeAttribute("width");
    svg.removeAttribute("height");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", `${chart.title}. ${chart.alt}`);
    svg.querySelector("title")?.remove();
    return made("figure", { id: chart.name }, document.importNode(svg, true));
  });
  at("charts").replaceChildren(...drawn);
}

function show_paragraphs(paragraphs) {
  at("paragraphs").replaceChildren(...paragraphs.flatMap((paragraph) => [
    made("h3", {}, paragraph.title),
    made("ul", {}, ...paragraph.sentences.map((text) => made("li", {}, text))),
  ]));
}

function show_table({ head, rows }) {
  const cell = (text, column) => column === 0
    ? made("th", { scope: "row" }, text)
    : made("td", { class: column > 1 ? "number" : null }, text);
  at("table").replaceChildren(made("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Key figures in numbers" },
    made("table", {},
      made("thead", {}, made("tr", {}, ...head.map((text) => made("th", { scope: "col" }, text)))),
      made("tbody", {}, ...rows.map((row) => made("tr", {}, ...row.map(cell)))))));
}

// ---- The beginning.

// The address keeps the question, so that it can be kept and sent.
function remember() {
  const words = new URLSearchParams();
  words.set("scenario", at("scenario").value);
  words.set("from", at("from").value);
  if (at("until").value !== offer.scenario.end) words.set("until", at("until").value);
  for (const [setting, value] of moved) words.append("set", `${setting}=${value}`);
  history.replaceState(null, "", moved.size > 0 ? `#${words}` : location.pathname);
}

async function choose(scenario, remembered = null) {
  const address = scenario ? `/offer?scenario=${encodeURIComponent(scenario)}` : "/offer";
  const response = await fetch(address);
  const answer = await response.json();
  if (!response.ok) return void (at("wrong").textContent = answer.error.message);
  offer = answer;
  at("scenario").replaceChildren(...offer.scenarios.map(({ name, title }) => made("option", { value: name }, title)));
  at("scenario").value = offer.scenario.name;
  at("summary").textContent = offer.scenario.summary;
  for (const id of ["from", "until"]) {
    at(id).min = offer.scenario.start;
    at(id).value = remembered?.get(id) ?? offer.scenario[id === "from" ? "from" : "end"];
  }
  const futures = [...new Set([32, 100, 400, offer.futures])].sort((a, b) => a - b);
  at("futures").replaceChildren(...futures.map((count) => made("option", { value: count }, count)));
  at("futures").value = offer.futures;
  at("maker").textContent = `Garita ${offer.version}, seed ${offer.seed}. This page comes from the program on this machine and speaks to nothing else.`;
  show_levers();
}

function recall() {
  const words = new URLSearchParams(location.hash.slice(1));
  for (const text of words.getAll("set")) {
    const [setting, value] = text.split("=");
    if (Number.isFinite(Number(value))) moved.set(setting, Number(value));
  }
  return words;
}

at("question").addEventListener("submit", (event) => event.preventDefault());
at("scenario").addEventListener("change", async () => { await choose(at("scenario").value); ask(); });
for (const id of ["from", "until", "futures"]) at(id).addEventListener("change", ask_soon);
at("more").addEventListener("change", () => at("more").value && add_lever(at("more").value));
at("reset").addEventListener("click", () => { moved.clear(); for (const { show } of shown.values()) show(); ask(); });
at("copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText(at("command").textContent);
  at("copied").textContent = "Copied.";
});

const words = recall();
await choose(words.get("scenario"), words);
if (moved.size > 0) ask();
