// Puts the parts together, and passes every change on to those it concerns.

function drawSummary() {
  const documents = new Set(ENTRIES.flatMap((e) => e.statements.map((s) => s.document))).size;
  const commitments = shown.filter((e) => e.kind === 'commitment').length;
  const filtered = isFiltered() ? ` (of ${ENTRIES.length.toLocaleString('en')} entries)` : '';
  $('summary').textContent = `${plural(commitments, 'commitment')} and ${plural(shown.length - commitments, 'position')}${filtered} of ${plural(NODE_IDS.filter((id) => classOf(id) !== 'Person').length + GRAPH.left_out, 'actor')}, from ${plural(documents, 'document')}`;
}

let noteTimer = 0;
function note(text, time) {
  clearTimeout(noteTimer);
  $('note').textContent = text || standingNote();
  $('note').hidden = !$('note').textContent;
  if (time) noteTimer = setTimeout(() => note(''), time);
}

function standingNote() {
  const parts = [];
  if (GRAPH.aggregated) {
    const all = BUNDLES.filter((b) => b.target).length, drawn = BUNDLES.filter((b) => b.target && b.drawn).length;
    parts.push(`Large graph: one edge stands for all between two actors${drawn < all ? `; the ${drawn.toLocaleString('en')} strongest of ${all.toLocaleString('en')} are drawn` : ''}. Choose an actor to see all of its edges.`);
  }
  if (GRAPH.left_out) parts.push(`${plural(GRAPH.left_out, 'quieter actor')} only in the table.`);
  if (NODE_IDS.length && !shown.length) parts.push('No commitment passes the filters.');
  if (!NODE_IDS.length) parts.push('No commitments or positions were found.');
  return parts.join(' ');
}

function drawTools() {
  const view = (key, label) => { const b = button(label, { pressed: state.view === key, on: () => change({ view: key }) }); b.dataset.view = key; return b; };
  $('tools').append(
    button('Filters', { image: 'filter', cls: 'only-phone', on: () => openDrawer('legend') }),
    el('div', { class: 'switch', role: 'group', 'aria-label': 'View' }, view('graph', 'Graph'), view('both', 'Both'), view('table', 'Table')),
    el('div', { class: 'icons' },
      button('', { image: 'image', title: 'Save picture as PNG', on: downloadPng }), button('', { image: 'save', title: 'Save table as CSV', on: downloadCsv }),
      button('', { image: 'print', title: 'Print', on: () => window.print() }), button('', { image: 'link', title: 'Copy link to this view', on: copyLink }),
      button('', { image: 'sun', title: 'Light or dark', on: () => change({ theme: isDark() ? 'light' : 'dark' }) })));
  $('zoom').append(button('', { image: 'plus', title: 'Zoom in', on: () => zoomBy(1.3) }), button('', { image: 'minus', title: 'Zoom out', on: () => zoomBy(1 / 1.3) }), button('', { image: 'fit', title: 'Fit the picture', on: () => fit(true) }));
}

/** On a phone, filters and details slide over the graph. */
function openDrawer(name) {
  $('legend').classList.toggle('open', name === 'legend');
  if (name) $(name).focus();
}

// ---- search

function drawSearch() {
  const list = el('ul', { id: 'results', role: 'listbox', 'aria-label': 'Search results', hidden: true });
  const input = el('input', { type: 'search', id: 'query', placeholder: 'Search actors and words', role: 'combobox', autocomplete: 'off', spellcheck: 'false', 'aria-label': 'Search actors and words', 'aria-expanded': 'false', 'aria-controls': 'results', 'aria-autocomplete': 'list' });
  let found = [], at = -1;
  const show = () => {
    list.hidden = !found.length;
    input.setAttribute('aria-expanded', String(found.length > 0));
    list.replaceChildren(...found.map((result, i) => el('li', { role: 'option', id: `result-${i}`, 'aria-selected': String(i === at), on: { mousedown: (e) => { e.preventDefault(); take(i); } } }, ...result.content)));
    if (at >= 0) input.setAttribute('aria-activedescendant', `result-${at}`); else input.removeAttribute('aria-activedescendant');
  };
  const take = (i) => { const result = found[i]; found = []; at = -1; input.value = ''; show(); if (result) { select(result.sel); if (result.sel[0] === 'actor') reveal(result.sel[1]); } };
  input.addEventListener('input', () => { found = search(input.value); at = -1; show(); if (input.value.trim()) announce(found.length ? plural(found.length, 'result') : 'Nothing found'); });
  input.addEventListener('keydown', (e) => {
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { if (found.length) { at = (at + (e.key === 'ArrowDown' ? 1 : -1) + found.length) % found.length; show(); e.preventDefault(); } }
    else if (e.key === 'Enter') take(Math.max(0, at));
    else if (e.key === 'Escape') { found = []; show(); input.value = ''; e.stopPropagation(); }
  });
  input.addEventListener('blur', () => { found = []; show(); });
  $('search').append(input, list);
}

