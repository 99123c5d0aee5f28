import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const apps = join(import.meta.dirname, '../../..');

/** Sources of the server's programs that say a word. */
function sourcesWith(word: RegExp, ...programs: string[]): string[] {
  return programs.flatMap((program) => {
    const source = join(apps, program, 'src');
    return readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('spec.ts'))
      .map((name) => readFileSync(join(source, name), 'utf8'))
      .filter((text) => word.test(text));
  });
}

const found = (texts: readonly string[], ...patterns: RegExp[]): string[] =>
  [
    ...new Set(
      texts.flatMap((text) =>
        patterns.flatMap((pattern) =>
          [...text.matchAll(pattern)].flatMap(([whole]) =>
            [...whole.matchAll(/'([a-z-]+(?:\.[a-z-]+)*)'/g)].map((literal) => literal[1] ?? ''),
          ),
        ),
      ),
    ),
  ].filter((code) => code !== '');

const english = join(import.meta.dirname, 'locales/en');
const files = readdirSync(english).filter((name) => name.endsWith('.json'));

function textAt(path: string): unknown {
  const texts = files.map((file): unknown => JSON.parse(readFileSync(join(english, file), 'utf8')));
  const at = (tree: unknown) =>
    path.split('.').reduce<unknown>((now, name) => (now as Record<string, unknown> | undefined)?.[name], tree);
  return texts.map(at).find((text) => text !== undefined);
}

describe('what the server may say has words', () => {
  it('every alert: what happened, what it means, what to do', () => {
    const raising = sourcesWith(
      /(?:alerts|alarms)\.raise\(|alarm\(|Worry|alarmRaised/,
      'core',
      'whatsapp',
      'telephony',
    );
    const codes = found(
      raising,
      /\bcode: '[^']+',\s*(?:severity|callId|details)/g,
      /\balarm\('[^']+'/g,
      /raiseBroken\(\w+, '[^']+'/g,
      /const code = [^?;]+ \? '[^']+' : '[^']+'/g,
    ).filter((code) => code.includes('.'));
    // What ends a number's session is an alarm of its own name; so is a recogniser's wrong setting.
    const composed = [
      ...['whatsapp.logged-out', 'whatsapp.banned', 'whatsapp.conflict', 'whatsapp.other-number'],
      ...['whatsapp.token-expired', 'whatsapp.keeps-falling', 'whatsapp.version-refused', 'whatsapp.proxy-refused'],
      ...['recogniser.key-refused', 'recogniser.address-wrong', 'telephony.engine-restarted'],
    ];
    expect(codes.length).toBeGreaterThan(20);
    const parts = [...codes, ...composed].flatMap((code) =>
      ['title', 'means', 'next'].map((part) => `alert.${code.replace('.', '-')}.${part}`),
    );
    expect(parts.filter((part) => typeof textAt(part) !== 'string')).toEqual([]);
  });

  it('every action of the journal', () => {
    const recording = sourcesWith(/audit\.record\(/, 'core');
    const actions = found(
      recording,
      /audit\.record\(\s*[\w.]+,\s*[^,]+,\s*[^,]+,/g,
      /'[a-z-]+\.(?:created|changed|change-refused)'/g,
    );
    const composed = [
      ...[
        'conversation.assigned',
        'conversation.taken',
        'conversation.snoozed',
        'conversation.done',
        'conversation.reopened',
      ],
      'message.reaction',
      'message.edit',
      'message.revoke',
      'protection.released',
      'protection.refused',
    ];
    expect(actions.length).toBeGreaterThan(60);
    const all = [...actions, ...composed].map((action) => `action.${action}`);
    expect(all.filter((name) => typeof textAt(name) !== 'string')).toEqual([]);
  });
});
