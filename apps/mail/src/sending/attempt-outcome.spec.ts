import { OperationalError, UserError } from '#libs/errors';
import { MailServerTrouble } from '../mailboxes/server-trouble.js';
import { outcomeOf, type AttemptResult } from './attempt-outcome.js';
import { checkMove } from './delivery-moves.js';

const to = ['ada@client.test', 'bob@client.test'];
const after = (result: Partial<AttemptResult>, context: { gaveUp?: boolean; acceptedBefore?: boolean } = {}) => {
  const outcome = outcomeOf(
    { accepted: [], rejected: [], error: null, finalDot: false, ...result },
    { to, gaveUp: false, acceptedBefore: false, ...context },
  );
  checkMove('sending', outcome.state);
  return outcome;
};
const smtp = (facts: object) => Object.assign(new Error('said no'), facts);

describe('outcomeOf', () => {
  it('a letter that everybody got is sent', () => {
    expect(after({ accepted: to, finalDot: true })).toMatchObject({
      state: 'sent',
      code: null,
      remaining: [],
      refused: [],
    });
  });

  it('only those who may still get it stay in the queue', () => {
    const rejected = [{ recipient: 'bob@client.test', responseCode: 450, response: '450 later' }];
    expect(after({ accepted: ['ada@client.test'], rejected, finalDot: true })).toMatchObject({
      state: 'queued',
      accepted: ['ada@client.test'],
      remaining: ['bob@client.test'],
      reply: '450 later',
    });
  });

  it('what may pass is final once the time is over', () => {
    const rejected = [{ recipient: 'bob@client.test', responseCode: 450, response: '450 later' }];
    expect(after({ accepted: ['ada@client.test'], rejected }, { gaveUp: true })).toMatchObject({
      state: 'sent',
      code: 'mail.recipient-refused',
      refused: [{ address: 'bob@client.test', reply: '450 later' }],
    });
    expect(after({ error: smtp({ code: 'ESOCKET', originalCode: 'ECONNREFUSED' }) }, { gaveUp: true })).toMatchObject({
      state: 'failed',
      code: 'mail.connection-refused',
    });
  });

  it('a letter that some have got has not failed, whatever comes later', () => {
    const error = smtp({ code: 'EMESSAGE', responseCode: 554, response: '554 spam', command: 'DATA' });
    expect(after({ error, finalDot: true }, { acceptedBefore: true })).toMatchObject({
      state: 'sent',
      code: 'mail.message-refused',
      refused: [
        { address: 'ada@client.test', reply: '554 spam' },
        { address: 'bob@client.test', reply: '554 spam' },
      ],
    });
  });

  it('a broken line before the final dot leads back to the queue, after it nobody knows', () => {
    const error = smtp({ code: 'ECONNECTION' });
    expect(after({ error })).toMatchObject({
      state: 'queued',
      code: 'mail.server-away',
      channelTrouble: true,
      remaining: to,
    });
    expect(after({ error, finalDot: true })).toMatchObject({ state: 'unknown', code: 'mail.outcome-unknown' });
    expect(after({ error, finalDot: true }, { gaveUp: true })).toMatchObject({ state: 'unknown' });
  });

  it('an answer after the final dot is certain', () => {
    expect(after({ error: smtp({ responseCode: 451, response: '451 disk' }), finalDot: true })).toMatchObject({
      state: 'queued',
    });
    expect(after({ error: smtp({ responseCode: 421, response: '421 bye' }), finalDot: true })).toMatchObject({
      state: 'queued',
      channelTrouble: true,
    });
  });

  it('our own troubles: what passes is tried again, what does not is shown', () => {
    expect(after({ error: new OperationalError('database.away') })).toMatchObject({
      state: 'queued',
      code: 'database.away',
      channelTrouble: false,
    });
    expect(after({ error: new UserError('evidence.missing') })).toMatchObject({
      state: 'failed',
      code: 'evidence.missing',
    });
    expect(after({ error: new MailServerTrouble('mail.password-refused', '535 no') })).toMatchObject({
      state: 'queued',
      code: 'mail.password-refused',
      channelTrouble: true,
    });
  });
});

describe('checkMove', () => {
  it('refuses to go back', () => {
    expect(() => checkMove('sent', 'queued')).toThrow('mail.illegal-move');
    expect(() => checkMove('unknown', 'queued')).toThrow('mail.illegal-move');
    expect(() => checkMove('queued', 'sent')).toThrow('mail.illegal-move');
  });
});
