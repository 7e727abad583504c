// What vis-network cannot draw: blocs, flags, marks on edges, counts, stubs, and labels that do not cover each other.

const UI_FONT = '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, Inter, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif';
const BLOCS = GRAPH.blocs.filter((bloc) => bloc.length > 2);
const BLOC_OF = new Map(GRAPH.blocs.flatMap((bloc, index) => bloc.map((key) => [key, index])));
const flagImages = new Map();
const radiusOf = (id, scale) => Math.max(sizeOf(id), 4.5 / scale); // never less than a dot
let magnify = 1; // above 1 while a large image is made

const faded = (key) => (chosen ? !chosen.actors.has(key) : !active.has(key));

// ---- below the edges: blocs, ties of persons

function paintBelow(ctx) {
  if (state.hulls) BLOCS.forEach((bloc, index) => paintBloc(ctx, bloc, index));
  if (isOff('class', 'Person')) return;
  ctx.strokeStyle = tones.line;
  ctx.lineWidth = 1;
  for (const id of NODE_IDS) {
    const actor = ACTORS.get(id);
    if (!actor || actor.cls !== 'Person' || !NODE_SET.has(actor.represents) || classIsOff(actor.represents)) continue;
    const a = placeOf(id), b = placeOf(actor.represents);
    ctx.beginPath(); ctx.moveTo(a.x, a.y); ctx.lineTo(b.x, b.y); ctx.stroke();
  }
}

function paintBloc(ctx, bloc, index) {
  const members = bloc.filter((key) => NODE_SET.has(key) && !classIsOff(key));
  if (members.length < 2) return;
  const rim = members.flatMap((key) => {
    const { x, y } = placeOf(key);
    const r = sizeOf(key) + 26;
    return Array.from({ length: 14 }, (_, i) => [x + r * Math.cos(i * Math.PI / 7), y + 5 + r * Math.sin(i * Math.PI / 7)]);
  });
  const hull = convex(rim);
  ctx.beginPath();
  hull.forEach((point, i) => {
    const next = hull[(i + 1) % hull.length];
    const middle = [(point[0] + next[0]) / 2, (point[1] + next[1]) / 2];
    if (i === 0) ctx.moveTo((hull[hull.length - 1][0] + point[0]) / 2, (hull[hull.length - 1][1] + point[1]) / 2);
    ctx.quadraticCurveTo(point[0], point[1], middle[0], middle[1]);
  });
  ctx.closePath();
  ctx.globalAlpha = chosen ? 0.45 : 1;
  ctx.fillStyle = tones[`bloc-${index % 6}`];
  ctx.fill();
  ctx.globalAlpha = 1;
}

/** Andrew's monotone chain. */
function convex(points) {
  const sorted = points.slice().sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const turn = (o, a, b) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
  const half = (list) => list.reduce((chain, p) => {
    while (chain.length > 1 && turn(chain[chain.length - 2], chain[chain.length - 1], p) <= 0) chain.pop();
    chain.push(p);
    return chain;
  }, []).slice(0, -1);
  return [...half(sorted), ...half(sorted.reverse())];
}

// ---- above the edges

function paintAbove(ctx) {
  const scale = network.getScale() / magnify;
  const moving = BIG && network.renderer && network.renderer.dragging;
  if (!moving) {
    paintMarks(ctx, scale);
    paintStubs(ctx, scale);
  }
  const ids = visibleNodes();
  ids.forEach((id) => paintNode(ctx, id, scale));
  paintLabels(ctx, ids, scale);
}

/** A cross on what was refused, and a count on each edge that bundles several. */
function paintMarks(ctx, scale) {
  const limit = scale > 0.45;
  for (const bundle of BUNDLES) {
    const count = live.get(bundle.index);
    const edge = bundle.target && network.body.edges[bundle.index];
    if (!edge || edge.options.hidden || !edge.connected || (count < 2 && bundle.style !== 'ended')) continue;
    const near = limit || (chosen && chosen.bundles.has(bundle.index));
    if (!near && (GRAPH.aggregated || bundle.style !== 'ended')) continue;
    if (GRAPH.aggregated && !chosen && count < 4) continue;
    ctx.globalAlpha = chosen && !chosen.bundles.has(bundle.index) ? 0.12 : 1;
    if (bundle.style === 'ended') paintCross(ctx, edge.edgeType.getPoint(count > 1 ? 0.4 : 0.5), toneOf(bundle));
    if (count > 1 && near) paintCount(ctx, edge.edgeType.getPoint(0.5), count, toneOf(bundle));
  }
  ctx.globalAlpha = 1;
}

function paintCross(ctx, { x, y }, tone) {
  ctx.lineCap = 'round';
  const arm = 5.5 * bold;
  for (const [width, ink] of [[5.5, tones.paper], [2.4, tone]]) {
    ctx.strokeStyle = ink;
    ctx.lineWidth = width * bold;
    ctx.beginPath();
    ctx.moveTo(x - arm, y - arm); ctx.lineTo(x + arm, y + arm);
    ctx.moveTo(x + arm, y - arm); ctx.lineTo(x - arm, y + arm);
    ctx.stroke();
  }
  ctx.lineCap = 'butt';
}

