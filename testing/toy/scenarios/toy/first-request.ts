import { firstRequest } from '../../../../scenarios/lib/first-request.ts';
import { page, readerAt } from './requests.ts';

export default firstRequest((share) => page(readerAt(share), 0)[0]!);
