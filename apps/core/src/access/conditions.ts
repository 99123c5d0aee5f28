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
   * @param card alias of the table `client` in the statement
   */
  visibleTo(viewer: Viewer, card: string): this {
    const scope = scopeOf(viewer);
    switch (scope.is === 'viewer' ? scope.sees : 'all') {
      case 'all':
        return this;
      case 'team':
        return this.add(
          (me, teams) => `(${card}.responsible_id = ${me} or ${card}.team_id = any (${teams}::uuid[]))`,
          viewer.employeeId,
          viewer.teamIds,
        );
      case 'own':
        return this.add((me) => `${card}.responsible_id = ${me}`, viewer.employeeId);
      case 'nothing':
        return this.add(() => 'false');
    }
  }

  get sql(): string {
    return this.parts.length === 0 ? 'true' : this.parts.join(' and ');
  }
}
