// The side panel: every commitment with its exact words in their sentence, who said so, where and when.

const PAGE = 30;

function drawPanel() {
  const { sel } = state;
  const panel = $('panel');
  const content = !sel ? overview() : sel[0] === 'actor' ? actorPage(sel[1]) : sel[0] === 'entry' ? entryPage(sel[1]) : edgePage(sel);
  panel.replaceChildren(...content.filter(Boolean));
  panel.scrollTop = 0;
  panel.classList.toggle('open', Boolean(sel));
  document.body.classList.toggle('chosen', Boolean(sel));
}

function head(title, subtitle, ...more) {
  return el('div', { class: 'panel-head' }, el('div', {}, el('h2', {}, ...title), subtitle ? el('p', { class: 'subtitle' }, ...subtitle) : null, ...more),
    button('', { image: 'close', title: 'Close details', cls: 'quiet', on: () => { select(null); $('graph').focus(); } }));
}

// ---- nothing chosen: the actors, so that the graph can be read without seeing it

function overview() {
  const ids = NODE_IDS.filter((id) => !classIsOff(id));
  const number = (list) => list.filter((i) => shownSet.has(i)).length;
  const rows = ids.map((id) => [id, number(ofActor(id).by), number(ofActor(id).to)]).filter(([, a, b]) => a + b).sort((a, b) => b[1] + b[2] - a[1] - a[2] || (nameOf(a[0]) < nameOf(b[0]) ? -1 : 1));
  const most = Math.max(1, ...rows.map(([, gives, gets]) => Math.max(gives, gets)));
  const bar = (n, cls) => el('span', { class: `meter ${cls}`, 'aria-hidden': 'true' }, el('span', { css: { width: `${(100 * n) / most}%` } }));
  return [
    el('div', { class: 'panel-head' }, el('div', {}, el('h2', {}, 'Actors'), el('p', { class: 'subtitle' }, 'Choose an actor or an edge to read every commitment in its own words.')), button('', { image: 'close', title: 'Close details', cls: 'quiet only-phone', on: () => openDrawer(null) })),
    rows.length ? el('ul', { class: 'roster' }, ...rows.map(([id, gives, gets]) => el('li', {}, actorButton(id, { class: 'actor wide' }),
      el('span', { class: 'meters' }, bar(gives, 'gives'), bar(gets, 'gets')),
      el('span', { class: 'tally' }, el('span', { class: 'hidden-text' }, 'gives '), String(gives), el('span', { 'aria-hidden': 'true' }, ' / '), el('span', { class: 'hidden-text' }, ', gets '), String(gets)))))
      : el('p', { class: 'empty' }, ENTRIES.length ? 'No commitment passes the filters.' : 'No commitments or positions were found.'),
    rows.length ? el('p', { class: 'key' }, bar(most, 'gives'), ' gives  ', bar(most, 'gets'), ' gets') : null,
    ...blocList(),
  ];
}

function blocList() {
  const blocs = BLOCS.map((bloc, i) => [bloc.filter((key) => !classIsOff(key)), i]).filter(([bloc]) => bloc.length > 1);
  if (!blocs.length || !state.hulls) return [];
  return [el('h3', {}, 'Blocs'), el('p', { class: 'subtitle' }, 'Actors that back each other more than they oppose each other.'),
    ...blocs.map(([bloc, i]) => el('p', { class: 'bloc' }, el('span', { class: 'swatch', css: { background: `var(--bloc-${i % 6})` } }), ...bloc.map((key) => actorButton(key))))];
}

// ---- an actor

