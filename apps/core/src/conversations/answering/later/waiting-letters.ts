import { Injectable } from '@nestjs/common';
import type { LetterSubmitted } from '#libs/contracts';
import { Bug } from '#libs/errors';
import type { Viewer } from '../../../access/viewer.js';
import type { UploadView } from '../../interaction.view.js';
import type { DueMessage } from './later.repository.js';

/** Who knows how a letter that a mail program wrote goes out, and what is in it. */
export interface LetterKeeper {
  /** It is on the card and on its way, and the message over, when this resolves. @throws as MessagesService.send */
  send(due: DueMessage, letter: LetterSubmitted): Promise<void>;
  /** Its files once more, for an answer that goes on with it. */
  files(viewer: Viewer, letter: LetterSubmitted): Promise<UploadView[]>;
}

/** Letters out of mail programs that wait like answers of the page; what is theirs alone says whoever takes them. */
@Injectable()
export class WaitingLetters {
  private keeper: LetterKeeper | null = null;

  keptBy(keeper: LetterKeeper): void {
    this.keeper = keeper;
  }

  get(): LetterKeeper {
    if (this.keeper === null) throw new Bug('later.no-keeper');
    return this.keeper;
  }
}
