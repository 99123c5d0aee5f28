import type { Tx, UnitOfWork } from '#libs/database';

/**
 * How many pages of the database a question takes that has been asked before on its connection: what it costs, on a machine of any speed.
 * @param ask may only read: each of its statements runs twice
 */
export function pagesOf(uow: UnitOfWork, ask: (tx: Tx) => Promise<unknown>): Promise<number> {
  return uow.run(async (tx) => {
    let pages = 0;
    const counting: Pick<Tx, 'query'> = {
      async query<R>(sql: string, parameters: readonly unknown[] = []): Promise<R[]> {
        const rows = await tx.query<R>(sql, parameters);
        const [explained] = await tx.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(
          `explain (analyze, buffers, format json) ${sql}`,
          parameters,
        );
        const { Plan } = explained!['QUERY PLAN'][0];
        pages += Plan['Shared Hit Blocks']! + Plan['Shared Read Blocks']!;
        return rows;
      },
    };
    await ask(counting as Tx);
    return pages;
  });
}
