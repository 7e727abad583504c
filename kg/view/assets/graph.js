// The drawn graph: vis-network holds places, edges, zoom and hits; paint.js draws all that vis cannot.

// vis keeps ids as names of properties: the prefix keeps any key ("__proto__") harmless there.
const visId = (key) => `n:${key}`;
const keyOf = (id) => id.slice(2);
const placeOf = (key) => network.getPosition(visId(key));
const sizeOf = (key) => network.body.nodes[visId(key)].options.size;

const NODE_IDS = GRAPH.nodes.map((node) => keyOf(node.id));
const NODE_SET = new Set(NODE_IDS);
const BIG = GRAPH.edges.length > 400;
const tones = {};
let network = null;
let nodeData = null;
let edgeData = null;
let live = new Map(); // bundle index -> number of entries shown, for bundles that are drawn
let stubs = []; // [{bundle, count, x0, y0, x1, y1}], filled while painting
let active = new Set(); // actors with at least one entry shown
let focused = null; // actor that the keyboard is on
let hovered = null;

const TONES = ['paper', 'card', 'ink', 'ink-soft', 'line', 'accent', 'against', 'ended', 'halo', ...[0, 1, 2, 3, 4, 5, 6, 7].map((i) => `family-${i}`), ...[0, 1, 2, 3, 4, 5].map((i) => `bloc-${i}`)];
function readTones() {
  const css = getComputedStyle(document.documentElement);
  TONES.forEach((name) => { tones[name] = css.getPropertyValue(`--${name}`).trim(); });
}

const toneOf = (bundle) => (bundle.style === 'against' ? tones.against : bundle.style === 'ended' ? tones.ended : tones[`family-${familySlot(bundle.family)}`]);
const LINE = { planned: [9, 6], considered: [2, 5], ended: [6, 5], demands: [12, 4, 2, 4] };
const HEAD = { supports: ['circle', 0.42], against: ['bar', 0.6], demands: ['vee', 0.5] };
let bold = 1; // a picture that is shrunk to fit has stronger lines, so that their colours can be told apart
const thickness = (bundle, count) => bold * ((bundle.style === 'supports' ? 1.6 : 2.2) + 1.2 * Math.log2(Math.max(1, count)));

function edgeOf(bundle) {
  const [type, scaleFactor] = HEAD[bundle.style] || ['arrow', 0.55];
  return {
    id: bundle.index, from: visId(bundle.source), to: visId(bundle.target),
    arrows: bundle.joint ? { to: { enabled: false } } : { to: { enabled: true, type, scaleFactor } },
    dashes: LINE[bundle.style] || false,
    smooth: { enabled: true, type: bundle.bend < 0 ? 'curvedCCW' : 'curvedCW', roundness: Math.abs(bundle.bend) },
    ...look(bundle),
  };
}

/** The part of an edge that filters, selection and theme change. */
function look(bundle) {
  const count = live.get(bundle.index) || 0;
  const hidden = !count || !isDrawn(bundle) || classIsOff(bundle.source) || classIsOff(bundle.target);
  return { hidden, width: thickness(bundle, count), color: { color: toneOf(bundle), highlight: toneOf(bundle), hover: toneOf(bundle), opacity: emphasis(bundle) } };
}

const classIsOff = (key) => isOff('class', classOf(key));
const isDrawn = (bundle) => bundle.drawn || (state.sel && state.sel[0] === 'actor' && touches(bundle, state.sel[1])) || bundleOf(state.sel) === bundle;
const touches = (bundle, key) => bundle.source === key || bundle.target === key;

let chosen = null; // {bundles: Set, actors: Set} of the selection, or null
function emphasis(bundle) {
  if (chosen) return chosen.bundles.has(bundle.index) ? 1 : 0.1;
  return GRAPH.aggregated ? 0.55 : 0.86;
}

function choose() {
  const entries = state.sel ? entriesOf(state.sel) : [];
  if (!state.sel || !entries.length) { chosen = null; return; }
  const bundle = bundleOf(state.sel);
  const indices = new Set(entries.map((entry) => entry.index));
  const key = state.sel[0] === 'actor' && classOf(state.sel[1]) !== 'Person' ? state.sel[1] : null;
  const bundles = bundle ? [bundle]
    : key ? BUNDLES.filter((b) => touches(b, key)) : BUNDLES.filter((b) => b.entries.some((i) => indices.has(i)));
  const actors = new Set(bundles.filter((b) => live.has(b.index)).flatMap((b) => [b.source, b.target]).filter(Boolean));
  if (state.sel[0] === 'actor') actors.add(state.sel[1]);
  chosen = { bundles: new Set(bundles.map((b) => b.index)), actors };
}

