import { heartbeatEvidence, type Ledger, observationEvidence } from '@patchbay/metering';
import type { CarriedMedia, ProviderObservation } from '@patchbay/contract';

export const visitStart = Date.UTC(2026, 10, 20, 9);
/** Of nobody: what stands in a ledger for a person. */
export const visitPersons = {
  patient: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  clinician: 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
};

const place = { tenant: 'north', consultId: 'visit-1', provider: 'livekit' };

/**
 * A consult with one thing of each kind: the patient's vendor leave was lost and the page tells it, the clinician's leave came
 * twice, a poll was late, and the room ended.
 */
export async function appendVisit(ledger: Ledger): Promise<void> {
  const { patient, clinician } = visitPersons;
  await ledger.append([
    hook('joined', 0, 'PA_patient', patient),
    ...beats(1, 600, 'page-patient', patient),
    hook('joined', 30, 'PA_clinician', clinician),
    hook('left', 620, 'PA_clinician', clinician, { precision: 1000 }),
    hook('left', 621, 'PA_clinician', clinician, { source: 'signalling', precision: 5000 }),
    hook('present', 640, 'PA_clinician', clinician, { source: 'roster-poll' }),
    hook('room-ended', 900, undefined, undefined),
  ]);
}

function hook(
  kind: ProviderObservation['kind'],
  second: number,
  connection: string | undefined,
  person: string | undefined,
  more: Partial<ProviderObservation> = {},
) {
  const at = visitStart + second * 1000;
  const result = observationEvidence(
    {
      kind,
      room: 'room',
      participant: connection,
      connection,
      participantClass: 'person',
      at,
      precision: 0,
      source: 'webhook',
      ...more,
    },
    { ...place, person, receivedAt: at + 200 },
  );
  if (!result.accepted) throw new Error(`The test's own evidence was refused: ${result.reason}`);
  return result.evidence;
}

/** Every fifteen seconds, and a farewell with the last one; with video both ways. */
const beats = (from: number, to: number, connectionId: string, person: string) =>
  Array.from({ length: Math.floor((to - from) / 15) + 1 }, (_, sequence) => {
    const elapsed = sequence * 15_000;
    const at = visitStart + from * 1000 + elapsed;
    const isLast = elapsed + 15_000 > (to - from) * 1000;
    const result = heartbeatEvidence(
      { ...place, person },
      {
        connectionId,
        sequence,
        kind: sequence === 0 ? 'joined' : isLast ? 'left' : 'present',
        // Its clock is two seconds ahead.
        at: at + 2000,
        elapsed,
        ...(sequence > 0 && { carried: carriedBy(elapsed - 1000) }),
      },
      at,
    );
    if (!result.accepted) throw new Error(`The test's own evidence was refused: ${result.reason}`);
    return result.evidence;
  });

const carriedBy = (milliseconds: number): CarriedMedia => ({
  received: { hd: milliseconds },
  unsizedVideo: 0,
  sentVideo: milliseconds,
  bytesReceived: milliseconds * 150,
  bytesSent: milliseconds * 100,
});
