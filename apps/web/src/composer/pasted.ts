import i18next from 'i18next';
import type { ClipboardEvent } from 'react';
import { toast } from '../shell/toast.js';

/**
 * Files that are pasted, and a text that the field has no room for: a browser would cut that without a word. It goes along as a file where
 * files can, else the field stays as it is and says how much it holds.
 */
export function takePasted(
  event: ClipboardEvent<HTMLTextAreaElement>,
  addFiles: ((added: Iterable<File>) => void) | null,
): void {
  const { clipboardData, currentTarget: field } = event;
  const text = clipboardData.getData('text/plain');
  const room = field.maxLength - field.value.length + field.selectionEnd - field.selectionStart;
  if (text.length > room) {
    event.preventDefault();
    if (addFiles === null) return toast.bad(i18next.t('composer.pasteTooLong', { limit: field.maxLength }));
    addFiles([new File([text], `${i18next.t('composer.pastedText')}.txt`, { type: 'text/plain' })]);
    toast.ok(i18next.t('composer.pastedAsFile'));
  } else if (addFiles !== null && text === '' && clipboardData.files.length > 0) {
    event.preventDefault();
    addFiles(clipboardData.files);
  }
}