function actorPage(key) {
  const actor = ACTORS.get(key) || { key, label: key, cls: 'Organization', members: [] };
  const of = ofActor(key);
  const used = new Set();
  const section = (title, list, other) => {
    const fresh = list.filter((i) => !used.has(i));
    fresh.forEach((i) => used.add(i));
    return group(title, fresh.map((i) => ENTRIES[i]), other);
  };
  const flag = flagOf(actor.code);
  const facts = [CLASS_WORD[actor.cls] || actor.cls];
  if (actor.office) facts.push(el('span', {}, said(actor.office)));
  if (actor.represents) facts.push(el('span', {}, 'speaks for ', actorButton(actor.represents)));
  const page = webAddress(actor.wikidata || '');
  if (page) facts.push(outLink(page.replace(/^http:\/\/www\.wikidata\.org\/entity\//, 'https://www.wikidata.org/wiki/'), 'Wikidata'));
  return [
    head([flag ? [el('span', { class: 'flag', 'aria-hidden': 'true' }, flag), ' '] : null, said(actor.label)], facts.flatMap((fact, i) => (i ? [' · ', fact] : [fact])),
      actor.members.length ? el('p', { class: 'subtitle members' }, 'Members: ', ...actor.members.slice(0, 60).map((m) => actorButton(m))) : null),
    ...section('Undertakes and says', of.by, 'to'), ...section('Is given or addressed', of.to, 'by'),
    ...section(actor.cls === 'Person' ? 'Said by them' : 'Stated by them', of.said, 'by'), ...section('As the place', of.place, 'by'),
    used.size ? null : el('p', { class: 'empty' }, 'Nothing is reported of this actor.'),
  ];
}

/** A section of cards, those that pass the filters first; the others are counted, not lost. */
function group(title, entries, other) {
  if (!entries.length) return [];
  const passing = entries.filter((entry) => shownSet.has(entry.index));
  const hidden = entries.length - passing.length;
  const order = (entry) => [other === 'to' ? entry.to.map(nameOf).join() : entry.by.map(nameOf).join(), LEVELS.indexOf(entry.level)];
  passing.sort((a, b) => (order(a)[0] < order(b)[0] ? -1 : order(a)[0] > order(b)[0] ? 1 : order(a)[1] - order(b)[1]));
  return [el('h3', {}, title, ' ', el('span', { class: 'number' }, String(passing.length))), cards(passing),
    hidden ? el('p', { class: 'subtitle' }, `${plural(hidden, 'more', 'more')} outside the filters. `, button('Show all', { cls: 'quiet', on: () => change({ off: {}, from: '', to: '', conf: 0 }) })) : null];
}

function cards(entries) {
  const box = el('div', { class: 'cards' });
  let at = 0;
  const more = () => {
    entries.slice(at, at + PAGE).forEach((entry) => box.append(card(entry)));
    at += PAGE;
    if (at < entries.length) box.append(el('button', { type: 'button', class: 'chip more', on: { click: (e) => { e.currentTarget.remove(); more(); } } }, `Show ${Math.min(PAGE, entries.length - at)} more of ${entries.length}`));
  };
  more();
  return box;
}

// ---- an edge, an entry

function edgePage(sel) {
  const bundle = bundleOf(sel);
  if (!bundle) return [head(['Nothing here'], ['This link points to something that this graph does not hold.'])];
  const entries = bundle.entries.map((i) => ENTRIES[i]);
  const join = bundle.joint ? ' with ' : ' → ';
  return [
    head(bundle.target ? [actorButton(bundle.source), join, actorButton(bundle.target)] : [actorButton(bundle.source)],
      [sample(bundle.style, bundle.family), ' ', `${familyLabel(bundle.family)} · ${STYLE_LABEL[bundle.style]}`, bundle.target ? null : ' · addressed to nobody in particular']),
    ...group(plural(entries.length, 'entry', 'entries'), entries, 'to'), ...besides(bundle)];
}

/** The other edges between the same two. */
function besides(bundle) {
  const others = BUNDLES.filter((b) => b !== bundle && live.has(b.index) && b.target && bundle.target && touches(b, bundle.source) && touches(b, bundle.target));
  if (!others.length) return [];
  return [el('h3', {}, 'Also between these two'), el('ul', { class: 'also' }, ...others.map((b) => el('li', {}, el('button', { type: 'button', class: 'line', on: { click: () => select(bundleKey(b)) } },
    sample(b.style, b.family), el('span', {}, said(nameOf(b.source)), b.joint ? ' with ' : ' → ', said(nameOf(b.target)), ` · ${familyLabel(b.family)} · ${STYLE_LABEL[b.style]} (${live.get(b.index)})`)))))];
}

function entryPage(iri) {
  const entry = ENTRIES.find((e) => e.iri === iri);
  return entry ? [head([entry.type_label], [`${capital(entry.kind)} · ${familyLabel(entry.family)}`]), cards([entry])] : edgePage(['edge']);
}

// ---- one commitment

function levelMark(level) { return el('span', { class: `level ${STYLE_OF[level] || 'firm'}` }, capital(level)); }

function people(keys) { return keys.flatMap((key, i) => [i ? (i === keys.length - 1 ? ' and ' : ', ') : '', actorButton(key)]); }

function card(entry) {
  const facts = [];
  if (entry.condition) facts.push(['Condition', el('span', {}, entry.condition.text ? said(entry.condition.text) : entry.condition.label, entry.condition.text && entry.condition.type !== 'other' ? el('span', { class: 'soft' }, ` (${entry.condition.label})`) : null)]);
  if (entry.amount) facts.push(['Amount', said(entry.amount)]);
  if (entry.place.length) facts.push(['Place', el('span', {}, ...people(entry.place))]);
  const documents = new Set(entry.statements.map((s) => s.document));
  if (documents.size > 1) facts.push(['Sources', el('span', {}, `${documents.size} documents report it: `, ...outlets(documents))]);
  const joint = !entry.to.length && entry.by.length > 1;
  return el('article', { class: 'card', css: { '--tone': STYLE_OF[entry.level] === 'against' ? 'var(--against)' : colour(entry.family) } },
    el('h4', {}, el('span', { class: 'type' }, entry.type_label), ' ', levelMark(entry.level)),
    el('p', { class: 'who' }, ...people(entry.by), entry.to.length ? [' → ', ...people(entry.to)] : null, joint ? el('span', { class: 'soft' }, ' (jointly)') : null),
    facts.length ? el('dl', {}, ...facts.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value)))) : null,
    statusHistory(entry), ...entry.disputes.map(dispute), ...entry.rulings.map(ruling), ...quotations(distinct(entry.statements)), whyOne(entry),
    entry.statements.length ? null : el('p', { class: 'soft' }, 'No passage is kept for this.'));
}

