import type { MasterKey } from '#libs/evidence';
import type { ContactSight } from '../access/masking.js';
import { hasRight } from '../access/rights.js';
import type { Viewer } from '../access/viewer.js';
import { openForm } from './call-form.js';
import type { CallView } from './call.view.js';
import type { CallRow } from './calls.repository.js';

type Person = { id: string; name: string };

/** What a call looks like to one viewer; the only way in which one leaves core. */
export class CallViews {
  /** @param strangers whom the viewer speaks with although the card is another's, by call */
  constructor(
    private readonly masterKey: MasterKey,
    private readonly viewer: Viewer,
    private readonly sight: ContactSight,
    private readonly strangers: ReadonlyMap<string, Person>,
  ) {}

  view(row: CallRow): CallView {
    const names = new Map((row.people ?? []).map((person) => [person.id, person.name]));
    const person = (id: string | null): Person | null => {
      const name = id === null ? undefined : names.get(id);
      return id === null || name === undefined ? null : { id, name };
    };
    const people = (ids: readonly string[]): Person[] => ids.flatMap((id) => person(id) ?? []);
    return {
      id: row.id,
      ...{ direction: row.direction, phase: row.phase, outcome: row.outcome, refusedCode: row.refusedCode },
      channel: row.channel,
      client: this.client(row),
      shown: row.counterpart === null ? null : this.sight.caller(row.counterpart, this.knows(row)),
      startedAt: row.startedAt.toISOString(),
      answeredAt: row.answeredAt?.toISOString() ?? null,
      endedAt: row.endedAt?.toISOString() ?? null,
      durationMs: between(row.answeredAt, row.endedAt),
      waitMs: between(row.startedAt, row.answeredAt ?? row.endedAt),
      employee: person(row.employeeId),
      ringing: people(row.ringing),
      talking: people(row.talking),
      listening: row.listening.flatMap(({ employeeId, mode }) => {
        const employee = person(employeeId);
        return employee ? [{ employee, mode }] : [];
      }),
      consulted: person(row.consulted),
      recordingPaused: row.recordingPaused,
      ...{ recordingId: row.recordingId, missing: row.missing },
      interactionId: this.knows(row) ? row.interactionId : null,
      conversationId: this.knows(row) ? row.conversationId : null,
      marks: row.marks.map(({ is, from, to, employeeId }) => ({
        is,
        from: new Date(from).toISOString(),
        to: to === null ? null : new Date(to).toISOString(),
        employee: person(employeeId),
      })),
      ...{ cut: row.cut, transcript: row.transcript },
      form: { due: row.formDue && took(this.viewer, row), values: openForm(this.masterKey, row.sealedForm) },
      mine: isMine(this.viewer, row),
      may: {
        control: mayControl(this.viewer, row),
        listen: mayListen(this.viewer, row),
        place: mayPlace(this.viewer, row),
        form: row.phase === 'ended' && row.outcome === 'answered' && took(this.viewer, row),
      },
    };
  }

  private client(row: CallRow): Person | null {
    if (row.client) return { id: row.client.id, name: this.sight.text(row.client.name) };
    const stranger = this.strangers.get(row.id);
    return stranger ? { id: stranger.id, name: this.sight.strangersName(stranger.name) } : null;
  }

  private knows(row: CallRow): boolean {
    return row.clientId === null || row.client !== null;
  }
}

/** Dialled it, or spoke in it. */
export const took = (viewer: Viewer, row: Pick<CallRow, 'employeeId' | 'spoke' | 'direction'>): boolean =>
  row.spoke.includes(viewer.employeeId) || (row.direction === 'outbound' && row.employeeId === viewer.employeeId);

export const isMine = (viewer: Viewer, row: CallRow): boolean =>
  took(viewer, row) || [row.consulted, ...row.talking, ...row.ringing].includes(viewer.employeeId);

/** Whoever speaks; whoever dialled and waits; whoever is rung may decline. */
export const mayControl = (viewer: Viewer, row: CallRow): boolean =>
  row.phase !== 'ended' &&
  ([...row.talking, ...row.ringing].includes(viewer.employeeId) ||
    (row.direction === 'outbound' && row.phase === 'ringing' && row.employeeId === viewer.employeeId));

/** The owner to everybody, a manager to their own team; nobody to themselves, and to nothing that is not a conversation. */
export const mayListen = (viewer: Viewer, row: CallRow): boolean =>
  hasRight(viewer, 'calls.listen') &&
  (row.phase === 'talking' || row.phase === 'held') &&
  !row.talking.includes(viewer.employeeId) &&
  (viewer.role === 'owner' || (row.teamId !== null && viewer.teamIds.includes(row.teamId)));

export const mayPlace = (viewer: Viewer, row: CallRow): boolean =>
  row.clientId === null && row.direction !== 'internal' && (isMine(viewer, row) || hasRight(viewer, 'unplaced.handle'));

const between = (from: Date | null, to: Date | null): number | null =>
  from === null || to === null ? null : Math.max(0, to.getTime() - from.getTime());
