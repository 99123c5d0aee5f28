import type { ChannelId } from '#libs/contracts';
import { CorporateAddresses } from './corporate-addresses.js';

const box = (id: string, address: string, aliases: string[] = [], enabled = true) => ({
  channelId: id as ChannelId,
  settings: { address, aliases },
  enabled,
});

describe('CorporateAddresses', () => {
  const addresses = new CorporateAddresses();
  addresses.replace([
    box('one', 'Sales@Corp.test', ['info@corp.test', 'help@corp.test']),
    box('two', 'help@corp.test'),
    box('three', 'old@corp.test', ['info@corp.test'], false),
  ]);

  it.each([
    ['sales@corp.test', 'one'],
    ['SALES@CORP.TEST', 'one'],
    ['sales+t0k3n@corp.test', 'one'],
    ['info+a+b@corp.test', 'one'],
    ['help@corp.test', 'two'],
  ])('%s is ours', (address, channelId) => {
    expect(addresses.find(address)).toEqual({ channelId, enabled: true });
  });

  it.each([
    'ada@client.test',
    'sales@client.test',
    'sales',
    '+x@corp.test',
    '',
    'sales@corp.test@client.test',
    'sales%client.test@corp.test',
  ])('%j is not', (address) => {
    expect(addresses.find(address)).toBeNull();
  });

  it('knows who is switched off', () => {
    expect(addresses.find('old@corp.test')).toEqual({ channelId: 'three', enabled: false });
  });
});
