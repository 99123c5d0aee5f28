import { z } from 'zod';
import { ChannelId } from '#libs/contracts';

const text = z.string().max(1_000);

/** What employees may do from their own mail programs. */
export const SubmissionPolicy = z
  .object({
    /**
     * A letter to somebody who is no client of whoever writes it. allow: it goes, and stands in the unplaced tray; hold: an employee's
     * waits until a head lets it go; refuse: the mail program is told why, and nothing goes.
     */
    strangers: z.enum(['allow', 'hold', 'refuse']),
    /** Several clients in one letter see each other, as they do in any mail. Without it each gets a letter of their own. */
    together: z.boolean(),
    /** Whoever writes elsewhere is told once, by a letter of its own, where the company reads. */
    tellAddress: z.object({
      enabled: z.boolean(),
      /** The mailbox that clients are to know, and they write to another: told too; null: none is the right one alone. */
      channelId: ChannelId.nullable(),
      /** `{address}` stands for the address. */
      texts: z.object({ ru: text, uk: text, en: text }),
    }),
    /** What stands under letters, as it stands under those that are written on the page. */
    signature: z.object({
      enabled: z.boolean(),
      /** Under those that go out by these mailboxes; null: by all. */
      channelIds: z.array(ChannelId).max(500).nullable(),
      /** What the mail program put below `-- ` itself gives way; otherwise that stays, and the letter gets no second one. */
      replaceOwn: z.boolean(),
    }),
    /** `/shortcut` on a line of its own becomes the words kept ready under it, files included. */
    responses: z.boolean(),
    /** Letters to nobody but our own people. allow: they go, and stand on no card and in no tray; refuse: the mail program is told why. */
    colleagues: z.enum(['allow', 'refuse']),
  })
  .meta({ id: 'SubmissionPolicy' });
export type SubmissionPolicy = z.infer<typeof SubmissionPolicy>;

/** Until somebody decides otherwise. */
export const firstSubmissionPolicy: SubmissionPolicy = {
  strangers: 'allow',
  together: false,
  tellAddress: {
    enabled: false,
    channelId: null,
    texts: {
      ru: 'Пожалуйста, пишите нам на {address}: эти письма видит вся наша команда, и ни одно не останется без ответа.',
      uk: 'Будь ласка, пишіть нам на {address}: ці листи бачить уся наша команда, і жоден не лишиться без відповіді.',
      en: 'Please write to us at {address}: our whole team reads these letters, and none is left without an answer.',
    },
  },
  signature: { enabled: false, channelIds: null, replaceOwn: true },
  responses: true,
  colleagues: 'allow',
};
