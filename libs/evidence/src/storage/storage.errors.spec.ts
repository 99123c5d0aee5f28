import { Bug } from '#libs/errors';
import { isAbsent, translateStorageError } from './storage.errors.js';

const fromDisk = (code: string) => Object.assign(new Error(code), { code, syscall: 'open' });
const fromS3 = (name: string, httpStatusCode: number) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
const gaveUp = Object.assign(new Error('slow'), { name: 'TimeoutError', $metadata: { attempts: 3 } });

describe('errors of the storage', () => {
  it.each([
    ['a full disk', fromDisk('ENOSPC'), 'evidence.full', 'operational'],
    ['a used-up quota', fromDisk('EDQUOT'), 'evidence.full', 'operational'],
    ['a failing disk', fromDisk('EIO'), 'evidence.away', 'operational'],
    ['a disk gone read-only', fromDisk('EROFS'), 'evidence.away', 'operational'],
    ['a folder of another user', fromDisk('EACCES'), 'evidence.refused', 'user'],
    ['a server that is not there', fromDisk('ECONNREFUSED'), 'evidence.away', 'operational'],
    ['a server that does not answer', gaveUp, 'evidence.away', 'operational'],
    ['a busy bucket', fromS3('SlowDown', 503), 'evidence.away', 'operational'],
    ['too many requests', fromS3('TooManyRequests', 429), 'evidence.away', 'operational'],
    ['a wrong secret', fromS3('SignatureDoesNotMatch', 403), 'evidence.refused', 'user'],
    ['no such bucket', fromS3('NoSuchBucket', 404), 'evidence.refused', 'user'],
  ])('%s', (_, error, code, kind) => {
    expect(translateStorageError(error)).toMatchObject({ code, kind, cause: error });
  });

  it('leave what is not theirs alone', () => {
    const ours = new Bug('x.y');
    const foreign = new TypeError('not a function');
    expect(translateStorageError(ours)).toBe(ours);
    expect(translateStorageError(foreign)).toBe(foreign);
    expect(translateStorageError('text')).toBe('text');
  });

  it('tell a missing object from a missing bucket', () => {
    expect(isAbsent(fromDisk('ENOENT'))).toBe(true);
    expect(isAbsent(fromS3('NoSuchKey', 404))).toBe(true);
    expect(isAbsent(fromS3('NoSuchBucket', 404))).toBe(false);
    expect(isAbsent(fromDisk('EACCES'))).toBe(false);
  });
});
