import { BadConfiguration } from '#libs/config';
import { readStorageUrl } from './storage-url.js';

const read = (url: string | null) => readStorageUrl(url, '/srv/keepline');

describe('KEEPLINE_STORAGE_URL', () => {
  it('unset is a folder in the data folder', () => {
    expect(read(null)).toEqual({ on: 'disk', folder: '/srv/keepline/evidence' });
  });

  it('names a folder', () => {
    expect(read('file:///mnt/big%20disk')).toEqual({ on: 'disk', folder: '/mnt/big disk' });
  });

  it('names a bucket', () => {
    expect(read('s3://AKIA:se%2Fcr%2Bet@minio.example.test:9000/evidence?region=eu-central-1&tls=false')).toEqual({
      on: 's3',
      endpoint: 'http://minio.example.test:9000',
      region: 'eu-central-1',
      bucket: 'evidence',
      credentials: { accessKeyId: 'AKIA', secretAccessKey: 'se/cr+et' },
    });
  });

  it('has TLS and a region by default, and may leave the credentials to the machine', () => {
    expect(read('s3://s3.example.test/evidence')).toEqual({
      on: 's3',
      endpoint: 'https://s3.example.test',
      region: 'us-east-1',
      bucket: 'evidence',
      credentials: null,
    });
  });

  it.each([
    's3://AKIA:hunter2@host',
    's3://AKIA:hunter2@host/bucket/deeper',
    's3://AKIA:hunter2@host/bucket?tls=maybe',
    's3://AKIA:hunter2@host/bucket?acl=public',
    's3://hunter2@host/bucket',
    's3://AKIA:hunter2%zz@host/bucket',
    's3:///hunter2',
    'file://hunter2/folder',
  ])('refuses %s and does not repeat it', (url) => {
    const problem = (() => {
      try {
        return read(url);
      } catch (error) {
        return error;
      }
    })();
    expect(problem).toBeInstanceOf(BadConfiguration);
    expect((problem as BadConfiguration).problems[0]?.name).toBe('KEEPLINE_STORAGE_URL');
    expect((problem as BadConfiguration).message).not.toMatch(/hunter2/);
  });
});
