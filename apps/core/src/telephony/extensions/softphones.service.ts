import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { DeviceId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { SessionCookie } from '../../access/sign-in/session-cookie.js';
import { Sessions } from '../../access/sign-in/sessions.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { DevicesRepository } from './devices.repository.js';
import { ExtensionKeeper } from './extension-keeper.js';
import type { SoftphoneView } from './extension.view.js';
import { ExtensionsService } from './extensions.service.js';
import { ha1Of, ha1Purpose, newSipPassword, newSipUser } from './sip-secret.js';

/** Pages that are open at once, in several browsers; the oldest makes room. */
const mostSoftphones = 8;
/** The page never leaves its own origin: what stands behind the at sign is only a name. */
const domain = 'keepline.invalid';

/** The telephone in the page: it has a name and a password for as long as its session lasts. */
@Injectable()
export class SoftphonesService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: DevicesRepository,
    private readonly extensions: ExtensionsService,
    private readonly keeper: ExtensionKeeper,
    private readonly sessions: Sessions,
    private readonly cookie: SessionCookie,
    private readonly masterKey: MasterKey,
    private readonly audit: Audit,
  ) {}

  /**
   * A page that asks again keeps its device and gets another password.
   * @throws UserError `softphone.cookie-missing` for a caller without a page; the telephony role's own refusal
   */
  async open(viewer: Viewer, headers: IncomingHttpHeaders): Promise<SoftphoneView> {
    const given = this.cookie.find(headers);
    const session = given?.kind === 'cookie' ? await this.sessions.find(given.token, 'cookie') : null;
    if (session === null) throw new UserError('softphone.cookie-missing');
    const { employeeId } = viewer;
    const password = newSipPassword();
    const opened = await this.uow.as(scopeOf(viewer), async (tx) => {
      const extension = await this.extensions.ensure(tx, employeeId);
      const known = await this.repository.findOfSession(tx, session.tokenHash);
      const id = known?.id ?? DeviceId.parse(uuidv7());
      const userName = known?.userName ?? newSipUser();
      const sealedHa1 = this.masterKey.sealText(ha1Of(userName, password), ha1Purpose);
      if (known) await this.repository.changeSecret(tx, id, sealedHa1);
      else {
        const others = await this.repository.liveOf(tx, employeeId, 'softphone');
        await this.repository.revoke(tx, others.slice(0, Math.max(0, others.length - mostSoftphones + 1)));
        const { tokenHash: sessionHash } = session;
        await this.repository.insert(tx, { id, employeeId, userName, label: '', sealedHa1, sessionHash });
        this.audit.record(tx, viewer, 'softphone.opened', { subjectId: id });
      }
      return { id, userName, extension };
    });
    await this.keeper.confirm(employeeId);
    const { id, userName, extension } = opened;
    return { deviceId: id, user: userName, password, domain, extension, iceServers: [] };
  }
}
