import { z } from 'zod';
import { letterSubmitted } from '#libs/contracts';
import { CannotUnseal, type MasterKey } from '#libs/evidence';
import { NewMessage, UploadView } from '../../interaction.view.js';

const Content = z.object({
  message: NewMessage,
  attachments: z.array(UploadView),
  /** Of what stopped it. */
  details: z.record(z.string(), z.unknown()).default({}),
  /** The letter as a mail program wrote it; then the message is what people read of it. */
  letter: letterSubmitted.schema.optional(),
});
/** What was written, as it is kept until it goes. */
export type LaterContent = z.infer<typeof Content>;

const purpose = 'answer/later';

export const sealLater = (masterKey: MasterKey, content: LaterContent): Buffer =>
  masterKey.seal(Buffer.from(JSON.stringify(content), 'utf8'), purpose);

/** null where it cannot be opened any more (another master key, a changed byte). */
export function unsealLater(masterKey: MasterKey, sealed: Buffer): LaterContent | null {
  try {
    return Content.parse(JSON.parse(masterKey.unseal(sealed, purpose).toString('utf8')));
  } catch (error) {
    if (error instanceof CannotUnseal) return null;
    throw error;
  }
}
