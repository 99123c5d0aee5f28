import type { TFunction } from 'i18next';
import { toast } from './toast.js';

/**
 * Puts a text where the next paste takes it from. A browser refuses it to a page without https, and then it is said.
 * @returns whether it is there
 */
export async function copyText(t: TFunction, text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    toast.bad(t('act.notCopied'));
    return false;
  }
}
