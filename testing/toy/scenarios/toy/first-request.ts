import { seed, system } from '../../../../scenarios/lib/extension.ts';
import { firstRequest } from '../../../../scenarios/lib/first-request.ts';
import { librarySystem, readerAt, readerCount } from './requests.ts';

system(librarySystem);

export default firstRequest((share) => {
  seed(0);
  return { route: 'shelf.read', user: readerAt(Math.floor(share * readerCount)) };
});
