// The time zone that this browser is in, for pages that cut time into the viewer's own days.
export const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
