import { useEffect, useRef, useState } from 'react';
import type { Schemas } from '../api/client.js';
import { asProblem } from '../api/problem.js';
import { upload } from '../api/uploads.js';

/** A file of the letter that is being written. */
export interface PickedFile {
  key: string;
  name: string;
  size: number;
  type: string;
  /** 0…1 while it travels. */
  share: number;
  /** The server's name for it once it is there. */
  uploaded: Schemas['Upload'] | null;
  code: string | null;
}

/** Files of one letter: each travels by itself as soon as it is picked, and can be tried again or taken off. */
export function useFiles(initial: readonly Schemas['Upload'][]) {
  const already = (each: Schemas['Upload']): PickedFile => ({
    key: each.id,
    name: each.name,
    size: each.size,
    type: each.type,
    share: 1,
    uploaded: each,
    code: null,
  });
  const [files, setFiles] = useState<readonly PickedFile[]>(() => initial.map(already));
  const sources = useRef(new Map<string, { file: File; stop: AbortController }>());
  const change = (key: string, to: Partial<PickedFile>) =>
    setFiles((now) => now.map((each) => (each.key === key ? { ...each, ...to } : each)));

  useEffect(() => {
    const running = sources.current;
    return () => {
      for (const { stop } of running.values()) stop.abort();
    };
  }, []);

  const travel = (key: string, file: File) => {
    const stop = new AbortController();
    sources.current.set(key, { file, stop });
    change(key, { share: 0, code: null });
    upload(file, (share) => change(key, { share }), stop.signal).then(
      (uploaded) => change(key, { uploaded, share: 1 }),
      (error: unknown) => change(key, { code: asProblem(error).code }),
    );
  };
  return {
    files,
    uploaded: files.flatMap((each) => (each.uploaded === null ? [] : [each.uploaded])),
    busy: files.some((each) => each.uploaded === null && each.code === null),
    failed: files.some((each) => each.code !== null),
    add: (picked: Iterable<File>) => {
      for (const file of picked) {
        const key = crypto.randomUUID();
        setFiles((now) => [
          ...now,
          { key, name: file.name, size: file.size, type: file.type, share: 0, uploaded: null, code: null },
        ]);
        travel(key, file);
      }
    },
    /** Those that are the server's already. */
    adopt: (uploads: readonly Schemas['Upload'][]) => {
      setFiles((now) => [...now, ...uploads.map(already)]);
    },
    again: (key: string) => {
      const source = sources.current.get(key);
      if (source !== undefined) travel(key, source.file);
    },
    remove: (key: string) => {
      sources.current.get(key)?.stop.abort();
      sources.current.delete(key);
      setFiles((now) => now.filter((each) => each.key !== key));
    },
    reset: (to: readonly Schemas['Upload'][]) => {
      setFiles(to.map(already));
    },
  };
}
