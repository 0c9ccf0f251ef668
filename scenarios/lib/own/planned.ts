import { defineScenario } from './define-scenario.ts';

/** The scenario of a system that has none of its own: what its plan or its config says, as it is. */
const scenario = defineScenario();

export const { arrival, user } = scenario;
export default scenario.firstRequest;
