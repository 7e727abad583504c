// Which entries the reader wants to see. Pure functions of the state.

const facets = {
  family: (entry) => [entry.family],
  type: (entry) => [entry.type],
  level: (entry) => [entry.level],
  condition: (entry) => [entry.conditionKey],
  source: (entry) => entry.statements.map((statement) => statement.outlet),
};

/** Whether one passage is within the dates, sure enough, and from an outlet that is not switched off. */
function statementPasses(statement, skip) {
  if (skip !== 'date' && (state.from || state.to)) {
    if (!statement.date || (state.from && statement.date < state.from) || (state.to && statement.date > state.to)) return false;
  }
  if (skip !== 'conf' && state.conf && (statement.confidence === null ? 1 : statement.confidence) < state.conf) return false;
  return skip === 'source' || !isOff('source', statement.outlet);
}

/** Whether an entry passes all filters but `skip`: what is skipped counts what a click there would show. */
function passes(entry, skip) {
  for (const group of ['family', 'type', 'level', 'condition']) {
    if (group !== skip && isOff(group, facets[group](entry)[0])) return false;
  }
  if (!entry.statements.length) return skip === 'date' || !(state.from || state.to);
  return entry.statements.some((statement) => statementPasses(statement, skip));
}

let shown = ENTRIES;
let shownSet = new Set(ENTRIES.map((entry) => entry.index));

function refilter() {
  shown = ENTRIES.filter((entry) => passes(entry, null));
  shownSet = new Set(shown.map((entry) => entry.index));
}

/** How many entries each value of a group would show, given the other filters. */
function counts(group) {
  const found = new Map();
  for (const entry of ENTRIES) {
    if (!passes(entry, group)) continue;
    for (const key of new Set(facets[group](entry))) found.set(key, (found.get(key) || 0) + 1);
  }
  return found;
}

const isFiltered = () => Boolean(Object.keys(state.off).some((group) => group !== 'class') || state.from || state.to || state.conf);

/** The entries that a selection stands for, in the graph's own order. */
function entriesOf(sel) {
  if (!sel) return [];
  if (sel[0] === 'actor') {
    const of = ofActor(sel[1]);
    return [...new Set([...of.by, ...of.to, ...of.said, ...of.place])].map((i) => ENTRIES[i]);
  }
  if (sel[0] === 'entry') return ENTRIES.filter((entry) => entry.iri === sel[1]);
  const bundle = bundleOf(sel);
  return bundle ? bundle.entries.map((i) => ENTRIES[i]) : [];
}

const bundleKey = (bundle) => ['edge', bundle.source, bundle.target, bundle.family, bundle.style, bundle.joint ? 'joint' : null];
const BUNDLE_BY_KEY = new Map(BUNDLES.map((bundle) => [JSON.stringify(bundleKey(bundle)), bundle]));
const bundleOf = (sel) => (sel && sel[0] === 'edge' ? BUNDLE_BY_KEY.get(JSON.stringify(sel)) || null : null);
