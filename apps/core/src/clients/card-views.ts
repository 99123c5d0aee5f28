import type { ContactSight, ContactUse, StoredContactPoint } from '../access/masking.js';
import type { AssignmentView, ClientListItem, ClientView } from './client.view.js';
import type { CardFieldView } from './fields/card-field.view.js';
import { shownFields } from './fields/field-values.js';
import type { AssignmentRow, CardListRow, CardRow } from './clients.repository.js';

export const moment = (at: Date | null): string | null => at?.toISOString() ?? null;

export function cardListView(sight: ContactSight, row: CardListRow): ClientListItem {
  return {
    id: row.id,
    kind: row.kind,
    // A card is often named after the address that wrote first.
    name: sight.text(row.name),
    stage: row.stage,
    responsible: row.responsible,
    team: row.team,
    tags: row.tags,
    lifecycle: row.lifecycle,
    lastInteractionAt: moment(row.lastInteractionAt),
    waitingSince: moment(row.waitingSince),
  };
}

const confirmAgainAfterMs = 180 * 24 * 60 * 60_000;

/** @param fields of the company that are in use */
export function cardView(
  sight: ContactSight,
  card: CardRow,
  points: readonly StoredContactPoint[],
  fields: readonly CardFieldView[],
  useOf: (point: StoredContactPoint) => ContactUse,
  activity: { lastInteractionAt: Date | null; interactions: number },
): ClientView {
  const own = shownFields(fields, card, { sight, contacts: points });
  return {
    id: card.id,
    kind: card.kind,
    name: sight.text(card.name, points),
    stage: card.stage,
    responsible: card.responsible,
    team: card.team,
    contactPoints: points.map((point) => sight.contactPoint(point, useOf(point))),
    company: card.company && { id: card.company.id, name: sight.text(card.company.name) },
    tags: card.tags,
    lifecycle: card.lifecycle,
    lifecycleSince: card.lifecycleSince.toISOString(),
    ...own,
    fieldsConfirmedAt: moment(card.fieldsConfirmedAt),
    fieldsConfirmedBy: card.fieldsConfirmedBy,
    fieldsStale: Object.keys(own.fields).length > 0 && isStale(card.fieldsConfirmedAt),
    version: card.version,
    shortCode: `*${card.shortCode}`,
    createdAt: card.createdAt.toISOString(),
    updatedAt: card.updatedAt.toISOString(),
    lastInteractionAt: moment(activity.lastInteractionAt),
    interactions: activity.interactions,
  };
}

const isStale = (at: Date | null): boolean => at === null || at.getTime() < Date.now() - confirmAgainAfterMs;

export function assignmentView(row: AssignmentRow): AssignmentView {
  return { ...row, since: row.since.toISOString(), until: moment(row.until) };
}
