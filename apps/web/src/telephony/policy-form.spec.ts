import { fieldsOf, keyOf, prefixesOf } from './policy-form.js';

describe('the policy as it is typed', () => {
  it('takes prefixes in any of the usual spellings', () => {
    expect(prefixesOf('+380900, 380703\n00882; 0900 +380900')).toEqual(['+380900', '+380703', '+882', '0900']);
  });

  it('gives fields names that stay', () => {
    expect(keyOf('Reason for the call', [])).toBe('reason-for-the-call');
    expect(keyOf('Причина', ['field'])).toBe('field-2');
    expect(keyOf('2nd offer', ['nd-offer'])).toBe('nd-offer-2');
  });

  it('leaves out fields without a label, and says in the other languages what was said in one', () => {
    const field = { key: '', kind: 'choice' as const, required: true };
    expect(
      fieldsOf([
        { ...field, label: { ru: '', uk: 'Причина', en: ' Reason ' }, choices: [' дорого ', ''] },
        { ...field, label: { ru: ' ', uk: '', en: '' }, choices: [] },
        { ...field, key: 'next', kind: 'text', label: { ru: 'Дальше', uk: '', en: '' }, choices: ['a'] },
      ]),
    ).toEqual([
      {
        key: 'reason',
        kind: 'choice',
        required: true,
        label: { ru: 'Причина', uk: 'Причина', en: 'Reason' },
        choices: ['дорого'],
      },
      { key: 'next', kind: 'text', required: true, label: { ru: 'Дальше', uk: 'Дальше', en: 'Дальше' }, choices: [] },
    ]);
  });
});
