/**
 * Answers that are worked out once for each key, in this process alone.
 * @param most once there are so many, all are forgotten: what strangers write must not fill the memory
 */
export function remembered<T>(most: number, make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    let answer = known.get(key);
    if (answer === undefined) {
      if (known.size >= most) known.clear();
      known.set(key, (answer = make(key)));
    }
    return answer;
  };
}
