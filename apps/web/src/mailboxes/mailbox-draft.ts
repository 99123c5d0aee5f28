import type { MailboxForm } from './mailbox-form.js';
import { presets, type Preset } from './presets.js';

/** What was filled in before the browser left for a provider; in this tab only, and without passwords. */
const place = 'keepline.mailbox-draft';

export interface MailboxDraft {
  preset: Preset | null;
  form: MailboxForm;
}

export function keepDraft({ preset, form }: MailboxDraft): void {
  const bare = { ...form, imap: { ...form.imap, password: '' }, smtp: { ...form.smtp, password: '' } };
  sessionStorage.setItem(place, JSON.stringify({ preset: preset?.name ?? null, form: bare }));
}

/** Taken once. @returns null: there is none, or it cannot be read */
export function takeDraft(): MailboxDraft | null {
  const kept = sessionStorage.getItem(place);
  sessionStorage.removeItem(place);
  if (kept === null) return null;
  try {
    const { preset, form } = JSON.parse(kept) as { preset: string | null; form: MailboxForm };
    return { preset: presets.find(({ name }) => name === preset) ?? null, form };
  } catch {
    return null;
  }
}
