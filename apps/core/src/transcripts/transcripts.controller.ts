import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RecordingId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../access/viewer.js';
import { Access, Returns } from '../http/access.decorator.js';
import { TranscriptView } from './transcript.view.js';
import { TranscriptsService } from './transcripts.service.js';

@ApiTags('recordings')
@Controller('recordings/:id/transcript')
export class TranscriptsController {
  constructor(private readonly transcripts: TranscriptsService) {}

  @Get()
  @Access('recordings.play')
  @Returns(200, TranscriptView, 'What was said, word by word')
  get(@CurrentViewer() viewer: Viewer, @Param('id', { schema: RecordingId }) id: RecordingId): Promise<TranscriptView> {
    return this.transcripts.get(viewer, id);
  }

  @Post()
  @HttpCode(202)
  @Access('recordings.play')
  @Returns(202, TranscriptView, 'Ask for a transcript; it comes when the recogniser has got to it')
  request(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: RecordingId }) id: RecordingId,
  ): Promise<TranscriptView> {
    return this.transcripts.request(viewer, id);
  }
}
