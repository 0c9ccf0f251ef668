import { defineScenario } from 'proofload/scenario';

const scenario = defineScenario({
  before(step, user) {
    if (step === 'item') user.expected = user.email; // who logged in is who is answered
  },
});

export const { arrival, user } = scenario;
export default scenario.firstRequest;
