import type { TFunction } from 'i18next';
import { speakFully } from '../i18n/i18n.js';
import { copyText } from '../shell/copy-text.js';
import { toast } from '../shell/toast.js';

/** Where one entry is shown among what was before and after it. */
export const entryLink = (clientId: string, interactionId: string): string =>
  `${window.location.origin}/clients/${clientId}?entry=${interactionId}`;

/** A link tells nothing: whoever follows it sees what they may see. */
export async function copyLink(t: TFunction, clientId: string, interactionId: string): Promise<void> {
  if (!(await copyText(t, entryLink(clientId, interactionId)))) return;
  await speakFully();
  toast.ok(t('browse.linkCopied'));
}
