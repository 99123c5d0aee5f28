import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BadConfiguration } from '#libs/config';

export interface S3Place {
  on: 's3';
  endpoint: string;
  region: string;
  bucket: string;
  /** null: the machine's own (environment, instance role), as the S3 client finds them. */
  credentials: { accessKeyId: string; secretAccessKey: string } | null;
}
type Place = { on: 'disk'; folder: string } | S3Place;

/**
 * `s3://accessKey:secret@host:port/bucket?region=eu-central-1&tls=false` or `file:///path`; null is `<dataDir>/evidence`.
 * Key and secret are percent-encoded. TLS is on unless `tls=false`; the region is `us-east-1` unless given.
 * @throws BadConfiguration, which never repeats the URL: it holds a secret
 */
export function readStorageUrl(storageUrl: string | null, dataDir: string): Place {
  if (storageUrl === null) return { on: 'disk', folder: join(dataDir, 'evidence') };
  const url = new URL(storageUrl);
  if (url.protocol === 'file:') return { on: 'disk', folder: folderOf(url) };
  const [bucket = '', ...more] = url.pathname.split('/').slice(1);
  if (url.protocol !== 's3:' || url.host === '' || bucket === '' || more.some((part) => part !== '')) {
    throw refused('must read s3://accessKey:secret@host:port/bucket or file:///path');
  }
  const unknown = [...url.searchParams.keys()].filter((name) => name !== 'region' && name !== 'tls');
  if (unknown.length > 0) throw refused('knows only the parameters region and tls');
  const tls = url.searchParams.get('tls') ?? 'true';
  if (tls !== 'true' && tls !== 'false') throw refused('its parameter tls must be true or false');
  if ((url.username === '') !== (url.password === '')) throw refused('needs access key and secret together');
  return {
    on: 's3',
    endpoint: `${tls === 'true' ? 'https' : 'http'}://${url.host}`,
    region: url.searchParams.get('region') ?? 'us-east-1',
    bucket: decodeURIComponent(bucket),
    credentials: url.username === '' ? null : credentialsOf(url),
  };
}

function credentialsOf(url: URL): S3Place['credentials'] {
  try {
    return { accessKeyId: decodeURIComponent(url.username), secretAccessKey: decodeURIComponent(url.password) };
  } catch {
    throw refused('has a percent sign in key or secret that is not percent-encoded');
  }
}

function folderOf(url: URL): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw refused('must be file:///path, with three slashes, for a folder of this machine');
  }
}

function refused(problem: string): BadConfiguration {
  return new BadConfiguration([{ name: 'KEEPLINE_STORAGE_URL', problem }]);
}
