import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountFor } from '../src/web/chromium/cage.js';
import { WebHouse } from './web-house.js';

describe('a session that cannot be raised', () => {
  let house: WebHouse;
  beforeEach(async () => {
    house = await WebHouse.open();
  });
  afterEach(async () => {
    await house.close();
  });

  it('falls, calls for help, and comes as soon as it can', async () => {
    house.newDriver({ againFirstMs: 20, againLongestMs: 40, fallsUntilAlarm: 3, seldomMs: 200 });
    const inTheWay = join(house.dataDir, 'whatsapp', house.channelId);
    await mkdir(join(house.dataDir, 'whatsapp'), { recursive: true });
    await writeFile(inTheWay, 'a file where the folder should be');
    await house.begin();
    await house.stands({ state: 'waiting', code: 'whatsapp.keeps-falling' });
    expect(house.sink.stood).toContainEqual(
      expect.objectContaining({ state: 'restarting', code: 'whatsapp.session-broken' }),
    );
    expect(house.sink.alarms).toEqual(['whatsapp.keeps-falling']);

    await rm(inTheWay);
    await house.stands({ state: 'unlinked' });
  });

  it('is not raised as root', async () => {
    await expect(accountFor('/bin/false', house.dataDir, 0)).rejects.toMatchObject({
      kind: 'user',
      code: 'whatsapp.root',
    });
  });
});
