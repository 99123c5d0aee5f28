import type { DeliveryState } from '#libs/contracts';
import { Bug } from '#libs/errors';

//  queued ──► sending ──► sent
//    ▲          │ │ │
//    └── retry ─┘ │ └───► unknown ──► sent | failed
//                 └─────► failed
//
// `sending` is committed before we connect, and `final_dot_at` just before the dot that ends DATA. Up to that mark the
// server cannot have taken the letter, and whatever breaks leads back to the queue. After it only the server's answer
// counts; where there is none, nobody knows (RFC 1047), and a person is shown so: it is never sent again by guess.
const moves = {
  queued: ['sending', 'failed'],
  sending: ['sent', 'failed', 'queued', 'unknown'],
  unknown: ['sent', 'failed'],
  sent: [],
  failed: [],
} as const satisfies Record<DeliveryState, readonly DeliveryState[]>;

/** @throws Bug `mail.illegal-move` */
export function checkMove(from: DeliveryState, to: DeliveryState): void {
  const allowed: readonly DeliveryState[] = moves[from];
  if (!allowed.includes(to)) throw new Bug('mail.illegal-move', { from, to });
}

/** Where an attempt may lead. */
export type AfterAttempt = (typeof moves)['sending'][number];
