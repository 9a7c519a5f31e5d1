import { type FormEvent, useEffect } from 'react';
import type { CallChoices } from '../call/consult-call.ts';
import type { DevicePreview, DeviceSide } from '../devices/device-preview.ts';
import type { DeviceKind } from '../devices/device-trouble.ts';
import { useDevices } from '../hooks/use-devices.ts';
import { otherSeat, type Seat, seatLabel } from '../visit/seat.ts';
import type { Refusal } from '../visit/visit-api.ts';
import { DeviceGuidance } from './device-guidance.tsx';
import { DeviceSelect } from './device-select.tsx';
import { DeviceToggle } from './device-toggle.tsx';
import { LevelMeter } from './level-meter.tsx';
import { PageTitle } from './page-title.tsx';
import { PreviewPicture } from './preview-picture.tsx';
import { RefusalNote } from './refusal-note.tsx';

interface PreJoinPageProperties {
  readonly seat: Seat;
  readonly devices: DevicePreview;
  readonly joining: boolean;
  readonly refusal: Refusal | undefined;
  readonly onJoin: (choices: CallChoices) => void;
}

const kinds: readonly DeviceKind[] = ['camera', 'microphone'];

/** Look at oneself, choose devices, mend what does not work, join. */
export function PreJoinPage({ seat, devices, joining, refusal, onJoin }: PreJoinPageProperties) {
  const sides = useDevices(devices);
  useEffect(() => () => devices.release(), [devices]);
  useEffect(() => {
    // Also after a join that failed: it had closed the preview.
    if (!joining) devices.start().catch(() => undefined);
  }, [devices, joining]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!joining) onJoin({ camera: choiceOf(sides.camera), microphone: choiceOf(sides.microphone) });
  };
  const toggle = (kind: DeviceKind) => (
    <DeviceToggle
      kind={kind}
      on={isUsable(sides[kind])}
      disabled={joining}
      testId={`pre-join-${kind}`}
      onPress={() =>
        run(sides[kind].trouble === undefined ? devices.setOn(kind, !sides[kind].on) : devices.retry(kind))
      }
    />
  );
  return (
    <main className="pre-join">
      <section className="preview" aria-label="Camera preview">
        <PreviewPicture camera={sides.camera} />
        <div className="preview-controls">
          {toggle('microphone')}
          {toggle('camera')}
        </div>
      </section>
      <form className="card get-ready" onSubmit={submit}>
        <p className="seat-line" data-testid="seat">
          You join as {seatLabel(seat).toLowerCase()}
        </p>
        <PageTitle>Ready for the visit?</PageTitle>
        <p className="lead">
          Check your picture and sound. Your {seatLabel(otherSeat(seat)).toLowerCase()} sees and hears you
          only after you join.
        </p>
        {refusal === undefined ? null : <RefusalNote refusal={refusal} seat={seat} />}
        {kinds.map((kind) => (
          <div className="device" key={kind}>
            <DeviceSelect
              kind={kind}
              side={sides[kind]}
              disabled={joining}
              onChoose={(id) => run(devices.choose(kind, id))}
            />
            {kind === 'microphone' ? <SoundCheck side={sides.microphone} /> : null}
            <Trouble kind={kind} side={sides[kind]} onRetry={() => run(devices.retry(kind))} />
          </div>
        ))}
        <button type="submit" className="button button-main" data-testid="join" aria-disabled={joining}>
          {joining ? 'Joining…' : 'Join visit'}
        </button>
        <p className="quiet" data-testid="join-summary">
          {joinSummary(isUsable(sides.camera), isUsable(sides.microphone))}
        </p>
      </form>
    </main>
  );
}

function SoundCheck({ side }: { readonly side: DeviceSide }) {
  return (
    <div className="sound-check">
      <LevelMeter track={side.track} />
      <p className="quiet">
        {side.track === undefined ? 'Your microphone is off.' : 'Say something: the bar should move.'}
      </p>
    </div>
  );
}

interface TroubleProperties {
  readonly kind: DeviceKind;
  readonly side: DeviceSide;
  readonly onRetry: () => void;
}

const Trouble = ({ kind, side, onRetry }: TroubleProperties) =>
  side.on && side.trouble !== undefined ? (
    <DeviceGuidance kind={kind} trouble={side.trouble} onRetry={onRetry} />
  ) : null;

const isUsable = ({ on, trouble }: DeviceSide): boolean => on && trouble === undefined;

const choiceOf = (side: DeviceSide) => ({ on: isUsable(side), deviceId: side.chosenId });

/** The preview tells its own failures; what is left over is a list of devices that could not be read. */
const run = (work: Promise<void>): void => void work.catch(() => undefined);

function joinSummary(camera: boolean, microphone: boolean): string {
  if (camera && microphone) return 'You join with camera and microphone on.';
  if (microphone) return 'You join with the camera off.';
  if (camera) return 'You join muted.';
  return 'You join with camera and microphone off.';
}
