/* The editor of a stage, made comfortable. Without this file everything works by plain forms; with it the draft is saved while
   somebody types, what is not saved yet is kept on the device, and rows come and go without a new page. */

import { forget, keep, keptBy, newKey, passedOn, passOn, takePlace, whenTyped } from "./kept.js";
import { following, idOf, putBack, rowOf } from "./rows.js";

const PAUSE = 3000; // milliseconds without a key before the draft is saved
const LONGEST = 20_000; // the same, while somebody types without a pause
const AGAIN = 10_000; // before a lost connection is tried again
const PATIENCE = 30_000; // with an answer, which others wait behind
const HOUSE = new Set(["csrfmiddlewaretoken", "lock", "base", "member", "clashes"]);
const SAID = { add: "Added.", suggest: "Filled in.", remove: "Removed", up: "Moved up.", down: "Moved down.", theirs: "Taken." };
const LOST = "no connection";

const form = document.getElementById("editor");
const owner = form.dataset.keep;
const key = newKey(owner);
const saying = document.getElementById("saved");
const aside = document.getElementById("said");

let saved = ""; // what was typed, as the server has it
let unknown = null; // what was sent and never answered
let halted = ""; // why nothing is saved until somebody asks for it
let isKept = true;
let isLeaving = false;
let isOther = false; // whether the page around the editor is another one by now
let timer = 0;
let since = 0; // when the oldest change that is not saved was made
let turn = Promise.resolve();

// --- What is typed ---------------------------------------------------------------------------------------------------

const pairs = () => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
const words = (list) => new URLSearchParams(list.filter(([name]) => !HOUSE.has(name))).toString();
const typed = () => words(pairs());
const isSaved = () => typed() === saved;
const house = (name) => form.querySelector(`input[type="hidden"][name="${name}"]`);

/** Whether the browser has put something into the fields that the page did not bring. */
function isRestored() {
  return [...form.elements].some((field) => {
    if (field.type === "checkbox") return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") return [...field.options].some((each) => each.selected !== each.defaultSelected) && field.querySelector("[selected]");
    return ["TEXTAREA", "INPUT"].includes(field.tagName) && field.type !== "hidden" && field.value !== field.defaultValue;
  });
}

function keepNow() {
  if (isSaved()) {
    forget(key);
    isKept = true;
  } else {
    isKept = keep(key, record());
  }
}

const record = () => ({ lock: house("lock").value, at: Date.now(), pairs: pairs(), words: inWords() });

/** What the server does not have, each with its label, for a page that has no fields to put it into. */
function inWords() {
  const stored = grouped([...new URLSearchParams(saved)]);
  const ours = grouped(pairs().filter(([name]) => !HOUSE.has(name) && !name.startsWith("rows.")));
  return [...ours]
    .filter(([name, values]) => `${values}` !== `${stored.get(name) ?? ""}` && values.some(Boolean))
    .map(([name, values]) => [labelOf(name), document.getElementById(idOf(name))?.selectedOptions?.[0]?.text ?? values.filter(Boolean).join(", ")]);
}

/** The title of a field, and of the row that it is in. */
function labelOf(name) {
  const place = document.getElementById(idOf(name));
  const title = place?.labels?.[0] ?? place?.querySelector("legend");
  const row = place?.closest("[role=group]")?.getAttribute("aria-label");
  const said = title?.textContent.replace(/\(optional\)/, "").trim() || place?.getAttribute("aria-label") || name;
  return row && row !== said ? `${row}: ${said}` : said;
}

const onDevice = () => (isKept ? "Kept on this device." : "Not kept on this device: leave this page open.");

// --- What is said ----------------------------------------------------------------------------------------------------

function tell(place, ...parts) {
  place.replaceChildren(...parts);
}

const copyOf = (id) => document.getElementById(id).content.cloneNode(true);

function element(name, properties, ...parts) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...parts);
  return made;
}

