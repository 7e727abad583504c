// What leaves the page: CSV, PNG, print, a link.

function download(name, address) {
  const link = el('a', { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
}

const fileName = (ending) => `${(DATA.title.normalize('NFKD').replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '') || 'graph').slice(0, 60).toLowerCase()}.${ending}`;

/** A cell that no spreadsheet takes for a formula: what could start one gets an apostrophe before it. */
function csvCell(value) {
  const text = value === null || value === undefined ? '' : String(value);
  const safe = /^[\s\u00a0\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]|^[\t\r\n]/u.test(text) ? `'${text}` : text;
  return /[",\r\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const CSV_FIELDS = ['date', 'kind', 'level', 'type', 'by', 'to', 'condition', 'condition_words', 'place', 'amount', 'words', 'sentence', 'reported_as', 'speakers', 'confidence', 'source', 'title', 'url', 'entry'];

/** One row a passage, so that no source is lost. */
function csvText() {
  const rows = sorted(shown).flatMap((e) => (e.statements.length ? e.statements : [null]).map((s) => [
    s ? s.date : '', e.kind, e.level, e.type, e.by.map(nameOf).join('; '), e.to.map(nameOf).join('; '), e.condition ? e.condition.type : '', e.condition ? e.condition.text : '',
    e.place.map(nameOf).join('; '), e.amount, s ? s.parts[1] : '', s ? s.parts.join('') : '', s ? s.level : '', s ? s.speakers.map(nameOf).join('; ') : '', s ? s.confidence : '',
    s ? s.source.source : '', s ? s.source.title : '', s ? s.source.url : '', e.iri]));
  return `\ufeff${[CSV_FIELDS, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}

function downloadCsv() {
  const address = URL.createObjectURL(new Blob([csvText()], { type: 'text/csv;charset=utf-8' }));
  download(fileName('csv'), address);
  setTimeout(() => URL.revokeObjectURL(address), 2000);
  announce('Table saved as CSV.');
}

function downloadPng() {
  const image = enlarged();
  if (!image) { change({ view: 'graph' }); setTimeout(downloadPng, 400); return; }
  download(fileName('png'), image.toDataURL('image/png'));
  announce('Picture saved as PNG.');
}

/** The graph at twice the size of the screen, with title and legend, on a canvas of its own. */
function enlarged() {
  const { width, height } = $('graph').getBoundingClientRect();
  if (!width || !height) return null; // the table has all the room
  const [scale, position] = [network.getScale(), network.getViewPosition()];
  const resize = (w, h, zoom) => {
    network.setSize(w, h);
    network.moveTo({ scale: zoom, position });
    network.redraw();
  };
  magnify = 2;
  network.setOptions({ autoResize: false });
  resize(`${width * 2}px`, `${height * 2}px`, scale * 2);
  const image = framed(network.canvas.frame.canvas, width * 2, height * 2);
  magnify = 1;
  resize('100%', '100%', scale);
  network.setOptions({ autoResize: true });
  return image;
}

function framed(source, width, height) {
  const top = 120, bottom = 150;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height + top + bottom;
  const ctx = canvas.getContext('2d');
  ctx.fillStyle = tones.paper;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.drawImage(source, 0, top, width, height);
  ctx.fillStyle = tones.ink;
  ctx.font = '600 44px Charter, Georgia, "Liberation Serif", serif';
  ctx.fillText(shortTitle(ctx, width - 80), 40, 62);
  ctx.font = `24px ${UI_FONT}`;
  ctx.fillStyle = tones['ink-soft'];
  ctx.fillText($('summary').textContent, 40, 98);
  let [x, y] = [40, top + height + 40];
  for (const [label, tone] of legendItems()) {
    const room = ctx.measureText(label).width + 70;
    if (x + room > width && x > 40) [x, y] = [40, y + 42];
    ctx.fillStyle = tone;
    ctx.fillRect(x, y - 19, 22, 22);
    ctx.fillStyle = tones.ink;
    ctx.fillText(label, x + 32, y);
    x += room;
  }
  return canvas;
}

function legendItems() {
  const families = PICTURE.families.filter((f) => shown.some((e) => e.family === f.key));
  return [...families.map((f) => [f.label, tones[`family-${familySlot(f.key)}`]]), ['Opposes, threatens', tones.against], ['Dashed: planned · dotted: considered · crossed: refused, withdrawn', tones['ink-soft']]];
}

function shortTitle(ctx, room) {
  let letters = Array.from(DATA.title);
  if (ctx.measureText(DATA.title).width <= room) return DATA.title;
  while (letters.length && ctx.measureText(`${letters.join('')}…`).width > room) letters = letters.slice(0, Math.floor(letters.length * 0.9));
  return `${letters.join('')}…`;
}

async function copyLink() {
  writeAddress();
  await new Promise((resolve) => { setTimeout(resolve, 90); });
  try { await navigator.clipboard.writeText(location.href); announce('Link copied.'); note('Link copied: it restores what you see.', 2500); }
  catch { note('The address bar holds the link to what you see.', 4000); }
}

// Paper is white: print in the light theme, the picture from a canvas of its own, with the whole table.
let onScreen = null;
window.addEventListener('beforeprint', () => {
  if (onScreen) return;
  onScreen = { theme: document.documentElement.dataset.theme, view: state.view };
  document.documentElement.dataset.theme = 'light';
  readTones();
  redrawGraph();
  state.view = 'both';
  rowsShown = Math.max(rowsShown, 2000);
  drawTable();
  state.view = onScreen.view;
  const image = enlarged();
  if (image) $('picture').append(put(image, { class: 'on-paper', 'aria-hidden': 'true' }, []));
});
window.addEventListener('afterprint', () => {
  if (!onScreen) return;
  document.documentElement.dataset.theme = onScreen.theme;
  onScreen = null;
  document.querySelectorAll('.on-paper').forEach((image) => image.remove());
  readTones();
  drawTable();
  redrawGraph();
});
