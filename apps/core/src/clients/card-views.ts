import type { ContactSight, StoredContactPoint } from '../access/masking.js';
import type { AssignmentView, ClientListItem, ClientView } from './client.view.js';
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
    lastInteractionAt: moment(row.lastInteractionAt),
    waitingSince: moment(row.waitingSince),
  };
}

export function cardView(
  sight: ContactSight,
  card: CardRow,
  points: readonly StoredContactPoint[],
  activity: { lastInteractionAt: Date | null; interactions: number },
): ClientView {
  return {
    id: card.id,
    kind: card.kind,
    name: sight.text(card.name, points),
    stage: card.stage,
    responsible: card.responsible,
    team: card.team,
    contactPoints: points.map((point) => sight.contactPoint(point)),
    version: card.version,
    shortCode: `*${card.shortCode}`,
    createdAt: card.createdAt.toISOString(),
    updatedAt: card.updatedAt.toISOString(),
    lastInteractionAt: moment(activity.lastInteractionAt),
    interactions: activity.interactions,
  };
}

export function assignmentView(row: AssignmentRow): AssignmentView {
  return { ...row, since: row.since.toISOString(), until: moment(row.until) };
}
