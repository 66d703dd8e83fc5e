// The pages' own script: one poll a second, rows as the server made them, copies, and buttons that do what a command would.
"use strict";

const POLL_MS = 1000, MOST_ROWS = 500;
const state = {...document.body.dataset, paused: false};
const byId = (id) => document.getElementById(id), rows = byId("rows");
const address = (more) => "/?" + new URLSearchParams({show: rows.dataset.show, q: rows.dataset.wanted, ...more});

function say(words) {
  byId("wrong").textContent = words;
  byId("wrong").hidden = !words;
}

function setLive(words, lost) {
  document.body.classList.toggle("lost", lost);
  if (byId("live").textContent !== words) byId("live").textContent = words;
}

async function poll() {
  if (state.paused || document.hidden) return;
  const asked = rows ? {seen: state.newest, after: state.change, show: rows.dataset.show, q: rows.dataset.wanted} : {};
  let told;
  try {
    told = await (await fetch("/office/poll?" + new URLSearchParams(asked), {signal: AbortSignal.timeout(5000)})).json();
  } catch {
    return setLive("the sandbox has stopped; this is what it was", true);
  }
  if (state.paused) return;
  if (told.run !== state.run) return rows ? location.replace(address()) : location.reload();  // its numbers begin anew
  setLive("live, " + location.host, false);
  for (const each of document.querySelectorAll("[data-count]")) each.textContent = told.counts[each.dataset.count];
  if (rows) showRows(told);
  Object.assign(state, {change: told.change, newest: told.newest});
}

function showRows(told) {
  for (const each of document.querySelectorAll("[data-filter]")) each.textContent = told.filters[each.dataset.filter];
  if (!byId("gauges").contains(document.activeElement)) byId("gauges").innerHTML = told.gauges;
  const made = document.createElement("tbody");
  made.innerHTML = told.rows;
  const fresh = [];
  for (const row of [...made.children]) {
    const known = byId(row.id);
    if (!known) fresh.push(row);
    else if (!known.contains(document.activeElement)) {
      row.className = known.className;
      known.replaceWith(row);
      if (row.matches(".chosen") && !byId("panel").contains(document.activeElement)) open(row.dataset.number, true);
    }
  }
  rows.prepend(...fresh);
  while (rows.children.length > MOST_ROWS) rows.lastElementChild.remove();
  if (told.missed) {
    byId("missed").textContent = told.missed + " requests went by between two looks; the log holds the newest 500.";
    byId("missed").hidden = false;
  }
}

async function open(number, anew) {
  const answer = await fetch("/office/requests/" + number).catch(() => null);
  if (!answer) return say("The sandbox does not answer.");
  byId("panel")[answer.ok ? "innerHTML" : "textContent"] = await answer.text();
  mark(number);
  history.replaceState(null, "", address({request: number}));
  if (!anew && matchMedia("(max-width: 900px)").matches) byId("panel").scrollIntoView();
}

const mark = (number) => [...rows.children].forEach((each) => each.classList.toggle("chosen", each.dataset.number === String(number)));

async function post(path, body) {
  say("");
  try {
    const answer = await fetch(path, {method: "POST", headers: {"content-type": "application/json"}, body: JSON.stringify(body)});
    if (answer.ok) return location.reload() ?? true;
    const told = await answer.json();
    say([told.error, ...Object.entries(told.fields || {}).map((each) => each.join(": "))].join("; "));
  } catch {
    say("The sandbox does not answer. Nothing is known to have changed.");
  }
}

function changed(form) {
  const differs = (each) => (each.type === "checkbox" ? each.checked !== each.defaultChecked : each.value !== each.defaultValue);
  return Object.fromEntries([...form.elements].filter((each) => each.name && differs(each)).map((each) => [each.name, valueOf(each)]));
}

function valueOf(field) {
  if (field.type === "checkbox") return field.checked;
  return field.dataset.number === undefined ? field.value : field.value === "" ? null : Number(field.value);
}

async function play(change) {  // true once it is played: a switch that was refused goes back
  try {
    return await post("/__sandbox/faults", change(JSON.parse(byId("plan").value)));
  } catch (error) {
    say("The plan is no JSON object: " + error.message);
  }
}

function switchFault(kind, on, percent) {
  const others = (plan) => (plan.faults || []).filter((rule) => rule.kind !== kind);
  return play((plan) => ({...plan, faults: [...others(plan), ...(on ? [{kind, probability: percent / 100}] : [])]}));
}

document.addEventListener("click", async (event) => {
  const at = (selector) => event.target.closest(selector);
  const row = at("#rows tr"), copied = at("[data-copy]"), posted = at("[data-post]");
  if (copied) {
    await navigator.clipboard.writeText(copied.dataset.copy).then(() => copied.classList.add("done"), () => say("Copy it by hand: " + copied.dataset.copy));
  } else if (posted) {
    if (!posted.dataset.ask || confirm(posted.dataset.ask)) post(posted.dataset.post, JSON.parse(posted.dataset.body));
  } else if (at("#pause")) {
    state.paused = !state.paused;
    byId("pause").setAttribute("aria-pressed", state.paused);
    byId("pause").textContent = state.paused ? "Go on" : "Pause";
  } else if (at("#play")) play((plan) => plan);
  else if (row && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    open(row.dataset.number);
  }
});

document.addEventListener("submit", (event) => {
  const {edit, sale, id} = event.target.dataset;
  if (!edit && !sale) return;
  event.preventDefault();
  if (edit) post("/__sandbox/edit", {kind: edit, id, changes: changed(event.target)});
  else post("/__sandbox/sales", {[sale]: id, total_price: valueOf(event.target.elements.total_price)});
});

document.addEventListener("change", (event) => {
  const {fault, percent} = event.target.dataset;
  const box = (name) => document.querySelector(`[data-fault="${name}"]`);
  const share = (name) => document.querySelector(`[data-percent="${name}"]`).value;
  if (fault) switchFault(fault, event.target.checked, share(fault)).then((done) => done || (event.target.checked = !event.target.checked));
  else if (percent && box(percent).checked) switchFault(percent, true, event.target.value);
});

document.addEventListener("keydown", (event) => {
  const chosen = rows?.querySelector(".chosen a");
  if (event.key !== "Escape" || !byId("close")) return;
  if (!chosen) return byId("close").click();
  byId("panel").replaceChildren();  // the list stays where it is, and the focus goes back to its row
  history.replaceState(null, "", address());
  mark("");
  chosen.focus();
});

if (byId("close") && rows) mark(new URLSearchParams(location.search).get("request"));
(function again() { poll().finally(() => setTimeout(again, POLL_MS)); })();  // never two at a time
