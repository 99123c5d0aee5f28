import { randomUUID } from 'node:crypto';
import type { ChannelId } from '#libs/contracts';
import type { NumberFacts, Standing } from '../driver/driver.port.js';
import { CloudNumber } from './cloud-number.js';
import type { GraphClient } from './graph-client.js';
import { TemplateList } from './template-list.js';

it('a number that is stopped waits for no answer of the API, and tells nothing of it', async () => {
  let asked!: () => void;
  let answer!: (error: Error) => void;
  const wasAsked = new Promise<void>((resolve) => (asked = resolve));
  const get = () => {
    asked();
    return new Promise<unknown>((_, reject) => (answer = reject));
  };
  const client = { get } as unknown as GraphClient;
  const cloud = { phoneNumberId: '1', businessAccountId: '2', apiVersion: 'v23.0' };
  const facts: unknown = { channelId: randomUUID() as ChannelId, settings: { number: '+380441112233', cloud } };
  const told: Standing[] = [];
  const number = new CloudNumber(facts as NumberFacts, client, new TemplateList(client, cloud), (standing) =>
    told.push(standing),
  );
  number.start();
  await wasAsked;
  number.stop();
  answer(new Error('too late'));
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual([]);
}, 5_000);
