// Moments in the person's own time zone, and countdowns. The server writes UTC; this changes the data of the text node that is there, never
// the node, so that Blazor still finds it. Whatever Blazor writes anew is seen by the observer and written over again.
const exact = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const exactYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const units = [['year', 31536000], ['month', 2592000], ['day', 86400], ['hour', 3600], ['minute', 60]];
const ends = new WeakMap();

function distance(at) {
  const seconds = (at - Date.now()) / 1000;
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) {
      return relative.format(Math.round(seconds / size), unit);
    }
  }
  return seconds > 0 ? 'in a moment' : 'just now';
}

function left(seconds) {
  if (seconds <= 0) {
    return 'over';
  }
  const days = Math.floor(seconds / 86400), hours = Math.floor(seconds / 3600) % 24, minutes = Math.floor(seconds / 60) % 60;
  const parts = days ? [`${days} d`, `${hours} h`] : hours ? [`${hours} h`, `${minutes} min`] : minutes ? [`${minutes} min`, `${Math.floor(seconds % 60)} s`] : [`${Math.floor(seconds)} s`];
  return `${parts.join(' ')} left`;
}

function write(element, text) {
  const node = element.firstChild;
  if (node?.nodeType === Node.TEXT_NODE && node.data !== text) {
    node.data = text;
  }
}

function showMoment(element) {
  const at = new Date(element.dateTime);
  if (Number.isNaN(at.getTime())) {
    return;
  }
  const when = (at.getFullYear() === new Date().getFullYear() ? exact : exactYear).format(at);
  write(element, element.dataset.moment === 'both' ? `${when} (${distance(at)})` : when);
  const title = full.format(at);
  if (element.title !== title) {
    element.title = title;
  }
}

function showLeft(element) {
  const key = `${element.dataset.until} ${element.dataset.now}`;
  let known = ends.get(element);
  if (known?.key !== key) {
    known = { key, end: performance.now() + (Date.parse(element.dataset.until) - Date.parse(element.dataset.now)) };
    ends.set(element, known);
  }
  const seconds = (known.end - performance.now()) / 1000;
  write(element, left(seconds));
  element.classList.toggle('soon', seconds > 0 && seconds <= 600);
}

function showAll() {
  document.querySelectorAll('time[data-moment]').forEach(showMoment);
  document.querySelectorAll('time[data-until]').forEach(showLeft);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  document.querySelectorAll('[data-zone]').forEach(element => write(element, zone));
}

let isDue = false;
new MutationObserver(() => {
  if (!isDue) {
    isDue = true;
    requestAnimationFrame(() => { isDue = false; showAll(); });
  }
}).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ['datetime', 'data-until', 'data-now'] });
setInterval(() => document.querySelectorAll('time[data-until]').forEach(showLeft), 1000);
setInterval(showAll, 30000);
showAll();
