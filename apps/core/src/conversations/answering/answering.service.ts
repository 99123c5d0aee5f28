import { Injectable } from '@nestjs/common';
import { Bug } from '#libs/errors';
import type { ClientId } from '#libs/contracts';
import type { Viewer } from '../../access/viewer.js';
import type { InteractionView, NewMessage, NewNote } from '../interaction.view.js';

@Injectable()
export class AnsweringService {
  send(_: Viewer, _id: ClientId, _new: NewMessage): Promise<InteractionView> { return Promise.reject(new Bug('not-built')); }
  note(_: Viewer, _id: ClientId, _new: NewNote): Promise<InteractionView> { return Promise.reject(new Bug('not-built')); }
}
