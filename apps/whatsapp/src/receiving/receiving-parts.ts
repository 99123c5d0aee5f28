import { DriverSinkService } from './driver-sink.service.js';
import { Forgetting } from './forgetting.service.js';
import { MediaBell } from './media-bell.js';
import { MediaFetcher } from './media-fetcher.service.js';
import { MediaJobRepository } from './media-job.repository.js';
import { SealedBodies } from './sealed-body.js';
import { SeenChangeRepository } from './seen-change.repository.js';
import { SeenMessageRepository } from './seen-message.repository.js';
import { VoiceListener } from './voice-listener.js';

export const receivingParts = [
  DriverSinkService,
  Forgetting,
  MediaBell,
  MediaFetcher,
  MediaJobRepository,
  SealedBodies,
  SeenChangeRepository,
  SeenMessageRepository,
  VoiceListener,
];
