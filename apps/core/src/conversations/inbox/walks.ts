import { Conditions } from '../../access/conditions.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { conversationStates, type InboxCriteria } from './inbox.view.js';

type Narrow = (walk: Conditions) => Conditions;

/**
 * The conversations of a view as alternatives, each of which one index gives in the order of the inbox; together they are what the viewer
 * may see, as `Conditions.visibleTo` has it. Row-level security says the same of each row.
 * @param parameters of the statement that the walks become a part of; it knows the conversation as `v`
 */
export function walksOf(viewer: Viewer, criteria: InboxCriteria, parameters: unknown[]): Conditions[] {
  const { view } = criteria;
  const scope = scopeOf(viewer);
  const sees = scope.is === 'viewer' ? scope.sees : 'all';
  if (sees === 'nothing') return [];
  const states = view === 'all' ? conversationStates : view === 'snoozed' || view === 'done' ? [view] : ['open'];
  // In one order over all states there is an index only for whoever sees everything.
  const inStates: Narrow[] =
    view === 'all' && sees === 'all'
      ? [(walk) => walk]
      : states.map(
          (state): Narrow =>
            (walk) =>
              walk.add(() => `v.state = '${state}'`),
        );
  return sights(viewer, criteria, sees).flatMap((sight) =>
    inStates.map((inState) => narrowed(viewer, criteria, sight(inState(new Conditions(parameters))))),
  );
}

function sights(viewer: Viewer, { view }: InboxCriteria, sees: 'all' | 'team' | 'own'): Narrow[] {
  const responsible: Narrow = (walk) => walk.add((me) => `v.responsible_id = ${me}::uuid`, viewer.employeeId);
  const granted: Narrow = (walk) => walk.add(() => `v.client_id = any ((select core.scope_cards())::uuid[])`);
  const teams = viewer.teamIds.map(
    (id): Narrow =>
      (walk) =>
        walk.add((team) => `v.team_id = ${team}::uuid`, id),
  );
  // Whoever handles a conversation sees its card.
  if (view === 'mine') return [(walk) => walk.add((me) => `v.handler_id = ${me}::uuid`, viewer.employeeId)];
  switch (sees) {
    case 'all':
      return view === 'team' ? teams : [(walk) => walk];
    case 'team':
      return view === 'team' ? teams : [responsible, ...teams, granted];
    case 'own':
      // Of their team an employee sees their own cards.
      return [responsible, granted].map((sight): Narrow => {
        if (view !== 'team') return sight;
        return (walk) => sight(walk).add((ids) => `v.team_id = any (${ids}::uuid[])`, viewer.teamIds);
      });
  }
}

function narrowed(viewer: Viewer, criteria: InboxCriteria, walk: Conditions): Conditions {
  walk.add(() => 'v.client_id is not null');
  if (criteria.view === 'unassigned') walk.add(() => 'v.handler_id is null');
  if (criteria.view === 'unanswered') walk.add(() => 'v.waiting_since is not null');
  if (criteria.view === 'waiting-for-client')
    walk.add(() => 'v.waiting_since is null').add(() => `v.last_direction = 'outbound'`);
  const { medium, channelId, handlerId, tagId, unread } = criteria;
  if (medium) walk.add((one) => `v.medium = ${one}`, medium);
  if (channelId) walk.add((id) => `v.channel_id = ${id}::uuid`, channelId);
  if (handlerId) walk.add((id) => `v.handler_id = ${id}::uuid`, handlerId);
  // By their ids alone, as the list of cards does: what of them the viewer may see is said by the rest.
  if (tagId) walk.add((id) => `v.client_id in (select cards_tagged(${id}::uuid))`, tagId);
  if (unread === true) walk.add((me) => isUnread('v', me), viewer.employeeId);
  if (unread === false) walk.add((me) => `not ${isUnread('v', me)}`, viewer.employeeId);
  return walk;
}

/** SQL: the last word is the client's and this employee has not looked at it. */
export const isUnread = (conversation: string, me: string): string =>
  `coalesce(${conversation}.last_direction = 'inbound' and not exists (select from conversation_seen seen where seen.employee_id = ${me}::uuid
     and seen.conversation_id = ${conversation}.id and seen.seen_at >= ${conversation}.last_at), false)`;
