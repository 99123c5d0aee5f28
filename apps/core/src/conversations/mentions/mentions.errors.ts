import type { EmployeeId } from '#libs/contracts';
import { UserError } from '#libs/errors';

/** Nobody of these ids, not active, or somebody who sees no clients. */
export class MentionedNotFound extends UserError {
  constructor(ids: readonly string[]) {
    super('note.mentioned-not-found', { ids });
  }
}

/** Some of them do not see the card. @param mayOpen whether whoever writes may open it to them */
export class MentionedDoNotSee extends UserError {
  constructor(people: readonly { id: EmployeeId; name: string }[], mayOpen: boolean, days: number) {
    super('note.mentioned-do-not-see', {
      people: people.map(({ id, name }) => ({ id, name })),
      names: people.map(({ name }) => name).join(', '),
      mayOpen,
      days,
    });
  }
}

export class OpeningNotAllowed extends UserError {
  constructor() {
    super('note.opening-not-allowed');
  }
}
