import { hasRight } from '../../access/rights.js';
import type { Viewer } from '../../access/viewer.js';
import { apiPrefix } from '../../http/api-prefix.js';
import type { WhatsappNumberView } from './number.view.js';
import type { WhatsappNumber } from './numbers.repository.js';

export const webhookPath = 'whatsapp/webhook';

/** How a number is reached, and the provider's own words, are for those who manage numbers. */
export function numberView(row: WhatsappNumber, viewer: Viewer, publicUrl: string | null): WhatsappNumberView {
  const manages = hasRight(viewer, 'whatsapp.manage');
  const { id, name, team, enabled, state, code, progress, standing, settings } = row;
  const { number, policy } = settings;
  const kept = (secret: WhatsappNumber['keptSecrets'][number]) => row.keptSecrets.includes(secret);
  return {
    id,
    ...{ name, team, enabled, number: number.number, driver: number.driver, state, code },
    detail: manages ? row.detail : null,
    stateAt: row.stateAt.toISOString(),
    linked: standing?.linked ?? null,
    battery: standing?.battery ?? null,
    phoneOnline: standing?.phoneOnline ?? null,
    lastEventAt: standing?.lastEventAt ?? null,
    lastInboundAt: row.lastInboundAt?.toISOString() ?? null,
    lastOutboundAt: row.lastOutboundAt?.toISOString() ?? null,
    queued: standing?.queued ?? 0,
    canary: standing?.canary ?? null,
    quality: standing?.quality ?? null,
    progress,
    linkingRevision: standing?.linkingRevision ?? 0,
    webhookUrl:
      manages && number.driver === 'cloud' && publicUrl !== null
        ? new URL(`${apiPrefix}/${webhookPath}`, publicUrl).href
        : null,
    hasSecrets: {
      accessToken: kept('accessToken'),
      appSecret: kept('appSecret'),
      verifyToken: kept('verifyToken'),
    },
    riskAcceptedAt: row.riskAcceptedAt?.toISOString() ?? null,
    settings: manages ? number : null,
    policy,
  };
}
