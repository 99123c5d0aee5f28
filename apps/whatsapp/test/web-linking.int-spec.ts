import { eventually } from '#libs/testing';
import { describeWith } from '../../../test/peers/real/peer.js';
import { ada, WebHouse } from './web-house.js';

describeWith(['chromium'], 'the link of a number', () => {
  let house: WebHouse;

  beforeEach(async () => {
    house = await WebHouse.open();
  });
  afterEach(async () => {
    await house.close();
  });

  it('is made by QR, outlives a restart without one, and what came meanwhile is found', async () => {
    const phone = await house.linked();
    expect(house.standing().linked).toMatchObject({
      number: '+380441234567',
      name: 'Stand-in phone',
      platform: 'android',
    });
    phone.say({ chat: ada, text: 'Good morning' });
    await eventually(() => expect(house.sink.texts()).toEqual(['Good morning']), { withinMs: 10_000 });

    await house.driver.shutDown();
    phone.say({ chat: ada, text: 'Are you there?' });
    house.newDriver();
    await house.begin();
    await house.ready();
    await eventually(() => expect(house.sink.texts()).toEqual(['Good morning', 'Are you there?']), {
      withinMs: 10_000,
    });
    expect([...house.sink.found.values()].map(({ origin }) => origin)).toEqual(['live', 'backfill']);
  });
});
