import type { Schemas } from '../api/client.js';
import { workWeek } from './hours.js';

export type NumberSettings = Schemas['NumberSettings'];
type Texts = NonNullable<NumberSettings['missedText']>['texts'];

/** What is typed about a company number; its settings are kept as they are sent. */
export interface NumberForm {
  name: string;
  number: string;
  aliases: string;
  teamId: string;
  enabled: boolean;
  settings: NumberSettings;
  /** Kept while the letter is switched off, so that switching it on again brings the words back. */
  texts: Texts;
}

const noTexts: Texts = { ru: '', uk: '', en: '' };

export function newNumberForm(trunkId: string, language: NumberSettings['language'], timeZone: string): NumberForm {
  return {
    name: '',
    number: '',
    aliases: '',
    teamId: '',
    enabled: true,
    texts: noTexts,
    settings: {
      trunkId,
      language,
      timeZone,
      hours: [workWeek],
      holidays: [],
      announceRecording: true,
      prompts: { recorded: null, closed: null, voicemail: null, busy: null },
      ring: { responsibleFirst: true, responsibleMs: 20_000, teamId: null, mode: 'even', members: [], stepMs: 20_000 },
      afterHours: 'voicemail',
      atEnd: 'voicemail',
      voicemailMaxSeconds: 120,
      missedText: null,
      missedTargetMinutes: null,
    },
  };
}

export function numberFormFrom(number: Schemas['CompanyNumber']): NumberForm {
  return {
    name: number.name,
    number: number.number,
    aliases: number.aliases.join(', '),
    teamId: number.team?.id ?? '',
    enabled: number.enabled,
    settings: number.settings,
    texts: number.settings.missedText?.texts ?? noTexts,
  };
}

/** "+380 (44) 123-45-67", "00380 44…" and "380 44…" → "+380441234567"; anything else is left for the server to refuse. */
export function plainNumber(typed: string): string {
  const bare = typed.replace(/[\s()./-]/g, '').replace(/^00/, '+');
  return /^[1-9]\d{7,14}$/.test(bare) ? `+${bare}` : bare;
}

export function numberRequestOf(form: NumberForm): {
  name: string;
  number: string;
  aliases: string[];
  teamId: string | null;
  enabled: boolean;
  settings: NumberSettings;
} {
  const number = plainNumber(form.number);
  const { missedText, ring } = form.settings;
  return {
    name: form.name.trim() || number,
    number,
    aliases: form.aliases
      .split(/[,;\n]+/)
      .map((each) => each.trim())
      .filter((each) => each !== ''),
    teamId: form.teamId || null,
    enabled: form.enabled,
    settings: {
      ...form.settings,
      holidays: [...new Set(form.settings.holidays)].sort(),
      // An order of members means nothing where everybody rings at once.
      ring: { ...ring, members: ring.mode === 'strict' ? ring.members : [] },
      missedText: missedText === null ? null : { ...missedText, texts: form.texts },
    },
  };
}

/** The members in the order in which they ring: those put in order first, then whoever else is in the team. */
export function inOrder(members: readonly string[], team: readonly string[]): string[] {
  return [...members.filter((id) => team.includes(id)), ...team.filter((id) => !members.includes(id))];
}

export function moved<T>(list: readonly T[], from: number, by: 1 | -1): T[] {
  const next = [...list];
  const [taken] = next.splice(from, 1);
  if (taken !== undefined) next.splice(from + by, 0, taken);
  return next;
}
