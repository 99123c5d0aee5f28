/** One thing on the timeline: what happened with the client, or what changed on their card. */
export type Streamed<I, E> =
  { key: string; at: string; interaction: I; event: null } | { key: string; at: string; interaction: null; event: E };

/** Both of them in one stream, the oldest first. @param newestFirst @param events each the newest first */
export function streamOf<I extends { id: string; occurredAt: string }, E extends { id: string; at: string }>(
  newestFirst: readonly I[],
  events: readonly E[],
): Streamed<I, E>[] {
  const stream: Streamed<I, E>[] = [];
  const left = [...events];
  for (const interaction of newestFirst.toReversed()) {
    for (let next = left.at(-1); next !== undefined && next.at < interaction.occurredAt; next = left.at(-1)) {
      stream.push({ key: next.id, at: next.at, interaction: null, event: next });
      left.pop();
    }
    stream.push({ key: interaction.id, at: interaction.occurredAt, interaction, event: null });
  }
  return [...stream, ...left.toReversed().map((event) => ({ key: event.id, at: event.at, interaction: null, event }))];
}
