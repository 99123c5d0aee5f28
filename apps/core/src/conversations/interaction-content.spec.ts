import { snippetOf } from './interaction-content.js';

describe('the first words of a letter', () => {
  it('are its own: what it quotes is left out', () => {
    expect(snippetOf('Thank you.\n\n> When will it come?\n')).toBe('Thank you.');
    expect(snippetOf('> When will it come?\n')).toBe('> When will it come?');
  });

  it('end before an address or a number that the cut went through: half of one would not be masked', () => {
    const long = 'word '.repeat(38);
    expect(snippetOf(`${long}ada.lovelace@client.test and more`)).toBe(long.trim());
    expect(snippetOf(`${long}+380 44 123 45 67 and more`)).toBe(long.trim());
    expect(snippetOf('x'.repeat(500))).toBe('');
  });

  it('are whole where they are short', () => {
    expect(snippetOf('Call +380 44 123 45 67')).toBe('Call +380 44 123 45 67');
  });
});
