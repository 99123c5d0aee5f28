import { jest } from '@jest/globals';
import { DataFolderTaken, SchemaRefused } from '#libs/database';
import { OperationalError, UserError } from '#libs/errors';
import { createLogger } from '#libs/observability';
import { Ending } from './ending.js';

function anEnding() {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger('trace', { write: (line) => void lines.push(JSON.parse(line)) });
  const codes: number[] = [];
  return { ending: new Ending(logger, (code) => codes.push(code)), lines, codes };
}

describe('the end of a process', () => {
  it('goes from the roles down to PostgreSQL, once, however often it is asked for', async () => {
    const { ending, codes } = anEnding();
    const order: string[] = [];
    const step = (what: string) => () => Promise.resolve(order.push(what));
    ending.atLast('PostgreSQL', step('PostgreSQL'));
    ending.atLast('bus', step('bus'));
    ending.atFirst('roles', step('roles'));
    await Promise.all([ending.end(), ending.end()]);
    expect(order).toEqual(['roles', 'bus', 'PostgreSQL']);
    expect(codes).toEqual([0]);
  });

  it('goes on past a step that fails', async () => {
    const { ending, lines, codes } = anEnding();
    const stopped: string[] = [];
    ending.atFirst('roles', () => Promise.reject(new Error('stuck')));
    ending.atLast('PostgreSQL', () => Promise.resolve(stopped.push('PostgreSQL')));
    await ending.end();
    expect(stopped).toEqual(['PostgreSQL']);
    expect(lines[0]).toMatchObject({ level: 'error', what: 'roles' });
    expect(codes).toEqual([0]);
  });

  it('keeps time for PostgreSQL when a role does not stop, and is over within 10 s', async () => {
    jest.useFakeTimers();
    const { ending, codes, lines } = anEnding();
    const stopped: string[] = [];
    ending.atFirst('roles', () => new Promise(() => undefined));
    ending.atLast('PostgreSQL', () => Promise.resolve(stopped.push('PostgreSQL')));
    const end = ending.end();
    await jest.advanceTimersByTimeAsync(10_000);
    jest.useRealTimers();
    await end;
    expect(stopped).toEqual(['PostgreSQL']);
    expect(codes).toEqual([0]);
    expect(lines).toContainEqual(expect.objectContaining({ code: 'ending.late' }));
  });

  it.each([
    [1, new Error('nobody foresaw this')],
    [65, new SchemaRefused('database.schema-newer', ['x'], 'Start a later release.')],
    [69, new OperationalError('database.away')],
    [75, new DataFolderTaken('/data', 4711)],
    [78, new UserError('master-key.missing')],
  ])('says %i to the service manager', async (code, error) => {
    const { ending, codes } = anEnding();
    await ending.end(error);
    expect(codes).toEqual([code]);
  });

  it('tells the person at the terminal what to do', async () => {
    const { ending, lines } = anEnding();
    await ending.end(new UserError('database.root', { advice: 'Run Keepline as an ordinary user.' }));
    expect(lines[0]).toMatchObject({ level: 'fatal', msg: 'database.root\n  Run Keepline as an ordinary user.' });
  });
});
