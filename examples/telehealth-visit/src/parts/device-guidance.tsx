import {
  type DeviceKind,
  type DeviceTrouble,
  deviceGuidance,
  withoutDevice,
} from '../devices/device-trouble.ts';
import { Icon } from './icon.tsx';

interface DeviceGuidanceProperties {
  readonly kind: DeviceKind;
  readonly trouble: DeviceTrouble;
  readonly onRetry: () => void;
}

/** What is wrong with a device and what to do; read out when it appears. */
export function DeviceGuidance({ kind, trouble, onRetry }: DeviceGuidanceProperties) {
  const { title, advice } = deviceGuidance(kind, trouble);
  return (
    <div className="note note-warning" role="alert" data-testid={`${kind}-trouble`} data-trouble={trouble}>
      <Icon name="notice" />
      <div className="note-text">
        <strong>{title}</strong>
        <p>
          {advice} {withoutDevice(kind)}
        </p>
        <button type="button" className="button button-quiet" data-testid={`retry-${kind}`} onClick={onRetry}>
          Try again<span className="hidden"> with the {kind}</span>
        </button>
      </div>
    </div>
  );
}
