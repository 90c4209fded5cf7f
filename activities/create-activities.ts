import { isUnauthentic } from '../schemas/unauthentic.ts';
import type { PartnerClass } from '../schemas/words.ts';
import type { Activities, Delivery } from './contract.ts';
import { asFailure, terminal } from './failure.ts';
import { isPressing, notificationOf, partnerRequestOf } from './outbound-messages.ts';
import type { LinkParams } from '../schemas/outbound.ts';
import type { LedgerPort, NotificationPort, OnCallPort, PartnerPort, RelatedCasesPort } from './ports.ts';

export interface ActivityPorts {
  readonly ledger: LedgerPort;
  readonly notifications: NotificationPort;
  /** Without it nobody is on call. */
  readonly onCall?: OnCallPort;
  readonly partners: PartnerPort;
  readonly related: RelatedCasesPort;
  /** The opaque reference under which a partner knows the request of this case to its class. */
  readonly requestReferenceOf: (caseId: string, partnerClass: PartnerClass) => string;
}

/** The activities over their ports. Failures leave as codes: their texts may quote what they failed on. */
export function createActivities(ports: ActivityPorts): Activities {
  const perform = (caseId: string, delivery: Delivery): Promise<void> => {
    switch (delivery.type) {
      case 'notify':
        return notify(ports, delivery);
      case 'askPartner':
        return ports.partners.ask(
          partnerRequestOf(delivery, (partnerClass) => ports.requestReferenceOf(caseId, partnerClass)),
        );
      case 'link':
        return ports.related.link({ caseId, key: delivery.key, ...(delivery.params as unknown as LinkParams) });
      default:
        throw terminal('malformed');
    }
  };
  return {
    async appendEntry(request) {
      refuseUnauthentic(request);
      await ports.ledger.append(request).catch(asFailure);
    },
    async deliver(request) {
      refuseUnauthentic(request);
      for (const delivery of request.deliveries)
        await Promise.resolve(perform(request.caseId, delivery)).catch(asFailure);
    },
    async call(request) {
      refuseUnauthentic(request);
      // No machine invokes a promise yet; one that does names its activity here.
      throw terminal('malformed');
    },
  };
}

/**
 * The group, and beside it whoever is on call where it cannot wait: each of them once, and told no more than the group.
 */
async function notify({ notifications, onCall }: ActivityPorts, delivery: Delivery): Promise<void> {
  const notification = notificationOf(delivery);
  await notifications.send(notification);
  if (onCall === undefined || !isPressing(delivery)) return;
  for (const one of await onCall.of(notification.audience, notification.office))
    await notifications.send({ key: `${delivery.key}/on-call/${one.staffId}`, ...one });
}

function refuseUnauthentic(request: unknown): void {
  if (isUnauthentic(request)) throw terminal('malformed');
}