function tellWrong(wrong) {
  const [first] = wrong;
  const more = wrong.length > 1 ? ` And ${wrong.length - 1} more.` : "";
  const link = element("a", { href: `#${first?.id ?? "f-editor"}` }, first?.label || "This page");
  tell(saying, "Not saved yet. ", link, `: ${first?.message ?? ""}${more} ${onDevice()}`);
}

function tellMet(message) {
  const notice = copyOf("met-notice");
  notice.querySelector(".met-message").textContent = message;
  document.getElementById("told").replaceChildren(notice);
  tell(saying, `Not saved. ${onDevice()}`);
}

// --- Sending ---------------------------------------------------------------------------------------------------------

async function post(list, { accept, keepalive = false }) {
  const once = () =>
    fetch(form.getAttribute("action"), {
      method: "POST",
      headers: { Accept: accept },
      body: new URLSearchParams([["csrfmiddlewaretoken", house("csrfmiddlewaretoken").value], ...list]),
      keepalive,
      signal: patience(),
    });
  const answer = await once();
  if (answer.status !== 403) return answer;
  return (await renewToken(await answer.clone().text())) ? once() : answer;
}

/** Who does not answer is as lost as who is not there: a TypeError, as `fetch` has it. */
function patience() {
  const ours = new AbortController();
  setTimeout(() => ours.abort(new TypeError("no answer")), PATIENCE);
  return ours.signal;
}

/** Somebody who has signed in again has another token: the page that holds what was typed brings it. */
async function renewToken(text) {
  const fresh = parsed(text).querySelector("form[data-held] [name=csrfmiddlewaretoken]");
  if (!fresh) return false;
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = fresh.value;
  return true;
}

/** A page to take parts from. Its brand's style has a nonce of its own, which the policy of this page does not know. */
const parsed = (text) => new DOMParser().parseFromString(text.replace(/<style[^]*?<\/style>/g, ""), "text/html");

/** One thing after the other: a lock that is on its way back is never sent again. */
function inTurn(work) {
  turn = turn.then(work, work);
  return turn;
}

/** Save: saved, wrong, met, refused, ended or lost. `act` save is what somebody asked for, autosave what goes by itself. */
function save(act, { keepalive = false } = {}) {
  clearTimeout(timer);
  return inTurn(async () => {
    if (act === "autosave" && (isSaved() || halted || form.dataset.autosaves === undefined)) return isSaved() ? "saved" : "refused";
    tell(saying, "Saving…");
    try {
      if (unknown && unknown.typed !== typed()) {
        // Its answer was lost. Sent again it is stored, or is there already; either way its lock comes back.
        const before = await store(unknown, act, keepalive);
        if (before !== "saved" && before !== "wrong") return before;
      }
      return await store({ typed: typed(), pairs: pairs() }, act, keepalive);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return isLost();
    }
  });
}

async function store(what, act, keepalive) {
  unknown = what;
  const answer = await post([...what.pairs, ["act", act]], { accept: "application/json", keepalive });
  if (answer.status >= 500) throw new TypeError(`${answer.status}`);
  const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
  const said = isOurs ? await answer.json().catch(() => null) : null;
  if (answer.ok && !said) throw new TypeError("cut off, or from somebody on the way"); // a hotel's sign-in page, for one
  unknown = null;
  if (said?.saved) return isStored(what, said);
  if (said?.wrong) return isWrong(said);
  return isRefused(answer.status, said);
}

function isStored(what, said) {
  [halted, saved] = ["", what.typed];
  for (const name of ["lock", "base"]) house(name).value = said[name];
  keepNow();
  isOther ||= said.status !== form.dataset.status || form.dataset.met !== undefined;
  note(said.notes);
  put(document.getElementById("qc-box"), said.qc);
  put(document.getElementById("act-way"), said.way);
  tell(saying, `Draft saved ${said.at}`);
  if (!isSaved()) later();
  return "saved";
}

function isWrong(said) {
  note(said.notes);
  keepNow();
  tellWrong(said.wrong);
  return "wrong";
}

