import { Injectable } from '@nestjs/common';
import { OperationalError } from '#libs/errors';
import type { Readable } from 'node:stream';
import type { PromptId } from '#libs/contracts';
import type { Viewer } from '../../access/viewer.js';
import type { FileForDownload } from '../../http/send-file.js';
import type { PromptFacts, PromptView, SpokenPrompt } from './prompt.view.js';

@Injectable()
export class PromptsService {
  list(_viewer: Viewer): Promise<PromptView[]> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }

  upload(_viewer: Viewer, _facts: PromptFacts, _bytes: Readable): Promise<PromptView> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }

  speak(_viewer: Viewer, _words: SpokenPrompt): Promise<PromptView> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }

  audio(_viewer: Viewer, _id: PromptId): Promise<FileForDownload> {
    return Promise.reject(new OperationalError('telephony.not-ready'));
  }
}