function drawGraph() {
  readTones();
  countLive();
  choose();
  nodeData = new vis.DataSet(GRAPH.nodes.map((node) => ({
    id: node.id, x: node.x, y: node.y, size: node.size, shape: 'dot', fixed: false, hidden: classIsOff(keyOf(node.id)),
    borderWidth: 0, color: { background: 'rgba(0,0,0,0)', border: 'rgba(0,0,0,0)', highlight: 'rgba(0,0,0,0)', hover: 'rgba(0,0,0,0)' }, chosen: false,
  })));
  edgeData = new vis.DataSet(GRAPH.edges.map((edge) => edgeOf(BUNDLES[edge.id])));
  network = new vis.Network($('graph'), { nodes: nodeData, edges: edgeData }, {
    autoResize: true, physics: false, layout: { improvedLayout: false },
    interaction: { hover: !BIG, hideEdgesOnDrag: BIG, hideEdgesOnZoom: BIG, multiselect: false, selectConnectedEdges: false, tooltipDelay: 1e9, keyboard: false, zoomSpeed: 0.6 },
    edges: { chosen: false, arrowStrikethrough: false, hoverWidth: 0, selectionWidth: 0 },
    nodes: { chosen: false },
  });
  $('graph').firstChild.tabIndex = -1;
  network.on('beforeDrawing', paintBelow);
  network.on('afterDrawing', paintAbove);
  network.on('click', (event) => select(hit(event)));
  network.on('doubleClick', (event) => { if (event.nodes[0]) network.focus(event.nodes[0], { scale: 1.3, animation: calm() }); });
  if (!BIG) $('graph').addEventListener('mousemove', hover);
  $('graph').addEventListener('mouseleave', () => showTip(null));
  network.on('dragStart', () => showTip(null));
  sizes();
  fit(false);
}

const calm = () => (matchMedia('(prefers-reduced-motion: reduce)').matches ? false : { duration: 350, easingFunction: 'easeInOutQuad' });

/** What lies under a click: an actor, a stub, a count, an edge, in this order. */
function hit({ pointer }) {
  const node = network.getNodeAt(pointer.DOM);
  if (node !== undefined) return ['actor', keyOf(node)];
  const { x, y } = pointer.canvas;
  const reach = 9 / network.getScale();
  const stub = stubs.find((s) => Math.hypot(s.x1 - x, s.y1 - y) < reach + 5 || nearSegment(s, x, y) < reach * 0.7);
  if (stub) return bundleKey(stub.bundle);
  const edge = network.getEdgeAt(pointer.DOM);
  return edge === undefined ? null : bundleKey(BUNDLES[edge]);
}

