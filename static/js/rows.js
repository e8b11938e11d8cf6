/* Rows of the editor: where a row's elements are after a move, and a removed row put back among those that are left. */

/** The id of the element at a path, as the form makes it. */
export const idOf = (path) => `f-${path.replaceAll("]", "").replace(/[[.]/g, "-")}`;

/** A function from the id of an element to its id after `op`; empty if the element is gone. */
export function following(op) {
  const [, verb, list, number] = op.match(/^(remove|up|down):(.+)\[(\d+)\]$/) ?? [];
  if (!verb) return (id) => id;
  const stem = `${idOf(list)}-`;
  const from = Number(number);
  const to = from + { up: -1, down: 1, remove: 0 }[verb];
  const place = {
    remove: (row) => (row > from ? row - 1 : row === from ? null : row),
    up: (row) => (row === from ? to : row === to ? from : row),
    down: (row) => (row === from ? to : row === to ? from : row),
  }[verb];
  return (id) => {
    const [, row, rest] = (id.startsWith(stem) && id.slice(stem.length).match(/^(\d+)(-.*|)$/)) || [];
    if (row === undefined) return id;
    const now = place(Number(row));
    return now === null ? "" : `${stem}${now}${rest}`;
  };
}

/** The pairs of one row. */
export function rowOf(pairs, path) {
  return pairs.filter(([name]) => within(name, path));
}

/** `pairs` with the row of `path` in its old place. The server reads rows in the order in which they are sent. */
export function putBack(pairs, path, row) {
  const [, list] = path.match(/^(.+)\[\d+\]$/);
  const free = `${list}[900000]`;
  const renamed = row.map(([name, value]) => [name.replace(path, free), value]);
  const next = pairs.findIndex(([name]) => within(name, path));
  const last = pairs.findLastIndex(([name]) => name === `rows.${list}` || inList(name, list));
  const at = next >= 0 ? next : last + 1;
  const counted = pairs.map(([name, value]) => [name, name === `rows.${list}` ? String(Number(value) + 1) : value]);
  return [...counted.slice(0, at), ...renamed, ...counted.slice(at)];
}

const bare = (name) => name.replace(/^rows\./, "");
const within = (name, path) => bare(name) === path || bare(name).startsWith(`${path}.`);
const inList = (name, list) => bare(name).startsWith(`${list}[`);