/** The outlets of some documents, by their ids, each once. */
function outlets(ids) {
  const names = [...new Set([...ids].map((id) => { const source = DOCUMENTS.get(id) || { id }; return source.source || source.title || source.id; }))];
  return names.flatMap((name, i) => [i ? (i === names.length - 1 ? ' and ' : ', ') : '', said(name)]);
}

const DISPUTED = { __proto__: null, amount: 'Sources differ on the amount', firmness: 'Sources of one day differ on how firm it is', denial: 'Reported and denied' };
function dispute(of) {
  const sides = of.sides.flatMap((side, i) => [i ? ' · ' : '', of.kind === 'amount' ? said(side.value, { class: 'figure' }) : levelMark(side.value), ' (', ...outlets(side.documents), ')']);
  return el('p', { class: 'dispute' }, el('strong', {}, DISPUTED[of.kind] || 'Sources differ'), ': ', ...sides);
}

const DECIDED = { __proto__: null, merge: 'Merged', split: 'Split', correct: 'Corrected', reject: 'Rejected in part' };
/** What an analyst decided of it, why and when; it stays told when it was taken back. */
function ruling(of) {
  return el('p', { class: 'ruling' }, el('strong', {}, DECIDED[of.verb] || 'Decided'), ' by ', said(of.author || 'an analyst'), ` on ${dayText(of.day)}: `, said(of.reason),
    of.sets.length ? el('span', { class: 'soft' }, ' (', said(of.sets.join(', ')), ')') : null, of.revoked ? el('span', { class: 'soft' }, ' (taken back)') : null);
}

const QUOTED = 5;
function quotations(statements) {
  const [first, rest] = [statements.slice(0, QUOTED).map(quotation), statements.slice(QUOTED)];
  return rest.length < 2 ? statements.map(quotation) : [...first, el('details', { class: 'rest' }, el('summary', {}, plural(rest.length, 'more report')), ...rest.map(quotation))];
}

function whyOne(entry) {
  if (!entry.reasons.length) return null;
  return el('details', { class: 'rest' }, el('summary', {}, 'Why these reports are one entry'), el('ul', {}, ...entry.reasons.map((reason) => el('li', {}, said(reason)))));
}

/** Without passages that another one of the same sentence holds, if it reports the same. */
function distinct(statements) {
  const same = (a, b) => a.document === b.document && a.level === b.level && a.parts.join('') === b.parts.join('') && a.speakers.join('\n') === b.speakers.join('\n');
  const inside = (a, b) => a.parts[0].length >= b.parts[0].length && a.parts[2].length >= b.parts[2].length;
  return statements.filter((a, i) => !statements.some((b, j) => i !== j && same(a, b) && inside(a, b) && (!inside(b, a) || j < i)));
}

/** How the status moved from report to report, where it did. */
function statusHistory(entry) {
  const steps = entry.statements.filter((s, i, all) => i === 0 || s.level !== all[i - 1].level);
  if (steps.length < 2) return null;
  return el('p', { class: 'history' }, el('span', { class: 'soft' }, 'Reported as '), ...steps.flatMap((s, i) => [i ? el('span', { 'aria-label': 'then' }, ' → ') : '', levelMark(s.level), el('span', { class: 'soft' }, ` ${dayText(s.date)}`)]));
}

function outLink(href, text) {
  return el('a', { href, target: '_blank', rel: 'noopener noreferrer', class: 'out' }, text, icon('out'), el('span', { class: 'hidden-text' }, ' (opens in a new tab)'));
}

function quotation(statement) {
  const { source } = statement;
  const address = webAddress(source.url || '');
  const title = said(source.title || source.id);
  const [before, words, after] = statement.parts;
  return el('figure', { class: statementPasses(statement, null) ? '' : 'dim' },
    el('blockquote', { dir: 'auto' }, before, el('mark', {}, words), after),
    el('figcaption', {},
      statement.speakers.length ? el('span', { class: 'speaker' }, ...people(statement.speakers)) : el('span', { class: 'soft' }, 'In the report’s own voice'),
      el('span', { class: 'where' }, address ? outLink(address, title) : title, ` · ${[source.source, dayText(source.date)].filter(Boolean).join(' · ')}`),
      el('span', { class: 'soft' }, `reported as ${statement.level || 'unknown'}`, statement.confidence === null ? '' : ` · confidence ${Math.round(statement.confidence * 100)} %`)));
}
