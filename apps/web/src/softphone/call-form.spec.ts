import type { FormField } from '../calls/call.js';
import { firstMissing } from './call-form.js';

const label = { ru: '', uk: '', en: '' };
const fields: FormField[] = [
  { key: 'topic', label, kind: 'choice', choices: ['Order', 'Complaint'], required: true },
  { key: 'result', label, kind: 'text', choices: [], required: true },
  { key: 'remark', label, kind: 'text', choices: [], required: false },
];

describe('what is still missing in a form', () => {
  it('is the first required field that is empty', () => {
    expect(firstMissing(fields, {})).toBe('topic');
    expect(firstMissing(fields, { topic: 'Order', result: '  ' })).toBe('result');
    expect(firstMissing(fields, { topic: 'Order', result: 'sold' })).toBeNull();
  });

  it('is also a choice that is not offered any more', () => {
    expect(firstMissing(fields, { topic: 'Return', result: 'sold' })).toBe('topic');
  });
});
