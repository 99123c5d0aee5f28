import { scopeOf, type Viewer } from './viewer.js';

/** The where clause of a list that is put together from what was asked for; values travel only as parameters. */
export class Conditions {
  private readonly parts: string[] = [];

  /** @param parameters of a statement that this is a part of */
  constructor(readonly parameters: unknown[] = []) {}

  /** @param part gets the placeholders of `values`, in order */
  add(part: (...placeholders: string[]) => string, ...values: readonly unknown[]): this {
    this.parts.push(part(...values.map((value) => this.value(value))));
    return this;
  }

  /** A parameter outside the where clause, such as a limit. */
  value(value: unknown): string {
    return `$${this.parameters.push(value)}`;
  }

  /**
   * The cards that this viewer may see. Row-level security says the same; here the planner can use it to choose an index.
   * @param card alias of the table `client` in the statement, which stands under this viewer's scope
   */
  visibleTo(viewer: Viewer, card: string): this {
    const scope = scopeOf(viewer);
    const granted = `${card}.id = any ((select core.scope_cards())::uuid[])`;
    switch (scope.is === 'viewer' ? scope.sees : 'all') {
      case 'all':
        return this;
      case 'team':
        return this.add(
          (me, teams) => `(${card}.responsible_id = ${me} or ${card}.team_id = any (${teams}::uuid[]) or ${granted})`,
          viewer.employeeId,
          viewer.teamIds,
        );
      case 'own':
        return this.add((me) => `(${card}.responsible_id = ${me} or ${granted})`, viewer.employeeId);
      case 'nothing':
        return this.add(() => 'false');
    }
  }

  get sql(): string {
    return this.parts.length === 0 ? 'true' : this.parts.join(' and ');
  }
}

/**
 * SQL: to whom a card is shown besides its responsible employee and its team, for `seesCard`.
 * @param card its id in the statement
 */
export const grantedTo = (card: string): string =>
  `array(select a.employee_id from core.card_access a where a.client_id = ${card} and a.ended_at is null and (a.until is null or a.until > now()))`;
