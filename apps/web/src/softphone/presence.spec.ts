import type { Call } from '../calls/call.js';
import { presenceOf } from './presence.js';

const boris = { id: 'boris', name: 'Boris' };
const talkingTo = (id: string) => [{ talking: [{ id, name: id }] } as unknown as Call];

describe('whether a colleague can be rung', () => {
  it('is told by their devices first, then by their calls', () => {
    expect(presenceOf({ employee: boris, online: true }, talkingTo('anna')).is).toBe('free');
    expect(presenceOf({ employee: boris, online: true }, talkingTo('boris')).is).toBe('busy');
    expect(presenceOf({ employee: boris, online: false }, talkingTo('boris')).is).toBe('away');
  });
});
