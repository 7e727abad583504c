// What the reader has chosen. It lives in the address, after the #, so that a link or a bookmark restores it.

const state = { view: 'graph', theme: 'auto', sel: null, off: {}, from: '', to: '', conf: 0, size: 'both', sort: '-date', hulls: GRAPH.nodes.length <= 80 };
const DEFAULTS = { ...state };
const VIEWS = ['graph', 'both', 'table'];
const GROUPS = ['class', 'family', 'type', 'level', 'condition', 'source'];
const listeners = [];

const isOff = (group, key) => {
  const list = state.off[group];
  return list ? list.includes(key) : group === 'class' && key === 'Person';
};

function setOff(group, keys) {
  const off = [...new Set(keys)].sort();
  const standard = group === 'class' ? ['Person'] : [];
  const next = { ...state.off };
  if (off.join('\n') === standard.join('\n')) delete next[group];
  else next[group] = off;
  change({ off: next });
}

function toggle(group, key) {
  const list = state.off[group] || (group === 'class' ? ['Person'] : []);
  setOff(group, list.includes(key) ? list.filter((other) => other !== key) : [...list, key]);
}

/** Changes the state and tells everybody what changed. */
function change(changes, { write = true } = {}) {
  const changed = new Set(Object.keys(changes).filter((key) => JSON.stringify(changes[key]) !== JSON.stringify(state[key])));
  if (!changed.size) return;
  Object.assign(state, changes);
  if (write) writeAddress();
  listeners.forEach((listener) => listener(changed));
}

function select(sel) { change({ sel }); }

let writing = 0;
function writeAddress() {
  const parts = new URLSearchParams();
  for (const [key, value] of Object.entries(state)) {
    if (JSON.stringify(value) === JSON.stringify(DEFAULTS[key])) continue;
    parts.set(key, typeof value === 'string' ? value : JSON.stringify(value));
  }
  clearTimeout(writing);
  writing = setTimeout(() => {
    const hash = parts.toString();
    if (hash !== location.hash.slice(1)) history.replaceState(null, '', hash ? `#${hash}` : location.pathname + location.search);
  }, 60);
}

/** The address is input like any other: what does not fit is passed over. */
function readAddress() {
  const next = { ...DEFAULTS };
  let parts;
  try { parts = new URLSearchParams(location.hash.slice(1)); } catch { return next; }
  const parsed = (key) => { try { return JSON.parse(parts.get(key)); } catch { return null; } };
  const oneOf = (key, values) => { if (values.includes(parts.get(key))) next[key] = parts.get(key); };
  const day = (key) => { if (/^\d{4}-\d\d-\d\d$/.test(parts.get(key) || '')) next[key] = parts.get(key); };
  oneOf('view', VIEWS);
  oneOf('theme', ['light', 'dark']);
  oneOf('size', ['gives', 'gets']);
  day('from');
  day('to');
  if (/^-?(date|by|level|type|to|condition|confidence|source)$/.test(parts.get('sort') || '')) next.sort = parts.get('sort');
  if (parsed('conf') > 0 && parsed('conf') <= 1) next.conf = parsed('conf');
  if (typeof parsed('hulls') === 'boolean') next.hulls = parsed('hulls');
  const sel = parsed('sel');
  if (Array.isArray(sel) && sel.every((part) => typeof part === 'string' || part === null)) next.sel = sel;
  const off = parsed('off');
  if (off && typeof off === 'object') {
    next.off = Object.fromEntries(GROUPS.filter((g) => Array.isArray(off[g])).map((g) => [g, off[g].filter((k) => typeof k === 'string')]));
  }
  return next;
}

window.addEventListener('hashchange', () => change(readAddress(), { write: false }));
