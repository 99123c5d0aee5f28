import { Injectable } from '@nestjs/common';

/** Says that media are to be fetched, to whoever fetches them: the sink does not know the drivers. */
@Injectable()
export class MediaBell {
  private answer: () => void = () => undefined;

  onRing(answer: () => void): void {
    this.answer = answer;
  }

  ring(): void {
    this.answer();
  }
}
