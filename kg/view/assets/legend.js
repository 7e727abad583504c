// The legend, which is the filter as well: each line explains a sign and switches it.

const checks = []; // {group, key, input, number, line}

function check(group, key, label, { sign, cls } = {}) {
  const input = el('input', { type: 'checkbox', on: { change: () => toggle(group, key) } });
  const number = el('span', { class: 'number' });
  const line = el('label', { class: `check ${cls || ''}` }, input, sign, el('span', { class: 'word' }, label), number,
    el('button', { type: 'button', class: 'only', title: `Show only ${typeof label === 'string' ? label : ''}`, on: { click: (event) => { event.preventDefault(); only(group, key); } } }, 'only'));
  checks.push({ group, key, input, number, line });
  return line;
}

/** Switches all of a group off but one; all on again if that is how it is. */
function only(group, key) {
  const others = checks.filter((c) => c.group === group && c.key !== key).map((c) => c.key);
  const already = others.every((other) => isOff(group, other)) && !isOff(group, key);
  setOff(group, already ? [] : others);
}

function part(title, ...children) { return el('section', { class: 'part' }, el('h2', {}, title), ...children); }

function drawLegend() {
  const has = (get) => new Set(ENTRIES.flatMap(get));
  const families = has(facets.family), levels = has(facets.level), sources = [...has(facets.source)].sort();
  const classes = new Set(NODE_IDS.map(classOf));
  $('legend').append(
    el('div', { class: 'legend-head' }, el('h2', {}, 'Legend and filters'),
      button('Show all', { cls: 'quiet reset', on: () => change({ off: {}, from: '', to: '', conf: 0 }) }),
      button('', { image: 'close', title: 'Close filters', cls: 'quiet only-phone', on: () => openDrawer(null) })),
    part('What it is about', ...PICTURE.families.filter((f) => families.has(f.key)).map((f) => familyPart(f)),
      ...[...families].filter((key) => !FAMILY_LABEL.has(key)).map((key) => familyPart({ key, label: familyLabel(key) }))),
    part('How firm the commitment is', ...STATUSES.filter((l) => levels.has(l)).map((l) => check('level', l, capital(l), { sign: sample(STYLE_OF[l]) }))),
    part('Stance towards others', ...STANCES.filter((l) => levels.has(l)).map((l) => check('level', l, capital(l), { sign: sample(STYLE_OF[l]) }))),
    conditionPart(),
    confidencePart(),
    part('Actors', ...Object.keys(CLASS_LABEL).filter((c) => classes.has(c)).map((c) => check('class', c, CLASS_LABEL[c], { sign: shapeOf(c) })),
      ...[...classes].filter((c) => !CLASS_LABEL[c]).map((c) => check('class', c, c, { sign: shapeOf(c) })), sizePart()),
    sources.length > 1 ? part('Sources', ...sources.map((s) => check('source', s, said(s)))) : '',
  );
  if (!levels.size) $('legend').append(el('p', { class: 'empty' }, 'Nothing to filter.'));
  refreshLegend();
}

function familyPart(family) {
  const types = new Map(ENTRIES.filter((e) => e.family === family.key).map((e) => [e.type, e.type_label]));
  const line = check('family', family.key, family.label, { sign: el('span', { class: 'swatch', css: { background: colour(family.key) } }), cls: 'strong' });
  if (types.size < 2) return line;
  const more = el('details', {}, el('summary', {}, el('span', { class: 'hidden-text' }, `Types in ${family.label}: `), plural(types.size, 'type')),
    ...[...types].sort((a, b) => (a[1] < b[1] ? -1 : 1)).map(([key, label]) => check('type', key, label, { cls: 'inner' })));
  return el('div', { class: 'family' }, line, more);
}