function paintCount(ctx, { x, y }, count, tone) {
  const text = String(count);
  ctx.font = `600 12px ${UI_FONT}`;
  const half = Math.max(9, ctx.measureText(text).width / 2 + 5);
  ctx.beginPath();
  ctx.roundRect(x - half, y - 9, 2 * half, 18, 9);
  ctx.fillStyle = tones.paper;
  ctx.fill();
  ctx.lineWidth = 1.3;
  ctx.strokeStyle = tone;
  ctx.stroke();
  ctx.fillStyle = tones.ink;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(text, x, y + 0.5);
}

const STUBS = BUNDLES.filter((bundle) => bundle.target === null);
const STUBS_OF = new Map();
STUBS.forEach((stub) => STUBS_OF.set(stub.source, [...(STUBS_OF.get(stub.source) || []), stub]));

/** What is addressed to nobody: short ends that fan out where the actor has most room. */
function paintStubs(ctx) {
  stubs = [];
  for (const [key, all] of STUBS_OF) {
    if (!NODE_SET.has(key) || classIsOff(key)) continue;
    const here = all.filter((bundle) => live.has(bundle.index));
    const { x, y } = placeOf(key);
    const radius = sizeOf(key);
    const step = Math.min(0.62, 2.2 / Math.max(1, here.length));
    here.forEach((bundle, i) => {
      const angle = (GRAPH.free[key] || 0) + (i - (here.length - 1) / 2) * step;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      const stub = { bundle, count: live.get(bundle.index), x0: x + cos * (radius + 2), y0: y + sin * (radius + 2), x1: x + cos * (radius + 24), y1: y + sin * (radius + 24) };
      stubs.push(stub);
      ctx.globalAlpha = chosen && !chosen.bundles.has(bundle.index) ? 0.12 : 1;
      paintStub(ctx, stub);
    });
  }
  ctx.globalAlpha = 1;
}

function paintStub(ctx, { bundle, count, x0, y0, x1, y1 }) {
  const tone = toneOf(bundle);
  ctx.strokeStyle = tone;
  ctx.lineWidth = 2.2;
  ctx.setLineDash((LINE[bundle.style] || []).map((n) => n / 1.8));
  ctx.beginPath(); ctx.moveTo(x0, y0); ctx.lineTo(x1, y1); ctx.stroke();
  ctx.setLineDash([]);
  if (bundle.style === 'ended') paintCross(ctx, { x: (x0 + x1) / 2, y: (y0 + y1) / 2 }, tone);
  if (count > 1) { paintCount(ctx, { x: x1, y: y1 }, count, tone); return; }
  ctx.beginPath();
  ctx.arc(x1, y1, 4.2, 0, 2 * Math.PI);
  ctx.fillStyle = bundle.style === 'firm' || bundle.style === 'against' ? tone : tones.paper;
  ctx.fill();
  ctx.stroke();
}

// ---- actors: the shape tells the class

function outline(ctx, cls, x, y, r) {
  ctx.beginPath();
  if (cls === 'Organization') ctx.roundRect(x - r * 0.92, y - r * 0.92, r * 1.84, r * 1.84, r * 0.34);
  else if (cls === 'Coalition') polygon(ctx, x, y, r * 1.06, 6, 0);
  else if (cls === 'ArmedGroup') polygon(ctx, x, y, r * 1.12, 4, 0);
  else ctx.arc(x, y, r, 0, 2 * Math.PI);
}

function polygon(ctx, x, y, r, sides, turn) {
  for (let i = 0; i < sides; i += 1) ctx.lineTo(x + r * Math.cos(turn + i * 2 * Math.PI / sides), y + r * Math.sin(turn + i * 2 * Math.PI / sides));
  ctx.closePath();
}

function paintNode(ctx, id, scale) {
  const actor = ACTORS.get(id);
  const { x, y } = placeOf(id);
  const r = radiusOf(id, scale);
  const picked = state.sel && state.sel[0] === 'actor' && state.sel[1] === id;
  const pointed = hovered && hovered[0] === 'actor' && hovered[1] === id;
  ctx.save();
  outline(ctx, actor.cls, x, y, r + 2.5);
  ctx.fillStyle = tones.paper;
  ctx.fill();
  ctx.globalAlpha = faded(id) ? 0.28 : 1;
  outline(ctx, actor.cls, x, y, r);
  ctx.fillStyle = tones.card;
  ctx.fill();
  const flag = actor.cls === 'State' && r * scale > 4 ? flagImage(actor.code) : null;
  if (flag) {
    ctx.save();
    ctx.clip();
    ctx.drawImage(flag, x - r, y - r, 2 * r, 2 * r);
    ctx.restore();
  } else paintLetters(ctx, actor, x, y, r);
  outline(ctx, actor.cls, x, y, r);
  ctx.lineWidth = picked ? 3.5 : pointed ? 2.5 : flag ? 1.2 : 1.8;
  ctx.strokeStyle = picked || pointed ? tones.accent : flag ? tones.halo : tones['ink-soft'];
  if (actor.cls === 'UnnamedGroup') ctx.setLineDash([4, 3]);
  ctx.stroke();
  ctx.setLineDash([]);
  if (id === focused && document.activeElement === $('graph')) {
    outline(ctx, actor.cls, x, y, r + 6);
    ctx.lineWidth = 2.5;
    ctx.strokeStyle = tones.accent;
    ctx.stroke();
  }
  ctx.restore();
}

