import type { DeviceKind } from '../devices/device-trouble.ts';
import { ToggleButton } from './toggle-button.tsx';

interface DeviceToggleProperties {
  readonly kind: DeviceKind;
  readonly on: boolean;
  readonly disabled?: boolean;
  readonly testId: string;
  readonly onPress: () => void;
}

const captions = { camera: 'Camera', microphone: 'Mic' } as const;

/** Turns one's own camera or microphone on and off. */
export function DeviceToggle({ kind, on, disabled = false, testId, onPress }: DeviceToggleProperties) {
  return (
    <ToggleButton
      on={on}
      what={kind}
      action={actionOf(kind, on)}
      icon={on ? kind : `${kind}-off`}
      caption={`${captions[kind]} ${on ? 'on' : 'off'}`}
      testId={testId}
      disabled={disabled}
      onPress={onPress}
    />
  );
}

function actionOf(kind: DeviceKind, on: boolean): string {
  if (kind === 'microphone') return on ? 'Mute microphone' : 'Unmute microphone';
  return on ? 'Turn camera off' : 'Turn camera on';
}
