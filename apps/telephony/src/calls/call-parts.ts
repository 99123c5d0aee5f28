import { PromptFiles } from '../prompts/prompt-files.js';
import { PromptConsumer } from '../prompts/prompt.consumer.js';
import { DiskWatch } from '../recordings/disk-watch.service.js';
import { Encoders } from '../recordings/encoders.service.js';
import { Orphans } from '../recordings/orphans.service.js';
import { RecordingKeeper } from '../recordings/recording-keeper.service.js';
import { RecordingRepository } from '../recordings/recording.repository.js';
import { TallyRepository } from '../recordings/tally.repository.js';
import { Tally } from '../recordings/tally.service.js';
import { Adoption } from './adoption.js';
import { CallWriter } from './call-writer.service.js';
import { CallConsumer } from './call.consumer.js';
import { CallRepository } from './call.repository.js';
import { Switchboard } from './switchboard.service.js';

/** What the role's module takes of calls, recordings and prompts. */
export const callConsumers = [CallConsumer, PromptConsumer];
export const callParts = [
  ...[CallRepository, CallWriter, Adoption, Switchboard],
  ...[RecordingRepository, RecordingKeeper, Encoders, DiskWatch, Orphans, TallyRepository, Tally],
  PromptFiles,
];
