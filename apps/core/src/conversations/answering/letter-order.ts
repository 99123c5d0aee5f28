import type { EvidenceRef, InteractionId, SendLetter } from '#libs/contracts';
import type { MasterKey } from '#libs/evidence';
import { copyHeaders } from '../../routing/copy-mark.js';
import type { NewDelivery } from './answering.repository.js';

/** Of a letter what an order to send it needs. */
export interface OrderedLetter {
  readonly interactionId: InteractionId;
  readonly messageId: string;
  readonly evidence: EvidenceRef;
  /** The corporate address. */
  readonly from: string;
}

/** The same bytes for everybody; before a copy's stands who sends it on, and our mark. */
export function letterOrder(
  masterKey: MasterKey,
  { interactionId, messageId, evidence, from }: OrderedLetter,
  {
    id,
    channelId,
    purpose,
    recipient: to,
  }: Pick<NewDelivery, 'id' | 'channelId' | 'recipient'> & {
    purpose: NewDelivery['purpose'] | 'forward';
  },
  at: Date,
): SendLetter {
  const copyId = `<${id}${from.slice(from.lastIndexOf('@'))}>`;
  return {
    deliveryId: id,
    ...{ channelId, envelope: { from, to: [to] }, messageId, evidence },
    prependHeaders:
      purpose === 'copy' ? copyHeaders(masterKey, { interactionId, from, to, at, messageId: copyId }) : [],
    ...(purpose === 'answer' ? { sentCopy: true } : {}),
  };
}
