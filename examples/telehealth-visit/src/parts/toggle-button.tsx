import { Icon, type IconName } from './icon.tsx';

interface ToggleButtonProperties {
  readonly on: boolean;
  /** What is turned on and off, e.g. `microphone`. */
  readonly what: string;
  /** What pressing does now, e.g. `Turn off microphone`; also the tooltip. */
  readonly action: string;
  readonly icon: IconName;
  readonly caption: string;
  readonly testId: string;
  readonly disabled?: boolean;
  readonly tone?: 'off-is-red' | 'on-is-accent';
  readonly onPress: () => void;
}

/** A control of the call. Its accessible name says what pressing it does, so that no state has to be guessed. */
export function ToggleButton(properties: ToggleButtonProperties) {
  const {
    on,
    what,
    action,
    icon,
    caption,
    testId,
    disabled = false,
    tone = 'off-is-red',
    onPress,
  } = properties;
  return (
    <button
      type="button"
      className={`control control-${tone}`}
      data-testid={testId}
      data-on={on}
      data-what={what}
      aria-label={action}
      title={action}
      aria-disabled={disabled}
      onClick={disabled ? undefined : onPress}
    >
      <span className="control-face">
        <Icon name={icon} />
      </span>
      <span className="control-caption" aria-hidden="true">
        {caption}
      </span>
    </button>
  );
}
