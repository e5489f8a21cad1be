// Points in time for people. Always UTC and always said so: readers of an incident sit in several zones.

const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** `24 Nov 2026, 02:10 UTC` from an RFC 3339 time. */
export function timeInWords(rfc3339: string): string {
  const at = new Date(rfc3339);
  return `${day.format(at)}, ${clock.format(at)} UTC`;
}
