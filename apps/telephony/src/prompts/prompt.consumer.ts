import { execFile } from 'node:child_process';
import { Controller } from '@nestjs/common';
import { speakPrompt, type ReplyOf, type RequestOf } from '#libs/contracts';
import { OperationalError, UserError } from '#libs/errors';
import { EvidenceStore } from '#libs/evidence';
import { Answers } from '#libs/messaging';
import { EngineTools, type Tool } from '../engine/engine-tools.js';
import { asTelephoneSound } from './telephone-sound.js';

const wordsPerMinute = 145;
const withinMs = 15_000;
/** Three minutes of what it makes: 22,050 samples a second, 16 bit. */
const atMostBytes = 8 * 1024 * 1024;

@Controller()
export class PromptConsumer {
  constructor(
    private readonly tools: EngineTools,
    private readonly evidence: EvidenceStore,
  ) {}

  /** Words become sound, by a program that speaks. */
  @Answers(speakPrompt)
  async speak({ text, language }: RequestOf<typeof speakPrompt>): Promise<ReplyOf<typeof speakPrompt>> {
    const tool = await this.tools.find('espeak-ng');
    if (!tool) throw new UserError('telephony.no-voice');
    const { wave, durationMs } = asTelephoneSound(await spoken(tool, text, language));
    return { evidence: await this.evidence.put(wave), durationMs };
  }
}

/** The text goes in by stdin: in the arguments, everybody on the machine could read it, and a hyphen would be an option. */
function spoken({ file, prefix }: Tool, text: string, language: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const voice = ['-v', language, '-s', String(wordsPerMinute), '-b', '1', '--stdin', '--stdout'];
    const limits = { timeout: withinMs, maxBuffer: atMostBytes, encoding: 'buffer' } as const;
    const child = execFile(file, [...prefix, ...voice], limits, (error, stdout) => {
      if (error) reject(new OperationalError('telephony.voice-failed', {}, { cause: error }));
      else resolve(stdout);
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(text);
  });
}