const fold = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase('en');
let haystack = null;
function search(text) {
  const wanted = fold(text.trim());
  if (!wanted) return [];
  haystack = haystack || [...ACTORS.values()].map((a) => ({ sel: ['actor', a.key], text: fold(`${a.label} ${a.key}`), actor: a }))
    .concat(ENTRIES.map((e) => ({ sel: ['entry', e.iri], text: fold(`${e.type_label} ${e.amount || ''} ${e.statements.map((s) => s.parts[1]).join(' ')}`), entry: e })));
  const rank = (item) => (item.actor ? (item.text.startsWith(wanted) || fold(item.actor.key) === wanted ? 0 : 1) : 2);
  return haystack.filter((item) => item.text.includes(wanted)).sort((a, b) => rank(a) - rank(b)).slice(0, 9).map((item) => ({
    sel: item.sel,
    content: item.actor ? [el('span', { class: 'flag', 'aria-hidden': 'true' }, flagOf(item.actor.code)), said(item.actor.label), el('span', { class: 'soft' }, CLASS_WORD[item.actor.cls] || item.actor.cls)]
      : [el('span', { class: 'swatch', css: { background: colour(item.entry.family) } }), el('span', { class: 'clip' }, `${item.entry.type_label}: `, said(item.entry.statements.length ? item.entry.statements[0].parts[1] : ''))],
  }));
}

// ---- theme and view

const isDark = () => (state.theme === 'auto' ? matchMedia('(prefers-color-scheme: dark)').matches : state.theme === 'dark');
function applyTheme() { document.documentElement.dataset.theme = isDark() ? 'dark' : 'light'; }
function applyView() {
  document.body.dataset.view = state.view;
  for (const b of document.querySelectorAll('[data-view]')) if (b.tagName === 'BUTTON') b.setAttribute('aria-pressed', String(b.dataset.view === state.view));
}

// ---- start

Object.assign(state, readAddress());
applyTheme();
refilter();
countLive();
drawTools();
drawSearch();
applyView();
drawLegend();
drawTimeline();
drawGraph();
drawSummary();
drawTable();
drawPanel();
note('');

let frame = 0;
const pending = new Set();
listeners.push((changed) => {
  changed.forEach((key) => pending.add(key));
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(update);
});

function update() {
  const changed = new Set(pending);
  pending.clear();
  const any = (...keys) => keys.some((key) => changed.has(key));
  const filtered = any('off', 'from', 'to', 'conf');
  if (any('theme')) { applyTheme(); readTones(); }
  if (any('view')) { applyView(); requestAnimationFrame(() => { network.redraw(); fit(false); }); }
  if (filtered) { refilter(); rowsShown = ROWS; }
  if (any('size', 'hulls', 'theme', 'sel') || filtered) redrawGraph({ resized: any('size'), classes: any('off') });
  if (filtered || any('size', 'hulls')) { refreshLegend(); refreshTimeline(); drawSummary(); note(''); }
  if (filtered || any('sort', 'view', 'sel')) drawTable();
  if (filtered || any('sel', 'hulls')) drawPanel();
  if (filtered) announce($('summary').textContent);
  if (any('sel') && state.sel) {
    announce($('panel').querySelector('h2').textContent);
    if (state.sel[0] === 'actor') { focused = NODE_SET.has(state.sel[1]) ? state.sel[1] : focused; reveal(state.sel[1]); }
  }
}

$('graph').addEventListener('keydown', graphKeys);
$('graph').addEventListener('focus', () => network.redraw());
$('graph').addEventListener('blur', () => network.redraw());
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') { if ($('legend').classList.contains('open')) openDrawer(null); else if (state.sel) select(null); }
  if (event.key === '/' && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) { event.preventDefault(); $('query').focus(); }
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { if (state.theme === 'auto') { applyTheme(); readTones(); redrawGraph(); } });
new ResizeObserver(() => { if (network && !magnifyOn()) { clearTimeout(resizing); resizing = setTimeout(() => { fit(false); if (state.sel && state.sel[0] === 'actor') reveal(state.sel[1]); }, 80); } }).observe($('picture'));
let resizing = 0;
function magnifyOn() { return magnify !== 1; }
document.documentElement.dataset.ready = 'yes';
