import type { ChannelId, CopyRuleId } from '#libs/contracts';
import { copiesFor, type LetterToCopy } from './copies.js';
import type { CopyRule } from './copy-rules.repository.js';

const sales = '018f0000-0000-7000-8000-000000000001' as ChannelId;
const support = '018f0000-0000-7000-8000-000000000002' as ChannelId;
const rule = (id: string, more: Partial<CopyRule>): CopyRule => ({
  id: id as CopyRuleId,
  channelId: null,
  direction: 'both',
  target: 'address',
  address: null,
  visible: false,
  enabled: true,
  createdAt: new Date('2026-01-01T00:00:00Z'),
  ...more,
});
const archive = rule('archive', { address: 'Archive@backup.test' });
const inbound: LetterToCopy = { channelId: sales, direction: 'inbound', senders: ['ada@client.test'], addressed: [] };
const nobody = { responsible: null, heads: [] };
const own = new Set(['sales@corp.test']);

describe('copiesFor', () => {
  it('names each address once, in lower case', () => {
    const twice = rule('again', { address: 'archive@backup.test', visible: true });
    expect(copiesFor([archive, twice], inbound, nobody, own)).toEqual([
      { ruleId: 'archive', recipient: 'archive@backup.test', visible: true },
    ]);
  });

  it('finds the responsible employee and the heads of their team', () => {
    const rules = [rule('r', { target: 'responsible' }), rule('h', { target: 'head' })];
    const people = { responsible: 'olena@corp.test', heads: ['boss@corp.test', 'olena@corp.test'] };
    expect(copiesFor(rules, inbound, people, own).map((copy) => copy.recipient)).toEqual([
      'olena@corp.test',
      'boss@corp.test',
    ]);
    expect(copiesFor(rules, inbound, nobody, own)).toEqual([]);
  });

  it('holds rules to their channel and direction', () => {
    const rules = [
      rule('other', { channelId: support, address: 'a@x.test' }),
      rule('out', { direction: 'outbound', address: 'b@x.test' }),
    ];
    expect(copiesFor(rules, inbound, nobody, own)).toEqual([]);
    expect(copiesFor(rules, { ...inbound, direction: 'outbound' }, nobody, own).map((copy) => copy.recipient)).toEqual([
      'b@x.test',
    ]);
  });

  it('never copies to the sender, to our own channels, by an ended rule, or to whom our letter goes anyway', () => {
    const rules = [
      rule('sender', { address: 'ADA@client.test' }),
      rule('loop', { address: 'sales@corp.test' }),
      rule('ended', { address: 'c@x.test', enabled: false }),
      archive,
    ];
    const letter = { ...inbound, addressed: ['archive@backup.test'] };
    expect(copiesFor(rules, letter, nobody, own)).toEqual([]);
  });
});
