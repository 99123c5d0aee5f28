import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { RecordingId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { Masking } from '../../access/masking.repository.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { mayDownload, PlayingService } from '../playing/playing.service.js';
import { recordingView } from '../recording-views.js';
import { RecordingsRepository } from '../recordings.repository.js';
import type { NewPlaylist, PlaylistContent, PlaylistView } from './playlist.view.js';
import { longestPlaylist, PlaylistsRepository, type PlaylistRow } from './playlists.repository.js';

/** Recordings put together by somebody. A list gives nobody the right to hear what is in it: that is asked of each, each time. */
@Injectable()
export class PlaylistsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: PlaylistsRepository,
    private readonly recordings: RecordingsRepository,
    private readonly playing: PlayingService,
    private readonly masking: Masking,
  ) {}

  list(viewer: Viewer): Promise<PlaylistView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      return (await this.repository.list(tx, viewer)).map((row) => viewOf(viewer, row));
    });
  }

  /** @throws UserError `playlist.team-not-allowed`: another's team */
  create(viewer: Viewer, { name, teamId }: NewPlaylist): Promise<PlaylistView> {
    if (teamId !== null && !viewer.teamIds.some((own) => own === teamId))
      throw new UserError('playlist.team-not-allowed', { teamId });
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const id = uuidv7();
      await this.repository.insert(tx, { id, name, ownerId: viewer.employeeId, teamId });
      return viewOf(viewer, await this.find(tx, viewer, id));
    });
  }

  /** @throws UserError `playlist.not-found` */
  get(viewer: Viewer, id: string): Promise<PlaylistContent> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const list = viewOf(viewer, await this.find(tx, viewer, id));
      const sight = await this.masking.for(tx, viewer);
      const canDownload = mayDownload(viewer, await this.recordings.policy(tx));
      const rows = await this.recordings.ofPlaylist(tx, viewer, id);
      return { ...list, items: rows.map((row) => recordingView(row, sight, canDownload)) };
    });
  }

  /** @throws UserError `playlist.not-found`, `playlist.not-allowed` */
  async end(viewer: Viewer, id: string): Promise<void> {
    await this.uow.as(scopeOf(viewer), async (tx) => {
      await this.own(tx, viewer, id);
      await this.repository.end(tx, id);
    });
  }

  /** @throws RecordingNotFound, UserError `playlist.not-found`, `playlist.not-allowed`, `playlist.too-large` */
  async add(viewer: Viewer, id: string, recordingId: RecordingId): Promise<void> {
    await this.uow.as(scopeOf(viewer), async (tx) => {
      await this.own(tx, viewer, id);
      await this.playing.find(tx, viewer, recordingId);
      if (!(await this.repository.add(tx, id, recordingId, viewer.employeeId)))
        throw new UserError('playlist.too-large', { most: longestPlaylist });
    });
  }

  /** Also of one that is not in it. @throws UserError `playlist.not-found`, `playlist.not-allowed` */
  async remove(viewer: Viewer, id: string, recordingId: RecordingId): Promise<void> {
    await this.uow.as(scopeOf(viewer), async (tx) => {
      await this.own(tx, viewer, id);
      await this.repository.remove(tx, id, recordingId);
    });
  }

  private async own(tx: Tx, viewer: Viewer, id: string): Promise<void> {
    const { owner } = await this.find(tx, viewer, id);
    if (owner.id !== viewer.employeeId) throw new UserError('playlist.not-allowed', { id });
  }

  private async find(tx: Tx, viewer: Viewer, id: string): Promise<PlaylistRow> {
    const row = await this.repository.find(tx, viewer, id);
    if (!row) throw new UserError('playlist.not-found', { id });
    return row;
  }
}

function viewOf(viewer: Viewer, { createdAt, ...row }: PlaylistRow): PlaylistView {
  return { ...row, createdAt: createdAt.toISOString(), mine: row.owner.id === viewer.employeeId };
}
