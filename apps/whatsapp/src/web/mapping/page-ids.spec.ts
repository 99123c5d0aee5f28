import { messageIdOf, phoneOf, stanzaOf, whatsappIdOf, widOf } from './page-ids.js';

describe('whom the page means', () => {
  it.each([
    ['380501112233@c.us', '380501112233'],
    ['380501112233:12@c.us', '380501112233'],
    ['380501112233@s.whatsapp.net', '380501112233'],
    ['380501112233@hosted', '380501112233'],
    ['99000000000001@lid', '99000000000001@lid'],
    ['99000000000001:3@lid', '99000000000001@lid'],
    ['120363000000000001@g.us', '120363000000000001@g.us'],
    ['380501112233-1600000000@g.us', '380501112233-1600000000@g.us'],
  ])('%s is %s', (wid, id) => {
    expect(whatsappIdOf(wid)).toBe(id);
  });

  it.each(['status@broadcast', '1234567890@newsletter', '13135550002@bot', '0@c.us', 'ada@c.us', '', '380501112233'])(
    '%p is nobody',
    (wid) => {
      expect(whatsappIdOf(wid)).toBeNull();
    },
  );

  it('is written for the page as it writes it', () => {
    expect(widOf('380501112233')).toBe('380501112233@c.us');
    expect(widOf('99000000000001@lid')).toBe('99000000000001@lid');
    expect(phoneOf('380501112233')).toBe('+380501112233');
    expect(phoneOf('99000000000001@lid')).toBeNull();
  });
});

describe('the id of a message', () => {
  it('tells theirs from ours, whatever id they chose', () => {
    expect(messageIdOf({ id: '3EB0AA', fromMe: true })).toBe('3EB0AA');
    expect(messageIdOf({ id: '3EB0AA', fromMe: false })).toBe('3EB0AA.in');
    expect(stanzaOf('3EB0AA')).toEqual({ id: '3EB0AA', fromMe: true });
    expect(stanzaOf('3EB0AA.in')).toEqual({ id: '3EB0AA', fromMe: false });
  });
});
