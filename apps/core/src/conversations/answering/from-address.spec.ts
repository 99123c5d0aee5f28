import type { ChannelId, LetterHeader } from '#libs/contracts';
import { addressWithToken, newConversationToken } from '../conversation-token.js';
import type { SendingChannel, ThreadLetter } from './answering.repository.js';
import { answeringFrom } from './from-address.js';

const channel: SendingChannel = {
  ...{ id: 'c' as ChannelId, address: 'office@company.test', enabled: true },
  settings: {
    ...{ address: 'office@company.test', displayName: '', aliases: ['Sales@second.test', 'info@company.test'] },
    ...{ imap: null, smtp: null, backfillFrom: null, plusAddressing: true },
  },
};
const to = (...addresses: string[]) => ({ to: addresses.map((address) => ({ name: '', address })) });
const letter = (header: Partial<LetterHeader>, direction: ThreadLetter['direction'] = 'inbound'): ThreadLetter => ({
  ...{ direction, messageId: null, header },
});
const from = (...letters: ThreadLetter[]) => answeringFrom(channel, letters).address;

describe('the address that an answer comes from', () => {
  it('is the one that the client wrote to, also on another domain, and with a token of ours', () => {
    expect(from(letter(to('ada@client.test', 'sales@SECOND.test')))).toBe('Sales@second.test');
    expect(from(letter(to(addressWithToken('info@company.test', newConversationToken()))))).toBe('info@company.test');
    expect(from(letter({ cc: [{ name: '', address: 'info@company.test' }] }))).toBe('info@company.test');
  });

  it('is told by To before Delivered-To, which names where an alias led to', () => {
    expect(from(letter({ ...to('info@company.test'), deliveredTo: ['office@company.test'] }))).toBe(
      'info@company.test',
    );
    expect(from(letter({ ...to('undisclosed'), deliveredTo: ['info@company.test'] }))).toBe('info@company.test');
  });

  it('is that of the newest letter which says one, and otherwise the channel’s own', () => {
    expect(from(letter(to('list@else.test')), letter(to('info@company.test')))).toBe('info@company.test');
    expect(from(letter(to('info@company.test'), 'outbound'))).toBe('office@company.test');
    expect(from()).toBe('office@company.test');
  });
});
