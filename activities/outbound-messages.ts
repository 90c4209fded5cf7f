import { ApplicationFailure } from '@temporalio/activity';
import type { AskPartnerParams, NotifyParams } from '../schemas/outbound.ts';
import type { PartnerClass } from '../schemas/words.ts';
import type { Delivery } from './contract.ts';
import type { GroupNotification, PartnerRequest } from './ports.ts';

/** Field by field from an allow-list: what a machine added by mistake cannot get out. The reason stays inside. */
export function notificationOf({ key, params }: Delivery): GroupNotification {
  const { audience, office } = params as NotifyParams;
  return complete({ key, audience, office });
}

/** Whether it cannot wait until the office is in again. */
export const isPressing = ({ params }: Delivery): boolean => PRESSING.includes((params as NotifyParams).reason);

const PRESSING: readonly NotifyParams['reason'][] = ['overdue', 'escalated', 'urgent'];

export function partnerRequestOf(
  { key, params }: Delivery,
  referenceOf: (partnerClass: PartnerClass) => string,
): PartnerRequest {
  const { partnerClass, windowFrom, windowUntil, regionCode, occasion } = params as AskPartnerParams;
  return complete({
    key,
    partnerClass,
    reference: referenceOf(partnerClass),
    windowFrom,
    windowUntil,
    regionCode,
    occasion,
  });
}

/** A message that lacks a part is a defect of ours; sent again it would still lack it. */
function complete<T extends object>(message: T): T {
  if (Object.values(message).some((value) => value === undefined || value === null))
    throw ApplicationFailure.nonRetryable('malformed', 'malformed');
  return message;
}
