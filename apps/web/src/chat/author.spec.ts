import { authorOf } from './author.js';

const nobody = { name: '', address: '+380 •• 233', masked: true, is: 'client' as const };
const group = { name: 'Weddings' };

describe('whose name stands on a bubble', () => {
  it('what WhatsApp told', () => {
    expect(authorOf({ author: { ...nobody, name: 'Ada' }, group: null }, [], 'Ada Lovelace')).toBe('Ada');
  });

  it('in a chat of two without a name: the client of the card, never the number', () => {
    expect(authorOf({ author: nobody, group: null }, [], 'Ada Lovelace')).toBe('Ada Lovelace');
    const numbered = { ...nobody, name: nobody.address };
    expect(authorOf({ author: null, group: null }, [numbered], 'Ada Lovelace')).toBe('Ada Lovelace');
  });

  it('in a group without a name: the number, for it may be anybody', () => {
    expect(authorOf({ author: nobody, group }, [], 'Ada Lovelace')).toBe('+380 •• 233');
  });

  it('nothing at all when nobody knows', () => {
    expect(authorOf({ author: null, group: null }, [], '')).toBe('');
  });
});
