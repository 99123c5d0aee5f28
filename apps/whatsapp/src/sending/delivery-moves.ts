import type { WhatsappDeliveryState } from '#libs/contracts';
import { Bug } from '#libs/errors';

//  queued ──► sending ──► sent ──► delivered ──► read ──► played      from `sending` on it may skip, never go back
//    ▲ │        │ │ └───► unknown ──► sent … | failed                 (found, or seen later)
//    │ │        │ │          │
//    └─┼─ retry ┘ │          └──► queued                              (found to be surely absent)
//      └──────────┴─────► failed ──► delivered | read | played        (the provider itself says that it came after all)
// What is back in the queue and is then seen at the provider's did leave: it goes on from there, and is not sent again.
//
// `sending` is committed before the driver is given the message. Whatever breaks from there on without the driver's answer leads to `unknown`:
// WhatsApp gives a message its id only when it has been added, so nobody can say whether it left. It is looked for, and a person is shown so.
const moves = {
  queued: ['sending', 'failed', 'sent', 'delivered', 'read', 'played'],
  sending: ['queued', 'sent', 'delivered', 'read', 'played', 'failed', 'unknown'],
  unknown: ['queued', 'sent', 'delivered', 'read', 'played', 'failed'],
  sent: ['delivered', 'read', 'played', 'failed'],
  delivered: ['read', 'played'],
  read: ['played'],
  played: [],
  failed: ['delivered', 'read', 'played'],
} as const satisfies Record<WhatsappDeliveryState, readonly WhatsappDeliveryState[]>;

export function mayMove(from: WhatsappDeliveryState, to: WhatsappDeliveryState): boolean {
  const allowed: readonly WhatsappDeliveryState[] = moves[from];
  return allowed.includes(to);
}

/** @throws Bug `whatsapp.illegal-move` */
export function checkMove(from: WhatsappDeliveryState, to: WhatsappDeliveryState): void {
  if (!mayMove(from, to)) throw new Bug('whatsapp.illegal-move', { from, to });
}
