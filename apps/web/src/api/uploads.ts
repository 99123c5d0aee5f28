import { ownRequestHeader, type Schemas } from './client.js';
import { Problem, problemFrom } from './problem.js';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** An attachment. @throws Problem */
export function upload(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Schemas['Upload']> {
  const query = new URLSearchParams({ name: file.name || 'file', type: file.type || 'application/octet-stream' });
  return sent<Schemas['Upload']>(`/api/v1/uploads?${query.toString()}`, file, onProgress, signal);
}

/** A file of clients. @throws Problem */
export function uploadClients(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Schemas['ClientImport']> {
  const query = new URLSearchParams({ name: file.name || 'file' });
  return sent<Schemas['ClientImport']>(`/api/v1/imports?${query.toString()}`, file, onProgress, signal);
}

/** A part of a larger file. @throws Problem */
export function sendPiece<T>(
  address: string,
  piece: Blob,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<T> {
  return sent<T>(address, piece, onProgress, signal, 'PUT');
}

/** Sends one file as the raw request body. By XMLHttpRequest: fetch tells nothing of what has left. */
function sent<T>(
  address: string,
  file: Blob,
  onProgress: (share: number) => void,
  signal: AbortSignal,
  method: 'POST' | 'PUT' = 'POST',
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    for (const [name, value] of Object.entries(ownRequestHeader)) request.setRequestHeader(name, value);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => {
      const body = parsed(request.responseText);
      if (request.status === 200 || request.status === 201) resolve(body as T);
      else reject(problemFrom(request.status, body));
    };
    request.onerror = () => reject(new Problem(0, 'network'));
    request.onabort = () => reject(new Problem(0, 'aborted'));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}