function paintLetters(ctx, actor, x, y, r) {
  const text = initials(actor);
  ctx.font = `650 ${Math.min(r * 0.9, (r * 2.5) / Math.max(2, text.length))}px ${UI_FONT}`;
  ctx.fillStyle = tones.ink;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(text, x, y + r * 0.04);
}

const FLAG = 192;
let flagsWork = null;
/** A flag as a square image that fills the circle; null where the system has no coloured flags: letters stand in. */
function flagImage(code) {
  if (flagsWork === null) flagsWork = isColoured(drawFlag('🇫🇷'));
  if (!flagsWork || !flagOf(code)) return null;
  if (!flagImages.has(code)) {
    const image = drawFlag(flagOf(code));
    flagImages.set(code, isColoured(image) ? image : null);
  }
  return flagImages.get(code);
}

function drawFlag(emoji) {
  const canvas = document.createElement('canvas');
  canvas.width = FLAG;
  canvas.height = FLAG;
  const ctx = canvas.getContext('2d', { willReadFrequently: true });
  ctx.font = `${FLAG * 1.52}px "Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji", sans-serif`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  const box = ctx.measureText(emoji);
  ctx.fillText(emoji, FLAG / 2, FLAG / 2 + (box.actualBoundingBoxAscent - box.actualBoundingBoxDescent) / 2);
  return canvas;
}

/** Whether anything but grey was drawn: systems without flags draw two black letters instead. */
function isColoured(canvas) {
  const { data } = canvas.getContext('2d').getImageData(0, 0, FLAG, FLAG);
  for (let i = 0; i < data.length; i += 4 * 37) if (data[i + 3] > 200 && Math.abs(data[i] - data[i + 2]) > 40) return true;
  return false;
}

// ---- labels: the weightier first, each where it covers nothing

const LONGEST = 28;
function shortened(text) {
  const letters = Array.from(text.replace(/\s+/gu, ' '));
  return `\u2068${letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join('')}…` : letters.join('')}\u2069`;
}
const LABELS = new Map(NODE_IDS.map((id) => [id, shortened(nameOf(id))]));
const widths = new Map();

function paintLabels(ctx, ids, scale) {
  const size = 14 * Math.max(0.88, Math.min(1.5, Math.sqrt(scale))) / scale;
  const rank = (id) => (chosen && chosen.actors.has(id) ? 1e6 : 0) + (id === focused || (hovered && hovered[1] === id) ? 1e7 : 0) + (active.has(id) ? 1e4 : 0) + sizeOf(id);
  const discs = ids.map((id) => {
    const { x, y } = placeOf(id);
    const r = radiusOf(id, scale);
    return { id, x, y, r, box: [x - r, y - r, x + r, y + r] };
  });
  const ordered = discs.slice().sort((a, b) => rank(b.id) - rank(a.id) || (a.id < b.id ? -1 : 1));
  const placed = [];
  const half = $('graph').clientWidth / 2 / scale, middle = network.getViewPosition().x;
  const [left, right] = [middle - half, middle + half];
  const touches2 = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'center';
  ctx.lineJoin = 'round';
  for (const disc of ordered) {
    const faint = faded(disc.id);
    if (faint && chosen) continue;
    const text = LABELS.get(disc.id);
    const person = classOf(disc.id) === 'Person';
    ctx.font = `${person ? 'italic 400' : '600'} ${size}px ${UI_FONT}`;
    if (!widths.has(disc.id)) widths.set(disc.id, ctx.measureText(text).width / size);
    const w = widths.get(disc.id) * size / 2 + 3 / scale, h = size * 0.62;
    const below = disc.r + size * 0.85;
    const spots = [[0, below], [0, -below], [disc.r + w + 3 / scale, 0], [-disc.r - w - 3 / scale, 0]];
    const open = spots.map(([dx, dy]) => [disc.x + dx, disc.y + dy]).filter(([x, y]) => {
      const box = [x - w, y - h, x + w, y + h];
      return !placed.some((other) => touches2(box, other)) && !discs.some((other) => other !== disc && touches2(box, other.box));
    });
    const free = open.find(([x]) => x - w > left && x + w < right); // a name cut in half is worse than none
    if (!free) continue;
    placed.push([free[0] - w, free[1] - h, free[0] + w, free[1] + h]);
    ctx.globalAlpha = faint ? 0.4 : 1;
    ctx.lineWidth = size * 0.32;
    ctx.strokeStyle = tones.paper;
    ctx.strokeText(text, free[0], free[1]);
    ctx.fillStyle = tones.ink;
    ctx.fillText(text, free[0], free[1]);
  }
  ctx.globalAlpha = 1;
  shownLabels = placed;
}
let shownLabels = []; // boxes of the labels in the last frame; tests look at them
