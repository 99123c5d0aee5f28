import { Injectable } from '@nestjs/common';
import { Bug } from '#libs/errors';
import type { ChannelId } from '#libs/contracts';
import type { Viewer } from '../access/viewer.js';
import type { ChannelView, MailboxChange, MailboxTrial, MailboxTrialView, NewMailbox } from './channel.view.js';

@Injectable()
export class ChannelsService {
  list(_: Viewer): Promise<ChannelView[]> { return Promise.reject(new Bug('not-built')); }
  create(_: Viewer, _new: NewMailbox): Promise<ChannelView> { return Promise.reject(new Bug('not-built')); }
  get(_: Viewer, _id: ChannelId): Promise<ChannelView> { return Promise.reject(new Bug('not-built')); }
  change(_: Viewer, _id: ChannelId, _change: MailboxChange): Promise<ChannelView> { return Promise.reject(new Bug('not-built')); }
  test(_: Viewer, _trial: MailboxTrial): Promise<MailboxTrialView> { return Promise.reject(new Bug('not-built')); }
}