function nearSegment(s, x, y) {
  const dx = s.x1 - s.x0, dy = s.y1 - s.y0;
  const t = Math.max(0, Math.min(1, ((x - s.x0) * dx + (y - s.y0) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(s.x0 + t * dx - x, s.y0 + t * dy - y);
}

let hovering = 0;
function hover(event) {
  cancelAnimationFrame(hovering);
  hovering = requestAnimationFrame(() => {
    const box = $('graph').getBoundingClientRect();
    const at = { x: event.clientX - box.left, y: event.clientY - box.top };
    showTip(event.buttons ? null : hit({ pointer: { DOM: at, canvas: network.DOMtoCanvas(at) } }), at);
  });
}

function showTip(sel, at) {
  const before = JSON.stringify(hovered);
  hovered = sel;
  $('graph').classList.toggle('pointing', Boolean(sel));
  const tip = $('tip');
  tip.hidden = !sel;
  if (sel) {
    if (JSON.stringify(sel) !== before) { tip.replaceChildren(...tipOf(sel)); network.redraw(); }
    const room = $('picture').getBoundingClientRect();
    tip.style.left = `${Math.min(at.x + 14, Math.max(0, room.width - tip.offsetWidth - 8))}px`;
    tip.style.top = `${at.y + 16 + tip.offsetHeight > room.height ? at.y - tip.offsetHeight - 10 : at.y + 16}px`;
  } else if (before !== 'null') network.redraw();
}

function tipOf(sel) {
  const entries = entriesOf(sel).filter((entry) => shownSet.has(entry.index));
  if (sel[0] === 'actor') {
    const of = ofActor(sel[1]);
    const count = (list) => list.filter((i) => shownSet.has(i)).length;
    return [el('strong', {}, said(nameOf(sel[1]))), el('span', {}, `${CLASS_WORD[classOf(sel[1])] || classOf(sel[1])} · gives ${count(of.by)} · gets ${count(of.to)}`)];
  }
  const bundle = bundleOf(sel);
  const types = [...new Set(entries.map((entry) => entry.type_label))];
  const sign = bundle.joint ? ' with ' : bundle.target ? ' → ' : '';
  return [el('strong', {}, said(nameOf(bundle.source)), sign, bundle.target ? said(nameOf(bundle.target)) : null),
    el('span', {}, `${types.slice(0, 3).join(', ')}${types.length > 3 ? ' …' : ''}`),
    el('span', {}, `${plural(entries.length, 'entry', 'entries')} · ${[...new Set(entries.map((e) => e.level))].join(', ')}`)];
}

function countLive() {
  live = new Map();
  active = new Set();
  for (const bundle of BUNDLES) {
    let n = 0;
    for (const i of bundle.entries) if (shownSet.has(i)) n += 1;
    if (!n) continue;
    live.set(bundle.index, n);
    active.add(bundle.source);
    if (bundle.target) active.add(bundle.target);
  }
  for (const entry of shown) for (const s of entry.statements) s.speakers.forEach((key) => active.add(key));
}

/** Size by what an actor gives, gets, or both. The area counts. */
function sizes() {
  const number = (key) => {
    const of = ofActor(key);
    return state.size === 'gives' ? of.by.length : state.size === 'gets' ? of.to.length : new Set([...of.by, ...of.to]).size;
  };
  const most = Math.max(1, ...NODE_IDS.map(number));
  nodeData.update(NODE_IDS.map((id) => ({ id: visId(id), size: classOf(id) === 'Person' ? 13 : 19 + 29 * Math.sqrt(number(id) / most) })));
}

/** Brings the drawn edges up to the state. In an aggregated graph the chosen actor's other edges come in for as long. */
function redrawGraph({ resized = false, classes = false } = {}) {
  countLive();
  choose();
  if (resized) sizes();
  if (classes) nodeData.update(NODE_IDS.map((id) => ({ id: visId(id), hidden: classIsOff(id) })));
  const wanted = BUNDLES.filter((b) => b.target && isDrawn(b));
  const ids = new Set(wanted.map((b) => b.index));
  edgeData.remove(edgeData.getIds().filter((id) => !ids.has(id)));
  edgeData.update(wanted.map((b) => (edgeData.get(b.index) ? { id: b.index, ...look(b) } : edgeOf(b))));
  network.redraw();
}

const visibleNodes = () => NODE_IDS.filter((id) => !classIsOff(id));

function fit(animated) {
  const ids = visibleNodes();
  if (!ids.length) return;
  const boxes = ids.map((id) => ({ ...placeOf(id), r: nodeData.get(visId(id)).size + 12 }));
  const left = Math.min(...boxes.map((b) => b.x - b.r)), right = Math.max(...boxes.map((b) => b.x + b.r));
  const top = Math.min(...boxes.map((b) => b.y - b.r)), bottom = Math.max(...boxes.map((b) => b.y + b.r));
  const room = $('graph').getBoundingClientRect();
  const [aside, above] = [room.width < 500 ? 26 : 48, 26]; // pixels of the screen, for labels
  const scale = Math.min(1.7, Math.max(40, room.width - 2 * aside) / (right - left), Math.max(40, room.height - 2 * above) / (bottom - top)) || 1;
  embolden(scale);
  network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale, animation: animated ? calm() : false });
}

function embolden(scale) {
  const wanted = GRAPH.aggregated ? 1 : Math.min(2, Math.max(1, Math.round(4 / scale) / 4));
  if (wanted === bold) return;
  bold = wanted;
  redrawGraph();
}

function zoomBy(factor) { network.moveTo({ scale: Math.max(0.05, Math.min(6, network.getScale() * factor)), animation: calm() }); }

function reveal(key) {
  if (!NODE_SET.has(key) || classIsOff(key)) return;
  const at = network.canvasToDOM(placeOf(key));
  const room = $('graph').getBoundingClientRect();
  const sheet = matchMedia('(max-width: 900px)').matches && state.sel ? $('panel').getBoundingClientRect().top : Infinity;
  const height = Math.min(room.height, sheet - room.top); // what the sheet of a phone leaves free
  if (at.x > 40 && at.y > 40 && at.x < room.width - 40 && at.y < height - 50) return;
  const { x, y } = placeOf(key);
  network.moveTo({ position: { x, y: y + (room.height - height) / 2 / network.getScale() }, animation: calm() });
}

function graphKeys(event) {
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (step) walk(step);
  else if (event.key === 'Enter' || event.key === ' ') { if (focused) select(['actor', focused]); }
  else if (event.key === '+' || event.key === '=') zoomBy(1.25);
  else if (event.key === '-') zoomBy(0.8);
  else if (event.key === '0') fit(true);
  else return;
  event.preventDefault();
}

/** To the next actor in a direction: near, and not far off the way. */
function walk([dx, dy]) {
  const ids = visibleNodes();
  if (!ids.length) return;
  if (!focused || classIsOff(focused)) focused = (state.sel && state.sel[0] === 'actor' && NODE_SET.has(state.sel[1]) && state.sel[1]) || ids[0];
  else {
    const here = placeOf(focused);
    const cost = (id) => {
      const at = placeOf(id);
      const along = (at.x - here.x) * dx + (at.y - here.y) * dy, aside = Math.abs((at.x - here.x) * dy) + Math.abs((at.y - here.y) * dx);
      return along > 1 ? along + 2 * aside : Infinity;
    };
    const best = ids.filter((id) => id !== focused).map((id) => [cost(id), id]).sort((a, b) => a[0] - b[0])[0];
    if (best && best[0] < Infinity) [, focused] = best;
  }
  const of = ofActor(focused);
  announce(`${nameOf(focused)}, ${CLASS_WORD[classOf(focused)] || ''}, gives ${of.by.length}, gets ${of.to.length}. Enter opens.`);
  reveal(focused);
  network.redraw();
}
