import type { Recording, RecordingMark } from './recordings.js';

/** A mark on the line of a recording, in milliseconds from its beginning. */
export interface PlacedMark {
  is: RecordingMark['is'];
  fromMs: number;
  /** The same as `fromMs` for a moment. */
  toMs: number;
  name: string | null;
}

/** Everything that is shown on the line, in order, cut to what was recorded. Pauses are told by the sound itself, not by the clock. */
export function placeMarks(recording: Pick<Recording, 'durationMs' | 'marks' | 'pauses' | 'cut'>): PlacedMark[] {
  const { durationMs } = recording;
  const within = (at: number) => Math.min(Math.max(at, 0), durationMs);
  const marks = recording.marks
    .filter(({ is }) => is !== 'recording-paused' && is !== 'cut')
    .map(({ is, fromMs, toMs, employee }) => {
      const momentary = is === 'transfer' || is === 'conference';
      const from = within(fromMs);
      return { is, fromMs: from, toMs: momentary ? from : within(toMs ?? durationMs), name: employee?.name ?? null };
    });
  const pauses = recording.pauses.map(({ fromMs, toMs }) => ({
    is: 'recording-paused' as const,
    fromMs: within(fromMs),
    toMs: within(toMs),
    name: null,
  }));
  const cut = recording.cut ? [{ is: 'cut' as const, fromMs: durationMs, toMs: durationMs, name: null }] : [];
  return [...marks, ...pauses, ...cut].sort((a, b) => a.fromMs - b.fromMs);
}
