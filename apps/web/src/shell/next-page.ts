/** Where to go after signing in: a path of this page and nothing else, so that a link cannot lead elsewhere by it. */
export function nextPage(wanted: unknown): string {
  if (typeof wanted !== 'string' || !/^\/(?![/\\])[\x21-\x7e]*$/.test(wanted)) return '/';
  return /^\/(sign-in|setup)\b/.test(wanted) ? '/' : wanted;
}
