// Speaks apps/telephony/prompts/texts.json into the A-law files beside it, which are kept. Wants espeak-ng and sox.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'apps', 'telephony', 'prompts');
const texts = JSON.parse(readFileSync(join(folder, 'texts.json'), 'utf8'));

for (const [language, prompts] of Object.entries(texts)) {
  mkdirSync(join(folder, language), { recursive: true });
  for (const [name, text] of Object.entries(prompts)) {
    const spoken = execFileSync('espeak-ng', ['-v', language, '-s', '145', '--stdout', text]);
    // The band of a telephone, no silence at the ends, and 3 dB of room.
    const shape = ['highpass', '200', 'lowpass', '3400', 'silence', '1', '0.02', '0.3%', 'reverse'];
    const ends = ['silence', '1', '0.02', '0.3%', 'reverse', 'pad', '0.1', '0.2', 'norm', '-3'];
    const raw = ['-r', '8000', '-c', '1', '-e', 'a-law', '-t', 'raw', join(folder, language, `${name}.alaw`)];
    execFileSync('sox', ['-t', 'wav', '-', ...raw, ...shape, ...ends], {
      input: spoken,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
  }
}
