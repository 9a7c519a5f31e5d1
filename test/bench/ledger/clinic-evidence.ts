import type { CarriedMedia, Evidence } from '@patchbay/contract';
import { evidenceId, type Fact } from '@patchbay/metering';

export interface ClinicDay {
  /** So many consults of two people each, one beginning every `everySeconds`. */
  readonly consults: number;
  readonly minutes: number;
  readonly everySeconds: number;
  /** Milliseconds since the Unix epoch. */
  readonly from: number;
}

const tenants = ['north', 'south', 'east', 'west'] as const;
const providers = ['livekit', 'twilio', 'daily'] as const;
const heartbeatSeconds = 15;
const roles = ['doctor', 'patient'] as const;

/**
 * The evidence of a busy day, in order of arrival: of each person the vendor's join and leave and a heartbeat every 15 s,
 * which tells what was carried. The same for the same question. Many consults go on at once, so that rows which come together are of
 * as many consults.
 */
export function clinicEvidence(day: ClinicDay): readonly Evidence[] {
  const rows = Array.from({ length: day.consults }, (_, index) => consultEvidence(day, index)).flat();
  return rows.sort((a, b) => a.receivedAt - b.receivedAt);
}

function consultEvidence({ from, minutes, everySeconds }: ClinicDay, index: number): readonly Evidence[] {
  const begins = from + index * everySeconds * 1000;
  return roles.flatMap((role, place) => {
    const joined = begins + place * 7000 + ((index * 379) % 900);
    const length = minutes * 60_000 - place * 11_000;
    const about = {
      provider: providers[index % providers.length] ?? '',
      tenant: tenants[index % tenants.length] ?? '',
      consultId: `consult-${from}-${index}`,
      person: keyOf(`${role} ${role === 'doctor' ? index % 50 : index}`),
      participantClass: 'person' as const,
    };
    const told = (kind: 'joined' | 'left', at: number): Evidence =>
      evidence(
        { ...about, kind, source: 'webhook', connection: `PA-${index}-${place}`, at, precision: 1 },
        at + 400,
      );
    const beats = Array.from({ length: Math.floor(length / (heartbeatSeconds * 1000)) }, (_, sequence) => {
      const elapsed = sequence * heartbeatSeconds * 1000;
      return evidence(
        {
          ...about,
          kind: sequence === 0 ? 'joined' : 'present',
          source: 'heartbeat',
          connection: `page-${index}-${place}`,
          at: joined + elapsed,
          precision: 1,
          beat: { sequence, elapsed },
          ...(sequence > 0 && { carried: carriedBy(elapsed - 1000) }),
        },
        joined + elapsed + 60,
      );
    });
    return [told('joined', joined), ...beats, told('left', joined + length)];
  });
}

/** Half a minute of sound, then video both ways. */
function carriedBy(milliseconds: number): CarriedMedia {
  const audio = Math.min(milliseconds, 30_000);
  const hd = milliseconds - audio;
  return {
    received: { ...(audio > 0 && { audio }), ...(hd > 0 && { hd }) },
    unsizedVideo: 0,
    sentVideo: hd,
    bytesReceived: audio * 5 + hd * 190,
    bytesSent: audio * 5 + hd * 170,
  };
}

const evidence = (fact: Fact, receivedAt: number): Evidence => ({
  id: evidenceId(fact),
  ...fact,
  receivedAt,
});

/** In the shape of a person's key: 32 hexadecimal digits. */
const keyOf = (who: string): string => Buffer.from(who.padEnd(16)).toString('hex').slice(0, 32);
