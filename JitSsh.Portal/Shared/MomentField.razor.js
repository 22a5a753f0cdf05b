// A moment as the person's own clock shows it: the browser knows their time zone and its daylight saving, the server does not.
export function toUtc(text) {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

export function fromUtc(iso) {
  const at = new Date(iso), two = n => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

export function zone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'your time';
}
