// Creates and ends consults until it is killed; what was acknowledged is printed. Run by kill-during-consults.ts.
import { writeSync } from 'node:fs';
import { askConsults, startConsultServer } from './consult-server.ts';

const [folder = '', databaseUrl] = process.argv.slice(2);
const patchbay = await startConsultServer({ folder, databaseUrl });
// A row of the trail takes longer than a vendor does: most kills should come between the two.
const workers = 4;

async function work(): Promise<never> {
  for (;;) {
    const { id } = await askConsults(patchbay, '', { phi: false });
    writeSync(1, `created ${id}\n`);
    await askConsults(patchbay, `/${id}/tickets`, { userKey: 'user-7' });
    // Some go on.
    if (Math.random() < 0.2) continue;
    await askConsults(patchbay, `/${id}/end`, {});
    writeSync(1, `ended ${id}\n`);
  }
}

await Promise.all(Array.from({ length: workers }, work));