function conditionPart() {
  const found = new Map(ENTRIES.map((e) => [e.conditionKey, e.condition ? e.condition.label : 'Unconditional']));
  const keys = [...found.keys()].filter((key) => key !== NO_CONDITION).sort();
  if (!keys.length) return '';
  const quick = [button('Nothing conditional', { cls: 'chip', pressed: false, on: (e) => press(e, keys) })];
  if (keys.includes('ceasefire')) quick.unshift(button('Only what needs no ceasefire', { cls: 'chip', pressed: false, on: (e) => press(e, ['ceasefire']) }));
  quick.forEach((b) => { b.dataset.keys = JSON.stringify(b === quick[quick.length - 1] ? keys : ['ceasefire']); });
  return part('Condition', el('div', { class: 'chips', id: 'condition-chips' }, ...quick),
    ...(found.has(NO_CONDITION) ? [check('condition', NO_CONDITION, 'Unconditional')] : []),
    ...keys.map((key) => check('condition', key, key === 'other' ? 'If something else happens' : `If: ${found.get(key)}`)));
}

function press(event, keys) { setOff('condition', event.currentTarget.getAttribute('aria-pressed') === 'true' ? [] : keys); }

function confidencePart() {
  const known = ENTRIES.some((entry) => entry.confidence !== null);
  if (!known) return '';
  return part('Confidence of the reading', el('div', { class: 'slider' },
    el('input', { type: 'range', id: 'confidence', min: 0, max: 100, step: 5, 'aria-label': 'Least confidence, in percent', on: { input: (e) => change({ conf: e.target.value / 100 }) } }),
    el('output', { id: 'confidence-text', for: 'confidence' })));
}

function sizePart() {
  const option = (key, label) => el('label', { class: 'radio' }, el('input', { type: 'radio', name: 'size', value: key, on: { change: () => change({ size: key }) } }), label);
  return el('fieldset', { class: 'size', id: 'size' }, el('legend', {}, 'Size shows what they'), option('both', 'give and get'), option('gives', 'give'), option('gets', 'get'),
    BLOCS.length ? el('label', { class: 'radio' }, el('input', { type: 'checkbox', id: 'hulls', on: { change: (e) => change({ hulls: e.target.checked }) } }), 'Shade blocs: supporters together, opponents apart') : '');
}

function shapeOf(cls) {
  const shapes = { __proto__: null,
    Organization: () => svg('rect', { x: 2, y: 2, width: 12, height: 12, rx: 3 }),
    Coalition: () => svg('path', { d: 'M1 8l3.500-6.200h7L15 8l-3.500 6.200h-7z' }),
    ArmedGroup: () => svg('path', { d: 'M8 1l7 7-7 7-7-7z' }),
    UnnamedGroup: () => svg('circle', { cx: 8, cy: 8, r: 6.5, 'stroke-dasharray': '2.500 2' }),
    Person: () => svg('circle', { cx: 8, cy: 8, r: 4 }),
  };
  return svg('svg', { viewBox: '0 0 16 16', class: 'shape', 'aria-hidden': 'true' }, (shapes[cls] || (() => svg('circle', { cx: 8, cy: 8, r: 6.5 })))());
}

function refreshLegend() {
  const numbers = Object.fromEntries(Object.keys(facets).map((group) => [group, counts(group)]));
  for (const { group, key, input, number, line } of checks) {
    input.checked = !isOff(group, key);
    const n = group === 'class' ? visibleOfClass(key) : numbers[group].get(key) || 0;
    number.textContent = n.toLocaleString('en');
    line.classList.toggle('zero', !n);
  }
  for (const chip of document.querySelectorAll('#condition-chips button')) {
    const off = (state.off.condition || []).slice().sort();
    chip.setAttribute('aria-pressed', String(JSON.stringify(off) === JSON.stringify(JSON.parse(chip.dataset.keys).sort())));
  }
  if ($('confidence')) {
    $('confidence').value = Math.round(state.conf * 100);
    $('confidence-text').textContent = state.conf ? `at least ${Math.round(state.conf * 100)} %` : 'any';
  }
  for (const radio of document.querySelectorAll('#size input[type=radio]')) radio.checked = radio.value === state.size;
  if ($('hulls')) $('hulls').checked = state.hulls;
  document.querySelector('.reset').hidden = !isFiltered() && !state.off.class;
}

const visibleOfClass = (cls) => NODE_IDS.filter((id) => classOf(id) === cls && (active.has(id) || cls === 'Person')).length;
