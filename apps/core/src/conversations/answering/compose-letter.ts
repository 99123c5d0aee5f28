import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import { baseSubject, threadIndex } from '#libs/letters';
import { bodyWords, fileName, headerWords, mediaType } from './clean-words.js';

export interface NewLetter {
  /** `<…@…>`. */
  messageId: string;
  date: Date;
  /** The corporate address; the name says who writes. */
  from: { name: string; address: string };
  /** The corporate address with the conversation's token; null where the server would not deliver it. */
  replyTo: string | null;
  to: string;
  /** Our own people only. */
  cc: readonly string[];
  subject: string;
  inReplyTo: string | null;
  references: readonly string[];
  /** What all letters of the thread share for Outlook, 22 bytes in hex; left out where it is no letter of a conversation. */
  outlookThread?: string;
  text: string;
  html: string | null;
  /** Nobody wrote it: other programs are asked not to answer it (RFC 3834, 5; Exchange by its own field). */
  automatic?: boolean;
  /** Fields of our own besides, by name. */
  marks?: Readonly<Record<string, string>>;
  /** `contentId`: shown inside the HTML, which names it `cid:…`. */
  attachments: readonly { name: string; type: string; contentId?: string | null; open(): Promise<Readable> }[];
}

/**
 * The letter's bytes, RFC 5322 with CRLF throughout, as they are hashed, kept and sent. Attachments are read one after the other while
 * they are written: no letter stands in memory whole.
 */
export function composeLetter(letter: NewLetter): Readable {
  const composer = new MailComposer({
    messageId: letter.messageId,
    date: letter.date,
    from: { name: headerWords(letter.from.name), address: letter.from.address },
    to: letter.to,
    cc: [...letter.cc],
    ...(letter.replyTo === null ? {} : { replyTo: letter.replyTo }),
    subject: headerWords(letter.subject),
    ...(letter.inReplyTo === null ? {} : { inReplyTo: letter.inReplyTo }),
    references: [...letter.references],
    headers: {
      ...(letter.outlookThread === undefined
        ? {}
        : {
            'Thread-Topic': topicOf(headerWords(letter.subject)),
            'Thread-Index': threadIndex(letter.outlookThread, letter.date),
          }),
      ...(letter.automatic ? { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' } : {}),
      ...letter.marks,
    },
    // Without a part of words a file would be the letter itself, and lose its name in some programs.
    text: bodyWords(letter.text) || '\n',
    ...(letter.html === null ? {} : { html: bodyWords(letter.html) }),
    attachments: letter.attachments.map((file) => ({
      filename: fileName(file.name),
      contentType: mediaType(file.type),
      ...(file.contentId
        ? { cid: file.contentId, contentDisposition: 'inline' as const }
        : { contentDisposition: 'attachment' as const }),
      content: Readable.from(opened(file), { objectMode: false }),
    })),
    newline: '\r\n',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().createReadStream();
}

/** The subject without what stands before an answer's, in its own capitals. */
function topicOf(subject: string): string {
  const { base } = baseSubject(subject);
  const at = subject.toLowerCase().lastIndexOf(base);
  return at === -1 ? base : subject.slice(at, at + base.length);
}

/** Opened when its turn comes. */
async function* opened(file: { open(): Promise<Readable> }): AsyncGenerator<Buffer> {
  yield* (await file.open()) as AsyncIterable<Buffer>;
}
