// Small helpers to build elements. Text goes in as text, never as markup.

const $ = (id) => document.getElementById(id);

function put(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'on') for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    else if (name === 'css') for (const [property, text] of Object.entries(value)) node.style.setProperty(property, text);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}
const el = (tag, attributes, ...children) => put(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) => put(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);

/** Words that came from an article or a name: kept apart from the text around them, whatever way they run. */
const said = (text, attributes) => el('bdi', attributes, text);

const ICONS = {
  sun: 'M12 4V2m0 20v-2m8-8h2M2 12h2m13.7-5.7 1.4-1.4M4.9 19.1l1.4-1.4m0-11.4L4.9 4.9m14.2 14.2-1.4-1.4M12 7.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9',
  save: 'M12 4v11m0 0 4-4m-4 4-4-4M5 19h14', print: 'M7 9V4h10v5M7 17H4v-7h16v7h-3M7 14h10v6H7z',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1-1',
  filter: 'M4 6h16M7 12h10M10 18h4', close: 'M6 6l12 12M18 6L6 18', plus: 'M12 6v12M6 12h12', minus: 'M6 12h12',
  fit: 'M4 9V4h5m6 0h5v5m0 6v5h-5m-6 0H4v-5', out: 'M9 5h10v10M19 5 6 18', image: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4',
};
const icon = (name) => svg('svg', { viewBox: '0 0 24 24', class: 'icon', 'aria-hidden': 'true' }, svg('path', { d: ICONS[name] }));

function button(label, { image, title, pressed, cls, on } = {}) {
  return el('button', {
    type: 'button', class: cls, title, 'aria-label': image && !label ? title : null,
    'aria-pressed': pressed === undefined ? null : String(pressed), on: on ? { click: on } : null,
  }, image ? icon(image) : null, label ? el('span', {}, label) : null);
}

/** A button that opens an actor: flag or letters, then the name. */
function actorButton(key, attributes) {
  const actor = ACTORS.get(key);
  const flag = actor ? flagOf(actor.code) : '';
  return el('button', { type: 'button', class: 'actor', on: { click: () => select(['actor', key]) }, ...attributes },
    flag ? el('span', { class: 'flag', 'aria-hidden': 'true' }, flag) : null, said(nameOf(key)));
}

const colour = (family) => `var(--family-${familySlot(family)})`;
const DASH = { planned: '7 4', considered: '1.500 4', ended: '5 4', demands: '8 3 2 3' };

/** A sample of how an edge is drawn. */
function sample(style, family) {
  const stroke = style === 'against' ? 'var(--against)' : style === 'ended' ? 'var(--ended)' : family === undefined ? 'var(--ink-soft)' : colour(family);
  const line = svg('line', { x1: 1, y1: 7, x2: 33, y2: 7, 'stroke-width': style === 'supports' ? 1.6 : 2.4, 'stroke-dasharray': DASH[style], css: { stroke } });
  const marks = {
    ended: () => svg('path', { d: 'M13 3l8 8M21 3l-8 8', 'stroke-width': 1.8, css: { stroke } }),
    supports: () => svg('circle', { cx: 30, cy: 7, r: 3.2, css: { fill: stroke } }),
    against: () => svg('path', { d: 'M33 2v10', 'stroke-width': 2.6, css: { stroke } }),
    demands: () => svg('path', { d: 'M27 3l6 4-6 4', fill: 'none', 'stroke-width': 1.8, css: { stroke } }),
  };
  const arrow = () => svg('path', { d: 'M28 3.200l7 3.800-7 3.800z', css: { fill: stroke } });
  return svg('svg', { viewBox: '0 0 36 14', class: 'sample', 'aria-hidden': 'true' }, line, (marks[style] || arrow)());
}

let announced = 0;
/** Tells a screen reader. */
function announce(text) {
  clearTimeout(announced);
  announced = setTimeout(() => { $('live').textContent = text; }, 120);
}
