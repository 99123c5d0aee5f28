import type { ContactSight } from '../access/masking.js';
import type { Viewer } from '../access/viewer.js';
import { callFactsView, recordingFor } from '../conversations/call-facts.js';
import type { SearchWords } from './search-words.js';
import type { FoundRow } from './search.repository.js';
import type { FoundInteraction } from './search.view.js';
import { pieceOf } from './snippet.js';

/** What a viewer who sees addresses masked is judged by: of a text so much is enough. */
const judgedText = 100_000;

/** @param text unsealed */
export function foundView(
  viewer: Viewer,
  sight: ContactSight,
  words: SearchWords,
  row: FoundRow,
  text: string,
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
    occurredAt: row.occurredAt.toISOString(),
  };
}

/** All that this viewer sees of what somebody is found by. */
export function seenIn(sight: ContactSight, row: FoundRow, text: string): string {
  const parts = [row.subject, text.slice(0, judgedText), ...(row.files ?? []), ...(row.people ?? [])];
  return parts.map((part) => sight.text(part, row.contacts ?? [])).join('\n');
}
