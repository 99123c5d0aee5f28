import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountFor } from '../src/web/chromium/cage.js';
import { WebHouse } from './web-house.js';

describe('a session', () => {
  let house: WebHouse;
  beforeEach(async () => {
    house = await WebHouse.open();
  });
  afterEach(async () => {
    await house.close();
  });

  it('that cannot be raised falls, calls for help, and comes as soon as it can', async () => {
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

  it('is kept nowhere once its number goes another way; up to when it was listened to stays', async () => {
    house.newDriver();
    const folder = join(house.dataDir, 'whatsapp', house.channelId);
    await mkdir(join(folder, 'session'), { recursive: true });
    await writeFile(join(folder, 'session', 'Cookies'), 'the account itself');
    const talliedTo = '2026-11-25T10:00:00.000Z';
    const linked = { since: talliedTo, number: '+380441234567', name: null, platform: null };
    const remembered = { linked, heardFrom: talliedTo, historyTaken: true, talliedTo };
    await writeFile(join(folder, 'link.json'), JSON.stringify(remembered));
    await house.driver.leave(house.channelId);
    expect(await readdir(folder)).toEqual(['past.json']);
    expect(JSON.parse(await readFile(join(folder, 'past.json'), 'utf8'))).toEqual({ heardTo: talliedTo });
  });

  it('is not raised as root', async () => {
    await expect(accountFor('/bin/false', house.dataDir, 0)).rejects.toMatchObject({
      kind: 'user',
      code: 'whatsapp.root',
    });
  });
});