function isRefused(status, said) {
  keepNow();
  if (said?.conflict) {
    halted = "met";
    tellMet(said.message);
  } else if (status === 401) {
    halted = "ended";
    tell(saying, copyOf("ended-notice"), ` ${onDevice()}`);
  } else {
    halted = "refused";
    tell(saying, `Not saved. ${said?.message ?? "The server did not take it."} ${onDevice()}`);
  }
  return halted;
}

function isLost() {
  keepNow();
  tell(saying, `Not saved yet: ${LOST}. ${onDevice()}`);
  timer = setTimeout(() => save("autosave"), AGAIN);
  return "lost";
}

function note(notes) {
  for (const [id, text] of Object.entries(notes)) {
    const place = document.getElementById(id);
    if (place) place.textContent = text;
  }
}

function put(place, html) {
  if (!place || place.contains(document.activeElement)) return;
  const holder = document.createElement("template");
  holder.innerHTML = html;
  place.replaceWith(holder.content);
}

// --- While somebody types --------------------------------------------------------------------------------------------

function later(pause = PAUSE) {
  clearTimeout(timer);
  since ||= Date.now();
  const left = Math.max(0, since + LONGEST - Date.now());
  timer = setTimeout(() => {
    since = 0;
    save("autosave");
  }, Math.min(pause, left));
}

function changed(pause) {
  keepNow();
  if (isSaved()) return;
  if (form.dataset.autosaves === undefined) tell(saying, `Not saved yet. ${onDevice()}`);
  else if (!halted) {
    tell(saying, `Not saved yet. ${onDevice()}`);
    later(pause);
  }
}

function count(field) {
  const foot = document.getElementById(`${field.id}-foot`);
  const limit = foot?.textContent.match(/^\d+ of (\d+)$/)?.[1];
  if (limit) foot.textContent = `${[...field.value].length} of ${limit}`;
}

form.addEventListener("input", (event) => {
  count(event.target);
  changed();
});

form.addEventListener("change", (event) => {
  changed(500);
  if (form.dataset.shaping.split(" ").includes(event.target.name)) reshape("show");
});

// --- Rows, blocks and checks: the server draws, the page takes over --------------------------------------------------

async function fetched(op, list) {
  const answer = await post([...(list ?? pairs()), ["op", op]], { accept: "text/html" });
  if (answer.status === 401 || answer.status === 403) return void isRefused(answer.status, null);
  if (answer.status >= 500) throw new TypeError(`${answer.status}`);
  return parsed(await answer.text());
}

const grouped = (list) => list.reduce((found, [name, value]) => found.set(name, [...(found.get(name) ?? []), value]), new Map());

/** Names and values of the fields in which somebody went on typing since they held `before`. */
function typedSince(before) {
  const [then, now] = [grouped(before), grouped(pairs())];
  return [...now].filter(([name, values]) => !HOUSE.has(name) && then.has(name) && `${values}` !== `${then.get(name)}`);
}

/** Into the page that was on its way meanwhile. */
function retype(fields, follow) {
  for (const [name, values] of fields) {
    const place = document.getElementById(follow(idOf(name)));
    const boxes = place?.matches("fieldset") ? place.querySelectorAll("[type=checkbox]") : place?.type === "checkbox" ? [place] : [];
    for (const box of boxes) box.checked = values.includes(box.value);
    if (place && !boxes.length) place.value = values[0];
  }
}

/** Ask for the page as it is after `op`, and take its fields over. The focus stays where it was, or goes to `focus`. What
 * is a function, `op` or `list`, is asked when its turn has come: a save before it has another lock then. No `op`, nothing is done. */
