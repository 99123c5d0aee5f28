import { checkMove, mayMove } from './delivery-moves.js';

describe('the states of a delivery', () => {
  it('move on and may skip', () => {
    expect(mayMove('sending', 'read')).toBe(true);
    expect(mayMove('sent', 'played')).toBe(true);
    expect(mayMove('unknown', 'delivered')).toBe(true);
  });

  it('never go back', () => {
    expect(() => checkMove('read', 'delivered')).toThrow('whatsapp.illegal-move');
    expect(() => checkMove('delivered', 'sent')).toThrow('whatsapp.illegal-move');
    expect(() => checkMove('sent', 'queued')).toThrow('whatsapp.illegal-move');
    expect(() => checkMove('played', 'failed')).toThrow('whatsapp.illegal-move');
  });

  it('what failed has come all the same when the provider says so', () => {
    expect(mayMove('failed', 'delivered')).toBe(true);
    expect(mayMove('failed', 'queued')).toBe(false);
  });
});
