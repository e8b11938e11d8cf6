/* What somebody typed and the server does not have yet, on this device. One record for each page that was opened: {lock, at,
   pairs, words}; words is a list of [label, value] for people, of what the server does not have. Where a browser has no storage, or no room, nothing is kept and `keep` says so. */

const PREFIX = "draft:";

/** The key of one page that is open now. `owner` names the member and the artifact. */
export function newKey(owner) {
  const [number] = crypto.getRandomValues(new Uint32Array(1));
  return `${PREFIX}${owner}:${number.toString(36)}`;
}

/** Whether the record is kept. */
export function keep(key, record) {
  try {
    localStorage.setItem(key, JSON.stringify(record));
    return true;
  } catch {
    return false;
  }
}

export function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // No storage, so nothing is in it.
  }
}

/** The owner's records of earlier pages, newest first, each with its key. */
export function keptBy(owner) {
  const found = [];
  try {
    for (let at = 0; at < localStorage.length; at += 1) {
      const key = localStorage.key(at);
      if (key.startsWith(`${PREFIX}${owner}:`)) found.push({ key, ...read(key) });
    }
  } catch {
    return []; // No storage.
  }
  return found.filter((record) => Array.isArray(record.pairs)).sort((one, other) => other.at - one.at);
}

/** When a record was typed, in a sentence. */
export function whenTyped({ at }) {
  const when = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  return `You typed it ${when.format(at)}, on this device.`;
}

/** A record, or nothing where it cannot be read: it hides no other. */
function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** A page that is sent as a whole comes back as another page; what was kept for it goes with it. */
export function passOn(key) {
  try {
    sessionStorage.setItem("passed-on", key);
  } catch {
    // Then the next page offers it.
  }
}

export function passedOn() {
  try {
    const key = sessionStorage.getItem("passed-on");
    sessionStorage.removeItem("passed-on");
    return key ?? "";
  } catch {
    return "";
  }
}

/** The key of the page that stood at this place in the browser's history before; from now on it is `key`. */
export function takePlace(key) {
  const before = history.state?.draft ?? "";
  history.replaceState({ ...history.state, draft: key }, "");
  return before;
}
