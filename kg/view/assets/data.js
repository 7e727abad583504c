// What the page knows: the picture as handed over, indexed. Nothing here changes after the start.

const DATA = JSON.parse(document.getElementById('data').textContent);
const { picture: PICTURE, graph: GRAPH } = DATA;

const ACTORS = new Map(PICTURE.actors.map((actor) => [actor.key, actor]));
const DOCUMENTS = new Map(PICTURE.documents.map((source) => [source.id, source]));
const ENTRIES = PICTURE.entries;
const FAMILY_SLOT = new Map(PICTURE.families.map((family, index) => [family.key, index < 7 ? index : 7]));
const FAMILY_LABEL = new Map(PICTURE.families.map((family) => [family.key, family.label]));

const STATUSES = ['fulfilled', 'agreed', 'pledged', 'planned', 'considered', 'refused', 'withdrawn'];
const STANCES = ['supports', 'opposes', 'demands', 'threatens'];
const LEVELS = [...STATUSES, ...STANCES];
const STYLE_OF = { __proto__: null,
  fulfilled: 'firm', agreed: 'firm', pledged: 'firm', planned: 'planned', considered: 'considered',
  refused: 'ended', withdrawn: 'ended', supports: 'supports', opposes: 'against', demands: 'demands', threatens: 'against',
};
const STYLE_LABEL = { __proto__: null,
  firm: 'fulfilled, agreed or pledged', planned: 'planned', considered: 'considered', ended: 'refused or withdrawn',
  supports: 'supports', demands: 'demands', against: 'opposes or threatens',
};
const CLASS_LABEL = { __proto__: null,
  State: 'States', Organization: 'Organisations', Coalition: 'Coalitions', ArmedGroup: 'Armed groups',
  UnnamedGroup: 'Unnamed groups', Person: 'Persons',
};
const CLASS_WORD = { __proto__: null,
  State: 'State', Organization: 'Organisation', Coalition: 'Coalition', ArmedGroup: 'Armed group',
  UnnamedGroup: 'Group without a name', Person: 'Person',
};
const NO_CONDITION = 'none';
const NO_SOURCE = 'unknown source';

const BUNDLES = GRAPH.bundles.map(([source, target, family, style, entries, joint, bend, drawn], index) => (
  { index, source, target, family, style, entries, joint: Boolean(joint), bend, drawn: Boolean(drawn) }));

ENTRIES.forEach((entry, index) => {
  entry.index = index;
  entry.conditionKey = entry.condition ? entry.condition.type : NO_CONDITION;
  entry.statements.forEach((statement) => {
    const source = DOCUMENTS.get(statement.document) || { id: statement.document };
    statement.source = source;
    statement.outlet = source.source || NO_SOURCE;
    statement.date = source.date || null;
  });
  const dates = entry.statements.map((statement) => statement.date).filter(Boolean).sort();
  entry.first = dates[0] || '';
  entry.last = dates[dates.length - 1] || '';
  const known = entry.statements.map((statement) => statement.confidence).filter((c) => c !== null);
  entry.confidence = known.length ? Math.max(...known) : null;
});

const OF_ACTOR = new Map();
function remember(key, role, index) {
  if (!OF_ACTOR.has(key)) OF_ACTOR.set(key, { by: [], to: [], said: [], place: [] });
  const list = OF_ACTOR.get(key)[role];
  if (list[list.length - 1] !== index) list.push(index);
}
ENTRIES.forEach((entry) => {
  entry.by.forEach((key) => remember(key, 'by', entry.index));
  entry.to.forEach((key) => remember(key, 'to', entry.index));
  entry.place.forEach((key) => remember(key, 'place', entry.index));
  entry.statements.forEach((s) => s.speakers.forEach((key) => remember(key, 'said', entry.index)));
});
const NOTHING = { by: [], to: [], said: [], place: [] };
const ofActor = (key) => OF_ACTOR.get(key) || NOTHING;

const nameOf = (key) => (ACTORS.has(key) ? ACTORS.get(key).label : key.replace(/^~/, '')).trim() || '(no name)';
const classOf = (key) => (ACTORS.has(key) ? ACTORS.get(key).cls : 'Organization');
const familyLabel = (key) => FAMILY_LABEL.get(key) || key;
const familySlot = (key) => (FAMILY_SLOT.has(key) ? FAMILY_SLOT.get(key) : 7);
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const plural = (n, one, many) => `${n.toLocaleString('en')} ${n === 1 ? one : many || `${one}s`}`;
const listOf = (names) => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`);

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
function dayText(iso) {
  const parts = /^(\d{4})-(\d\d)-(\d\d)/.exec(iso || '');
  return parts && MONTHS[parts[2] - 1] ? `${Number(parts[3])} ${MONTHS[parts[2] - 1]} ${parts[1]}` : iso || 'no date';
}

/** The flag of a state as an emoji, from its two letters. */
function flagOf(code) {
  return /^[A-Z]{2}$/.test(code || '') ? String.fromCodePoint(...[...code].map((c) => 0x1f1a5 + c.charCodeAt(0))) : '';
}

/** One or a few letters that stand for an actor where there is no room for its name. */
function initials(actor) {
  if (actor.code) return actor.code;
  if (/^[\p{Lu}\d]{2,6}$/u.test(actor.key)) return actor.key;
  if (actor.cls === 'UnnamedGroup') return '?';
  const words = actor.label.split(/[\s-]+/u).filter((word) => /^\p{L}/u.test(word) && !/^(of|the|and|for)$/i.test(word));
  return words.slice(0, 3).map((word) => Array.from(word)[0]).join('').toLocaleUpperCase('en') || '?';
}

/** A web address that may be followed, or null: nothing but http and https. */
function webAddress(text) {
  try {
    const url = new URL(text);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch { return null; }
}
