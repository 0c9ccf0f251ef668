export { compareArms, type ObservedArm } from './compare-arms.ts';
export { type StopRule, stopRule } from './stop-rule.ts';