function reshape(asked, { list, focus } = {}) {
  const here = document.activeElement;
  return inTurn(async () => {
    const op = typeof asked === "function" ? asked() : asked;
    if (!op) return false;
    const follow = following(op);
    try {
      const before = pairs();
      const page = await fetched(op, typeof list === "function" ? list() : list);
      if (!page?.getElementById("editor")) return false;
      const since = typedSince(before);
      const [now, from, to] = [document.activeElement, document.activeElement.selectionStart, document.activeElement.selectionEnd];
      const isTyping = form.contains(now) && now.tagName !== "BUTTON";
      const isElsewhere = now !== here && now !== document.body;
      const target = isElsewhere ? follow(now.id) || focus : (focus ?? (isTyping ? follow(now.id) : page.getElementById("editor").dataset.focus));
      takeOver(page, follow);
      for (const press of presses) press.id = follow(press.id);
      retype(since, follow);
      if (!isElsewhere || !now.isConnected) begin(target);
      if (from !== null && isTyping && document.activeElement.id === follow(now.id)) document.activeElement.setSelectionRange?.(from, to);
      changed();
      return true;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      isLost();
      return false;
    }
  });
}

function takeOver(page, follow) {
  const fresh = page.getElementById("editor");
  const open = new Set([...form.querySelectorAll("details[open]")].map((each) => follow(nameOf(each))));
  const top = scrollY;
  for (const id of ["f-editor", "told", "qc-box", "act-way"]) {
    const drawn = page.getElementById(id);
    if (drawn) document.getElementById(id)?.replaceWith(drawn);
  }
  for (const name of ["lock", "base", "clashes"]) house(name).value = fresh.querySelector(`[name="${name}"]`).value;
  for (const name of ["met", "autosaves"]) {
    if (name in fresh.dataset) form.dataset[name] = "";
    else delete form.dataset[name];
  }
  for (const details of form.querySelectorAll("details")) {
    if (open.has(nameOf(details))) details.open = true;
    else if (details.matches(".section") && open.size && !details.querySelector(".field-error, .theirs")) details.open = false;
  }
  scrollTo(scrollX, top);
}

const nameOf = (details) => details.id || details.closest("li")?.id || "";

/** Put the focus on the element with the id, or on the first thing in it that takes it, and open what it is folded in. */
function begin(id) {
  const place = document.getElementById(id);
  if (!place) return;
  const folded = place.matches("summary") ? place.parentElement.parentElement : place;
  for (let above = folded.closest("details"); above; above = above.parentElement.closest("details")) above.open = true;
  const takes = "input:not([type=hidden]), textarea, select, summary, button, a[href]";
  const target = place.matches(takes) ? place : (place.querySelector(takes) ?? place);
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest" });
}

const presses = new Set(); // buttons that were pressed while the page was on its way, each {id}

/** A row that was meant may stand elsewhere by the time it is the button's turn, or be gone: then nothing is done. */
async function operate(button) {
  const press = { id: button.id };
  let [verb, path, name, removed] = ["", "", "", []];
  const whenItsTurnCame = () => {
    presses.delete(press);
    const now = button.id ? document.getElementById(press.id) : button;
    const op = now?.value ?? "";
    [verb, path] = [op.split(":")[0], op.slice(op.indexOf(":") + 1)];
    name = now?.dataset.name ?? "";
    removed = verb === "remove" ? rowOf(pairs(), path) : [];
    return op;
  };
  presses.add(press);
  if (!(await reshape(whenItsTurnCame, button.form === form && form.contains(button) ? {} : { focus: button.id }))) return;
  if (verb === "check") tell(aside, "QC has run on what is in the editor.");
  else if (verb === "remove") offerBack(name, path, removed);
  else tell(aside, SAID[verb] ?? "");
}

function offerBack(name, path, removed) {
  const back = element("button", { type: "button", className: "button button-plain button-small" }, "Put back");
  back.addEventListener("click", async () => {
    if (await reshape("show", { list: () => putBack(pairs(), path, removed), focus: idOf(path) })) tell(aside, `Put back: ${name}.`);
  });
  tell(aside, `Removed: ${name}. `, back);
}

// --- Pressing --------------------------------------------------------------------------------------------------------

