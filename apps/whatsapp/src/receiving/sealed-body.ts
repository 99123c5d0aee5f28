import { Injectable } from '@nestjs/common';
import { MasterKey } from '#libs/evidence';

/** What bodies that lie here for telling them again, and orders that wait, are sealed for. */
const toldPurpose = 'whatsapp-told';

/** Words of clients lie in this role's tables sealed only. */
@Injectable()
export class SealedBodies {
  constructor(private readonly masterKey: MasterKey) {}

  seal(body: object): Buffer {
    return this.masterKey.seal(Buffer.from(JSON.stringify(body), 'utf8'), toldPurpose);
  }

  /** @throws CannotUnseal */
  open(sealed: Buffer): unknown {
    return JSON.parse(this.masterKey.unseal(sealed, toldPurpose).toString('utf8')) as unknown;
  }
}
