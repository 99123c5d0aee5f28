import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { Audit } from '../../../audit/audit.js';
import { scopeOf, type Viewer } from '../../viewer.js';
import { discover } from './openid.js';
import { ProviderRepository } from './provider.repository.js';
import type { ProviderChange, ProviderView } from './provider.view.js';

export const secretSealing = 'sign-in-provider/secret';

/** The company's own provider of identities, as the owner sets it up. */
@Injectable()
export class ProviderService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ProviderRepository,
    private readonly masterKey: MasterKey,
    private readonly audit: Audit,
  ) {}

  get(viewer: Viewer, redirectUri: string): Promise<ProviderView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const stored = await this.repository.find(tx);
      if (stored === null) return { settings: null, hasSecret: false, redirectUri };
      const { sealedSecret, ...settings } = stored;
      return { settings, hasSecret: sealedSecret !== null, redirectUri };
    });
  }

  /**
   * Before it is switched on the provider is asked who it is: a wrong address shuts nobody out.
   * @throws UserError `provider.secret-missing`; as `discover`
   */
  async put(viewer: Viewer, { clientSecret, ...settings }: ProviderChange, redirectUri: string): Promise<ProviderView> {
    const before = await this.uow.as(scopeOf(viewer), (tx) => this.repository.find(tx));
    // The secret of one registration is not told to another provider.
    const same = before?.issuer === settings.issuer && before.clientId === settings.clientId;
    const kept = same ? before.sealedSecret : null;
    const sealed =
      clientSecret === undefined ? kept : this.masterKey.seal(Buffer.from(clientSecret, 'utf8'), secretSealing);
    if (sealed === null && settings.enabled) throw new UserError('provider.secret-missing');
    if (sealed !== null && settings.enabled) {
      const secret = this.masterKey.unseal(sealed, secretSealing).toString('utf8');
      await discover({ issuer: settings.issuer, clientId: settings.clientId, clientSecret: secret });
    }
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.repository.put(tx, settings, sealed, viewer.employeeId);
      const { enabled, passwords, secondFactor } = settings;
      this.audit.record(tx, viewer, 'sign-in.provider-changed', { body: { enabled, passwords, secondFactor } });
      return { settings, hasSecret: sealed !== null, redirectUri };
    });
  }
}
