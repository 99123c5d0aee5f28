import {
  takeWhatsappWebhook,
  whatsappAlarmRaised,
  whatsappMessageReceived,
  whatsappNumberChanged,
  type ChannelId,
} from '#libs/contracts';
import { eventually } from '#libs/testing';
import { GraphWorld, type GraphNumber } from '../../../test/peers/whatsapp/graph.js';
import { someSettings, WhatsappHouse } from './whatsapp-house.js';

export let world: GraphWorld;
export let house: WhatsappHouse;
/** Another one for each test, ready. */
export let number: GraphNumber;
export let channelId: ChannelId;

/** The role beside the stand-in of the Graph API, whose deliveries come in as by core's door. */
export function useCloudHouse(): void {
  beforeAll(async () => {
    world = await GraphWorld.open();
    house = await WhatsappHouse.open(world.url);
  });
  afterAll(async () => {
    await house.close();
    await world.close();
  });
  beforeEach(async () => {
    number = world.aNumber();
    channelId = await aCloudNumber(number);
    world.deliverTo = async (body, signature) => {
      const receivedAt = new Date().toISOString();
      try {
        await house.bus.ask(takeWhatsappWebhook, { body: body.toString('base64'), signature, receivedAt });
        return 200;
      } catch (error) {
        return (error as { code?: string }).code === 'whatsapp.signature-wrong' ? 401 : 503;
      }
    };
    await stands('ready');
  });
}

export const cloudOf = ({ phoneNumberId, businessAccountId, number: own }: GraphNumber) => ({
  ...someSettings,
  driver: 'cloud' as const,
  number: own,
  cloud: { phoneNumberId, businessAccountId, apiVersion: 'v23.0' },
});
export const secretsOf = ({ token, appSecret }: GraphNumber) => ({
  accessToken: token,
  appSecret,
  verifyToken: `verify-${token}`,
});
export const aCloudNumber = (graph: GraphNumber, options: Parameters<WhatsappHouse['aNumber']>[1] = {}) =>
  house.aNumber(cloudOf(graph), { secrets: secretsOf(graph), ...options });

export const stands = (state: string, code: string | null = null) =>
  eventually(async () => {
    const last = (await house.told(whatsappNumberChanged, channelId)).at(-1);
    expect(last).toMatchObject({ state, code });
    return last!;
  });
export const received = () => house.told(whatsappMessageReceived, channelId);
export const texts = async () => (await received()).map(({ content }) => content.text);
export const webhooks = async (state: string) =>
  (await house.db.query('select seq from whatsapp.webhook where state = $1', [state])).length;
export const alarmCodes = async (of: ChannelId | null) =>
  (await house.told(whatsappAlarmRaised, of)).map(({ code }) => code);
export const quiet = () => eventually(async () => expect(await webhooks('waiting')).toBe(0));

/** As core gives it: sealed. */
export function sealedToken(token: string | null) {
  return { accessToken: token && house.seal(token), appSecret: null, oldAppSecret: null, verifyToken: null };
}
