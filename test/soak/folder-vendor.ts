import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createStubVendor, type StubVendor } from '../../packages/server/test/stub-vendor.ts';

/** A vendor whose rooms are files: they outlive the process that made them, as a real vendor's do. */
export function folderVendor(folder: string, longestAnswer: number): StubVendor {
  mkdirSync(folder, { recursive: true });
  const vendor = createStubVendor();
  vendor.rooms.set = (room) => {
    writeFileSync(join(folder, room), '');
    return vendor.rooms;
  };
  vendor.rooms.delete = (room) => {
    rmSync(join(folder, room), { force: true });
    return true;
  };
  // A kill may come before and after the vendor has done what it was asked.
  vendor.before = () => sleep(Math.random() * longestAnswer);
  return vendor;
}

export const roomsIn = (folder: string): readonly string[] => readdirSync(folder);
