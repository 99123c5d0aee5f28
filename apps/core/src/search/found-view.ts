import type { ContactSight } from '../access/masking.js';
import type { Viewer } from '../access/viewer.js';
import { callFactsView, recordingFor } from '../conversations/call-facts.js';
import type { SearchWords } from './search-words.js';
import type { FoundRow } from './search.repository.js';
import type { FoundInteraction } from './search.view.js';
import { pieceOf } from './snippet.js';

/** What a viewer who sees addresses masked is judged by: of a text so much is enough. */
const judgedText = 100_000;

/** What somebody wrote, unsealed. */
export interface FoundTexts {
  /** Of the letter, message or note. */
  readonly text: string;
  readonly files: readonly { readonly n: number; readonly name: string; readonly text: string }[];
}

/** @param texts unsealed */
export function foundView(
  viewer: Viewer,
  sight: ContactSight,
  words: SearchWords,
  row: FoundRow,
  { text, files }: FoundTexts,
): FoundInteraction {
  const mask = (one: string) => sight.text(one, row.contacts ?? []);
  const [subject, snippet] = [mask(row.subject), pieceOf(text, words, mask)];
  return {
    interactionId: row.id,
    client: { id: row.client.id, name: mask(row.client.name) },
    medium: row.medium,
    kind: row.kind,
    direction: row.direction,
    call: row.call && callFactsView(row.call),
    recordingId: recordingFor(viewer, { clientId: row.client.id, direction: row.direction }, row.call),
    subject,
    subjectMarks: words.marksIn(subject),
    snippet,
    snippetMarks: words.marksIn(snippet),
    files: (row.files ?? []).map(mask).filter((name) => words.marksIn(name).length > 0),
    inFiles: files.map((file) => {
      const piece = pieceOf(file.text, words, mask);
      return { n: file.n, name: mask(file.name), snippet: piece, snippetMarks: words.marksIn(piece) };
    }),
    occurredAt: row.occurredAt.toISOString(),
  };
}

/** All that this viewer sees of what somebody is found by. */
export function seenIn(sight: ContactSight, row: FoundRow, { text, files }: FoundTexts): string {
  const texts = [text, ...files.map((file) => file.text)].map((each) => each.slice(0, judgedText));
  const parts = [row.subject, ...texts, ...(row.files ?? []), ...(row.people ?? [])];
  return parts.map((part) => sight.text(part, row.contacts ?? [])).join('\n');
}
