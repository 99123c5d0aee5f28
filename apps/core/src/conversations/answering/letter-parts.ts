import type { Sha256 } from '#libs/contracts';
import { logoContentId } from '../signatures/signature-words.js';
import type { AnswerPlan } from './answer-plan.js';

/** A file of a letter. */
export interface LetterPart {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly sha256: Sha256;
  /** Under which the markup shows it; null: it is attached. */
  readonly contentId: string | null;
}

/**
 * The files of an answer in the order in which they stand in its bytes: what the markup shows first (RFC 2387), then what is attached. By that
 * place an attachment is asked for.
 * @param inline by upload: under which Content-ID the markup shows it
 * @param html as it goes: where the signature is left out, its picture is too
 */
export function partsOf(
  { uploads, signature }: Pick<AnswerPlan, 'uploads' | 'signature'>,
  inline: ReadonlyMap<string, string>,
  html: string | null,
): LetterPart[] {
  const files = uploads.map(({ id, name, type, size, sha256 }): LetterPart => {
    return { name, type, size: Number(size), sha256, contentId: inline.get(id) ?? null };
  });
  const logo = signature?.logo ?? null;
  if (logo !== null && html?.includes(`cid:${logoContentId}`) === true) {
    const { type, size, sha256 } = logo;
    files.unshift({
      name: `logo.${type === 'image/png' ? 'png' : 'jpg'}`,
      type,
      size,
      sha256,
      contentId: logoContentId,
    });
  }
  return [
    ...files.filter(({ contentId }) => contentId !== null),
    ...files.filter(({ contentId }) => contentId === null),
  ];
}
