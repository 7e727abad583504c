// The same content for those who would rather read: sorted, a page at a time, as CSV.

const ROWS = 200;
let rowsShown = ROWS;
const COLUMNS = [
  { key: 'date', label: 'Date', value: (e) => e.last, cell: (e) => (e.last ? dayText(e.last) : '–') },
  { key: 'by', label: 'By', value: (e) => e.by.map(nameOf).join(', '), cell: (e) => people(e.by) },
  { key: 'level', label: 'Status or stance', value: (e) => LEVELS.indexOf(e.level), cell: (e) => levelMark(e.level) },
  { key: 'type', label: 'Type', value: (e) => e.type_label, cell: (e) => [el('span', { class: 'swatch', css: { background: colour(e.family) } }), e.type_label] },
  { key: 'to', label: 'To', value: (e) => e.to.map(nameOf).join(', '), cell: (e) => (e.to.length ? people(e.to) : '–') },
  { key: 'condition', label: 'Condition', value: (e) => (e.condition ? e.condition.text || e.condition.label : ''), cell: (e) => (e.condition ? said(e.condition.text || e.condition.label) : '–') },
  { key: 'words', label: 'Words', cell: (e) => el('button', { type: 'button', class: 'words', on: { click: () => select(['entry', e.iri]) } }, said((e.statements.length && e.statements[e.statements.length - 1].parts[1].trim()) || 'Details')) },
  { key: 'source', label: 'Sources', value: (e) => [...new Set(e.statements.map((s) => s.outlet))].join(', '), cell: (e) => [...new Set(e.statements.map((s) => s.outlet))].flatMap((s, i) => [i ? ', ' : '', said(s)]) },
  { key: 'confidence', label: 'Confidence', value: (e) => (e.confidence === null ? -1 : e.confidence), cell: (e) => (e.confidence === null ? '–' : `${Math.round(e.confidence * 100)} %`) },
];

const collator = new Intl.Collator('en', { numeric: true });
function sorted(entries) {
  const down = state.sort.startsWith('-');
  const column = COLUMNS.find((c) => c.key === state.sort.replace('-', '')) || COLUMNS[0];
  const values = new Map(entries.map((e) => [e, column.value(e)]));
  const compare = (a, b) => (typeof values.get(a) === 'number' ? values.get(a) - values.get(b) : collator.compare(values.get(a), values.get(b)));
  return entries.slice().sort((a, b) => (down ? compare(b, a) : compare(a, b)) || a.index - b.index);
}

function drawTable() {
  if (state.view === 'graph') return;
  const header = COLUMNS.map((column) => {
    const now = state.sort === column.key ? 'ascending' : state.sort === `-${column.key}` ? 'descending' : 'none';
    if (!column.value) return el('th', { scope: 'col', class: `c-${column.key}` }, column.label);
    return el('th', { scope: 'col', class: `c-${column.key}`, 'aria-sort': now }, el('button', { type: 'button', on: { click: () => change({ sort: now === 'ascending' ? `-${column.key}` : column.key }) } }, column.label, el('span', { class: 'arrow', 'aria-hidden': 'true' }, { ascending: '↑', descending: '↓', none: '↕' }[now])));
  });
  const rows = sorted(shown).slice(0, rowsShown).map((entry) => el('tr', { class: state.sel && state.sel[0] === 'entry' && state.sel[1] === entry.iri ? 'picked' : null },
    ...COLUMNS.map((column) => el('td', { class: `c-${column.key}` }, column.cell(entry)))));
  const sort = document.activeElement && document.activeElement.closest('th') ? [...document.activeElement.closest('tr').children].indexOf(document.activeElement.closest('th')) : -1;
  $('table').replaceChildren(
    el('div', { class: 'table-head' }, el('p', {}, `${plural(shown.length, 'commitment or position', 'commitments and positions')}${isFiltered() ? ` of ${ENTRIES.length.toLocaleString('en')}` : ''}`), button('Download CSV', { image: 'save', cls: 'quiet', on: downloadCsv })),
    shown.length ? el('table', {}, el('thead', {}, el('tr', {}, ...header)), el('tbody', {}, ...rows)) : el('p', { class: 'empty' }, 'No commitment passes the filters.'),
    rowsShown < shown.length ? el('button', { type: 'button', class: 'chip more', on: { click: () => { rowsShown += 5 * ROWS; drawTable(); } } }, `Show more rows (${rowsShown} of ${shown.length})`) : '');
  if (sort >= 0) { const b = $('table').querySelectorAll('th')[sort].querySelector('button'); if (b) b.focus(); }
}
