// When it was said: a bar a day (week, month), and two handles that bound the dates.

const DAY = 864e5;
const stamps = ENTRIES.flatMap((entry) => entry.statements.map((s) => Date.parse(`${s.date}T00:00:00Z`))).filter((t) => !Number.isNaN(t));
const TIME = (() => {
  if (!stamps.length) return null;
  const first = stamps.reduce((a, b) => Math.min(a, b)), last = stamps.reduce((a, b) => Math.max(a, b));
  const days = Math.round((last - first) / DAY) + 1;
  const step = days <= 62 ? 1 : days <= 420 ? 7 : days <= 1900 ? 30 : Math.ceil(days / 60);
  return { first, last, step, bins: Math.ceil(days / step), unit: { 1: 'day', 7: 'week', 30: '30 days' }[step] || `${step} days` };
})();
const isoDay = (time) => new Date(time).toISOString().slice(0, 10);
const binOf = (date) => Math.floor((Date.parse(`${date}T00:00:00Z`) - TIME.first) / DAY / TIME.step);
const binStart = (bin) => isoDay(TIME.first + bin * TIME.step * DAY);
const binEnd = (bin) => isoDay(Math.min(TIME.last, TIME.first + ((bin + 1) * TIME.step - 1) * DAY));

function drawTimeline() {
  const box = $('timeline');
  if (!TIME || TIME.bins < 2) { box.hidden = true; return; }
  const handle = (id, label) => el('input', { type: 'range', id, min: 0, max: TIME.bins - 1, step: 1, 'aria-label': label, on: { input: slide } });
  box.append(
    el('div', { class: 'time-head' }, el('h2', {}, 'When it was reported'), el('span', { id: 'range' }), button('All dates', { cls: 'quiet', on: () => change({ from: '', to: '' }) })),
    svg('svg', { id: 'bars', viewBox: `0 0 ${TIME.bins * 10} 44`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }),
    el('div', { class: 'handles' }, handle('from', 'Reported from'), handle('to', 'Reported until')),
    el('div', { class: 'ends', 'aria-hidden': 'true' }, el('span', {}, dayText(isoDay(TIME.first))), el('span', {}, `one bar a ${TIME.unit}`), el('span', {}, dayText(isoDay(TIME.last)))));
  $('bars').addEventListener('click', (event) => {
    const rect = $('bars').getBoundingClientRect();
    const bin = Math.max(0, Math.min(TIME.bins - 1, Math.floor(((event.clientX - rect.left) / rect.width) * TIME.bins)));
    change({ from: binStart(bin), to: binEnd(bin) });
  });
  refreshTimeline();
}

function slide(event) {
  let from = Number($('from').value), to = Number($('to').value);
  if (from > to) { if (event.target.id === 'from') from = to; else to = from; }
  $('from').value = from;
  $('to').value = to;
  change({ from: from === 0 ? '' : binStart(from), to: to === TIME.bins - 1 ? '' : binEnd(to) });
}

function refreshTimeline() {
  if (!TIME || TIME.bins < 2) return;
  const bins = Array.from({ length: TIME.bins }, () => [0, 0]);
  let undated = 0;
  for (const entry of ENTRIES) {
    if (!passes(entry, 'date')) continue;
    const seen = new Set();
    for (const s of entry.statements) {
      if (!statementPasses(s, 'date')) continue;
      if (s.date && !Number.isNaN(binOf(s.date))) seen.add(binOf(s.date)); else undated += 1;
    }
    seen.forEach((bin) => { bins[bin][STYLE_OF[entry.level] === 'against' || STYLE_OF[entry.level] === 'ended' ? 1 : 0] += 1; });
  }
  const most = Math.max(1, ...bins.map(([a, b]) => a + b));
  const lo = state.from ? Math.max(0, binOf(state.from)) : 0, hi = state.to ? Math.min(TIME.bins - 1, binOf(state.to)) : TIME.bins - 1;
  $('bars').replaceChildren(...bins.flatMap(([calmOnes, harsh], i) => {
    const inside = i >= lo && i <= hi ? 'in' : 'out';
    const h = (calmOnes / most) * 42, h2 = (harsh / most) * 42;
    return [svg('rect', { x: i * 10 + 1, y: 44 - h, width: 8, height: h, class: `bar ${inside}` }), svg('rect', { x: i * 10 + 1, y: 44 - h - h2, width: 8, height: h2, class: `bar harsh ${inside}` })];
  }));
  $('from').value = lo;
  $('to').value = hi;
  $('from').setAttribute('aria-valuetext', dayText(binStart(lo)));
  $('to').setAttribute('aria-valuetext', dayText(binEnd(hi)));
  document.querySelector('.handles').style.setProperty('--lo', lo / Math.max(1, TIME.bins - 1));
  document.querySelector('.handles').style.setProperty('--hi', hi / Math.max(1, TIME.bins - 1));
  const words = state.from || state.to ? `${dayText(state.from || isoDay(TIME.first))} – ${dayText(state.to || isoDay(TIME.last))}` : 'all dates';
  $('range').textContent = words + (undated ? ` · ${undated} undated` : '');
  document.querySelector('.time-head button').hidden = !(state.from || state.to);
}
