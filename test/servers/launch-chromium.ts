import { type Browser, chromium } from 'playwright-core';

export interface LaunchOptions {
  /** From `findChromium`. */
  readonly executablePath: string;
  readonly headless?: boolean;
  readonly args?: readonly string[];
}

/** A synthetic camera and microphone that asks nobody, and WebRTC over loopback. */
export const chromiumArguments: readonly string[] = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--allow-loopback-in-peer-connection',
  '--autoplay-policy=no-user-gesture-required',
];

/** A browser with a synthetic camera and microphone that asks nobody, and with WebRTC over loopback. */
export const launchChromium = ({
  executablePath,
  headless = true,
  args = [],
}: LaunchOptions): Promise<Browser> =>
  chromium.launch({
    executablePath,
    headless,
    // Root and containers have no sandbox for it.
    chromiumSandbox: false,
    args: joinLists([...chromiumArguments, ...args]),
  });

/** Switches whose value is a list. Chromium takes the last one only, and several emulators may bring one each. */
const listed = ['--host-resolver-rules', '--ignore-certificate-errors-spki-list'];

function joinLists(args: readonly string[]): string[] {
  const others = args.filter((each) => !listed.some((name) => each.startsWith(`${name}=`)));
  const joined = listed.flatMap((name) => {
    const values = args
      .filter((each) => each.startsWith(`${name}=`))
      .map((each) => each.slice(name.length + 1));
    return values.length === 0 ? [] : [`${name}=${values.join(',')}`];
  });
  return [...others, ...joined];
}
