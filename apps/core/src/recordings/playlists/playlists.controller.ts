import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { RecordingId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { NewPlaylist, NewPlaylistItem, PlaylistContent, PlaylistView } from './playlist.view.js';
import { PlaylistsService } from './playlists.service.js';

const PlaylistId = z.uuid();

@ApiTags('recordings')
@Controller('playlists')
export class PlaylistsController {
  constructor(private readonly playlists: PlaylistsService) {}

  @Get()
  @Access('recordings.play')
  @Returns(
    200,
    z.object({ items: z.array(PlaylistView) }),
    'One\u2019s own playlists and those of one\u2019s team, by name',
  )
  async list(@CurrentViewer() viewer: Viewer): Promise<{ items: PlaylistView[] }> {
    return { items: await this.playlists.list(viewer) };
  }

  @Post()
  @Access('recordings.play')
  @Returns(201, PlaylistView, 'A new playlist')
  create(@CurrentViewer() viewer: Viewer, @Body({ schema: NewPlaylist }) body: NewPlaylist): Promise<PlaylistView> {
    return this.playlists.create(viewer, body);
  }

  @Get(':id')
  @Access('recordings.play')
  @Returns(
    200,
    PlaylistContent,
    'A playlist with its recordings, of which the viewer is shown those that they may hear',
  )
  get(@CurrentViewer() viewer: Viewer, @Param('id', { schema: PlaylistId }) id: string): Promise<PlaylistContent> {
    return this.playlists.get(viewer, id);
  }

  @Delete(':id')
  @HttpCode(204)
  @Access('recordings.play')
  @Returns(204, null, 'End a playlist of one\u2019s own; the recordings stay where they are')
  end(@CurrentViewer() viewer: Viewer, @Param('id', { schema: PlaylistId }) id: string): Promise<void> {
    return this.playlists.end(viewer, id);
  }

  @Post(':id/items')
  @HttpCode(204)
  @Access('recordings.play')
  @Returns(204, null, 'Put a recording into a playlist of one\u2019s own')
  add(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: PlaylistId }) id: string,
    @Body({ schema: NewPlaylistItem }) { recordingId }: z.infer<typeof NewPlaylistItem>,
  ): Promise<void> {
    return this.playlists.add(viewer, id, RecordingId.parse(recordingId));
  }

  @Delete(':id/items/:recordingId')
  @HttpCode(204)
  @Access('recordings.play')
  @Returns(204, null, 'Take a recording out of a playlist of one\u2019s own')
  remove(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: PlaylistId }) id: string,
    @Param('recordingId', { schema: RecordingId }) recordingId: RecordingId,
  ): Promise<void> {
    return this.playlists.remove(viewer, id, recordingId);
  }
}
