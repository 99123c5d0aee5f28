import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { SETTINGS, type Settings } from '#libs/config';
import { DeviceId, type EmployeeId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { OperationalError, UserError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { hasRight } from '../../access/rights.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { deviceView } from './device-view.js';
import { DevicesRepository } from './devices.repository.js';
import { ExtensionKeeper } from './extension-keeper.js';
import type { NewDevice, NewDeviceView } from './extension.view.js';
import { ExtensionsRepository } from './extensions.repository.js';
import { ExtensionsService } from './extensions.service.js';
import { ha1Of, ha1Purpose, newSipPassword, newSipUser } from './sip-secret.js';

/** So many telephones one person may have; with the softphones it is what the role takes of one extension. */
const mostDeskPhones = 12;

/** Desk phones and SIP programs: each has a name and a password of its own, and can be taken away alone. */
@Injectable()
export class DevicesService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: DevicesRepository,
    private readonly extensions: ExtensionsService,
    private readonly rows: ExtensionsRepository,
    private readonly keeper: ExtensionKeeper,
    private readonly masterKey: MasterKey,
    private readonly audit: Audit,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @throws UserError `access.forbidden`, `employee.not-found`, `employee.suspended`, `device.limit-reached`; the role's own refusal */
  async add(viewer: Viewer, employeeId: EmployeeId, { label }: NewDevice): Promise<NewDeviceView> {
    this.refuseOthers(viewer, employeeId);
    const [id, userName, password] = [DeviceId.parse(uuidv7()), newSipUser(), newSipPassword()];
    const sealedHa1 = this.masterKey.sealText(ha1Of(userName, password), ha1Purpose);
    await this.uow.as(scopeOf(viewer), async (tx) => {
      await this.extensions.ensure(tx, employeeId);
      if ((await this.repository.liveOf(tx, employeeId, 'desk')).length >= mostDeskPhones)
        throw new UserError('device.limit-reached', { limit: mostDeskPhones });
      await this.repository.insert(tx, { id, employeeId, userName, label, sealedHa1, sessionHash: null });
      this.audit.record(tx, viewer, 'device.added', { subjectId: id, body: { employeeId } });
    });
    try {
      await this.keeper.confirm(employeeId);
    } catch (error) {
      await this.uow.run((tx) => this.repository.revoke(tx, [id]));
      this.keeper.settleSoon();
      throw error;
    }
    const extension = await this.uow.as(scopeOf(viewer), (tx) => this.rows.find(tx, employeeId));
    const device = extension!.devices.find((one) => one.id === id)!;
    return { device: deviceView(device), credentials: { user: userName, password, ...this.server() } };
  }

  /** At once; a role that is silent is told again until it answers. @throws UserError `device.not-found`, `access.forbidden` */
  async revoke(viewer: Viewer, id: DeviceId): Promise<void> {
    const employeeId = await this.uow.as(scopeOf(viewer), async (tx) => {
      const device = await this.repository.find(tx, id);
      if (device === null) throw new UserError('device.not-found', { id });
      this.refuseOthers(viewer, device.employeeId);
      await this.repository.revoke(tx, [id]);
      this.audit.record(tx, viewer, 'device.revoked', { subjectId: id, body: { employeeId: device.employeeId } });
      return device.employeeId;
    });
    await this.keeper.confirm(employeeId).catch((error: unknown) => {
      if (!(error instanceof OperationalError)) throw error;
    });
  }

  private server() {
    const { sip, http } = this.settings;
    const named = http.publicUrl === null ? null : new URL(http.publicUrl).hostname;
    const server = sip.externalAddress ?? named ?? sip.host;
    const transport: NewDeviceView['credentials']['transport'] =
      sip.tlsPort > 0 ? ['udp', 'tcp', 'tls'] : ['udp', 'tcp'];
    return { domain: server, server, port: sip.port, tlsPort: sip.tlsPort > 0 ? sip.tlsPort : null, transport };
  }

  private refuseOthers(viewer: Viewer, employeeId: EmployeeId): void {
    if (employeeId === viewer.employeeId || hasRight(viewer, 'telephony.manage')) return;
    throw new UserError('access.forbidden', { right: 'telephony.manage' });
  }
}
