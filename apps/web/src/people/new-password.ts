/** Without letters and digits that look alike: it is read out or copied from paper. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Three groups of five, 74 bits: enough for a first password that is to be changed. */
export function newPassword(): string {
  const bytes = new Uint32Array(15);
  crypto.getRandomValues(bytes);
  const letters = [...bytes].map((number) => alphabet[number % alphabet.length] ?? 'a');
  return [letters.slice(0, 5), letters.slice(5, 10), letters.slice(10)].map((group) => group.join('')).join('-');
}
