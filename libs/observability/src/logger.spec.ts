import { Bug, OperationalError } from '#libs/errors';
import { createLogger, NestPinoLogger } from './logger.js';
import { linesForPeople } from './lines-for-people.js';

function listening(level = 'trace') {
  const lines: string[] = [];
  return { logger: createLogger(level, { write: (line) => void lines.push(line) }), lines };
}

describe('the log', () => {
  it('is JSON with a level by name and a moment', () => {
    const { logger, lines } = listening();
    logger.child({ role: 'mail' }).warn({ channelId: 'c1' }, 'waiting');
    expect(JSON.parse(lines[0]!)).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      role: 'mail',
      channelId: 'c1',
      msg: 'waiting',
    });
  });

  it('keeps secrets and what people wrote out, also two levels down', () => {
    const { logger, lines } = listening();
    const canary = 'ada@example.test';
    logger.info(
      { password: canary, from: canary, subject: canary, letter: { text: canary, meta: { token: canary } } },
      'a letter',
    );
    logger.info({ req: { headers: { cookie: canary } }, envelope: { to: [canary] } }, 'a request');
    expect(lines.join()).not.toContain(canary);
    expect(lines[0]).toContain('"subject":"[kept out]"');
  });

  it('tells an error by code and frames, never by its details or the words of PostgreSQL', () => {
    const { logger, lines } = listening();
    const refused = Object.assign(new Error('Key (email)=(ada@example.test) already exists'), {
      code: '23505',
      severity: 'ERROR',
      detail: 'ada@example.test',
    });
    logger.error({ err: new Bug('database.refused', { email: 'ada@example.test' }, { cause: refused }) }, 'refused');
    expect(lines[0]).not.toContain('ada@example.test');
    const { err } = JSON.parse(lines[0]!);
    expect(err).toMatchObject({
      type: 'Bug',
      code: 'database.refused',
      kind: 'bug',
      cause: { type: 'Error', code: '23505' },
    });
    expect(err.frames[0]).toContain('logger.spec.ts');
  });

  it('shows no frames for what we foresaw', () => {
    const { logger, lines } = listening();
    logger.warn({ err: new OperationalError('imap.away') }, 'away');
    expect(JSON.parse(lines[0]!).err).toEqual({ type: 'OperationalError', code: 'imap.away', kind: 'operational' });
  });

  it("takes Nest's words, its chatter only for developers", () => {
    const { logger, lines } = listening();
    const nest = new NestPinoLogger(logger);
    nest.log('Mapped {/x, GET} route', 'RouterExplorer');
    nest.error(new Error('boom'), undefined, 'ExceptionsHandler');
    expect(JSON.parse(lines[0]!)).toMatchObject({
      level: 'debug',
      context: 'RouterExplorer',
      msg: 'Mapped {/x, GET} route',
    });
    expect(JSON.parse(lines[1]!)).toMatchObject({
      level: 'error',
      context: 'ExceptionsHandler',
      err: { message: 'boom' },
    });
  });

  it('is short on a terminal', () => {
    let shown = '';
    const logger = createLogger('info', linesForPeople({ write: (text) => (shown += text) }));
    logger.child({ role: 'core' }).info({ port: 8080 }, 'open');
    expect(shown.replaceAll(/\x1b\[\d+m/g, '')).toMatch(/^\d\d:\d\d:\d\d info {2}\[core\] open port=8080\n$/);
  });
});
