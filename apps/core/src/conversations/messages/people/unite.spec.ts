import { unite } from './unite.js';

const party = (id: string, phone: string | null = null, aliases: string[] = []) => ({ id, phone, aliases });
const known = (id: string, sameAs: string) => ({ id, sameAs, phone: null });

describe('who is who on WhatsApp', () => {
  it('takes somebody with one id for themselves, and keeps nothing of it', () => {
    const { people, news } = unite([party('380441234567', '+380441234567'), party('77@lid')], []);
    expect(people.get('380441234567')).toEqual({ id: '380441234567', ids: ['380441234567'], phone: '+380441234567' });
    expect(people.get('77@lid')).toEqual({ id: '77@lid', ids: ['77@lid'], phone: null });
    expect(news).toEqual([]);
  });

  it('learns that an id without a number is somebody’s with one', () => {
    const { people, news } = unite([party('77@lid', '+380441234567')], []);
    expect(people.get('77@lid')).toEqual({
      id: '380441234567',
      ids: ['77@lid', '380441234567'],
      phone: '+380441234567',
    });
    expect(news).toHaveLength(1);
  });

  it('learns nothing twice', () => {
    const before = [known('77@lid', '380441234567'), known('380441234567', '380441234567')];
    expect(unite([party('77@lid', '+380441234567')], before).news).toEqual([]);
    expect(unite([party('77@lid')], before).people.get('77@lid')!.phone).toBe('+380441234567');
  });

  it('joins two who were known apart, under the number', () => {
    const before = [known('77@lid', '77@lid'), known('ab.c@bsuid', '77@lid')];
    const { people, news } = unite([party('ab.c@bsuid', '+380441234567')], before);
    expect(people.get('77@lid')!.id).toBe('380441234567');
    expect(news[0]!.ids.toSorted()).toEqual(['380441234567', '77@lid', 'ab.c@bsuid']);
  });

  it('does not take a group for a person', () => {
    expect(unite([party('120363@g.us')], []).people.size).toBe(0);
  });
});
