import type { EmployeeId } from '#libs/contracts';
import type { Viewer } from '../../access/viewer.js';

/** What decides what somebody may do with a conversation whose card they see. */
export interface Handled {
  readonly assigneeId: EmployeeId | null;
  /** Of the card. */
  readonly responsibleId: EmployeeId | null;
  /** By the policy of the card's team, or without one by the company's: whoever handles it alone writes in it. */
  readonly onlyHandlerWrites: boolean;
}

export type HandlingAct =
  | { readonly act: 'assign'; readonly employeeId: EmployeeId | null }
  | { readonly act: 'snooze'; readonly until: Date }
  | { readonly act: 'take' | 'done' | 'reopen' | 'seen' };

/** Whose turn it is: the assignee's, or without one the responsible employee's. */
export const handlerOf = ({ assigneeId, responsibleId }: Handled): EmployeeId | null => assigneeId ?? responsibleId;

const isHead = ({ role }: Viewer) => role === 'owner' || role === 'manager';

/** Heads, whoever handles it, and everybody who sees it where nobody does. */
export function mayWrite(viewer: Viewer, conversation: Handled): boolean {
  const handler = handlerOf(conversation);
  return !conversation.onlyHandlerWrites || isHead(viewer) || handler === null || handler === viewer.employeeId;
}

/** To pass on what is another's one has to head them, be responsible for the card, or take it over first, which everybody sees. */
export function mayDo(viewer: Viewer, conversation: Handled, { act }: HandlingAct): boolean {
  switch (act) {
    case 'take':
    case 'seen':
      return true;
    case 'assign':
      return (
        isHead(viewer) ||
        conversation.responsibleId === viewer.employeeId ||
        [null, viewer.employeeId].includes(handlerOf(conversation))
      );
    case 'snooze':
    case 'done':
    case 'reopen':
      return conversation.responsibleId === viewer.employeeId || mayWrite(viewer, conversation);
  }
}
