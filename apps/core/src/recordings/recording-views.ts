import type { ContactSight } from '../access/masking.js';
import type { RecordingMark, RecordingView } from './recording.view.js';
import type { RecordingRow } from './recordings.repository.js';

export function recordingView(row: RecordingRow, sight: ContactSight, canDownload: boolean): RecordingView {
  const { id, callId, kind, direction, interactionId, durationMs, type, lanes, cut } = row;
  return {
    id,
    ...{ callId, kind, direction, interactionId, durationMs, type, lanes, cut, canDownload },
    client: row.client && { id: row.client.id, name: sight.text(row.client.name) },
    employees: row.employees,
    startedAt: row.startedAt.toISOString(),
    size: Number(row.size),
    pauses: row.pauses,
    marks: marksOf(row),
    comments: row.comments,
    transcript: row.transcript ?? 'none',
  };
}

/** What happened on the line, where the sound was at that moment; what came before its beginning stands at its beginning. */
function marksOf({ marks, startedAt, durationMs, people }: RecordingRow): RecordingMark[] {
  const place = (at: string) => Math.min(Math.max(Date.parse(at) - startedAt.getTime(), 0), durationMs);
  return marks.map(({ is, from, to, employeeId }) => ({
    is,
    fromMs: place(from),
    toMs: to === null ? null : place(to),
    employee: people.find((person) => person.id === employeeId) ?? null,
  }));
}
