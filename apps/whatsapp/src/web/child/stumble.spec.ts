import { stumbleOf } from './stumble.js';

describe('what stumbled', () => {
  it('is told by its name and its place, never by its words', () => {
    const error = new TypeError('Ada wrote:\n    at secret.js:1:1');
    error.stack = `TypeError: ${error.message}\n    at Sender.send (/opt/keepline/web/child/sending.js:12:34)\n    at next.js:5:6`;
    expect(stumbleOf(error)).toEqual({ name: 'TypeError', at: 'sending.js:12:34' });
  });

  it('may be anything', () => {
    expect(stumbleOf('words of a client')).toEqual({ name: 'string', at: null });
    const named = new Error('');
    named.name = 'Ada said this';
    named.stack = '';
    expect(stumbleOf(named)).toEqual({ name: 'Error', at: null });
  });
});
