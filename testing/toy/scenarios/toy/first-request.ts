import { seed, system } from '../../../../scenarios/lib/extension.ts';
import { firstRequest } from '../../../../scenarios/lib/first-request.ts';
import { readerAt, readerCount } from './readers.ts';
import { librarySystem } from './requests.ts';

system(librarySystem);

export default firstRequest((share) => {
  seed(0);
  return { route: 'shelf.read', user: readerAt(Math.floor(share * readerCount)) };
});
