import { useId } from 'react';
import type { DeviceSide } from '../devices/device-preview.ts';
import type { DeviceKind } from '../devices/device-trouble.ts';

interface DeviceSelectProperties {
  readonly kind: DeviceKind;
  readonly side: DeviceSide;
  readonly disabled?: boolean;
  readonly onChoose: (id: string) => void;
}

const labels = { camera: 'Camera', microphone: 'Microphone' } as const;

export function DeviceSelect({ kind, side, disabled = false, onChoose }: DeviceSelectProperties) {
  const id = useId();
  const { options, chosenId } = side;
  const none = options.length === 0;
  return (
    <div className="field">
      <label htmlFor={id}>{labels[kind]}</label>
      <select
        id={id}
        data-testid={`choose-${kind}`}
        value={chosenId ?? ''}
        disabled={disabled || none}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        {none ? <option value="">{side.opening ? 'Looking…' : 'None to choose from'}</option> : null}
        {!none && chosenId === undefined ? <option value="">Choose one</option> : null}
        {options.map((option) => (
          <option key={option.id} value={option.id}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
