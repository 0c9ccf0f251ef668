import { seed, system } from '../lib/extension.ts';
import { firstRequest } from '../lib/first-request.ts';
import { studySystem } from './requests.ts';
import { setOut, studentCount } from './students.ts';

system(studySystem);

export default firstRequest((share) => {
  seed(0);
  return { route: 'dashboard.read', user: setOut(Math.floor(share * studentCount)) };
});
