import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { RecordingId, RecordingPeaks } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { sendFile } from '../../http/send-file.js';
import { sendRanged } from '../../http/send-ranged.js';
import { RecordingView } from '../recording.view.js';
import { PlayingService } from './playing.service.js';

const AudioQuery = z.object({
  /** 1: a copy to take away, with the listener's mark inside; a right of its own. */
  download: z.enum(['1']).optional(),
});

@ApiTags('recordings')
@Controller('recordings')
export class RecordingsController {
  constructor(private readonly playing: PlayingService) {}

  @Get(':id')
  @Access('recordings.play')
  @Returns(200, RecordingView, 'A recording that the viewer may hear')
  get(@CurrentViewer() viewer: Viewer, @Param('id', { schema: RecordingId }) id: RecordingId): Promise<RecordingView> {
    return this.playing.get(viewer, id);
  }

  @Get(':id/audio')
  @Access('recordings.play')
  @Returns(200, null, 'The sound, with byte ranges (206); each hearing is on record')
  async audio(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: RecordingId }) id: RecordingId,
    @Query({ schema: AudioQuery }) { download }: z.infer<typeof AudioQuery>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    if (request.method === 'HEAD') await sendRanged(request, response, await this.playing.describe(viewer, id));
    else if (download) await sendFile(response, await this.playing.download(viewer, id));
    else await sendRanged(request, response, await this.playing.play(viewer, id));
  }

  @Get(':id/peaks')
  @Access('recordings.play')
  @Returns(200, RecordingPeaks, 'Loudness for drawing, and who speaks when; it never changes')
  async peaks(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: RecordingId }) id: RecordingId,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await sendRanged(request, response, await this.playing.peaks(viewer, id));
  }
}
