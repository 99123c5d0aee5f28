/**
 * An ask that may be begun before there is anybody to want its answer. The first who asks for the same is given that answer, everybody later
 * asks anew.
 */
export function soonWanted<Of extends unknown[], T>(ask: (...of: Of) => Promise<T>) {
  const begun = new Map<string, Promise<T>>();
  const taken = (...of: Of): Promise<T> => {
    const name = JSON.stringify(of);
    const early = begun.get(name);
    begun.delete(name);
    return early ?? ask(...of);
  };
  const begin = (...of: Of): Promise<T> => {
    const answer = ask(...of);
    // Whoever takes it hears of it; until then nobody has to.
    answer.catch(() => undefined);
    begun.set(JSON.stringify(of), answer);
    return answer;
  };
  return Object.assign(taken, { begin, forget: () => begun.clear() });
}
