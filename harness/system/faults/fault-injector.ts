import type { Fault } from '../../model/fault.ts';
import type { Gate } from '../gate/gate.ts';
import { type Part, partNamed } from '../part.ts';
import type { FaultInjector } from './schedule-faults.ts';

/** Injects faults into running parts; parts that are to refuse connections or be slow need a gate. */
export function faultInjector(parts: readonly Part[], gates: readonly Gate[]): FaultInjector {
  const gateOf = (name: string): Gate => {
    const gate = gates.find(({ of }) => of === name);
    if (!gate) throw new RangeError(`There is no gate in front of ${name}`);
    return gate;
  };
  return {
    async inject(fault: Fault) {
      switch (fault.action) {
        case 'kill':
          return partNamed(parts, fault.part).kill();
        case 'stop':
          return partNamed(parts, fault.part).stop();
        case 'pause':
          return partNamed(parts, fault.part).pause();
        case 'refuse':
          return gateOf(fault.part).refuse();
        case 'slow':
          return gateOf(fault.part).slow(fault.delayMs);
      }
    },
    async undo({ action, part }: Fault) {
      switch (action) {
        case 'kill':
        case 'stop':
          return partNamed(parts, part).start();
        case 'pause':
          return partNamed(parts, part).resume();
        case 'refuse':
        case 'slow':
          return gateOf(part).open();
      }
    },
  };
}
