import type { ReactNode } from 'react';

/** Drawn on a field of 24 by 24, with strokes of the text's colour. */
const drawings = {
  camera: (
    <>
      <rect x="2.5" y="6.5" width="13" height="11" rx="2.5" />
      <path d="M15.5 10.8 21.5 7.5v9l-6-3.3" />
    </>
  ),
  'camera-off': (
    <>
      <path d="M10.2 6.5H13a2.5 2.5 0 0 1 2.5 2.5v2.2m0 2L21.5 16.5v-9l-4.6 2.5M15 16.3a2.5 2.5 0 0 1-2 1.2H5A2.5 2.5 0 0 1 2.5 15V9a2.5 2.5 0 0 1 2-2.4" />
      <path d="M3.5 3.5l17 17" />
    </>
  ),
  microphone: (
    <>
      <rect x="9" y="3" width="6" height="11" rx="3" />
      <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" />
    </>
  ),
  'microphone-off': (
    <>
      <path d="M9 9v2a3 3 0 0 0 4.6 2.5M15 11V6a3 3 0 0 0-5.7-1.3M5.5 11.5A6.5 6.5 0 0 0 16 16.6m2.2-3a6.4 6.4 0 0 0 .3-2.1M12 18v3" />
      <path d="M3.5 3.5l17 17" />
    </>
  ),
  screen: (
    <>
      <rect x="2.5" y="4.5" width="19" height="12.5" rx="2" />
      <path d="M8.5 20.5h7M12 13.8V8m-2.6 2.4L12 7.8l2.6 2.6" />
    </>
  ),
  leave: (
    <path d="M3 14.2c0-1.3.5-2.4 1.6-3.1C6.7 9.7 9.3 9 12 9s5.3.7 7.4 2.1c1.1.7 1.6 1.8 1.6 3.1v1.1c0 .6-.5 1-1.1.9l-3.1-.5a1 1 0 0 1-.8-1v-1.9a14 14 0 0 0-8 0v1.9a1 1 0 0 1-.8 1l-3.1.5c-.6.1-1.1-.3-1.1-.9z" />
  ),
  end: (
    <>
      <circle cx="12" cy="12" r="9" />
      <rect x="8.75" y="8.75" width="6.5" height="6.5" rx="1" />
    </>
  ),
  devices: (
    <>
      <path d="M4 7h9m5 0h2M4 17h2m5 0h9" />
      <circle cx="15.5" cy="7" r="2.5" />
      <circle cx="8.5" cy="17" r="2.5" />
    </>
  ),
  messages: (
    <path d="M4.5 5h15A1.5 1.5 0 0 1 21 6.5v9a1.5 1.5 0 0 1-1.5 1.5H11l-4.5 3.5V17h-2A1.5 1.5 0 0 1 3 15.5v-9A1.5 1.5 0 0 1 4.5 5z" />
  ),
  send: <path d="M4 12 20 4.5 15.5 20l-3.8-6.2zM11.7 13.8 20 4.5" />,
  close: <path d="M6 6l12 12M18 6 6 18" />,
  person: (
    <>
      <circle cx="12" cy="8.5" r="4" />
      <path d="M4 20.5c.8-4 4-6 8-6s7.2 2 8 6" />
    </>
  ),
  notice: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 7.5v5.5M12 16.5v.1" />
    </>
  ),
  sound: (
    <>
      <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z" />
      <path d="M15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11" />
    </>
  ),
  shield: (
    <>
      <path d="M12 3l7.5 2.8v5.4c0 4.6-3 8-7.5 9.8-4.5-1.8-7.5-5.2-7.5-9.8V5.8z" />
      <path d="M8.8 12l2.3 2.3 4.2-4.6" />
    </>
  ),
} satisfies Readonly<Record<string, ReactNode>>;

export type IconName = keyof typeof drawings;

/** A drawing beside a label; never the only thing that says what a control does. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {drawings[name]}
    </svg>
  );
}
