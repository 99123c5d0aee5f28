import { z } from 'zod';
import { sendLetter, sendWhatsapp } from '#libs/contracts';
import type { MasterKey } from '#libs/evidence';
import type { Orders } from './outgoing-check.js';

const purpose = 'outgoing-check/orders';
const Stored = z.discriminatedUnion('medium', [
  z.object({ medium: z.literal('email'), orders: z.array(sendLetter.schema) }),
  z.object({ medium: z.literal('whatsapp'), orders: z.array(sendWhatsapp.schema) }),
]);

/** Orders that wait: they hold words and addresses, so they lie sealed. */
export const sealedOrders = {
  seal: (masterKey: MasterKey, { medium, orders }: Orders): Buffer =>
    masterKey.seal(Buffer.from(JSON.stringify({ medium, orders }), 'utf8'), purpose),

  open: (masterKey: MasterKey, sealed: Buffer): Orders =>
    Stored.parse(JSON.parse(masterKey.unseal(sealed, purpose).toString('utf8'))),
};