form.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (isLeaving && button?.dataset.native === undefined) return event.preventDefault(); // pressed twice
  if (button?.dataset.native !== undefined) {
    isLeaving = true;
    return passOn(key);
  }
  event.preventDefault();
  if (button?.name === "op") return operate(button);
  const outcome = await save("save");
  if (outcome === "wrong") reshape("show").then(() => begin("told"));
  if (outcome !== "saved" || isLeaving) return;
  if (button?.value === "submit") {
    button.dataset.native = "";
    form.requestSubmit(button);
  } else if (isOther && isSaved()) {
    isLeaving = true;
    location.replace(form.getAttribute("action"));
  }
});

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
    event.preventDefault();
    form.requestSubmit();
  }
  const verb = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  if (!verb || !event.altKey || event.target.tagName === "SELECT") return;
  const button = event.target.closest(".row-list > ol > li")?.querySelector(`:scope > .row-tools [value^="${verb}:"]`);
  if (!button) return;
  event.preventDefault();
  operate(button);
});

document.addEventListener("click", (event) => {
  const id = event.target.closest?.("a[href^='#']")?.getAttribute("href").slice(1);
  if (!id || !form.contains(document.getElementById(id))) return;
  event.preventDefault();
  begin(id);
});

// --- Coming and going ------------------------------------------------------------------------------------------------

addEventListener("online", () => save("autosave"));

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") {
    keepNow();
    save("autosave", { keepalive: true });
  } else if (halted === "ended") {
    halted = "";
    save("autosave");
  }
});

addEventListener("pagehide", () => keepNow());

addEventListener("beforeunload", (event) => {
  if (!isLeaving && !isSaved() && !isKept) event.preventDefault();
});

/** A page that the browser had put away may be older than what is stored. */
async function comeBack() {
  isLeaving = false;
  if (!isSaved()) return save("autosave");
  return inTurn(async () => {
    try {
      const answer = await fetch(form.getAttribute("action"), { cache: "no-store", headers: { Accept: "text/html" }, signal: patience() });
      const page = parsed(await answer.text());
      if (!page.getElementById("editor") || !isSaved()) return;
      takeOver(page, (id) => id);
      saved = typed();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      isLost();
    }
  });
}

addEventListener("pageshow", (event) => {
  if (event.persisted) comeBack();
});

function offer(old) {
  const notice = copyOf("kept-notice").firstElementChild;
  notice.querySelector(".kept-when").textContent = whenTyped(old);
  notice.querySelector(".kept-back").addEventListener("click", async () => {
    const newer = isSaved() ? null : { key: newKey(owner), ...record() };
    if (!(await reshape("show", { list: old.pairs, focus: "f-editor" }))) return;
    notice.remove();
    forget(old.key);
    if (newer) {
      // What was typed on this page gives way to what is put back, and is offered in its turn.
      keep(newer.key, newer);
      offer(newer);
    }
    tell(aside, "Put back.");
  });
  notice.querySelector(".kept-away").addEventListener("click", () => {
    notice.remove();
    forget(old.key);
    tell(aside, "Discarded.");
    begin("f-editor");
  });
  document.getElementById("kept").append(notice);
}

/** Back on a page, its words come back with it. Whether they have reached the server nobody knows: they go before newer ones. */
async function resume(old) {
  unknown = { typed: words(old.pairs), pairs: old.pairs };
  if (await reshape("show", { list: old.pairs })) forget(old.key);
  else offer(old);
}

function start() {
  const before = takePlace(key);
  form.autocomplete = "off"; // what is not saved is kept here, with its lock; a browser would bring it back without
  const isUnsaved = form.dataset.unsaved !== undefined || isRestored();
  saved = isUnsaved ? "" : typed();
  const passed = passedOn();
  if (isUnsaved) {
    changed(500);
    forget(passed);
    return;
  }
  const isBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  let isResumed = false;
  for (const old of keptBy(owner)) {
    if (words(old.pairs) === saved) forget(old.key);
    else if (isBack && old.key === before) {
      isResumed = true;
      resume(old);
    } else offer(old);
  }
  if (isBack && !isResumed) comeBack();
}

start();
