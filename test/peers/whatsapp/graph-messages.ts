import { randomBytes } from 'node:crypto';

/** What a client says, as the Cloud API tells it. */
export interface Saying {
  /** Digits; left out for somebody who shows no number. */
  readonly from?: string;
  /** Business-scoped id, `US.1349…`. */
  readonly userId?: string;
  readonly name?: string;
  readonly id?: string;
  /** Seconds since 1970. */
  readonly at?: number;
  readonly text?: string;
  /** Anything else: `{ type: 'image', image: { id, mime_type, caption } }`. */
  readonly content?: Readonly<Record<string, unknown>> & { readonly type: string };
  /** The id of the message that this one answers. */
  readonly quotes?: string;
  readonly forwarded?: boolean;
}

export function messageOf({
  from,
  userId,
  id,
  at,
  text,
  content,
  quotes,
  forwarded,
}: Saying): { id: string } & Record<string, unknown> {
  const context = {
    ...(quotes === undefined ? {} : { id: quotes }),
    ...(forwarded === undefined ? {} : { forwarded }),
  };
  return {
    ...(from === undefined ? {} : { from }),
    ...(userId === undefined ? {} : { from_user_id: userId }),
    id: id ?? `wamid.${randomBytes(12).toString('base64')}`,
    timestamp: String(at ?? Math.floor(Date.now() / 1_000)),
    ...(Object.keys(context).length === 0 ? {} : { context }),
    ...(content ?? { type: 'text', text: { body: text ?? '' } }),
  };
}

/** JSON as Meta writes it: everything beyond ASCII escaped, and slashes too. Written again by anybody else it has other bytes. */
export function metaJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/[^\x20-\x7e]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/\//g, '\\/');
}
