import type { BuildCost, BuildLineKind } from './build-cost.ts';
import type { BuildInputs } from './build-inputs.ts';
import type { Exact } from './exact.ts';

/** One line of how a build line's likely amount comes about. */
export function explainLine(kind: BuildLineKind, cost: BuildCost, inputs: BuildInputs): string {
  switch (kind) {
    case 'servers':
      return `${count(cost.servers)} servers of ${count(inputs.coresPerServer)} cores, ${count(inputs.spareServers)} of them spare, for ${count(cost.consumers)} streams at a peak of ${count(cost.peak)} participants; ${count(inputs.serverMonthlyPrice)} USD each`;
    case 'egress':
      return `${count(cost.gigabytes)} GB to participants at ${inputs.gigabytesPerMinute.round(6).toFixed()} GB a minute`;
    case 'relay':
      return `${count(cost.relayedGigabytes)} GB that go through a TURN relay and are paid a second time`;
    case 'people':
      return `${inputs.engineers.toFixed()} engineers at ${count(inputs.engineerYearlySalary)} USD a year times ${inputs.salaryLoad.toFixed()}`;
    case 'on-call':
      return inputs.onCallMonthly.eq(0)
        ? 'nobody is paid for being on call'
        : 'stipends for being on call, without pages';
    case 'hosting-baa':
      return inputs.hostingBaaMonthly.eq(0)
        ? 'the host signs its BAA at no charge'
        : "the price of the host's BAA";
  }
}

const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

const count = (value: Exact): string => counts.format(value.toFixed() as `${number}`);
