import { UserError } from '#libs/errors';

/** Somebody else handles it: take it over first. */
export class ConversationNotYours extends UserError {
  constructor(id: string, handler: { id: string; name: string } | null) {
    super('conversation.not-yours', { id, ...(handler ? { handler } : {}) });
  }
}

/** Nobody of that id, not active, or somebody who sees no clients. */
export class AssigneeNotFound extends UserError {
  constructor(id: string) {
    super('conversation.assignee-not-found', { id });
  }
}

export interface MeanwhileAnswer {
  interactionId: string;
  at: string;
  /** null: written on the telephone that the number is linked to. */
  employee: { id: string; name: string } | null;
}

/** A colleague has answered since what the writer last saw. @param answers the newest first, at most five */
export class AnsweredMeanwhile extends UserError {
  constructor(answers: readonly MeanwhileAnswer[]) {
    super('conversation.answered-meanwhile', { answers });
  }
}
